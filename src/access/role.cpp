#include "access/role.hpp"

#include <algorithm>
#include <array>

namespace refocus::access {
namespace {

using enum Role;
using enum Permission;

constexpr std::array<Role, kRoleCount> kRoles{person,  worker,     teamLeader,
                                              trainer, researcher, administrator};
constexpr std::array<std::string_view, kRoleCount> kRoleNames{
    "person", "worker", "team-leader", "trainer", "researcher", "administrator"};

constexpr std::array<Permission, kPermissionCount> kPermissions{
    anyone,         signedIn,       readCaseload,   readRecord, writeRecord,
    breakGlass,     readOwnRecord,  readBreakGlass, readTeam,   manageTeams,
    manageAccounts, importCaseload, readAudit};
constexpr std::array<std::string_view, kPermissionCount> kPermissionNames{
    "anyone",          "signed-in",       "read-caseload",    "read-record", "write-record",
    "break-glass",     "read-own-record", "read-break-glass", "read-team",   "manage-teams",
    "manage-accounts", "import-caseload", "read-audit"};

// The permission table. A column a role, a row a permission; what is not here is denied.
// Administrators run the service and do not read what people said.
struct Row {
  Permission permission;
  std::array<bool, kRoleCount> roles;  // person, worker, leader, trainer, researcher, administrator
};
constexpr bool o = false;
constexpr bool X = true;
constexpr std::array<Row, kPermissionCount> kTable{{
    //                 P  W  L  T  R  A
    {anyone, {{X, X, X, X, X, X}}},
    {signedIn, {{X, X, X, X, X, X}}},
    {readCaseload, {{o, X, X, o, o, o}}},
    {readRecord, {{o, X, X, o, o, o}}},
    {writeRecord, {{o, X, X, o, o, o}}},
    {breakGlass, {{o, X, X, o, o, o}}},
    {readOwnRecord, {{X, o, o, o, o, o}}},
    {readBreakGlass, {{o, o, X, o, o, o}}},
    {readTeam, {{o, X, X, o, o, X}}},
    {manageTeams, {{o, o, o, o, o, X}}},
    {manageAccounts, {{o, o, o, o, o, X}}},
    {importCaseload, {{o, o, o, o, o, X}}},
    {readAudit, {{o, o, o, o, o, X}}},
}};

constexpr bool everyPermissionHasItsRow() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable.at(i).permission) != i) return false;
    if (static_cast<std::size_t>(kPermissions.at(i)) != i) return false;
  }
  return true;
}
static_assert(everyPermissionHasItsRow());

}  // namespace

bool holds(Role role, Permission permission) {
  return kTable.at(static_cast<std::size_t>(permission)).roles.at(static_cast<std::size_t>(role));
}

std::string_view nameOf(Role role) { return kRoleNames.at(static_cast<std::size_t>(role)); }

std::optional<Role> roleNamed(std::string_view name) {
  const auto found = std::ranges::find(kRoleNames, name);
  if (found == kRoleNames.end()) return std::nullopt;
  return kRoles.at(static_cast<std::size_t>(found - kRoleNames.begin()));
}

std::string_view nameOf(Permission permission) {
  return kPermissionNames.at(static_cast<std::size_t>(permission));
}

std::span<const Role> allRoles() { return kRoles; }
std::span<const Permission> allPermissions() { return kPermissions; }

}  // namespace refocus::access
