// Who can sign in to a service made by bench_service: one worker of each of its first teams.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace refocus::bench {

inline constexpr std::size_t kTeamSize = 400;
inline constexpr std::size_t kSignIns = 32;  ///< or fewer, when there are fewer teams
inline constexpr std::string_view kPassword = "measured not guessed";

[[nodiscard]] inline std::string emailOf(std::size_t team) {
  return "worker-" + std::to_string(team) + "@example.org";
}

}  // namespace refocus::bench
