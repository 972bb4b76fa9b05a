// Roles, and what each may do: one table, denied unless granted. Pure: knows nothing of storage.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace refocus::access {

enum class Role { person, worker, teamLeader, trainer, researcher, administrator };
inline constexpr int kRoleCount = 6;

/// What a route or a store can ask for. `anyone` and `signedIn` are for routes that no role limits.
enum class Permission {
  anyone,          ///< no sign-in: the sign-in page, assets, health
  signedIn,        ///< any account: one's own sessions, sign out
  readCaseload,    ///< the list of people of one's own teams
  readRecord,      ///< a person's record: conversations, strengths, actions, plan
  writeRecord,     ///< record, change, move, in a person's record
  breakGlass,      ///< open a record outside one's own teams, with a reason
  readOwnRecord,   ///< the person's own plan and what was recorded with them
  readBreakGlass,  ///< who opened records of one's team from outside, and why
  readTeam,        ///< a team: its workers, posts and caseload dates
  manageTeams,     ///< trusts' teams, workers, posts
  manageAccounts,  ///< accounts, roles, one-time links
  importCaseload,  ///< bring a caseload in from a file
  readAudit,       ///< the audit trail: who, when, which record, why; no clinical text
};
inline constexpr int kPermissionCount = 13;

/// Whether a role holds a permission. Where it holds is the grant's business (grant.hpp).
[[nodiscard]] bool holds(Role role, Permission permission);

[[nodiscard]] std::string_view nameOf(Role role);  ///< "team-leader", as stored
[[nodiscard]] std::optional<Role> roleNamed(std::string_view name);
[[nodiscard]] std::string_view nameOf(Permission permission);  ///< "read-record", as in docs
[[nodiscard]] std::span<const Role> allRoles();
[[nodiscard]] std::span<const Permission> allPermissions();

}  // namespace refocus::access
