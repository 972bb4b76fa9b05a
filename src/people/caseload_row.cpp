#include "people/caseload_row.hpp"

#include <algorithm>

namespace refocus::people {
namespace {

bool shareASystemId(const Identity& one, const Identity& other) {
  return std::any_of(one.systemIds.begin(), one.systemIds.end(), [&](const SystemId& id) {
    return std::find(other.systemIds.begin(), other.systemIds.end(), id) != other.systemIds.end();
  });
}

}  // namespace

std::string CaseloadRow::fullName() const {
  if (familyName.empty() && givenNames.empty()) return preferredName;
  if (familyName.empty() || givenNames.empty()) return givenNames + familyName;
  return givenNames + ' ' + familyName;
}

std::string likenessKey(std::string_view fullName, const std::optional<PartialDate>& birthDate) {
  const auto name = foldedForSearch(fullName);
  if (name.empty() || !birthDate || birthDate->earliest() != birthDate->latest()) return {};
  return name + '\n' + birthDate->text();
}

Sameness sameness(const CaseloadRow& one, const CaseloadRow& other) {
  const auto& first = one.identity.nhsNumber;
  const auto& second = other.identity.nhsNumber;
  if (first && second && *first == *second) return Sameness::same;
  const bool differ = first && second;
  if (shareASystemId(one.identity, other.identity))
    return differ ? Sameness::clash : Sameness::same;
  if (differ) return Sameness::different;
  const auto likeness = likenessKey(one.fullName(), one.birthDate);
  const bool alike =
      !likeness.empty() && likeness == likenessKey(other.fullName(), other.birthDate);
  return alike ? Sameness::possible : Sameness::different;
}

}  // namespace refocus::people
