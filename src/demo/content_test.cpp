#include "demo/content.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "demo/bank.hpp"
#include "demo/persona.hpp"
#include "demo/staff.hpp"
#include "people/nhs_number.hpp"

namespace refocus::demo {
namespace {

using std::chrono::June;
using testing::AnyOf;
using testing::EndsWith;
using testing::Ge;
using testing::Le;
using testing::MatchesRegex;

constexpr Date kLastDay{std::chrono::year{2026}, June, std::chrono::day{30}};

const practice::StrengthsGuide& shippedGuide() {
  static const auto guide = practice::loadStrengthsGuide("guides/strengths.toml");
  return guide;
}

const DemoService& service() {
  static const auto made = demoService(1, kLastDay, shippedGuide());
  return made;
}

std::string dumpOf(const std::optional<Date>& day) { return day ? textOf(*day) : "-"; }

void dump(std::string& text, const DemoPerson& person) {
  text += fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}\n", person.givenNames, person.familyName,
                      person.preferredName, person.pronouns, person.language, person.interpreter,
                      textOf(person.birthDate), person.nhsNumber, person.phone, person.email,
                      person.address, person.postcode);
  for (const auto& spell : person.spells) {
    text += fmt::format("spell {} {} {} {}\n", spell.team, spell.keyWorker, textOf(spell.from),
                        dumpOf(spell.until));
  }
  for (const auto& strength : person.strengths) text += practice::encode(strength) + "\n";
  for (const auto& one : person.actions) {
    text +=
        fmt::format("{} {} {}\n", practice::encode(one.action),
                    one.fromStrength ? std::to_string(*one.fromStrength) : "-", textOf(one.made));
  }
  for (const auto& one : person.conversations) {
    text +=
        fmt::format("{} {} {} {} {} {} {}\n", one.worker, practice::encode(one.value),
                    one.recorded.text(), fmt::join(one.made, ","), fmt::join(one.confirmed, ","),
                    fmt::join(one.actions, ","), one.guess ? practice::encode(*one.guess) : "-");
  }
}

/// Every field, in order.
std::string dumpOf(const DemoService& made) {
  std::string text = fmt::format("{} {}\n", textOf(made.firstDay), textOf(made.lastDay));
  for (const auto& trust : made.trusts) {
    text += trust.name + "\n";
    for (const auto& team : trust.teams) {
      text += fmt::format("{}|{}\n", team.name, people::nameOf(team.kind));
    }
    for (const auto& worker : trust.workers) {
      text +=
          fmt::format("{}|{}|{}\n", worker.name, worker.email, people::nameOf(worker.profession));
      for (const auto& post : worker.posts) {
        text += fmt::format("post {} {} {} {}\n", post.team, people::nameOf(post.role),
                            textOf(post.from), dumpOf(post.until));
      }
    }
    for (const auto& person : trust.people) dump(text, person);
    for (const auto& account : trust.accounts) {
      text += fmt::format("{}|{}|{}\n", account.email, account.name, account.shown);
      for (const auto& grant : account.grants) {
        text += fmt::format("grant {} {} {}\n", access::nameOf(grant.role), textOf(grant.from),
                            dumpOf(grant.until));
      }
    }
  }
  return text;
}

void forEachPerson(const std::function<void(const DemoTrust&, const DemoPerson&)>& visit) {
  for (const auto& trust : service().trusts) {
    for (const auto& person : trust.people) visit(trust, person);
  }
}

/// A share in hundreds, rounded down.
std::size_t inHundred(std::size_t part, std::size_t whole) { return part * 100 / whole; }

TEST(DemoService, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const auto text = dumpOf(service());
  EXPECT_EQ(dumpOf(demoService(1, kLastDay, shippedGuide())), text);
  EXPECT_NE(dumpOf(demoService(2, kLastDay, shippedGuide())), text);
}

TEST(DemoService, HasTheNumbersOfTheTrial) {
  ASSERT_EQ(service().trusts.size(), 2U);
  std::size_t teams = 0;
  std::size_t workers = 0;
  std::size_t people = 0;
  for (const auto& trust : service().trusts) {
    teams += trust.teams.size();
    workers += trust.workers.size();
    people += trust.people.size();
  }
  EXPECT_EQ(teams, kDemoTeams);
  EXPECT_EQ(workers, kDemoWorkers);
  EXPECT_EQ(people, kDemoPeople);
}

