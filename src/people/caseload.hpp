// A person's place on a team's caseload: with a key worker, from one day until another.
#pragma once

#include <optional>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace refocus::people {

using PlaceId = Id<struct PlaceKind>;

/// Days are inclusive. On each of them the team's staff may open the person's record.
struct CaseloadPlace {
  PlaceId id;
  TeamId team;
  PersonId person;
  std::optional<WorkerId> keyWorker;
  Date from;
  std::optional<Date> until;

  [[nodiscard]] bool isHeldOn(Date day) const { return from <= day && (!until || day <= *until); }
};

}  // namespace refocus::people
