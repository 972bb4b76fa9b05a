// Break-glass: a record opened from outside the person's teams, for a while that the site sets,
// with a reason. Nobody is asked for leave; the person's team leaders see who did it and why, and
// so does the audit trail.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/book.hpp"

namespace refocus::people {

inline constexpr std::size_t kMaxBreakGlassReason = 1000;  ///< characters

using BreakGlassId = Id<struct BreakGlassKind>;

struct BreakGlass {
  BreakGlassId id;
  AccountId account;
  std::optional<WorkerId> worker;  ///< behind the account
  PersonId person;
  std::string reason;
  Instant openedAt;
  Instant untilAt;
};

/// Opens a person's record to the actor's account from now on for `span`. Needs breakGlass; throws
/// Fault(notFound) if the trust has no such person, Fault(invalid) for an empty or too long reason.
BreakGlassId breakGlass(record::Writing& writing, const PersonId& person, std::string_view reason,
                        std::chrono::milliseconds span);

/// Who opened records of people who were on the team's caseload on that day, newest first, from
/// before `before`. Needs readBreakGlass in the team: throws Fault(notFound) for any other.
[[nodiscard]] std::vector<BreakGlass> breakGlassOf(record::Reading& reading, const TeamId& team,
                                                   std::optional<BreakGlassId> before, int most);

namespace stored {

/// The reason of one, for the door, which asks before there is a Reading.
[[nodiscard]] std::string breakGlassReason(database::Read& read, const record::Keys& keys,
                                           const TrustId& trust, const BreakGlassId& id);

}  // namespace stored
}  // namespace refocus::people