TEST(DemoService, ReachesNobody) {
  std::set<std::string> numbers;
  forEachPerson([&](const DemoTrust&, const DemoPerson& person) {
    EXPECT_TRUE(person.nhsNumber.starts_with("999"));
    EXPECT_TRUE(people::NhsNumber::parse(person.nhsNumber)) << person.nhsNumber;
    EXPECT_TRUE(numbers.insert(person.nhsNumber).second);
    EXPECT_THAT(person.phone, MatchesRegex("07700 900[0-9]{3}|01632 960[0-9]{3}"));
    EXPECT_THAT(person.email, AnyOf("", EndsWith("example.org")));
    EXPECT_THAT(person.postcode, testing::StartsWith("XX"));
  });
  std::set<std::string> addresses;
  for (const auto& trust : service().trusts) {
    for (const auto& account : trust.accounts) {
      EXPECT_THAT(account.email, MatchesRegex("[a-z0-9.-]+@([a-z]+\\.)?example\\.org"));
      EXPECT_TRUE(addresses.insert(account.email).second) << account.email;
    }
  }
}

TEST(DemoService, HasPeopleOfWorkingAgeWithWholeEntries) {
  const std::size_t most = service().trusts[0].people.size();
  std::size_t interpreters = 0;
  std::size_t otherNames = 0;
  forEachPerson([&](const DemoTrust&, const DemoPerson& person) {
    const auto years =
        static_cast<int>(kLastDay.year()) - static_cast<int>(person.birthDate.year());
    EXPECT_TRUE(person.birthDate.ok());
    EXPECT_THAT(years, testing::AllOf(Ge(19), Le(65)));
    EXPECT_NE(person.givenNames, "");
    EXPECT_NE(person.familyName, "");
    EXPECT_NE(person.preferredName, "");
    interpreters += person.interpreter;
    otherNames += person.preferredName != person.givenNames;
    if (person.interpreter) EXPECT_NE(person.language, "en");
  });
  EXPECT_THAT(interpreters, testing::AllOf(Ge(5U), Le(80U)));
  EXPECT_GE(otherNames, most / 5);
}

TEST(DemoService, LosesAboutAThirdOfItsStaffInTheYear) {
  std::size_t starters = 0;
  std::size_t leavers = 0;
  for (const auto& trust : service().trusts) {
    for (const auto& worker : trust.workers) {
      const auto& first = worker.posts.front();
      if (first.from > service().firstDay) continue;
      ++starters;
      leavers += first.until && !postIn(worker, first.team, plusDays(*first.until, 1));
    }
  }
  EXPECT_THAT(inHundred(leavers, starters), testing::AllOf(Ge(27U), Le(47U)));
}

TEST(DemoService, HasALeaderInEveryTeamAtBothEndsOfTheYear) {
  for (const auto& trust : service().trusts) {
    for (std::size_t team = 0; team < trust.teams.size(); ++team) {
      for (const auto day : {service().firstDay, service().lastDay}) {
        const auto leaders = std::ranges::count_if(trust.workers, [&](const DemoWorker& worker) {
          const auto* post = postIn(worker, team, day);
          return post && post->role == people::PostRole::teamLeader;
        });
        EXPECT_EQ(leaders, 1) << trust.teams[team].name;
      }
    }
  }
}

TEST(DemoService, GivesEveryPersonAKeyWorkerWhoIsInPost) {
  forEachPerson([](const DemoTrust& trust, const DemoPerson& person) {
    ASSERT_FALSE(person.spells.empty());
    for (std::size_t i = 0; i < person.spells.size(); ++i) {
      const auto& spell = person.spells[i];
      const auto& worker = trust.workers[spell.keyWorker];
      const auto from = std::max(spell.from, service().firstDay);
      const auto until = spell.until.value_or(service().lastDay);
      EXPECT_LE(spell.from, until);
      EXPECT_NE(postIn(worker, spell.team, from), nullptr) << worker.name << textOf(from);
      EXPECT_NE(postIn(worker, spell.team, until), nullptr) << worker.name << textOf(until);
      if (i > 0) EXPECT_EQ(plusDays(*person.spells[i - 1].until, 1), spell.from);
    }
  });
}

