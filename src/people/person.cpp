#include "people/person.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/fault.hpp"
#include "base/json.hpp"
#include "base/json_view.hpp"

namespace refocus::people {
namespace {

// The entry's fields that are text, with their names in the stored body.
using TextField = std::pair<std::string_view, std::string PersonEntry::*>;
constexpr TextField kTextFields[] = {
    {"familyName", &PersonEntry::familyName},
    {"givenNames", &PersonEntry::givenNames},
    {"preferredName", &PersonEntry::preferredName},
    {"pronouns", &PersonEntry::pronouns},
    {"language", &PersonEntry::language},
    {"phone", &PersonEntry::phone},
    {"email", &PersonEntry::email},
    {"address", &PersonEntry::address},
    {"postcode", &PersonEntry::postcode},
};

// Those that are yes or not said.
using Flag = std::pair<std::string_view, bool PersonEntry::*>;
constexpr Flag kFlags[] = {
    {"died", &PersonEntry::died},
    {"inactive", &PersonEntry::inactive},
    {"replaced", &PersonEntry::replaced},
};

using DateField = std::pair<std::string_view, std::optional<PartialDate> PersonEntry::*>;
constexpr DateField kDateFields[] = {
    {"birthDate", &PersonEntry::birthDate},
    {"diedOn", &PersonEntry::diedOn},
};

std::string joined(std::string_view first, std::string_view second) {
  std::string both(first);
  if (!first.empty() && !second.empty()) both += ' ';
  both += second;
  return both;
}

[[noreturn]] void corrupt() { throw Fault(FaultCode::corrupt, "a stored entry is not readable"); }

std::string wordsOf(JsonValue value) {
  const auto text = value.text();
  if (!text) corrupt();
  return std::string(*text);
}

SystemId identityFrom(JsonValue one) {
  std::optional<std::string> system;
  std::optional<std::string> value;
  for (const JsonValue member : one) {
    if (member.name() == "system") system = wordsOf(member);
    if (member.name() == "value") value = wordsOf(member);
  }
  if (!system || !value) corrupt();
  return {std::move(*system), std::move(*value)};
}

template <class Field, std::size_t count>
const Field* named(const Field (&fields)[count], std::string_view name) {
  const auto* const found = std::ranges::find(fields, name, &Field::first);
  return found == std::end(fields) ? nullptr : found;
}

void readPlainMember(JsonValue member, PersonEntry& entry) {
  const std::string_view name = member.name();
  if (const auto* text = named(kTextFields, name)) {
    entry.*text->second = wordsOf(member);
  } else if (const auto* date = named(kDateFields, name)) {
    entry.*date->second = PartialDate::parse(wordsOf(member));
    if (!(entry.*date->second)) corrupt();
  } else if (const auto* flag = named(kFlags, name)) {
    const auto said = member.flag();
    if (!said) corrupt();
    entry.*flag->second = *said;
  }
}

void readMember(JsonValue member, PersonEntry& entry) {
  const std::string_view name = member.name();
  if (name == "interpreter") {
    entry.interpreter = member.flag();
    if (!entry.interpreter) corrupt();
  } else if (name == "nhsNumber") {
    const auto number = NhsNumber::parse(wordsOf(member));
    if (!number) corrupt();
    entry.nhsNumber = *number;
  } else if (name == "identities") {
    if (!member.isList()) corrupt();
    for (const JsonValue one : member) entry.identities.push_back(identityFrom(one));
  } else {
    readPlainMember(member, entry);
  }
}

}  // namespace

std::string displayName(const PersonEntry& entry) {
  if (entry.preferredName.empty()) return fullName(entry);
  // A preferred name of several words is a whole name: "Jo Taylor" is not to be "Jo Taylor Smith".
  if (entry.preferredName.find(' ') != std::string::npos) return entry.preferredName;
  return joined(entry.preferredName, entry.familyName);
}

std::string sortName(const PersonEntry& entry) {
  return joined(entry.familyName,
                entry.preferredName.empty() ? entry.givenNames : entry.preferredName);
}

std::string fullName(const PersonEntry& entry) {
  const std::string name = joined(entry.givenNames, entry.familyName);
  return name.empty() ? entry.preferredName : name;
}

std::string bodyOf(const PersonEntry& entry) {
  Json body = Json::object();
  for (const auto& [name, field] : kTextFields) {
    if (!(entry.*field).empty()) body[std::string(name)] = entry.*field;
  }
  if (entry.interpreter) body["interpreter"] = *entry.interpreter;
  for (const auto& [name, field] : kDateFields) {
    if (entry.*field) body[std::string(name)] = (entry.*field)->text();
  }
  for (const auto& [name, field] : kFlags) {
    if (entry.*field) body[std::string(name)] = true;
  }
  if (entry.nhsNumber) body["nhsNumber"] = std::string(entry.nhsNumber->digits());
  for (const SystemId& id : entry.identities) {
    body["identities"].push_back({{"system", id.system}, {"value", id.value}});
  }
  return body.dump();
}

PersonEntry entryFrom(std::string_view body) {
  const auto read = JsonView::read(body);
  if (!read || !read->value().isObject()) corrupt();
  PersonEntry entry;
  for (const JsonValue member : read->value()) readMember(member, entry);
  return entry;
}

Standing standingOf(const PersonEntry& entry) {
  if (entry.died) return Standing::died;
  if (entry.replaced) return Standing::replaced;
  return entry.inactive ? Standing::inactive : Standing::inUse;
}

Msgid labelOf(Standing standing) {
  if (standing == Standing::died) return Msgid("Has died");
  if (standing == Standing::replaced) return Msgid("Replaced by another record");
  return Msgid("No longer in use");
}

namespace {

void putStanding(PersonEntry& entry, const CaseloadRow& row) {
  if (row.died) {
    entry.died = *row.died;
    entry.diedOn = row.died == true && !row.diedOn ? entry.diedOn : row.diedOn;
  }
  if (row.inactive) entry.inactive = *row.inactive;
  // Said to be in use again, it is not replaced any more.
  entry.replaced = row.replaced || (entry.replaced && row.inactive != false);
}

}  // namespace

PersonEntry entryOf(const CaseloadRow& row) { return merged({}, row); }

PersonEntry merged(PersonEntry entry, const CaseloadRow& row) {
  const auto put = [](std::string& field, const std::string& value) {
    if (!value.empty()) field = value;
  };
  put(entry.familyName, row.familyName);
  put(entry.givenNames, row.givenNames);
  put(entry.preferredName, row.preferredName);
  put(entry.pronouns, row.pronouns);
  put(entry.language, row.language);
  put(entry.phone, row.phone);
  put(entry.email, row.email);
  put(entry.address, row.address);
  put(entry.postcode, row.postcode);
  if (row.interpreter) entry.interpreter = row.interpreter;
  if (row.birthDate) entry.birthDate = row.birthDate;
  if (row.identity.nhsNumber) entry.nhsNumber = row.identity.nhsNumber;
  putStanding(entry, row);
  for (const SystemId& id : row.identity.systemIds) {
    if (std::ranges::find(entry.identities, id) == entry.identities.end()) {
      entry.identities.push_back(id);
    }
  }
  return entry;
}

}  // namespace refocus::people
