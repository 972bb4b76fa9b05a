#include "people/worker.hpp"

#include <algorithm>
#include <array>

namespace refocus::people {
namespace {

using enum Profession;

struct Row {
  Profession profession;
  std::string_view name;
  Msgid label;
};
constexpr std::array kProfessions{nurse,        psychiatrist,          psychologist,
                                  socialWorker, occupationalTherapist, supportTimeAndRecoveryWorker,
                                  other};
constexpr std::array<Row, kProfessions.size()> kTable{{
    {nurse, "nurse", Msgid("Nurse")},
    {psychiatrist, "psychiatrist", Msgid("Psychiatrist")},
    {psychologist, "psychologist", Msgid("Psychologist")},
    {socialWorker, "social worker", Msgid("Social worker")},
    {occupationalTherapist, "occupational therapist", Msgid("Occupational therapist")},
    {supportTimeAndRecoveryWorker, "support time and recovery worker",
     Msgid("Support time and recovery worker")},
    {other, "other", Msgid("Other")},
}};

}  // namespace

std::span<const Profession> allProfessions() { return kProfessions; }

std::string_view nameOf(Profession profession) {
  return kTable.at(static_cast<std::size_t>(profession)).name;
}

std::optional<Profession> professionNamed(std::string_view name) {
  const auto found = std::ranges::find(kTable, name, &Row::name);
  if (found == kTable.end()) return std::nullopt;
  return found->profession;
}

Msgid labelOf(Profession profession) {
  return kTable.at(static_cast<std::size_t>(profession)).label;
}

std::string_view nameOf(PostRole role) {
  return role == PostRole::teamLeader ? "team-leader" : "worker";
}

std::optional<PostRole> postRoleNamed(std::string_view name) {
  for (const PostRole role : {PostRole::worker, PostRole::teamLeader}) {
    if (name == nameOf(role)) return role;
  }
  return std::nullopt;
}

Msgid labelOf(PostRole role) {
  return role == PostRole::teamLeader ? Msgid("Team leader") : Msgid("Worker");
}

}  // namespace refocus::people
