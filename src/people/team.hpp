// Teams of community mental-health staff: what kinds there are and what a name may be.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/words.hpp"

namespace refocus::people {

enum class KindOfTeam { assertiveOutreach, supportAndRecovery, forensic, psychosis, other };

[[nodiscard]] std::span<const KindOfTeam> allKindsOfTeam();
/// As stored and as the demonstration writes it: "assertive outreach".
[[nodiscard]] std::string_view nameOf(KindOfTeam kind);
[[nodiscard]] std::optional<KindOfTeam> kindOfTeamNamed(std::string_view name);
/// As a page says it: "Assertive outreach".
[[nodiscard]] Msgid labelOf(KindOfTeam kind);

inline constexpr std::size_t kMaxTeamName = 100;  ///< characters

struct Team {
  TeamId id;
  std::string name;
  KindOfTeam kind = KindOfTeam::other;
};

}  // namespace refocus::people
