#include "people/team.hpp"

#include <algorithm>
#include <array>

namespace refocus::people {
namespace {

struct Row {
  KindOfTeam kind;
  std::string_view name;
  Msgid label;
};
constexpr std::array kKinds{KindOfTeam::assertiveOutreach, KindOfTeam::supportAndRecovery,
                            KindOfTeam::forensic, KindOfTeam::psychosis, KindOfTeam::other};
constexpr std::array<Row, kKinds.size()> kTable{{
    {KindOfTeam::assertiveOutreach, "assertive outreach", Msgid("Assertive outreach")},
    {KindOfTeam::supportAndRecovery, "support and recovery", Msgid("Support and recovery")},
    {KindOfTeam::forensic, "forensic", Msgid("Forensic")},
    {KindOfTeam::psychosis, "psychosis", Msgid("Psychosis")},
    {KindOfTeam::other, "other", Msgid("Other")},
}};

}  // namespace

std::span<const KindOfTeam> allKindsOfTeam() { return kKinds; }

std::string_view nameOf(KindOfTeam kind) { return kTable.at(static_cast<std::size_t>(kind)).name; }

std::optional<KindOfTeam> kindOfTeamNamed(std::string_view name) {
  const auto found = std::ranges::find(kTable, name, &Row::name);
  if (found == kTable.end()) return std::nullopt;
  return found->kind;
}

Msgid labelOf(KindOfTeam kind) { return kTable.at(static_cast<std::size_t>(kind)).label; }

}  // namespace refocus::people
