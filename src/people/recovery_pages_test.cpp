// Recovery codes as their owner meets them: shown once, used instead of the app, made anew.
#include <gmock/gmock.h>

#include "people/account_test_world.hpp"
#include "people/recovery_code.hpp"
#include "people/totp.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

std::vector<std::string> codesOn(const http::Response& page) {
  const std::string text(page.bodyText());
  const std::string begin = "<li><code>";
  std::vector<std::string> codes;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    codes.push_back(text.substr(at + begin.size(), 11));
  }
  return codes;
}

class RecoveryPages : public AccountWorld {
 protected:
  static http::Fields fields(const std::vector<std::pair<std::string, std::string>>& pairs) {
    return Browser::fieldsOf(pairs);
  }
  /// Signs in for the first time and sets up the app; the page after that.
  http::Response setUp() {
    account("ada@example.org", SecondFactor::required);
    browser.signIn("ada@example.org");
    secret = sessionOf(browser.cookie("session")).value().newSecret.value();
    return browser.post("/sign-in/code", fields({{"code", nextCode()}}));
  }
  std::string nextCode() {
    now = now.plus(30s);
    return codeAt(secret, timeStepOf(now));
  }
  /// Comes anew, without the session from before.
  http::Response signInAgain() {
    browser.plantCookie("session", "");
    return browser.signIn("ada@example.org");
  }
  http::Response signInWith(const std::string& code) {
    signInAgain();
    return browser.post("/sign-in/recovery-code", fields({{"recovery-code", code}}));
  }

  Bytes secret;
  Browser browser{book, settings};
};

TEST_P(RecoveryPages, AreShownOnceWithTheSecondFactor) {
  const http::Response page = setUp();
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(codesOn(page), SizeIs(kRecoveryCodes));
  EXPECT_TRUE(shows(page, "href=\"/\"")) << "the way to the page that was asked for";
  EXPECT_EQ(browser.get("/people").bodyText(), "Ada Owner");
  const http::Response mine = browser.get("/account");
  EXPECT_TRUE(shows(mine, "10 left"));
  for (const std::string& code : codesOn(page)) EXPECT_FALSE(shows(mine, code));
}

TEST_P(RecoveryPages, TakeACodeInPlaceOfTheAppsOnce) {
  const auto codes = codesOn(setUp());
  const http::Response entered = signInWith(codes[0]);
  EXPECT_EQ(entered.status, 303);
  EXPECT_EQ(browser.get("/people").bodyText(), "Ada Owner");
  EXPECT_TRUE(shows(browser.get("/account"), "9 left"));

  const http::Response refused = signInWith(codes[0]);
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(shows(refused, "href=\"#recovery-code\""));
  EXPECT_TRUE(shows(refused, "<details class=\"nhsuk-details\" open"));
  EXPECT_EQ(browser.get("/people").status, 401);
}

TEST_P(RecoveryPages, TakeNoCodeWithoutTheTokenOfTheForm) {
  const auto codes = codesOn(setUp());
  signInAgain();
  EXPECT_EQ(
      browser.post("/sign-in/recovery-code", fields({{"recovery-code", codes[0]}, {"csrf", "x"}}))
          .status,
      403);
  EXPECT_EQ(browser.get("/people").status, 401);
}

TEST_P(RecoveryPages, AreNotOfferedBeforeThereIsASecondFactor) {
  account("ada@example.org", SecondFactor::required);
  const http::Response page = browser.signIn("ada@example.org");
  EXPECT_FALSE(shows(page, "/sign-in/recovery-code"));
  EXPECT_EQ(
      browser.post("/sign-in/recovery-code", fields({{"recovery-code", "k7f3q-9xw2m"}})).status,
      422);
}

TEST_P(RecoveryPages, MakeNewOnesForThePasswordAndACode) {
  const auto before = codesOn(setUp());
  browser.get("/account/recovery-codes");
  const auto ask = [&](std::string_view password, const std::string& code) {
    return browser.post("/account/recovery-codes",
                        fields({{"current-password", std::string(password)}, {"code", code}}));
  };
  EXPECT_TRUE(shows(ask("wrong wrong wrong", nextCode()), "href=\"#current-password\""));
  EXPECT_TRUE(shows(ask(kGoodPassword, "000000"), "href=\"#code\""));
  const std::string code = nextCode();
  const http::Response made = ask(kGoodPassword, code);
  const auto codes = codesOn(made);
  ASSERT_THAT(codes, SizeIs(kRecoveryCodes));
  browser.get("/account/recovery-codes");
  EXPECT_TRUE(shows(ask(kGoodPassword, code), "href=\"#code\"")) << "a code works once";
  EXPECT_EQ(signInWith(before[0]).status, 422);
  EXPECT_EQ(signInWith(codes[0]).status, 303);
}

TEST_P(RecoveryPages, AreMadeOnceHoweverOftenTheFirstCodeIsSent) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  browser.get("/account/second-factor");
  browser.post("/account/second-factor/start",
               fields({{"current-password", std::string(kGoodPassword)}}));
  secret = sessionOf(browser.cookie("session")).value().newSecret.value();
  browser.get("/account/second-factor");
  const std::string code = nextCode();
  const http::Response page = browser.post("/account/second-factor", fields({{"code", code}}));
  EXPECT_THAT(codesOn(page), SizeIs(kRecoveryCodes));
  EXPECT_THAT(codesOn(browser.post("/account/second-factor", fields({{"code", code}}))), SizeIs(0));
  signInAgain();
  EXPECT_EQ(
      browser.post("/sign-in/recovery-code", fields({{"recovery-code", codesOn(page)[0]}})).status,
      303)
      << "the codes of the first time are those that open";
}

TEST_P(RecoveryPages, LeadToTheSecondFactorWhereThereIsNone) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  EXPECT_FALSE(shows(browser.get("/account"), "Recovery codes"));
  EXPECT_EQ(browser.get("/account/recovery-codes").headers.find("Location"),
            "/account/second-factor");
}

INSTANTIATE_TEST_SUITE_P(Engines, RecoveryPages, ::testing::ValuesIn(peopleEngines()), engineName);

}  // namespace
}  // namespace refocus::people
