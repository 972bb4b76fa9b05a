#include "people/birth_date.hpp"

#include "site/typed_date.hpp"

namespace refocus::people {

std::optional<Sentence> wrongWithBirthDate(const PartialDate& born, Date today) {
  const auto typed = site::partialDateIn(site::TypedDate::of(born));
  if (!typed) return typed.error();
  if (born.earliest() > today) {
    return Sentence(Msgid("The date of birth cannot be in the future"));
  }
  return std::nullopt;
}

}  // namespace refocus::people
