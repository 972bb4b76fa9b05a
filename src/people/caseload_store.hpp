// Storage of caseloads. Writing needs manageTeams or importCaseload. Which people an actor may see
// follows from these rows and the actor's grants; door.hpp asks the same of one person.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "people/caseload.hpp"
#include "record/book.hpp"

namespace refocus::people {

/// What a place is made of.
struct NewPlace {
  TeamId team;
  PersonId person;
  std::optional<WorkerId> keyWorker;
  Date from;
  std::optional<Date> until;
};

/// Throws Fault(invalid) if `until` is before `from`, Fault(brokenReference) if team, person or
/// worker is not of the trust.
PlaceId addToCaseload(record::Writing& writing, const NewPlace& place);
/// The same for many at once.
void addToCaseload(record::Writing& writing, std::span<const NewPlace> places);
/// Sets the last day (nothing: open-ended) and the key worker. Throws Fault(notFound) or
/// Fault(invalid).
void changePlace(record::Writing& writing, const PlaceId& place, std::optional<WorkerId> keyWorker,
                 std::optional<Date> until);

[[nodiscard]] std::optional<CaseloadPlace> place(record::Reading& reading, const PlaceId& id);
/// A person's places, past and present, by first day. Needs the person's record opened, or an
/// administrator's permission.
[[nodiscard]] std::vector<CaseloadPlace> placesOf(record::Reading& reading, const PersonId& person);
/// A team's places in the order they were made, after `after`, no more than `most`. Needs readTeam
/// in the team: throws Fault(notFound) for any other.
[[nodiscard]] std::vector<CaseloadPlace> placesIn(record::Reading& reading, const TeamId& team,
                                                  std::optional<PlaceId> after, int most);

/// The people whose records the actor may open today with a permission through a team, by id.
/// Break- glass opens single records and puts nobody on a list.
[[nodiscard]] std::vector<PersonId> visiblePeople(record::Reading& reading,
                                                  access::Permission permission);

}  // namespace refocus::people
