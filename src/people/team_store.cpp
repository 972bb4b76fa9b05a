#include "people/team_store.hpp"

#include <algorithm>

#include "base/checks.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"

namespace refocus::people {
namespace {

using access::Permission;

// Bytes, as a character takes up to four.
constexpr std::size_t kMaxTeamNameBytes = 4 * kMaxTeamName;

void checkTeamName(std::string_view name) {
  checkPresent("the team's name", name);
  checkLength("the team's name", name, kMaxTeamNameBytes);
}

Team readTeam(const database::Row& row) {
  return {row.id<TeamId>(0), std::string(row.text(1)),
          kindOfTeamNamed(row.text(2)).value_or(KindOfTeam::other)};
}

}  // namespace

TeamId makeTeam(record::Writing& writing, std::string_view name, KindOfTeam kind) {
  access::require(writing.actor(), Permission::manageTeams);
  checkTeamName(name);
  const TeamId id = TeamId::make(writing.now(), writing.random());
  writing.sql().run("INSERT INTO team (trust, id, name, kind, made_at) VALUES ($1, $2, $3, $4, $5)",
                    {writing.trust(), id, name, nameOf(kind), writing.now()});
  writing.note("team-made", {}, id.text());
  return id;
}

void changeTeam(record::Writing& writing, const TeamId& team, std::string_view name,
                KindOfTeam kind) {
  access::require(writing.actor(), Permission::manageTeams);
  checkTeamName(name);
  const auto changed =
      writing.sql().run("UPDATE team SET name = $3, kind = $4 WHERE trust = $1 AND id = $2",
                        {writing.trust(), team, name, nameOf(kind)});
  if (changed == 0) throw Fault(FaultCode::notFound, "no such team in this trust");
  writing.note("team-changed", {}, team.text());
}

std::vector<Team> teams(record::Reading& reading) {
  access::require(reading.actor(), Permission::readTeam);
  auto found = reading.sql().all("SELECT id, name, kind FROM team WHERE trust = $1",
                                 {reading.trust()}, readTeam);
  std::erase_if(found, [&](const Team& one) {
    return !reading.actor().mayInTeam(Permission::readTeam, one.id);
  });
  std::ranges::sort(found, {}, [](const Team& one) { return collationKey(one.name); });
  return found;
}

std::optional<Team> team(record::Reading& reading, const TeamId& id) {
  if (!reading.actor().mayInTeam(Permission::readTeam, id)) return std::nullopt;
  return reading.sql().first("SELECT id, name, kind FROM team WHERE trust = $1 AND id = $2",
                             {reading.trust(), id}, readTeam);
}

std::optional<Team> teamNamed(record::Reading& reading, std::string_view name) {
  const std::string wanted = foldedForSearch(name);
  for (const Team& one : teams(reading)) {
    if (foldedForSearch(one.name) == wanted) return one;
  }
  return std::nullopt;
}

}  // namespace refocus::people
