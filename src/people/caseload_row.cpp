#include "people/caseload_row.hpp"

namespace refocus::people {
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

}  // namespace refocus::people
