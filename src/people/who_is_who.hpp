// Whether two descriptions are of one person: the one rule for files that are imported, rows of one
// file among themselves, and people added by hand. Pure: what is done about an answer is the
// caller's affair (import_plan.cpp, people_admin_pages.cpp).
//
// A number says who somebody is only as far as the rest does not contradict it. Numbers are typed
// wrongly, given twice, and handed on; putting one person's name over another's record is worse
// than asking once too often.
#pragma once

#include <string_view>

#include "base/words.hpp"
#include "people/person.hpp"

namespace refocus::people {

enum class Sameness {
  same,       ///< a number in common, and nothing against it
  clash,      ///< a number in common, and something against it: somebody has to look
  possible,   ///< no number in common, but alike: somebody has to look
  different,  ///< nothing to take them for one person by, or two NHS numbers
};

/// What the answer rests on.
enum class Ground {
  nothing,
  number,           ///< the NHS number, or an identifier with its system, is the same
  bareId,           ///< only a Patient.id is the same, which is no more than its server's
  nameAndBirth,     ///< the same name and whole date of birth
  nameAlone,        ///< the same name, and nothing that tells them apart
  differentPerson,  ///< against: another name and another date of birth
  differentNumber,  ///< against: another number of the same system, or another NHS number
  otherSystems,     ///< against: identifiers with systems, none of them the same
};

struct Verdict {
  Sameness sameness = Sameness::different;
  Ground ground = Ground::nothing;

  /// Whether nobody but a person can decide.
  [[nodiscard]] bool isOpen() const {
    return sameness == Sameness::clash || sameness == Sameness::possible;
  }
  bool operator==(const Verdict&) const = default;
};

/// The order of the two makes no difference.
[[nodiscard]] Verdict whoIsWho(const PersonEntry& one, const PersonEntry& other);

/// Why somebody has to look, as a sentence for whoever decides. Only of a verdict that is open.
[[nodiscard]] Msgid whyOpen(const Verdict& verdict);

/// Whether the names are of two people: neither's words are all among the other's. Capitals,
/// accents, hyphens, apostrophes and the order of the words are passed over, and a preferred name
/// counts; a name that is not known differs from none.
[[nodiscard]] bool namesDiffer(const PersonEntry& one, const PersonEntry& other);
/// Whether the dates of birth, as far as they are known, cannot be of one day.
[[nodiscard]] bool birthsDiffer(const PersonEntry& one, const PersonEntry& other);

/// An id whose system is not named.
[[nodiscard]] bool isBare(const SystemId& id);

}  // namespace refocus::people