TEST(DemoService, RecordsWhileThePersonIsStillTheWorkers) {
  forEachPerson([](const DemoTrust&, const DemoPerson& person) {
    for (const auto& one : person.conversations) {
      const auto day = londonDate(one.recorded);
      EXPECT_TRUE(std::ranges::any_of(person.spells,
                                      [&](const DemoSpell& spell) {
                                        return spell.keyWorker == one.worker && spell.from <= day &&
                                               (!spell.until || day <= *spell.until);
                                      }))
          << person.familyName << textOf(day);
    }
  });
}

TEST(DemoService, RecordsConversationsAsTheRulesHaveThem) {
  forEachPerson([](const DemoTrust&, const DemoPerson& person) {
    std::size_t made = 0;
    Instant before;
    for (const auto& one : person.conversations) {
      EXPECT_EQ(one.value.isOpen(), !one.value.nextStep.has_value());
      EXPECT_LE(one.value.happened.earliest(), londonDate(one.recorded));
      EXPECT_LE(londonDate(one.recorded), service().lastDay);
      EXPECT_LT(before, one.recorded);
      before = one.recorded;
      for (const auto index : one.confirmed) EXPECT_LT(index, made);
      for (const auto index : one.made) EXPECT_EQ(index, made++);
      for (const auto index : one.made) {
        EXPECT_EQ(one.value.stateOf(person.strengths[index].area.key),
                  practice::AreaState::talkedAbout);
      }
      for (const auto& note : one.value.areas) {
        EXPECT_EQ(note.reason.empty(), note.state != practice::AreaState::declined);
      }
    }
    EXPECT_EQ(made, person.strengths.size()) << "each strength was made in a conversation";
    std::set<std::string> words;
    for (const auto& strength : person.strengths) {
      EXPECT_TRUE(words.insert(strength.words).second) << "said twice: " << strength.words;
      EXPECT_EQ(strength.words.find_first_of("{}"), std::string::npos);
    }
  });
}

TEST(DemoService, HoldsWhatAServiceFinds) {
  std::size_t never = 0;
  std::size_t none = 0;
  std::size_t noneThenSome = 0;
  std::size_t open = 0;
  std::size_t declined = 0;
  std::size_t guesses = 0;
  std::size_t conversations = 0;
  std::size_t onePress = 0;
  std::set<practice::ActionState> states;
  forEachPerson([&](const DemoTrust&, const DemoPerson& person) {
    conversations += person.conversations.size();
    never += person.conversations.empty();
    const bool saysNone =
        !person.conversations.empty() && person.conversations.front().value.nothingCameToMind;
    none += saysNone;
    noneThenSome += saysNone && person.strengths.size() > 2;
    for (const auto& one : person.conversations) {
      open += one.value.isOpen();
      guesses += one.guess.has_value();
      for (const auto& note : one.value.areas) {
        declined += note.state == practice::AreaState::declined;
      }
    }
    for (const auto& one : person.actions) {
      states.insert(one.action.state);
      onePress += one.action.words == person.strengths[one.fromStrength.value()].words;
    }
  });
  EXPECT_THAT(conversations, testing::AllOf(Ge(400U), Le(1200U)));
  EXPECT_GE(never, 40U);
  EXPECT_GE(none, 25U);
  EXPECT_GE(noneThenSome, 10U);
  EXPECT_GE(open, 10U);
  EXPECT_GE(declined, 50U);
  EXPECT_GE(guesses, 100U);
  EXPECT_GE(onePress, 50U);
  EXPECT_EQ(states.size(), 3U);
}

TEST(DemoService, LooksForAGroupOnlyForThoseWhoAskedForIt) {
  std::size_t asked = 0;
  // Few ask for it, so several services are looked through.
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    for (const auto& trust : demoService(seed, kLastDay, shippedGuide()).trusts) {
      for (const auto& person : trust.people) {
        for (const auto& one : person.actions) {
          if (one.action.words.find("gay and bisexual men") == std::string::npos) continue;
          ++asked;
          EXPECT_THAT(person.strengths[one.fromStrength.value()].words,
                      testing::HasSubstr("gay men"));
        }
      }
    }
  }
  EXPECT_GE(asked, 1U);
}

TEST(DemoService, ShowsASignInForEachRole) {
  std::set<access::Role> roles;
  std::set<std::string> shown;
  for (const auto& trust : service().trusts) {
    for (const auto& account : trust.accounts) {
      if (!account.shown) continue;
      shown.insert(account.email);
      for (const auto& grant : account.grants) {
        if (!grant.until) roles.insert(grant.role);
      }
    }
  }
  EXPECT_EQ(roles.size(), static_cast<std::size_t>(access::kRoleCount));
  EXPECT_THAT(shown, testing::IsSupersetOf({"worker@example.org", "leader@example.org",
                                            "person@example.org", "trainer@example.org",
                                            "researcher@example.org", "administrator@example.org",
                                            "other.worker@example.org"}));
}

