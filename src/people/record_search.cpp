#include "people/record_search.hpp"

#include "base/fault.hpp"
#include "people/person_store.hpp"

namespace refocus::people {
namespace {

using access::Permission;

std::unexpected<std::string> because(std::string_view message) {
  return std::unexpected(std::string(message));
}

std::expected<PersonId, std::string> withNumber(const Words& words, record::Reading& reading,
                                                const NhsNumber& number) {
  const auto person = personWithNhsNumber(reading, number);
  if (!person) return because(words("Nobody here has this NHS number"));
  reading.note("nhs-number-found", person->text());
  return *person;
}

}  // namespace

std::expected<PersonId, std::string> recordTyped(const Words& words, record::Reading& reading,
                                                 const std::string& typed) {
  if (!reading.actor().may(Permission::readAudit)) {
    access::require(reading.actor(), Permission::importCaseload);
  }
  if (const auto id = PersonId::parse(typed)) return *id;
  const auto number = NhsNumber::parse(typed);
  if (number) return withNumber(words, reading, *number);
  const auto people = peopleWhoseIdEndsIn(reading, typed);
  if (people.size() == 1) return people.front();
  if (people.size() > 1)
    return because(words("More than one record ends like this. Enter the whole id"));
  const bool isNumber = typed.find_first_not_of("0123456789 -") == std::string::npos;
  if (isNumber) return because(withoutStop(explain(number.error()).in(words)));
  return because(words("Enter an NHS number, or the end of a record’s id"));
}

}  // namespace refocus::people
