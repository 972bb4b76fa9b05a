// Workers, members of staff, and their posts: a worker in a team from one day until another.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/words.hpp"

namespace refocus::people {

enum class Profession {
  nurse,
  psychiatrist,
  psychologist,
  socialWorker,
  occupationalTherapist,
  supportTimeAndRecoveryWorker,
  other,
};

[[nodiscard]] std::span<const Profession> allProfessions();
/// As stored and as the demonstration writes it: "social worker".
[[nodiscard]] std::string_view nameOf(Profession profession);
[[nodiscard]] std::optional<Profession> professionNamed(std::string_view name);
/// As a page says it: "Social worker".
[[nodiscard]] Msgid labelOf(Profession profession);

inline constexpr std::size_t kMaxWorkerName = 100;  ///< characters

struct Worker {
  WorkerId id;
  std::string name;
  Profession profession = Profession::other;
};

using PostId = Id<struct PostKind>;

enum class PostRole { worker, teamLeader };
[[nodiscard]] std::string_view nameOf(PostRole role);  ///< "team-leader", the access role's name
[[nodiscard]] std::optional<PostRole> postRoleNamed(std::string_view name);
[[nodiscard]] Msgid labelOf(PostRole role);

/// Days are inclusive; access ends with the last of them.
struct Post {
  PostId id;
  WorkerId worker;
  TeamId team;
  PostRole role = PostRole::worker;
  Date from;
  std::optional<Date> until;

  [[nodiscard]] bool isHeldOn(Date day) const { return from <= day && (!until || day <= *until); }
};

}  // namespace refocus::people
