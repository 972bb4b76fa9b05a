// A person's entry: who they are, how they like to be called, how to reach them. Plain values; the
// store keeps each version whole, sealed with the person's key.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "people/caseload_row.hpp"
#include "people/nhs_number.hpp"

namespace refocus::people {

struct PersonEntry {
  std::string familyName;
  std::string givenNames;
  std::string preferredName;
  std::string pronouns;
  std::string language;             ///< a tag ("cy") or words
  std::optional<bool> interpreter;  ///< whether one is needed; nothing: not asked yet
  std::optional<PartialDate> birthDate;
  std::optional<NhsNumber> nhsNumber;
  std::string phone;
  std::string email;
  std::string address;  ///< lines parted by \n
  std::string postcode;
  std::vector<SystemId> identities;  ///< how other systems know the person
  bool died = false;
  std::optional<PartialDate> diedOn;  ///< where the day is known
  bool inactive = false;              ///< no longer in use where it came from
  bool replaced = false;              ///< another record stands in its place where it came from

  bool operator==(const PersonEntry&) const = default;
};

/// How a record stands, which every page that names the person says beside the name.
enum class Standing { inUse, inactive, replaced, died };
[[nodiscard]] Standing standingOf(const PersonEntry& entry);
/// "Has died". Only of a record that is not simply in use.
[[nodiscard]] Msgid labelOf(Standing standing);

inline constexpr std::size_t kMaxEntryField = 200;     ///< characters of one line
inline constexpr std::size_t kMaxEntryAddress = 1000;  ///< characters

/// How pages name the person: the preferred name first ("Jo Smith" for Joanna), else given and
/// family name. Empty when no name is known: say words("Name not known").
[[nodiscard]] std::string displayName(const PersonEntry& entry);
/// Family name first, for sorting as lists of people are sorted.
[[nodiscard]] std::string sortName(const PersonEntry& entry);
/// Given names and family name, or the preferred name where that is all there is.
[[nodiscard]] std::string fullName(const PersonEntry& entry);

/// The body as stored: JSON with the fields that hold something.
[[nodiscard]] std::string bodyOf(const PersonEntry& entry);
/// Throws Fault(corrupt) for a body that is none.
[[nodiscard]] PersonEntry entryFrom(std::string_view body);

/// What a file's row says of a person, as an entry.
[[nodiscard]] PersonEntry entryOf(const CaseloadRow& row);
/// The entry with what the row says put over it: an empty field of the row takes nothing away, and
/// the row's identities are added. Whose row it is, who_is_who.hpp says.
[[nodiscard]] PersonEntry merged(PersonEntry entry, const CaseloadRow& row);

}  // namespace refocus::people
