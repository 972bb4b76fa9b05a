#include "access/actor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.hpp"

namespace refocus::access {
namespace {

// Permissions that need no role: any account has them.
bool isForEveryAccount(Permission permission) {
  return permission == Permission::anyone || permission == Permission::signedIn;
}

}  // namespace

bool Actor::may(Permission permission) const {
  return isForEveryAccount(permission) ||
         std::ranges::any_of(grants, [&](const Grant& g) { return holds(g.role, permission); });
}

bool Actor::mayInTeam(Permission permission, const TeamId& team) const {
  return std::ranges::any_of(grants, [&](const Grant& g) {
    return holds(g.role, permission) && (!g.team || *g.team == team);
  });
}

bool Actor::mayInTrust(Permission permission) const {
  return std::ranges::any_of(grants,
                             [&](const Grant& g) { return holds(g.role, permission) && !g.team; });
}

std::vector<TeamId> Actor::teamsWith(Permission permission) const {
  std::vector<TeamId> teams;
  for (const Grant& grant : grants) {
    if (grant.team && holds(grant.role, permission)) teams.push_back(*grant.team);
  }
  std::ranges::sort(teams);
  teams.erase(std::unique(teams.begin(), teams.end()), teams.end());
  return teams;
}

void require(const Actor& actor, Permission permission) {
  if (!actor.may(permission)) {
    throw Fault(
        FaultCode::forbidden,
        fmt::format("no grant of this account gives the permission {}", nameOf(permission)));
  }
}

}  // namespace refocus::access
