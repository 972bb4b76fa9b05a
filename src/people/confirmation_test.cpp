// Deeds that decide who gets in ask anew who somebody is, and end what was open before.
#include <gmock/gmock.h>

#include "people/account_pages_world.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;

class Confirmation : public AccountPagesWorld {
 protected:
  /// Signs somebody in whose app is set up; the page with their recovery codes.
  http::Response signInWithApp(const std::string& email) {
    browser.signIn(email);
    secret = sessionOf(browser.cookie("session")).value().newSecret.value();
    return browser.post("/sign-in/code", fields({{"code", nextCode()}}));
  }
  AccountId administratorWithApp(const std::string& email) {
    const AccountId id = account(email, SecondFactor::required);
    write([&](record::Writing& writing) {
      grantRole(writing, id, access::Role::administrator, londonDate(now));
      return true;
    });
    return id;
  }
  std::string nextCode() {
    now = now.plus(30s);
    return codeAt(secret, timeStepOf(now));
  }
  /// All of the database but what is counted and noted of tries.
  std::string state() {
    std::string all;
    database->read([&](database::Read& read) {
      for (const std::string_view rows :
           {"SELECT id || state || second_factor || totp_used FROM account ORDER BY id",
            "SELECT id || role || from_date || COALESCE(until_date, '') FROM role_grant ORDER BY "
            "id",
            "SELECT token_index FROM one_time_link ORDER BY token_index",
            "SELECT code_index FROM recovery_code ORDER BY code_index",
            "SELECT token_index || COALESCE(ended_at, '') || COALESCE(totp_at, '') FROM session "
            "ORDER BY token_index"}) {
        read.each(rows, {},
                  [&](const database::Row& row) { all += std::string(row.text(0)) + "\n"; });
      }
      read.each("SELECT sealed_password FROM account WHERE sealed_password IS NOT NULL ORDER BY id",
                {}, [&](const database::Row& row) { all += toHex(row.bytes(0)) + "\n"; });
      return true;
    });
    return all;
  }
  /// What each deed's form sends, besides who somebody is.
  http::Fields sentTo(std::string_view path) {
    if (path.ends_with("/state")) return fields({{"press", "disable"}});
    if (path.ends_with("/second-factor") && path.starts_with("/admin")) {
      return fields({{"press", "off"}});
    }
    if (path.ends_with("/roles")) return fields({{"role", "researcher"}});
    if (path.ends_with("/new"))
      return fields({{"name", "New"}, {"email", "new@example.org"}, {"second-factor", "off"}});
    if (path == "/account/password") return fields({{"password", std::string(kGoodPassword)}});
    return {};
  }
  Bytes secret;
};

// The whole table of routes: whoever adds a deed of this kind finds here that it must ask. What is
// left out needs nothing but a session: it takes nothing over and opens nothing.
TEST_P(Confirmation, IsAskedForByEveryDeedThatDecidesWhoGetsIn) {
  const std::vector<std::string_view> free{
      "/sign-out", "/account/details", "/account/sign-out-everywhere",
      "/account/sessions/{session}/end", "/account/second-factor"};
  administratorWithApp("ada@example.org");
  const AccountId grace = account("grace@example.org");
  const std::string grant = write([&](record::Writing& writing) {
    grantRole(writing, grace, access::Role::trainer, londonDate(now));
    return grantsOf(writing, grace, londonDate(now)).at(0).id;
  });
  signInWithApp("ada@example.org");
  int asked = 0;
  for (const site::Route& route : accountRoutes(settings)) {
    if (route.method != http::Method::post || route.permission == access::Permission::anyone ||
        std::ranges::count(free, route.path) > 0) {
      continue;
    }
    SCOPED_TRACE(route.path);
    ++asked;
    std::string path = route.path;
    if (const auto at = path.find("{account}"); at != std::string::npos) {
      path.replace(at, 9, grace.text());
    }
    if (const auto at = path.find("{grant}"); at != std::string::npos) path.replace(at, 7, grant);
    // Somebody to do it to: signed in, whatever was done before.
    write([&](record::Writing& writing) {
      enableAccount(writing, grace);
      return true;
    });
    EXPECT_TRUE(enter("grace@example.org"));
    browser.get("/account");
    const std::string before = state();
    const auto trying = [&](std::string_view password, const std::string& code) {
      http::Fields sent = sentTo(path);
      sent.add("current-password", std::string(password));
      sent.add("code", code);
      sent.add("submission", code);
      return browser.post(path, sent);
    };
    EXPECT_TRUE(shows(browser.post(path, sentTo(path)), "name=\"current-password\""));
    EXPECT_TRUE(shows(trying("wrong wrong wrong", nextCode()), "href=\"#current-password\""));
    EXPECT_TRUE(shows(trying(kGoodPassword, ""), "href=\"#code\""));
    EXPECT_TRUE(shows(trying(kGoodPassword, "000000"), "href=\"#code\""));
    EXPECT_EQ(before, state()) << "nothing is done";
    now = now.plus(15min);
    const auto done = trying(kGoodPassword, nextCode());
    EXPECT_LT(done.status, 400) << done.bodyText();
    EXPECT_NE(before, state()) << "the control: it does something";
  }
  EXPECT_GE(asked, 9);
}

