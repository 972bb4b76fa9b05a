#include "access/actor.hpp"

#include <gtest/gtest.h>

#include "base/fault.hpp"

namespace refocus::access {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

constexpr Date kStart{year{2026}, month{1}, day{5}};

TeamId teamNumber(std::uint64_t seed) { return TeamId::make(Instant{}, seededRandom(seed)); }

Actor actorWith(std::vector<Grant> grants) {
  Actor actor;
  actor.grants = std::move(grants);
  return actor;
}

TEST(Actor, WithoutGrantsMayOnlyWhatEveryAccountMay) {
  const Actor nobody = actorWith({});
  for (const Permission permission : allPermissions()) {
    const bool open = permission == Permission::anyone || permission == Permission::signedIn;
    EXPECT_EQ(nobody.may(permission), open) << nameOf(permission);
  }
}

TEST(Actor, ReadsRecordsInTheTeamsOfItsGrantsAlone) {
  const TeamId own = teamNumber(1);
  const TeamId other = teamNumber(2);
  const Actor worker = actorWith({{Role::worker, own, kStart, std::nullopt}});
  EXPECT_TRUE(worker.mayInTeam(Permission::readRecord, own));
  EXPECT_FALSE(worker.mayInTeam(Permission::readRecord, other));
  EXPECT_FALSE(worker.mayInTrust(Permission::readRecord));
}

TEST(Actor, AdministratorsDoNotReadWhatPeopleSaid) {
  const Actor administrator =
      actorWith({{Role::administrator, std::nullopt, kStart, std::nullopt}});
  EXPECT_TRUE(administrator.may(Permission::readAudit));
  EXPECT_FALSE(administrator.may(Permission::readRecord));
  EXPECT_FALSE(administrator.may(Permission::breakGlass));
}

TEST(Actor, NamesEachTeamOnceHoweverManyGrantsItHas) {
  const TeamId team = teamNumber(1);
  const Actor leader = actorWith(
      {{Role::worker, team, kStart, std::nullopt}, {Role::teamLeader, team, kStart, std::nullopt}});
  EXPECT_EQ(leader.teamsWith(Permission::readRecord), std::vector<TeamId>{team});
}

TEST(Grant, IsInForceFromItsFirstToItsLastDay) {
  const Date last{year{2026}, month{3}, day{31}};
  const Grant grant{Role::worker, std::nullopt, kStart, last};
  EXPECT_FALSE(grant.isInForce(Date{year{2026}, month{1}, day{4}}));
  EXPECT_TRUE(grant.isInForce(kStart));
  EXPECT_TRUE(grant.isInForce(last));
  EXPECT_FALSE(grant.isInForce(Date{year{2026}, month{4}, day{1}}));
}

TEST(Require, ThrowsForbiddenAndNamesThePermission) {
  try {
    require(actorWith({}), Permission::readAudit);
    FAIL() << "was allowed";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::forbidden);
    EXPECT_NE(std::string(fault.what()).find("read-audit"), std::string::npos);
  }
}

TEST(Role, NamesReadBackAsTheSameRole) {
  for (const Role role : allRoles()) EXPECT_EQ(roleNamed(nameOf(role)), role);
  EXPECT_EQ(roleNamed("king"), std::nullopt);
}

}  // namespace
}  // namespace refocus::access
