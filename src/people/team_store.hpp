// Storage of teams. Reading needs the permission readTeam; of the actor's own teams alone, or of
// the whole trust with a trust-wide grant. Making and renaming need manageTeams.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "people/team.hpp"
#include "record/book.hpp"

namespace refocus::people {

/// Makes a team. Throws Fault(duplicate) if the trust has one of this name: ask teamNamed first.
TeamId makeTeam(record::Writing& writing, std::string_view name, KindOfTeam kind);

/// Throws Fault(notFound) if the trust has no such team.
void changeTeam(record::Writing& writing, const TeamId& team, std::string_view name,
                KindOfTeam kind);

/// The teams that the actor may know of, by name.
[[nodiscard]] std::vector<Team> teams(record::Reading& reading);
/// One of them; nothing for a team of another trust, or one that is not the actor's to see.
[[nodiscard]] std::optional<Team> team(record::Reading& reading, const TeamId& id);
/// A team by its name, without regard to case or accents, of those the actor may know of.
[[nodiscard]] std::optional<Team> teamNamed(record::Reading& reading, std::string_view name);

}  // namespace refocus::people
