#include "practice/conversation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/fault.hpp"
#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using std::chrono::November;
using testing::ElementsAre;
using testing::SizeIs;

constexpr Date kToday{std::chrono::year{2026}, November, std::chrono::day{22}};

Conversation anOpenOne() {
  return conversationFrom({.wayIn = "guide", .happened = {.month = "11", .year = "2026"}},
                          shippedGuide(), kToday)
      .value();
}

ThingVersion thing(std::uint8_t seed, std::int64_t version = 1) {
  const auto random = [&](std::span<std::uint8_t> bytes) { std::ranges::fill(bytes, seed); };
  return {.thing = ThingId::make(Instant{}, random), .version = version};
}

std::string messageOf(const Problem& problem) { return problem.message.in(Words{}); }

rc::Gen<Conversation> anyConversation() {
  return rc::gen::exec([] {
    Conversation conversation{.wayIn = *anyOf(kWaysIn),
                              .happened = *anyPartialDate(),
                              .state = *anyOf(kConversationStates),
                              .nothingCameToMind = *rc::gen::arbitrary<bool>()};
    const auto count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) {
      conversation.areas.push_back(
          {.area = *anyArea(), .state = *anyOf(kAreaStates), .reason = *anyUtf8()});
      conversation.made.push_back(*anyThingVersion());
      conversation.confirmed.push_back(*anyThingVersion());
      conversation.promptsOpened.push_back(keyOf("p" + std::to_string(i)));
    }
    if (!conversation.isOpen() || *rc::gen::arbitrary<bool>()) {
      conversation.nextStep = NextStep{.words = *anyUtf8(), .when = *maybe(anyPartialDate())};
      if (*rc::gen::arbitrary<bool>()) {
        conversation.nextStep->offered = ChosenStep{.key = keyOf("step"), .words = *anyUtf8()};
      }
    }
    return conversation;
  });
}

TEST(Conversation, BeginsOpenWithNothingDoneYet) {
  const auto conversation = anOpenOne();
  EXPECT_TRUE(conversation.isOpen());
  EXPECT_EQ(conversation.happened.text(), "2026-11");
  for (const auto& area : shippedGuide().areas) {
    EXPECT_EQ(conversation.stateOf(area.key), AreaState::notYet) << area.name;
  }
}

TEST(Conversation, CannotHaveHappenedTomorrowOrAtNoTime) {
  const auto from = [](site::TypedDate when) {
    return conversationFrom({.wayIn = "open", .happened = when}, shippedGuide(), kToday);
  };
  EXPECT_TRUE(from({.day = "22", .month = "11", .year = "2026"}));
  EXPECT_TRUE(from({.year = "2026"})) << "this year has begun";
  EXPECT_EQ(messageOf(from({.day = "23", .month = "11", .year = "2026"}).error().front()),
            "The conversation cannot be in the future");
  EXPECT_EQ(messageOf(from({}).error().front()), "Say when the conversation was");
}

TEST(Conversation, IsLedInAWayThatTheSiteOffers) {
  auto guide = shippedGuide();
  std::erase_if(guide.waysIn, [](const auto& one) { return one.way == WayIn::visual; });
  const auto from = [&](std::string way) {
    return conversationFrom({.wayIn = std::move(way), .happened = {.year = "2026"}}, guide, kToday);
  };
  EXPECT_EQ(from("narrative").value().wayIn, WayIn::narrative);
  EXPECT_EQ(from("visual").error().front().field, "way-in");
  EXPECT_EQ(from("").error().front().field, "way-in");
}

TEST(Conversation, TakesAreasInAnyOrder) {
  auto conversation = talkedAbout(anOpenOne(), areaOf("leisure"));
  conversation = leftForLater(conversation, areaOf("money"));
  conversation = declined(conversation, areaOf("health"), "I talk to my doctor about that").value();
  EXPECT_EQ(conversation.stateOf(keyOf("leisure")), AreaState::talkedAbout);
  EXPECT_EQ(conversation.stateOf(keyOf("money")), AreaState::later);
  EXPECT_EQ(conversation.stateOf(keyOf("health")), AreaState::declined);
  EXPECT_EQ(conversation.stateOf(keyOf("daily-living")), AreaState::notYet);
  EXPECT_EQ(conversation.areas.back().reason, "I talk to my doctor about that");
}

TEST(Conversation, NeedsAReasonForNotForMeAndNoneForNotNow) {
  const auto refused = declined(anOpenOne(), areaOf("money"), "  ");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "reason");
  EXPECT_EQ(leftForLater(anOpenOne(), areaOf("money")).areas.front().reason, "");
}

TEST(Conversation, ForgetsAReasonWhenThePersonTalksAboutTheAreaAfterAll) {
  const auto no = declined(anOpenOne(), areaOf("money"), "Private").value();
  const auto yes = talkedAbout(no, areaOf("money"));
  EXPECT_THAT(yes.areas, ElementsAre(AreaNote{.area = areaOf("money")}));
  EXPECT_EQ(no.areas.front().reason, "Private") << "the earlier value is as it was";
}

