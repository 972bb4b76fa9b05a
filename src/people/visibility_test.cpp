#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>

#include "people/break_glass.hpp"
#include "people/people_test_world.hpp"

namespace refocus::people {
namespace {

using access::Permission;
using access::Role;
using record::Closed;

// A day of March 2026 by its number; 0 stands for none.
std::optional<Date> march(int number) {
  if (number == 0) return std::nullopt;
  return Date{std::chrono::year{2026} / 3 / number};
}

class Visibility : public PeopleWorld {
 protected:
  std::vector<TeamId> teams_{team("North"), team("South"), team("East")};
  AccountId ada_ = account("ada@example.org");
  AccountId bob_ = account("bob@example.org");

  std::expected<record::Ground, Closed> opened(const access::Actor& actor, const PersonId& who,
                                               Permission permission) {
    return read(actor, [&](record::Reading& reading) -> std::expected<record::Ground, Closed> {
      auto record = reading.open(who, permission, "plan-read");
      if (!record) return std::unexpected(record.error());
      return record->ground();
    });
  }
};

// The whole rule in plain values: what the door must answer for any mixture of places, grants,
// openings and days.
TEST_P(Visibility, IsWhatTheRuleSaysForAnyMixture) {
  const bool held = rc::check([this] {
    const PersonId who = person("Ann", "Example");
    struct Place {
      int team, from, until;
    };
    const int today = *rc::gen::inRange(2, 30);
    std::vector<Place> places;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
      const int from = *rc::gen::inRange(1, 31);
      const int until = *rc::gen::inRange(0, 2) == 0 ? 0 : *rc::gen::inRange(from, 32);
      places.push_back({*rc::gen::inRange(0, 3), from, until});
      write([&](auto& w) {
        return addToCaseload(w, {.team = teams_[static_cast<std::size_t>(places.back().team)],
                                 .person = who,
                                 .from = *march(from),
                                 .until = march(until)});
      });
    }
    access::Actor actor{.account = ada_, .trust = trust, .worker = {}, .person = {}, .grants = {}};
    const bool isThePerson = *rc::gen::inRange(0, 3) == 0;
    if (isThePerson) actor.person = who;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
      const auto role = *rc::gen::elementOf(
          std::vector<Role>(access::allRoles().begin(), access::allRoles().end()));
      const auto where = static_cast<std::size_t>(*rc::gen::inRange(0, 3));
      const bool hasTeam = role == Role::worker || role == Role::teamLeader;
      actor.grants.push_back({.role = role,
                              .team = hasTeam ? std::optional(teams_[where]) : std::nullopt,
                              .from = day("2020-01-01"),
                              .until = {}});
    }
    const int glass = *rc::gen::inRange(0, 4);  // none, ours and open, ours and over, another's
    now = Instant::parse("2026-03-01T12:00:00.000Z").plus(std::chrono::hours(24 * (today - 1)));
    const Instant asked = now;
    if (glass > 0) {
      if (glass == 2) now = now.plus(-std::chrono::minutes(61));
      book.write(staff(glass == 3 ? bob_ : ada_, {teams_[0]}), [&](auto& w) {
        breakGlass(w, who, "in a crisis", std::chrono::hours{1});
        return true;
      });
      now = asked;
    }
    for (const Permission permission :
         {Permission::readRecord, Permission::writeRecord, Permission::readOwnRecord}) {
      const auto may = [&](Permission wanted, int where) {
        return std::ranges::any_of(actor.grants, [&](const access::Grant& grant) {
          return access::holds(grant.role, wanted) &&
                 (where < 0 || grant.team == teams_[static_cast<std::size_t>(where)]);
        });
      };
      std::optional<Closed> expected;
      bool byGlass = false;
      if (permission == Permission::readOwnRecord) {
        if (!isThePerson || !may(permission, -1)) expected = Closed::notFound;
      } else if (!std::ranges::any_of(places, [&](const Place& place) {
                   return place.from <= today && (place.until == 0 || today <= place.until) &&
                          may(permission, place.team);
                 })) {
        const bool mayBreak = may(permission, -1) && may(Permission::breakGlass, -1);
        byGlass = mayBreak && glass == 1;
        if (!byGlass) expected = mayBreak ? Closed::outsideTeams : Closed::notFound;
      }
      const auto answer = opened(actor, who, permission);
      RC_ASSERT(answer.has_value() == !expected.has_value());
      if (expected) {
        RC_ASSERT(answer.error() == *expected);
      } else {
        RC_ASSERT(answer->breakGlass == byGlass);
        RC_ASSERT(answer->reason == (byGlass ? "in a crisis" : ""));
      }
      const auto listed =
          read(actor, [&](record::Reading& reading) { return visiblePeople(reading, permission); });
      RC_ASSERT((std::ranges::find(listed, who) != listed.end()) == (!expected && !byGlass));
    }
    access::Actor stranger = actor;
    stranger.trust = otherTrust;
    RC_ASSERT(opened(stranger, who, Permission::readRecord).error() == Closed::notFound);
    RC_ASSERT(opened(stranger, who, Permission::readOwnRecord).error() == Closed::notFound);
  });
  EXPECT_TRUE(held);
}

TEST_P(Visibility, TheReasonOfABreakGlassIsInTheTrailAndBeforeTheLeader) {
  const PersonId who = person("Ann", "Example");
  onCaseload(who, teams_[0]);
  const access::Actor outsider = staff(ada_, {teams_[1]});
  EXPECT_EQ(opened(outsider, who, Permission::readRecord).error(), Closed::outsideTeams);
  book.write(outsider, [&](auto& w) {
    breakGlass(w, who, "She rang the duty line", std::chrono::hours{1});
    return true;
  });
  EXPECT_TRUE(opened(outsider, who, Permission::readRecord).value().breakGlass);
  const auto trail = database->read(
      [&](database::Read& sql) { return record::auditPage(sql, keys, trust, {.person = who}); });
  EXPECT_EQ(trail.at(0).entry.reason, "She rang the duty line");
  EXPECT_EQ(trail.at(1).entry.action, "glass-broken");

  const auto seenBy = [&](const access::Actor& leader, const TeamId& team) {
    return read(leader, [&](auto& r) { return breakGlassOf(r, team, std::nullopt, 10); });
  };
  const auto seen = seenBy(staff(bob_, {teams_[0]}, Role::teamLeader), teams_[0]);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].reason, "She rang the duty line");
  EXPECT_EQ(seen[0].account, ada_);
  EXPECT_TRUE(seenBy(staff(bob_, {teams_[1]}, Role::teamLeader), teams_[1]).empty());
  EXPECT_EQ(faultOf([&] { (void)seenBy(staff(bob_, {teams_[0]}), teams_[0]); }),
            FaultCode::notFound);
}

TEST_P(Visibility, ABreakGlassNeedsAReasonAndAPersonOfTheTrust) {
  const PersonId who = person("Ann", "Example");
  const auto breaks = [&](const PersonId& whose, std::string_view why) {
    return faultOf([&] {
      book.write(staff(ada_, {teams_[0]}),
                 [&](auto& w) { return breakGlass(w, whose, why, std::chrono::hours{1}), true; });
    });
  };
  EXPECT_EQ(breaks(who, "  "), FaultCode::invalid);
  EXPECT_EQ(breaks(PersonId::make(now, random), "crisis"), FaultCode::notFound);
  EXPECT_EQ(count("SELECT COUNT(*) FROM break_glass"), 0);
}

INSTANTIATE_TEST_SUITE_P(Databases, Visibility, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
