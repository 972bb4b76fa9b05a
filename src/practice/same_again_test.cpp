// A browser that went back and sent its form once more: the page came anew, with a token of its
// own, and the words that were typed stood in it still.
#include "practice/same_again.hpp"

#include <gmock/gmock.h>

#include "people/people_pages_world.hpp"
#include "practice/practice_routes.hpp"
#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using namespace std::chrono_literals;

using Pairs = std::vector<std::pair<std::string, std::string>>;

class SameAgain : public people::PeoplePagesWorld {
 protected:
  SameAgain() {
    add(practiceRoutes({shippedGuide(), risk_, directory}));
    onCaseload(jo, north);
  }

  int send(const access::Actor& actor, const std::string& path, const Pairs& pairs) {
    http::Fields fields;
    for (const auto& [name, value] : pairs) fields.add(name, value);
    return ask(actor, http::Method::post, pathOf(jo, path), fields).status;
  }
  /// Sent, and sent again from the page before.
  void sendTwice(const std::string& path, const Pairs& pairs) {
    EXPECT_EQ(send(worker, path, pairs), 303);
    now = now.plus(30s);
    EXPECT_EQ(send(worker, path, pairs), 303);
  }
  template <class Value>
  std::vector<Recorded<Value>> all() {
    return book.read(worker, [&](record::Reading& reading) {
      const auto record = reading.open(jo, access::Permission::readRecord, "plan-read").value();
      return recorded<Value>(reading, record);
    });
  }
  static Pairs area(const std::string& words) { return {{"press", "save"}, {"now", words}}; }

  const std::string areaPath_ = "/strengths/areas/health";
  const Pairs finish_{{"way-in", "guide"},
                      {"happened-day", "10"},
                      {"happened-month", "3"},
                      {"happened-year", "2026"},
                      {"next-step-words", "Ask at the allotment"}};

 private:
  RiskGuide risk_ = loadRiskGuide("guides/risk.toml");
};

TEST_P(SameAgain, RecordsAStrengthOnceHoweverItWasWritten) {
  sendTwice(areaPath_, area("I swim when I can\r\nI sleep well"));
  EXPECT_EQ(all<Strength>().size(), 2U);
  sendTwice("/strengths", {{"words", "I bake"}, {"area", "leisure"}});
  EXPECT_EQ(all<Strength>().size(), 3U);
  EXPECT_EQ(all<Conversation>().size(), 1U);
  EXPECT_EQ(all<Conversation>().at(0).value.made.size(), 3U);
}

TEST_P(SameAgain, RecordsOneLineThatStandsTwiceInABoxOnce) {
  EXPECT_EQ(send(worker, areaPath_, area("I swim\nI swim")), 303);
  EXPECT_EQ(all<Strength>().size(), 1U);
}

TEST_P(SameAgain, RecordsAnActionAGuessAndAFinishedConversationOnce) {
  sendTwice("/actions/new", {{"focus", "Home"},
                             {"words", "Paint the kitchen"},
                             {"responsible", "together"},
                             {"state", "planned"}});
  EXPECT_EQ(all<Action>().size(), 1U);
  sendTwice("/strengths/guess", {{"guess-health", "Perhaps swimming"}});
  ASSERT_EQ(all<Guess>().size(), 1U);
  EXPECT_EQ(all<Guess>().at(0).version, 1);
  EXPECT_EQ(send(worker, areaPath_, area("I swim")), 303);
  sendTwice("/strengths/finish", finish_);
  ASSERT_EQ(all<Conversation>().size(), 1U);
  EXPECT_FALSE(all<Conversation>().at(0).value.isOpen());
}

TEST_P(SameAgain, BeginsNoConversationByGoingBackBeforeTheEndOfOne) {
  EXPECT_EQ(send(worker, areaPath_, area("I swim")), 303);
  EXPECT_EQ(send(worker, "/strengths/areas/money", {{"press", "later"}}), 303);
  EXPECT_EQ(send(worker, "/strengths/nothing", {}), 303);
  EXPECT_EQ(send(worker, "/strengths/finish", finish_), 303);
  EXPECT_EQ(send(worker, areaPath_, area("I swim")), 303);
  EXPECT_EQ(send(worker, "/strengths/areas/money", {{"press", "later"}}), 303);
  EXPECT_EQ(send(worker, "/strengths/nothing", {}), 303);
  EXPECT_EQ(all<Strength>().size(), 1U);
  EXPECT_EQ(all<Conversation>().size(), 1U);
  EXPECT_EQ(send(worker, areaPath_, area("I sleep well")), 303);
  EXPECT_EQ(all<Conversation>().size(), 2U) << "other words are another conversation";
}

TEST_P(SameAgain, IsNewFromAnotherAuthorToAnotherQuestionLaterOrAfterAChange) {
  const access::Actor colleague = staff(account("bo@example.org"), {north});
  EXPECT_EQ(send(worker, areaPath_, area("I swim")), 303);
  EXPECT_EQ(send(colleague, areaPath_, area("I swim")), 303);
  EXPECT_EQ(all<Strength>().size(), 2U);
  EXPECT_EQ(send(worker, areaPath_, {{"press", "save"}, {"wants", "I swim"}}), 303);
  EXPECT_EQ(send(worker, "/strengths/areas/leisure", area("I swim")), 303);
  EXPECT_EQ(all<Strength>().size(), 4U);
  EXPECT_EQ(send(worker, areaPath_, area("I swim.")), 303);
  EXPECT_EQ(all<Strength>().size(), 5U);
  now = now.plus(record::kSameAgainWithin + 1s);
  EXPECT_EQ(send(worker, areaPath_, area("I swim")), 303);
  EXPECT_EQ(all<Strength>().size(), 6U);
}

TEST_P(SameAgain, ConversationIsNotMovedToItsOwnRecord) {
  EXPECT_EQ(send(worker, areaPath_, area("I swim")), 303);
  EXPECT_EQ(send(worker, "/strengths/finish", finish_), 303);
  const auto before = all<Conversation>().at(0);
  EXPECT_EQ(send(worker, "/conversation/" + before.id.text() + "/move",
                 {{"to", jo.text()}, {"reason", "Written in the wrong record"}}),
            422);
  ASSERT_EQ(all<Conversation>().size(), 1U);
  EXPECT_EQ(all<Conversation>().at(0).id, before.id);
  EXPECT_EQ(all<Strength>().size(), 1U);
}

TEST_P(SameAgain, APressThatTheFormDoesNotOfferRecordsNothing) {
  for (const std::string press : {"", "SAVE", "saved", "delete"}) {
    EXPECT_EQ(send(worker, areaPath_, {{"press", press}, {"now", "I swim"}}), 400) << press;
  }
  EXPECT_TRUE(all<Strength>().empty());
}

INSTANTIATE_TEST_SUITE_P(Databases, SameAgain, ::testing::ValuesIn(people::peopleEngines()));

}  // namespace
}  // namespace refocus::practice
