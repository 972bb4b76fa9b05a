#include "practice/guide.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/fault.hpp"
#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view kSmallGuide = R"(title = "T"
purpose = ["P"]
copy = "C"
short_question = "S"
[[way_in]]
way = "guide"
name = "N"
description = "D"
[[area]]
key = "home"
name = "Home"
description = "D"
now = "1"
wants = "2"
before = "3"
examples = ["E"]
[nothing]
title = "T"
words = "W"
[[nothing.prompt]]
key = "ask"
title = "T"
words = "W"
[next_step]
question = "Q"
[[next_step.offer]]
key = "later"
words = "W"
)";

/// The small guide with one text put in another's place.
std::string guideWith(std::string_view old, std::string_view instead) {
  std::string text(kSmallGuide);
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), instead);
}

std::string refusalOf(std::string_view text) {
  try {
    const auto guide = readStrengthsGuide(text, "strengths.toml");
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::configuration);
    return fault.what();
  }
  return "read";
}

TEST(ShippedGuide, HasTheSixLifeAreasAndPersonalQualities) {
  std::vector<std::string> keys;
  for (const auto& area : shippedGuide().areas) keys.push_back(area.key.text());
  EXPECT_THAT(keys, testing::UnorderedElementsAre(
                        "personal-qualities", "daily-living", "money", "work-and-learning",
                        "social-and-spiritual-support", "health", "leisure"));
}

TEST(ShippedGuide, OffersExamplesInEachAreaAndPromptsForTheMomentWhenNothingComesToMind) {
  for (const auto& area : shippedGuide().areas) {
    EXPECT_GE(area.examples.size(), 8U) << area.name;
    for (const auto& [kind, name] : kStrengthKinds) EXPECT_NE(area.question(kind), "") << name;
  }
  for (const auto* key : {"ask-someone", "a-better-time", "what-got-you-here", "come-back"}) {
    EXPECT_NE(shippedGuide().prompt(keyOf(key)), nullptr) << key;
  }
  for (const auto& [way, name] : kWaysIn) EXPECT_TRUE(shippedGuide().offers(way)) << name;
}

TEST(ShippedGuide, CanEndWithComingBackOnADay) {
  const auto* step = shippedGuide().nextStep(keyOf("come-back"));
  ASSERT_NE(step, nullptr);
  EXPECT_TRUE(step->asksForDate);
}

TEST(ShippedRiskGuide, SaysThatLocalPolicyComesFirstAndLeavesRoomForTheSitesNumbers) {
  const auto risk = loadRiskGuide("guides/risk.toml");
  EXPECT_THAT(risk.words.front(),
              HasSubstr("rules about risk and keeping people safe. Follow them."));
  EXPECT_TRUE(risk.lacksNumbers());
  EXPECT_EQ(risk.calls.front().number, "999");
}

TEST(GuideKey, IsASmallLetterThenSmallLettersDigitsAndHyphens) {
  EXPECT_EQ(keyOf("area-51").text(), "area-51");
  for (const auto* bad : {"", "Money", "1st", "-a", "a b", "a_b", "sià", "a\n"}) {
    EXPECT_EQ(GuideKey::parse(bad), std::nullopt) << bad;
  }
  EXPECT_TRUE(GuideKey::parse(std::string(40, 'a')));
  EXPECT_FALSE(GuideKey::parse(std::string(41, 'a')));
}

TEST(Guide, ReadsTheSmallestGuideThereCanBe) {
  const auto guide = readStrengthsGuide(kSmallGuide, "strengths.toml");
  EXPECT_EQ(guide.areas.size(), 1U);
  EXPECT_EQ(guide.areas.front().question(StrengthKind::wants), "2");
  EXPECT_FALSE(guide.offers(WayIn::narrative)) << "the file does not offer it";
  EXPECT_FALSE(guide.nextSteps.front().asksForDate);
}

TEST(Guide, RefusesAnUnknownKeyWithItsLineAndWhatIsAllowed) {
  EXPECT_THAT(refusalOf(guideWith("copy =", "colour = \"red\"\ncopy =")),
              AllOf(HasSubstr("strengths.toml, line 3:"), HasSubstr("colour"),
                    HasSubstr("short_question")));
  EXPECT_THAT(refusalOf(guideWith("now = \"1\"", "now = \"1\"\nnever = \"1\"")),
              AllOf(HasSubstr("line 14:"), HasSubstr("area.never"), HasSubstr("examples")));
}

