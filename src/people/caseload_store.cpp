#include "people/caseload_store.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "people/many_rows.hpp"
#include "people/people_change.hpp"
#include "people/stored_date.hpp"

namespace refocus::people {
namespace {

using access::Permission;

void requireCaseloadWriter(const record::Writing& writing) {
  if (!writing.actor().may(Permission::manageTeams)) {
    access::require(writing.actor(), Permission::importCaseload);
  }
}

CaseloadPlace readPlace(const database::Row& row) {
  return {.id = row.id<PlaceId>(0),
          .team = row.id<TeamId>(1),
          .person = row.id<PersonId>(2),
          .keyWorker = row.isNull(3) ? std::nullopt : std::optional(row.id<WorkerId>(3)),
          .from = storedDate(row.text(4)),
          .until = storedDate(row.optionalText(5))};
}

// The trust's teams in which the actor holds the permission.
std::vector<TeamId> openTeams(record::Reading& reading, Permission permission) {
  auto teams = reading.sql().all("SELECT id FROM team WHERE trust = $1", {reading.trust()},
                                 [](const database::Row& row) { return row.id<TeamId>(0); });
  std::erase_if(teams,
                [&](const TeamId& team) { return !reading.actor().mayInTeam(permission, team); });
  return teams;
}

// The id of the last.
PlaceId addAll(record::Writing& writing, std::span<const NewPlace> places) {
  requireCaseloadWriter(writing);
  ManyRows rows;
  PlaceId id;
  for (const NewPlace& place : places) {
    checkSpan("a place on a caseload", place.from, place.until);
    id = PlaceId::make(writing.now(), writing.random());
    rows.add({writing.trust(), id, place.team, place.person, place.keyWorker,
              rows.keep(textOf(place.from)), rows.keep(optionalTextOf(place.until))});
    writing.note("caseload-added", place.person.text(), id.text());
  }
  rows.run(writing.sql(),
           R"(INSERT INTO caseload (trust, id, team, person, key_worker, from_date, until_date)
              VALUES ($1, $2, $3, $4, $5, $6, $7))");
  countPlaceChange(writing);
  return id;
}

}  // namespace

PlaceId addToCaseload(record::Writing& writing, const NewPlace& place) {
  return addAll(writing, std::span(&place, 1));
}

void addToCaseload(record::Writing& writing, std::span<const NewPlace> places) {
  constexpr std::size_t kAtOnce = 1000;
  while (!places.empty()) {
    const std::size_t count = std::min(kAtOnce, places.size());
    addAll(writing, places.first(count));
    places = places.subspan(count);
  }
}

void changePlace(record::Writing& writing, const PlaceId& place, std::optional<WorkerId> keyWorker,
                 std::optional<Date> until) {
  requireCaseloadWriter(writing);
  const auto known = people::place(writing, place);
  if (!known) throw Fault(FaultCode::notFound, "no such place on a caseload of this trust");
  checkSpan("a place on a caseload", known->from, until);
  writing.sql().run(
      "UPDATE caseload SET key_worker = $3, until_date = $4 WHERE trust = $1 AND id = $2",
      {writing.trust(), place, keyWorker, optionalTextOf(until)});
  countPlaceChange(writing);
  writing.note("caseload-changed", known->person.text(), place.text());
}

std::optional<CaseloadPlace> place(record::Reading& reading, const PlaceId& id) {
  return reading.sql().first(
      R"(SELECT id, team, person, key_worker, from_date, until_date
           FROM caseload
          WHERE trust = $1 AND id = $2)",
      {reading.trust(), id}, readPlace);
}

std::vector<CaseloadPlace> placesOf(record::Reading& reading, const PersonId& person) {
  return reading.sql().all(
      R"(SELECT id, team, person, key_worker, from_date, until_date
           FROM caseload
          WHERE trust = $1 AND person = $2
          ORDER BY from_date, id)",
      {reading.trust(), person}, readPlace);
}

std::vector<CaseloadPlace> placesIn(record::Reading& reading, const TeamId& team,
                                    std::optional<PlaceId> after, int most) {
  if (!reading.actor().mayInTeam(Permission::readTeam, team)) {
    throw Fault(FaultCode::notFound, "no such team for this actor");
  }
  return reading.sql().all(
      R"(SELECT id, team, person, key_worker, from_date, until_date
           FROM caseload
          WHERE trust = $1 AND team = $2 AND id > $3
          ORDER BY id
          LIMIT $4)",
      {reading.trust(), team, after.value_or(PlaceId{}), most}, readPlace);
}

std::vector<PersonId> visiblePeople(record::Reading& reading, Permission permission) {
  std::vector<PersonId> visible;
  if (permission == Permission::readOwnRecord) {
    if (!reading.actor().person || !reading.actor().may(permission)) return visible;
    return reading.sql().all(
        "SELECT id FROM person WHERE trust = $1 AND id = $2 AND erased_at IS NULL",
        {reading.trust(), reading.actor().person},
        [](const database::Row& row) { return row.id<PersonId>(0); });
  }
  for (const TeamId& team : openTeams(reading, permission)) {
    reading.sql().each(
        R"(SELECT c.person
             FROM caseload c
             JOIN person p ON p.trust = c.trust AND p.id = c.person
            WHERE c.trust = $1 AND c.team = $2
              AND c.from_date <= $3 AND (c.until_date IS NULL OR c.until_date >= $3)
              AND p.erased_at IS NULL)",
        {reading.trust(), team, textOf(londonDate(reading.now()))},
        [&](const database::Row& row) { visible.push_back(row.id<PersonId>(0)); });
  }
  std::ranges::sort(visible);
  visible.erase(std::unique(visible.begin(), visible.end()), visible.end());
  return visible;
}

}  // namespace refocus::people
