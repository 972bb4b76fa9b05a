#include "people/door.hpp"

#include <optional>
#include <utility>

#include "base/fault.hpp"
#include "people/break_glass.hpp"
#include "people/break_glass_pages.hpp"
#include "site/frame.hpp"

namespace refocus::people {
namespace {

using access::Actor;
using access::Permission;
using record::Closed;
using record::Ground;

// What the tables say of an actor and a person of their trust.
struct Standing {
  bool exists = false;
  bool inTeam = false;
};

Standing standingOf(database::Read& read, const Actor& actor, const PersonId& person,
                    Permission permission, Instant now) {
  Standing standing;
  read.each(
      R"(SELECT c.team
           FROM person p
           LEFT JOIN caseload c
                  ON c.trust = p.trust AND c.person = p.id
                     AND c.from_date <= $3 AND (c.until_date IS NULL OR c.until_date >= $3)
          WHERE p.trust = $1 AND p.id = $2 AND p.erased_at IS NULL)",
      {actor.trust, person, textOf(londonDate(now))}, [&](const database::Row& row) {
        standing.exists = true;
        if (!row.isNull(0) && actor.mayInTeam(permission, row.id<TeamId>(0))) {
          standing.inTeam = true;
        }
      });
  return standing;
}

std::optional<BreakGlassId> openGlass(database::Read& read, const Actor& actor,
                                      const PersonId& person, Instant now) {
  return read.first(
      R"(SELECT id
           FROM break_glass
          WHERE trust = $1 AND account = $2 AND person = $3
            AND opened_at <= $4 AND until_at >= $4
          ORDER BY until_at DESC
          LIMIT 1)",
      {actor.trust, actor.account, person, now},
      [](const database::Row& row) { return row.id<BreakGlassId>(0); });
}

bool isOwn(const Actor& actor, const PersonId& person) {
  return actor.person == person && actor.may(Permission::readOwnRecord);
}

std::expected<Ground, Closed> decide(const record::Keys& keys, database::Read& read,
                                     const Actor& actor, const PersonId& person,
                                     Permission permission, Instant now) {
  const bool asPerson = permission == Permission::readOwnRecord;
  if (asPerson && !isOwn(actor, person)) return std::unexpected(Closed::notFound);
  const Standing standing = standingOf(read, actor, person, permission, now);
  if (!standing.exists) return std::unexpected(Closed::notFound);
  if (asPerson) return Ground{.ownRecord = true};
  if (standing.inTeam) return Ground{};
  const bool mayBreakGlass = actor.may(permission) && actor.may(Permission::breakGlass);
  if (!mayBreakGlass) return std::unexpected(Closed::notFound);
  const auto glass = openGlass(read, actor, person, now);
  if (!glass) return std::unexpected(Closed::outsideTeams);
  return Ground{.breakGlass = true,
                .reason = stored::breakGlassReason(read, keys, actor.trust, *glass)};
}

}  // namespace

record::Door makeDoor(const record::Keys& keys) {
  return [&keys](database::Read& read, const Actor& actor, const PersonId& person,
                 Permission permission,
                 Instant now) { return decide(keys, read, actor, person, permission, now); };
}

std::expected<record::PersonRecord, http::Response> openOrRefuse(
    const site::Visit& visit, record::Reading& reading, const PersonId& person,
    Permission permission, record::Deed action, std::string_view subject) {
  auto record = reading.open(person, permission, action, subject);
  if (record) return std::move(*record);
  if (record.error() == Closed::notFound) {
    throw Fault(FaultCode::notFound, "no such person in the actor's trust");
  }
  // The refusal is all that is shown and all that is kept of this request: of a record that was
  // opened before, nothing left the program and nothing changed.
  (void)reading.takeEntries();
  reading.note("record-refused", person.text(), action.code());
  return std::unexpected(breakGlassOffer(visit, person));
}

}  // namespace refocus::people
