#include "practice/guess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using testing::ElementsAre;

Strength said(const AreaRef& area, std::string words) {
  return {.area = area, .words = std::move(words)};
}

TEST(Guess, LeavesOutEmptyBoxesAndUnknownAreas) {
  const auto guess =
      guessFrom({{"leisure", " Football? "}, {"money", "  "}, {"pets", "Dog"}}, shippedGuide())
          .value();
  EXPECT_THAT(guess.areas, ElementsAre(AreaGuess{areaOf("leisure"), "Football?"}));
  EXPECT_EQ(guessFrom({}, shippedGuide()).value(), Guess{});
}

TEST(Guess, SaysWhichBoxIsTooLong) {
  const auto refused =
      guessFrom({{"leisure", "Chess"}, {"money", std::string(1001, 'x')}}, shippedGuide());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().front().field, "guess-money");
}

TEST(SideBySide, HasARowForEachAreaWithAGuessOrAStrength) {
  const auto guess =
      guessFrom({{"leisure", "Football"}, {"health", "Walks"}}, shippedGuide()).value();
  const auto rows = sideBySide(guess,
                               {said(areaOf("leisure"), "Chess"), said(areaOf("money"), "I save"),
                                said(areaOf("leisure"), "Films")},
                               shippedGuide());
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].area.name, "Money") << "the guide's order";
  EXPECT_EQ(rows[0].guess, "");
  EXPECT_EQ(rows[1].area.name, "Health");
  EXPECT_THAT(rows[1].said, testing::IsEmpty());
  EXPECT_EQ(rows[2].guess, "Football");
  EXPECT_EQ(rows[2].said[0].words, "Chess");
  EXPECT_EQ(rows[2].said[1].words, "Films");
}

TEST(SideBySide, ShowsAreasThatTheGuideNoLongerHasLast) {
  const AreaRef gone{.key = keyOf("pets"), .name = "Pets"};
  const auto rows =
      sideBySide({}, {said(gone, "My cat"), said(areaOf("leisure"), "Chess")}, shippedGuide());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].area.name, "Pets");
}

RC_GTEST_PROP(StoredGuess, IsReadBackEqual, ()) {
  Guess guess;
  const auto count = *rc::gen::inRange(0, 5);
  for (int i = 0; i < count; ++i) guess.areas.push_back({*anyArea(), *anyUtf8()});
  RC_ASSERT(decodeGuess(encode(guess)) == guess);
}

}  // namespace
}  // namespace refocus::practice
