#include "practice/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Date kDay{std::chrono::year{2026}, std::chrono::November, std::chrono::day{22}};

Strength strength(std::string_view area, StrengthKind kind, std::string words,
                  bool mattersMost = false) {
  return {
      .area = areaOf(area), .kind = kind, .words = std::move(words), .mattersMost = mattersMost};
}

Action action(std::string words, std::optional<PartialDate> when,
              ActionState state = ActionState::planned) {
  return {.focus = "Leisure", .words = std::move(words), .when = when, .state = state};
}

std::vector<std::string> linesOf(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string withoutSpace(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\r') kept += c;
  }
  return kept;
}

TEST(Plan, ListsAreasInTheGuidesOrderAndWhatMattersMostFirst) {
  const auto plan = planOf("Sam", kDay,
                           {strength("leisure", StrengthKind::now, "Chess"),
                            strength("money", StrengthKind::now, "I save"),
                            strength("leisure", StrengthKind::now, "My dog", true),
                            strength("leisure", StrengthKind::now, "Choir", true),
                            strength("money", StrengthKind::wants, "A holiday"),
                            strength("health", StrengthKind::before, "Walks")},
                           {}, shippedGuide());
  ASSERT_EQ(plan.now.size(), 2U);
  EXPECT_EQ(plan.now[0].name, "Money");
  EXPECT_EQ(plan.now[1].strengths[0].words, "My dog");
  EXPECT_EQ(plan.now[1].strengths[1].words, "Choir");
  EXPECT_EQ(plan.now[1].strengths[2].words, "Chess");
  EXPECT_EQ(plan.wants.front().strengths.front().words, "A holiday");
  EXPECT_EQ(plan.before.front().name, "Health");
}

TEST(Plan, ListsActionsBySoonestAndLeavesOutThoseThatWereStopped) {
  const auto plan =
      planOf("Sam", kDay, {},
             {action("some day", std::nullopt), action("late", PartialDate::parse("2027-01")),
              action("soon", PartialDate::parse("2026-12-01")),
              action("dropped", std::nullopt, ActionState::stopped),
              action("did it", std::nullopt, ActionState::done)},
             shippedGuide());
  ASSERT_EQ(plan.planned.size(), 3U);
  EXPECT_EQ(plan.planned[0].words, "soon");
  EXPECT_EQ(plan.planned[2].words, "some day");
  ASSERT_EQ(plan.done.size(), 1U);
  EXPECT_EQ(plan.done[0].words, "did it");
}

TEST(PlanText, ReadsAsAPage) {
  auto walk = action("Go to the allotment with Bev", PartialDate::parse("2026-12"));
  walk.responsible = Responsible::someoneElse;
  walk.someoneElse = "Bev";
  auto plan = planOf("Sam", kDay,
                     {strength("leisure", StrengthKind::now, "My dog", true),
                      strength("health", StrengthKind::before, "Long walks\r\nand sleep")},
                     {walk, action("Find a choir", std::nullopt)}, shippedGuide());
  plan.nextStep = NextStep{.offered = ChosenStep{keyOf("try"), "Try one thing"},
                           .words = "Bring the guitar",
                           .when = PartialDate::parse("2026-12")};
  EXPECT_EQ(plainText(plan, Words{}), R"(Plan for Sam
22 November 2026

My strengths
------------
Leisure
  - My dog
    (Matters most to me now)

What worked before
------------------
Health
  - Long walks
    and sleep

Next step
---------
  - Try one thing
    Bring the guitar
    When: December 2026

Actions
-------
  - Leisure
    Go to the allotment with Bev
    Who: Bev
    By: December 2026
  - Leisure
    Find a choir
    Who: Sam and their worker together
)");
}

TEST(PlanText, SaysWhenThereIsNothingYet) {
  const auto text = plainText(planOf("Sam", kDay, {}, {}, shippedGuide()), Words{});
  EXPECT_THAT(text, HasSubstr("Nothing is on this plan yet."));
}

TEST(PlanText, SaysNoNameThatIsNotKnown) {
  const Plan plan = planOf("", kDay, {}, {}, shippedGuide());
  EXPECT_EQ(planTitle(plan, Words{}), "Plan");
  Action action;
  action.responsible = Responsible::worker;
  EXPECT_EQ(responsibleText(action, "", Words{}), "The person’s worker");
  action.responsible = Responsible::person;
  EXPECT_EQ(responsibleText(action, "", Words{}), "The person");
}

TEST(PlanText, WrapsBetweenWordsAndNeverInsideOne) {
  const std::string address = "https://example.org/" + std::string(100, 'x');
  const auto plan =
      planOf("Sam", kDay,
             {strength("leisure", StrengthKind::now,
                       "I like long bus rides to places that I have not been to before, and " +
                           address + " shows where they go")},
             {}, shippedGuide());
  const auto text = plainText(plan, Words{});
  EXPECT_THAT(text, HasSubstr("    " + address + "\n"));
  for (const auto& line : linesOf(text)) {
    if (line.find(address) == std::string::npos) EXPECT_LE(line.size(), 72U) << line;
  }
}

TEST(PlanText, LetsNobodysWordsPassForAHeading) {
  const auto plan =
      planOf("Sam\nWhat we will do", kDay,
             {strength("leisure", StrengthKind::now, "x\nWhat we will do\n---------------")}, {},
             shippedGuide());
  for (const auto& line : linesOf(plainText(plan, Words{}))) {
    EXPECT_THAT(line, Not(testing::StartsWith("What we will do")));
    EXPECT_NE(line, "---------------");
  }
}

RC_GTEST_PROP(PlanText, LosesNoneOfThePersonsWords, ()) {
  const auto words = *anyTypedWords();
  const auto plan = planOf("Sam", kDay, {strength("health", StrengthKind::wants, words)},
                           {action(words, std::nullopt)}, shippedGuide());
  const auto text = withoutSpace(plainText(plan, Words{}));
  const auto first = text.find(withoutSpace(words));
  RC_ASSERT(first != std::string::npos);
  RC_ASSERT(text.find(withoutSpace(words), first + 1) != std::string::npos);
}

}  // namespace
}  // namespace refocus::practice