TEST_P(Confirmation, TakesACodeOnceThoughTheDeedIsAnother) {
  administratorWithApp("ada@example.org");
  const AccountId grace = account("grace@example.org");
  signInWithApp("ada@example.org");
  const std::string path = "/admin/accounts/" + grace.text();
  browser.get(path);
  const std::string code = nextCode();
  EXPECT_EQ(browser.confirm(path + "/one-time-link", fields({{"code", code}})).status, 200);
  EXPECT_EQ(browser.confirm(path + "/state", fields({{"press", "disable"}, {"code", code}})).status,
            422);
}

TEST_P(Confirmation, TakesARecoveryCodeFromWhoHasLostThePhone) {
  account("ada@example.org", SecondFactor::required);
  const http::Response codes = signInWithApp("ada@example.org");
  const std::string page(codes.bodyText());
  const std::string code = page.substr(page.find("<li><code>") + 10, 11);
  browser.get("/account/second-factor");
  EXPECT_EQ(browser.confirm("/account/second-factor/start", fields({{"code", code}})).status, 303);
  EXPECT_THAT(auditActions(), Contains("recovery-code-used"));
  browser.get("/account/recovery-codes");
  EXPECT_EQ(browser.confirm("/account/recovery-codes", fields({{"code", code}})).status, 422)
      << "it is used up";
}

TEST_P(Confirmation, IsBoundedAsGuessesAre) {
  administratorWithApp("ada@example.org");
  const AccountId grace = account("grace@example.org");
  signInWithApp("ada@example.org");
  const std::string path = "/admin/accounts/" + grace.text() + "/one-time-link";
  browser.get("/account");
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(browser.confirm(path, fields({{"code", "000000"}})).status, 422) << i;
  }
  EXPECT_EQ(browser.confirm(path, fields({{"code", nextCode()}})).status, 429);
}

// Who finds a window open in which a new app is being set up does not find its key for long.
TEST_P(Confirmation, IsForgottenWhereANewAppIsNotSetUpSoon) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  browser.get("/account");
  browser.confirm("/account/second-factor/start", {});
  EXPECT_TRUE(shows(browser.get("/account/second-factor"), "id=\"secret\""));
  now = now.plus(14min);
  EXPECT_TRUE(shows(browser.get("/account/second-factor"), "id=\"secret\""));
  now = now.plus(1min);
  EXPECT_FALSE(shows(browser.get("/account/second-factor"), "id=\"secret\""));
}

TEST_P(Confirmation, OfASecondFactorOrOfCodesSignsOtherDevicesOut) {
  account("ada@example.org");
  const std::string elsewhere = enter("ada@example.org")->session.token;
  browser.signIn("ada@example.org");
  browser.get("/account");
  browser.confirm("/account/second-factor/start", {});
  secret = sessionOf(browser.cookie("session")).value().newSecret.value();
  EXPECT_TRUE(sessionOf(elsewhere)) << "nothing is changed yet";
  browser.get("/account/second-factor");
  browser.post("/account/second-factor", fields({{"code", nextCode()}}));
  EXPECT_FALSE(sessionOf(elsewhere));
  EXPECT_EQ(browser.get("/account").status, 200) << "this one stays";

  Browser other(book, settings);
  other.signIn("ada@example.org");
  other.post("/sign-in/code", fields({{"code", nextCode()}}));
  EXPECT_EQ(other.get("/account").status, 200);
  browser.confirm("/account/recovery-codes", fields({{"code", nextCode()}}));
  EXPECT_EQ(other.get("/account").status, 401);
  EXPECT_EQ(browser.get("/account").status, 200);
}

// An administrator whose own app is required sees to others' rules without being thrown out.
TEST_P(Confirmation, OfARuleEndsSessionsButTheOneThatSetIt) {
  const AccountId ada = administrator("ada@example.org");
  browser.signIn("ada@example.org");
  const std::string elsewhere = enter("ada@example.org")->session.token;
  browser.get("/account");
  browser.confirm("/admin/accounts/" + ada.text() + "/second-factor",
                  fields({{"press", "required"}}));
  EXPECT_FALSE(sessionOf(elsewhere));
  EXPECT_EQ(browser.get("/account").status, 200);
}

INSTANTIATE_TEST_SUITE_P(Databases, Confirmation, ::testing::ValuesIn(peopleEngines()), engineName);

}  // namespace
}  // namespace refocus::people