TEST(Conversation, RemembersThatNothingCameToMindAndWhichPromptsWereOpened) {
  auto conversation = withPromptOpened(anOpenOne(), keyOf("a-better-time"));
  conversation = withPromptOpened(conversation, keyOf("ask-someone"));
  conversation = withPromptOpened(conversation, keyOf("a-better-time"));
  EXPECT_TRUE(conversation.nothingCameToMind);
  EXPECT_THAT(conversation.promptsOpened,
              ElementsAre(keyOf("a-better-time"), keyOf("ask-someone")));
  EXPECT_TRUE(withMade(conversation, thing(1), areaOf("health")).nothingCameToMind);
}

TEST(Conversation, ListsTheNewestVersionOfWhatItMade) {
  auto conversation = withMade(anOpenOne(), thing(1, 1), areaOf("health"));
  conversation = withMade(conversation, thing(2, 1), areaOf("health"));
  conversation = withMade(conversation, thing(1, 2), areaOf("health"));
  EXPECT_THAT(conversation.made, ElementsAre(thing(1, 2), thing(2, 1)));
  EXPECT_EQ(conversation.stateOf(keyOf("health")), AreaState::talkedAbout);
}

TEST(Conversation, HoldsOnlySoManyThings) {
  auto conversation = anOpenOne();
  conversation.confirmed.assign(kMostThings, thing(1));
  EXPECT_NO_THROW((void)withConfirmed(conversation, thing(1, 2), areaOf("money")));
  EXPECT_THROW((void)withConfirmed(conversation, thing(2), areaOf("money")), Fault);
}

TEST(Conversation, EndsWithANextStep) {
  const auto refused = finish(anOpenOne(), {}, shippedGuide());
  ASSERT_FALSE(refused);
  EXPECT_EQ(messageOf(refused.error().front()), "Choose a next step, or write your own");

  const auto own = finish(anOpenOne(), {.words = "Ring my aunt "}, shippedGuide()).value();
  EXPECT_FALSE(own.isOpen());
  EXPECT_EQ(own.nextStep, (NextStep{.words = "Ring my aunt"}));
}

TEST(Conversation, CanEndInComingBackOnADay) {
  const auto noDate = finish(anOpenOne(), {.nextStep = "come-back"}, shippedGuide());
  ASSERT_FALSE(noDate);
  EXPECT_EQ(messageOf(noDate.error().front()), "This next step needs a date");

  const auto step =
      finish(anOpenOne(), {.nextStep = "come-back", .when = {"3", "12", "2026"}}, shippedGuide())
          .value()
          .nextStep.value();
  EXPECT_EQ(step.offered->words, "Come back to it another day");
  EXPECT_EQ(step.when->text(), "2026-12-03");
  EXPECT_EQ(step.words, "");
}

TEST(Conversation, CannotEndInAStepThatLiesBeforeIt) {
  const auto refused =
      finish(anOpenOne(), {.words = "Walk", .when = {"31", "10", "2026"}}, shippedGuide());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().front().field, "next-step-when-day");
  EXPECT_TRUE(finish(anOpenOne(), {.words = "Walk", .when = {.year = "2026"}}, shippedGuide()));
}

TEST(Conversation, RefusesAStepThatIsNotOffered) {
  const auto refused = finish(anOpenOne(), {.nextStep = "fly"}, shippedGuide());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), SizeIs(1));
  EXPECT_EQ(refused.error().front().field, "next-step");
}

TEST(Conversation, IsNotChangedOnceFinishedButCanBeReopened) {
  const auto done = finish(anOpenOne(), {.words = "Rest"}, shippedGuide()).value();
  EXPECT_THROW((void)talkedAbout(done, areaOf("money")), Fault);
  EXPECT_THROW((void)declined(done, areaOf("money"), "No"), Fault);
  EXPECT_THROW((void)withPromptOpened(done, keyOf("ask-someone")), Fault);
  EXPECT_THROW((void)finish(done, {.words = "Rest"}, shippedGuide()), Fault);

  const auto again = reopened(done);
  EXPECT_TRUE(again.isOpen());
  EXPECT_EQ(again.nextStep->words, "Rest") << "kept until another replaces it";
  EXPECT_EQ(withMade(again, thing(1), areaOf("money")).made.size(), 1U);
}

RC_GTEST_PROP(StoredConversation, IsReadBackEqual, ()) {
  const auto conversation = *anyConversation();
  RC_ASSERT(decodeConversation(encode(conversation)) == conversation);
}

TEST(StoredConversation, ThatIsFinishedWithoutANextStepIsRefused) {
  auto text = encode(anOpenOne());
  EXPECT_EQ(decodeConversation(text), anOpenOne());
  text.replace(text.find("\"open\""), 6, "\"finished\"");
  EXPECT_THROW((void)decodeConversation(text), Fault);
}

TEST(StoredConversation, OfANewerProgramIsRefused) {
  auto text = encode(anOpenOne());
  text.replace(text.find("\"v\":1"), 5, "\"v\":2");
  EXPECT_THROW((void)decodeConversation(text), Fault);
}

}  // namespace
}  // namespace refocus::practice
