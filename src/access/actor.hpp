// Who is acting: an account of one trust with its grants. Pure, and below the record, so that
// stores can ask it. What no grant allows is denied.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/role.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"

namespace refocus::access {

/// A role held in one team, or in the whole trust when no team is named, from one day until another
/// (inclusive; open-ended without one). Access ends with the post.
struct Grant {
  Role role;
  std::optional<TeamId> team;
  Date from;
  std::optional<Date> until;

  [[nodiscard]] bool isInForce(Date day) const { return from <= day && (!until || day <= *until); }
};

/// An account as it acts in one request. Grants that are not in force today are not in it.
struct Actor {
  AccountId account;
  TrustId trust;
  std::optional<WorkerId> worker;  ///< the member of staff behind the account, if one
  std::optional<PersonId> person;  ///< the person behind the account, for the role person
  std::vector<Grant> grants;

  /// Whether any grant gives the permission, in any team.
  [[nodiscard]] bool may(Permission permission) const;
  /// Whether a grant gives the permission in this team (or in the whole trust).
  [[nodiscard]] bool mayInTeam(Permission permission, const TeamId& team) const;
  /// Whether a grant gives the permission in the whole trust.
  [[nodiscard]] bool mayInTrust(Permission permission) const;
  /// The teams in which a grant gives the permission, without those of trust-wide grants.
  [[nodiscard]] std::vector<TeamId> teamsWith(Permission permission) const;
};

/// Throws Fault(forbidden), naming the permission, unless the actor may.
void require(const Actor& actor, Permission permission);

}  // namespace refocus::access