TEST(Guide, RefusesAMissingKey) {
  EXPECT_THAT(refusalOf(guideWith("wants = \"2\"\n", "")),
              AllOf(HasSubstr("line 9:"), HasSubstr("area.wants is missing"),
                    HasSubstr("at most 200 characters")));
  EXPECT_THAT(refusalOf(guideWith("[next_step]\nquestion = \"Q\"\n", "")),
              HasSubstr("next_step.question is missing"));
}

TEST(Guide, RefusesAKeyThatIsUsedTwice) {
  const std::string again =
      "[[area]]\nkey = \"home\"\nname = \"N\"\ndescription = \"D\"\nnow = \"1\"\nwants = \"2\"\n"
      "before = \"3\"\nexamples = [\"E\"]\n[nothing]";
  EXPECT_THAT(refusalOf(guideWith("[nothing]", again)),
              AllOf(HasSubstr("line 18:"), HasSubstr("\"home\" is there twice")));
  EXPECT_THAT(refusalOf(guideWith("copy = \"C\"", "copy = \"C\"\ncopy = \"C\"")),
              HasSubstr("line 4:"));
}

TEST(Guide, RefusesWhatIsEmptyTooLongOrTooMany) {
  EXPECT_THAT(refusalOf(guideWith("now = \"1\"", "now = \" \u00A0\"")),
              AllOf(HasSubstr("line 13:"), HasSubstr("area.now is empty")));
  EXPECT_THAT(refusalOf(guideWith("\"Home\"", "\"" + std::string(61, 'x') + "\"")),
              AllOf(HasSubstr("line 11:"), HasSubstr("61 characters; at most 60")));
  std::string many;
  for (int i = 0; i < 41; ++i) many += "\"e\",";
  EXPECT_THAT(refusalOf(guideWith("[\"E\"]", "[" + many + "]")), HasSubstr("1 to 40 texts"));
  EXPECT_THAT(refusalOf(guideWith("[\"E\"]", "[]")), HasSubstr("1 to 40 texts"));
  EXPECT_THAT(refusalOf(std::string(kSmallGuide) + std::string(300'000, '#')),
              HasSubstr("at most 262144"));
  EXPECT_THAT(refusalOf(""), HasSubstr("title is missing"));
}

TEST(Guide, RefusesValuesOfTheWrongKind) {
  EXPECT_THAT(refusalOf(guideWith("copy = \"C\"", "copy = 3")), HasSubstr("copy must be text"));
  EXPECT_THAT(refusalOf(guideWith("[\"P\"]", "\"P\"")), HasSubstr("purpose must be a list"));
  EXPECT_THAT(refusalOf(guideWith("[\"P\"]", "[1]")), HasSubstr("purpose must be text"));
  EXPECT_THAT(refusalOf(guideWith("\"home\"", "\"Home Life\"")), HasSubstr("a small letter"));
  EXPECT_THAT(refusalOf(guideWith("way = \"guide\"", "way = \"magic\"")),
              HasSubstr("\"narrative\""));
  EXPECT_THAT(refusalOf(guideWith("way = \"guide\"", "way = \"open\"")),
              HasSubstr("that one must be there"));
  EXPECT_THAT(refusalOf(guideWith("key = \"later\"", "key = \"later\"\nasks_for_date = \"yes\"")),
              HasSubstr("true or false"));
  EXPECT_THAT(refusalOf(guideWith("\"C\"", "\"a\\u202Eb\"")), HasSubstr("control character"));
  EXPECT_THAT(refusalOf(guideWith("[nothing]", "[[nothing]]")), HasSubstr("must be a table"));
}

TEST(Guide, SaysTheLineOfTextThatIsNoToml) {
  EXPECT_THAT(refusalOf(guideWith("copy = \"C\"", "copy = \"C")), HasSubstr("line 3:"));
  EXPECT_THAT(refusalOf("title = \"\xFF\""), HasSubstr("line 1:"));
}

TEST(Guide, SaysThatAFileIsNotThere) {
  EXPECT_THROW((void)loadStrengthsGuide("guides/no-such-guide.toml"), Fault);
  EXPECT_THROW((void)loadRiskGuide("guides"), Fault) << "a folder is no guide";
}

TEST(Guide, ShowsAnAreaThatASiteTookOutUnderTheNameItHad) {
  const AreaRef gone{.key = keyOf("pets"), .name = "Pets"};
  EXPECT_EQ(shippedGuide().nameOf(gone), "Pets");
  EXPECT_EQ(shippedGuide().nameOf({.key = keyOf("money"), .name = "Cash"}), "Money")
      << "an area that was renamed has its present name";
  EXPECT_EQ(shippedGuide().placeOf(gone.key), shippedGuide().areas.size());
}

}  // namespace
}  // namespace refocus::practice