TEST(DemoService, LetsTheShownPersonSeeAPlanWithTheShownWorker) {
  const auto& trust = service().trusts.front();
  const auto& person = trust.people.front();
  EXPECT_EQ(person.email, "person@example.org");
  EXPECT_EQ(trust.workers[person.spells.back().keyWorker].email, "worker@example.org");
  EXPECT_FALSE(person.spells.back().until);
  EXPECT_GE(person.strengths.size(), 3U);
}

TEST(DemoService, KeepsItsRulesWithAGuideThatASiteCutDown) {
  auto guide = shippedGuide();
  guide.areas.erase(guide.areas.begin() + 1, guide.areas.end());
  guide.waysIn.erase(guide.waysIn.begin() + 1, guide.waysIn.end());
  guide.nextSteps.erase(guide.nextSteps.begin() + 1, guide.nextSteps.end());
  const auto made = demoService(3, kLastDay, guide);
  for (const auto& trust : made.trusts) {
    for (const auto& person : trust.people) {
      for (const auto& strength : person.strengths) {
        EXPECT_EQ(strength.area.key, guide.areas.front().key);
      }
    }
  }
}

TEST(DemoService, RefusesALastDayThatIsNone) {
  const Date none{std::chrono::year{2026}, std::chrono::February, std::chrono::day{30}};
  EXPECT_THROW((void)demoService(1, none, shippedGuide()), Fault);
}

TEST(Bank, HasAtLeast150StrengthsOfEveryKindInEveryArea) {
  std::set<std::string_view> words;
  for (const auto bank : {strengthsThereNow(), strengthsWanted(), strengthsFromBefore()}) {
    for (const auto& area : shippedGuide().areas) {
      EXPECT_GE(std::ranges::count(bank, area.key.text(), &BankStrength::area), 6) << area.name;
    }
    for (const auto& one : bank) EXPECT_TRUE(words.insert(one.words).second) << one.words;
  }
  EXPECT_GE(words.size(), 150U);
  EXPECT_GE(bankReasons().size() + bankNextSteps().size(), 60U);
  EXPECT_GE(bankActions().size(), 60U);
}

TEST(Bank, NamesOnlyAreasOfTheShippedGuide) {
  const auto isKnown = [](std::string_view area) {
    const auto key = practice::GuideKey::parse(area);
    return key && shippedGuide().area(*key);
  };
  for (const auto bank : {strengthsThereNow(), strengthsWanted(), strengthsFromBefore()}) {
    for (const auto& one : bank) EXPECT_TRUE(isKnown(one.area)) << one.words;
  }
  for (const auto& one : bankActions()) EXPECT_TRUE(isKnown(one.area)) << one.words;
  for (const auto& one : bankGuesses()) EXPECT_TRUE(isKnown(one.area)) << one.words;
  for (const auto& one : bankReasons()) {
    EXPECT_TRUE(one.area.empty() || isKnown(one.area)) << one.words;
  }
}

TEST(Bank, FillsEverySlotForSomeoneWhoHasEverything) {
  const Persona persona{.relative = "r",
                        .sibling = "s",
                        .friendName = "f",
                        .pet = "p",
                        .dish = "d",
                        .day = "Monday",
                        .worship = "w",
                        .language = "Welsh"};
  for (const auto bank : {strengthsThereNow(), strengthsWanted(), strengthsFromBefore()}) {
    for (const auto& one : bank) EXPECT_TRUE(filled(one.words, persona)) << one.words;
  }
  for (const auto& one : bankReasons()) EXPECT_TRUE(filled(one.words, persona)) << one.words;
  for (const auto step : bankNextSteps()) EXPECT_TRUE(filled(step, persona)) << step;
  for (const auto& one : bankActions()) {
    EXPECT_TRUE(filled(one.words, persona)) << one.words;
    EXPECT_TRUE(filled(one.follows, persona)) << one.words;
    EXPECT_TRUE(filled(one.someoneElse, persona)) << one.words;
  }
}

}  // namespace
}  // namespace refocus::demo
