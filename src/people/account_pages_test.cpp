#include <gmock/gmock.h>

#include "people/account_pages_world.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class AccountPages : public AccountPagesWorld {};

TEST_P(AccountPages, SignInAndGoToThePageThatWasAskedFor) {
  account("ada@example.org");
  const http::Response asked = browser.get("/people?q=two%20words");
  EXPECT_EQ(asked.status, 401);
  EXPECT_TRUE(shows(asked, "<h1"));
  const http::Response signedIn =
      browser.post("/sign-in", fields({{"email", "ada@example.org"},
                                       {"password", std::string(kGoodPassword)},
                                       {"return", hiddenField(asked, "return")}}));
  EXPECT_EQ(signedIn.status, 303);
  EXPECT_EQ(locationOf(signedIn), "/people?q=two%20words");
  EXPECT_EQ(browser.get("/people").bodyText(), "Ada Owner");
}

TEST_P(AccountPages, DoNotLeadToAnotherSiteAfterSigningIn) {
  account("ada@example.org");
  for (const std::string elsewhere :
       {"https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "elsewhere"}) {
    Browser window(book, settings);
    window.get("/sign-in");
    const http::Response signedIn =
        window.post("/sign-in", fields({{"email", "ada@example.org"},
                                        {"password", std::string(kGoodPassword)},
                                        {"return", elsewhere}}));
    EXPECT_EQ(locationOf(signedIn), "/") << elsewhere;
  }
}

TEST_P(AccountPages, SayTheSameOfAWrongPasswordAndAnUnknownAddress) {
  account("ada@example.org");
  const auto words = [&](const std::string& email) {
    Browser window(book, settings);
    std::string page(window.signIn(email, "wrong wrong wrong").bodyText());
    for (const std::string& own : {email, window.cookie("sign-in")}) {
      for (auto at = page.find(own); at != std::string::npos; at = page.find(own)) {
        page.erase(at, own.size());
      }
    }
    // The submission token is the window's own too.
    const auto token = page.find("name=\"submission\" value=\"");
    page.erase(token, 60);
    return page;
  };
  EXPECT_EQ(words("ada@example.org"), words("nobody@example.org"));
  EXPECT_THAT(words("nobody@example.org"), HasSubstr("href=\"#email\""));
}

TEST_P(AccountPages, KeepTheTypedAddressAndNeverThePassword) {
  account("ada@example.org");
  const http::Response page = browser.signIn("ada@example.org", "a wrong password");
  EXPECT_EQ(page.status, 422);
  EXPECT_TRUE(shows(page, "value=\"ada@example.org\""));
  EXPECT_FALSE(shows(page, "a wrong password"));
}

TEST_P(AccountPages, PointAtEachFieldThatIsMissing) {
  const http::Response page = browser.signIn("", "");
  EXPECT_TRUE(shows(page, "href=\"#email\""));
  EXPECT_TRUE(shows(page, "href=\"#password\""));
  EXPECT_TRUE(shows(page, "<title>Error: "));
}

TEST_P(AccountPages, TakeNoSignInThatAnotherSiteSent) {
  account("ada@example.org");
  const std::string body = "email=ada%40example.org&password=plum+lantern+orbit+seven";
  EXPECT_EQ(browser.send(http::requestTo(http::Method::post, "/sign-in", body)).status, 403);
  EXPECT_EQ(browser.cookie("session"), "");

  browser.get("/sign-in");
  EXPECT_EQ(browser
                .post("/sign-in", fields({{"sign-in-token", std::string(43, 'A')},
                                          {"email", "ada@example.org"},
                                          {"password", std::string(kGoodPassword)}}))
                .status,
            403);
  auto crossSite = http::requestTo(http::Method::post, "/sign-in",
                                   body + "&sign-in-token=" + browser.cookie("sign-in"));
  crossSite.headers.set("Sec-Fetch-Site", "cross-site");
  EXPECT_EQ(browser.send(crossSite).status, 403);
  EXPECT_EQ(browser.cookie("session"), "");
}

TEST_P(AccountPages, NeverTakeOverATokenThatSomebodyPlanted) {
  account("ada@example.org");
  const std::string planted(43, 'A');
  browser.plantCookie("session", planted);
  browser.signIn("ada@example.org");
  EXPECT_NE(browser.cookie("session"), planted);
  EXPECT_FALSE(sessionOf(planted));
  EXPECT_TRUE(sessionOf(browser.cookie("session")));
}

TEST_P(AccountPages, AnswerTooManyGuessesWithAPageThatTellsNothing) {
  account("ada@example.org");
  for (int i = 0; i < 10; ++i) browser.signIn("ada@example.org", "wrong wrong wrong");
  const http::Response page = browser.signIn("ada@example.org");
  EXPECT_EQ(page.status, 429);
  EXPECT_FALSE(shows(page, "ada@example.org"));
  EXPECT_EQ(browser.cookie("session"), "");
}

TEST_P(AccountPages, SetUpASecondFactorBeforeAnythingElse) {
  account("ada@example.org", SecondFactor::required);
  const http::Response setUp = browser.signIn("ada@example.org");
  EXPECT_EQ(setUp.status, 200);
  EXPECT_TRUE(shows(setUp, "<svg"));
  const std::string halfway = browser.cookie("session");
  EXPECT_EQ(browser.get("/people").status, 401) << "not signed in yet";

  browser.get("/sign-in/code");
  EXPECT_TRUE(shows(browser.post("/sign-in/code", fields({{"code", "12345"}})), "href=\"#code\""));
  const http::Response done =
      browser.post("/sign-in/code", fields({{"code", codeShownBy(browser.shown)}}));
  EXPECT_TRUE(shows(done, "Keep your recovery codes"));
  EXPECT_NE(browser.cookie("session"), halfway);
  EXPECT_EQ(browser.get("/people").bodyText(), "Ada Owner");
}

TEST_P(AccountPages, TakeNoCodeWithoutTheTokenOfItsForm) {
  account("ada@example.org", SecondFactor::required);
  const std::string code = codeShownBy(browser.signIn("ada@example.org"));
  EXPECT_EQ(browser.post("/sign-in/code", fields({{"code", code}, {"csrf", "x"}})).status, 403);
  EXPECT_EQ(browser.get("/people").status, 401);
}

TEST_P(AccountPages, AskForThePasswordAgainWhenTheCodeTookTooLong) {
  account("ada@example.org", SecondFactor::required);
  const std::string code = codeShownBy(browser.signIn("ada@example.org"));
  now = now.plus(15min);
  const http::Response late = browser.post("/sign-in/code", fields({{"code", code}}));
  EXPECT_EQ(late.status, 403);
  EXPECT_TRUE(shows(late, "name=\"password\""));
}

TEST_P(AccountPages, SignOutWithTheTokenOfTheSession) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  const std::string token = browser.cookie("session");
  EXPECT_EQ(browser.post("/sign-out", fields({{"csrf", "x"}})).status, 403);
  EXPECT_TRUE(sessionOf(token));
  browser.get("/account");
  EXPECT_EQ(locationOf(browser.post("/sign-out", {})), "/sign-in");
  EXPECT_FALSE(sessionOf(token));
  EXPECT_EQ(browser.cookie("session"), "");
}

TEST_P(AccountPages, AskForACodeInPlaceOfSomebodyWhoIsStillSignedIn) {
  account("ada@example.org");
  account("bo@example.org", SecondFactor::required);
  const std::string token = hiddenField(browser.get("/sign-in"), "sign-in-token");
  const auto signInAs = [&](const std::string& email) {
    return browser.post("/sign-in", fields({{"email", email},
                                            {"password", std::string(kGoodPassword)},
                                            {"sign-in-token", token}}));
  };
  ASSERT_EQ(signInAs("ada@example.org").status, 303);
  const std::string before = browser.cookie("session");
  const http::Response coded = signInAs("bo@example.org");
  ASSERT_TRUE(shows(coded, "name=\"code\""));
  EXPECT_FALSE(sessionOf(before)) << "who was signed in is signed out";
  EXPECT_EQ(hiddenField(coded, "csrf"), sessionOf(browser.cookie("session")).value().signedIn.csrf);
  EXPECT_TRUE(shows(browser.post("/sign-in/code", fields({{"code", codeShownBy(coded)}})),
                    "Keep your recovery codes"));
}

TEST_P(AccountPages, ChangeThePasswordAndSignOtherDevicesOut) {
  account("ada@example.org");
  const std::string elsewhere = enter("ada@example.org")->session.token;
  browser.signIn("ada@example.org");
  const std::string before = browser.cookie("session");
  const auto change = [&](const std::string& old, const std::string& fresh) {
    browser.get("/account/password");
    return browser.post("/account/password",
                        fields({{"current-password", old}, {"password", fresh}}));
  };
  EXPECT_TRUE(shows(change(std::string(kGoodPassword), "short"), "href=\"#password\""));
  EXPECT_TRUE(
      shows(change("wrong wrong wrong", "velvet harbour anchor"), "href=\"#current-password\""));
  EXPECT_EQ(change(std::string(kGoodPassword), "velvet harbour anchor").status, 303);
  EXPECT_FALSE(sessionOf(elsewhere));
  EXPECT_FALSE(sessionOf(before));
  EXPECT_EQ(browser.get("/account").status, 200) << "this window stays signed in";
  EXPECT_TRUE(enter("ada@example.org", "velvet harbour anchor"));
}

TEST_P(AccountPages, BoundGuessesOfThePasswordByWhoeverFindsAnOpenWindow) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  const auto guess = [&](const std::string& old) {
    browser.get("/account/password");
    return browser
        .post("/account/password",
              fields({{"current-password", old}, {"password", "velvet harbour anchor"}}))
        .status;
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(guess("wrong wrong wrong"), 422);
  EXPECT_EQ(guess(std::string(kGoodPassword)), 429);
}

TEST_P(AccountPages, SetUpASecondFactorThatIsNotRequired) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  EXPECT_TRUE(shows(browser.get("/account"), "Not set up"));
  browser.get("/account/second-factor");
  EXPECT_TRUE(shows(browser.post("/account/second-factor/start",
                                 fields({{"current-password", "wrong wrong wrong"}})),
                    "href=\"#current-password\""));
  browser.post("/account/second-factor/start",
               fields({{"current-password", std::string(kGoodPassword)}}));
  const std::string code = codeShownBy(browser.get("/account/second-factor"));
  EXPECT_TRUE(
      shows(browser.post("/account/second-factor", fields({{"code", "12"}})), "href=\"#code\""));
  EXPECT_TRUE(shows(browser.post("/account/second-factor", fields({{"code", code}})),
                    "Keep your recovery codes"));
  EXPECT_TRUE(shows(browser.get("/account"), "An app is set up"));
  EXPECT_EQ(enter("ada@example.org")->stage, SessionStage::secondFactor);
}

TEST_P(AccountPages, ChangeNameAndSignOutEverywhere) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  browser.get("/account/details");
  const auto change = [&](const std::string& name, const std::string& language) {
    browser.get("/account/details");
    return browser.post("/account/details", fields({{"name", name}, {"language", language}}));
  };
  EXPECT_TRUE(shows(change(" ", "en"), "href=\"#name\""));
  EXPECT_EQ(change("Ada <b>", "zz").status, 400);
  EXPECT_EQ(change("Ada <b>", "en").status, 303);
  EXPECT_TRUE(shows(browser.get("/account"), "Ada &lt;b&gt;"));
  const std::string elsewhere = enter("ada@example.org")->session.token;
  browser.post("/account/sign-out-everywhere", {});
  EXPECT_FALSE(sessionOf(elsewhere));
  EXPECT_EQ(browser.get("/account").status, 401);
}

TEST_P(AccountPages, OpenAOneTimeLinkWithoutUsingItUp) {
  const AccountId ada = account("ada@example.org");
  const std::string path =
      linkPath(write([&](record::Writing& writing) { return makeOneTimeLink(writing, ada); }));
  EXPECT_EQ(browser.get(path).status, 200);
  EXPECT_EQ(browser.get(path).status, 200);
  EXPECT_TRUE(
      shows(browser.post(path, fields({{"password", "ada@example.org"}})), "href=\"#password\""));
  EXPECT_EQ(browser.post(path, fields({{"password", "velvet harbour anchor"}})).status, 200);
  EXPECT_EQ(browser.get(path).status, 404);
  EXPECT_EQ(browser.get("/link/anything").status, 404);
  EXPECT_TRUE(enter("ada@example.org", "velvet harbour anchor"));
}

TEST_P(AccountPages, LetAnAdministratorMakeAnAccountAndHandOverItsLink) {
  administrator("ada@example.org");
  browser.signIn("ada@example.org");
  browser.get("/admin/accounts/new");
  const http::Response again = browser.post("/admin/accounts/new", fields({{"name", "Grace New"},
                                                                           {"email", "no address"},
                                                                           {"second-factor", "off"},
                                                                           {"roles", "trainer"}}));
  EXPECT_TRUE(shows(again, "href=\"#email\""));
  EXPECT_TRUE(shows(again, "value=\"Grace New\""));
  const http::Response asked =
      browser.post("/admin/accounts/new", fields({{"name", "Grace New"},
                                                  {"email", "grace@example.org"},
                                                  {"second-factor", "off"},
                                                  {"roles", "trainer"}}));
  EXPECT_TRUE(shows(asked, "name=\"current-password\""));
  EXPECT_EQ(hiddenField(asked, "email"), "grace@example.org") << "nothing is typed twice";
  EXPECT_EQ(count("SELECT count(*) FROM account"), 1) << "nothing is made yet";
  const http::Response made =
      browser.confirm("/admin/accounts/new", fields({{"name", "Grace New"},
                                                     {"email", "grace@example.org"},
                                                     {"second-factor", "off"},
                                                     {"roles", "trainer"}}));
  EXPECT_TRUE(shows(made, "Grace New")) << "who was added is in sight";
  const std::string page(made.bodyText());
  const auto at = page.find("http://localhost/link/");
  ASSERT_NE(at, std::string::npos);
  Browser hers(book, settings);
  const std::string path = page.substr(at + 16, page.find('<', at) - at - 16);
  EXPECT_EQ(hers.post(path, fields({{"password", "velvet harbour anchor"}})).status, 200);
  EXPECT_EQ(hers.signIn("grace@example.org", "velvet harbour anchor").status, 303);
  EXPECT_EQ(hers.get("/admin/accounts").status, 403) << "a trainer is no administrator";
}

TEST_P(AccountPages, LetAnAdministratorLookAfterAnAccount) {
  administrator("ada@example.org");
  const AccountId grace = account("grace@example.org");
  browser.signIn("ada@example.org");
  EXPECT_TRUE(shows(browser.get("/admin/accounts?q=grace"), "1 account"));
  EXPECT_TRUE(shows(browser.get("/admin/accounts?q=nobody"), "No account was found"));
  const std::string path = "/admin/accounts/" + grace.text();
  const std::string hers = enter("grace@example.org")->session.token;
  const auto press = [&](const std::string& rest, const http::Fields& sent) {
    browser.get(path);
    return browser.confirm(path + rest, sent).status;
  };
  EXPECT_EQ(press("/roles", fields({{"role", "researcher"}})), 303);
  EXPECT_TRUE(shows(browser.get(path), "Take away the role Researcher"));
  EXPECT_EQ(press("/roles", fields({{"role", "team-leader"}})), 422);
  EXPECT_EQ(press("/second-factor", fields({{"press", "required"}})), 303);
  EXPECT_FALSE(sessionOf(hers)) << "another rule is for whoever signs in anew";
  const std::string again = enter("grace@example.org")->session.token;
  EXPECT_EQ(press("/state", fields({{"press", "disable"}})), 303);
  EXPECT_FALSE(sessionOf(again));
  EXPECT_EQ(press("/state", fields({{"press", "no such thing"}})), 400);
  EXPECT_EQ(press("/second-factor", fields({{"press", ""}})), 400);
  EXPECT_TRUE(shows(browser.get(path), "Enable the account"));
  EXPECT_EQ(press("/one-time-link", {}), 200);
  EXPECT_EQ(browser.get("/admin/accounts/" + AccountId::make(now, random).text()).status, 404);
  EXPECT_EQ(browser.get("/admin/accounts/no-id").status, 404);
}

TEST_P(AccountPages, DoNotEndALinkByThePageThatShowsItBeingLoadedAnew) {
  administrator("ada@example.org");
  const AccountId grace = account("grace@example.org");
  browser.signIn("ada@example.org");
  const std::string path = "/admin/accounts/" + grace.text();
  browser.get(path);
  const std::string press = path + "/one-time-link";
  const std::string first(browser.confirm(press, fields({{"submission", "once"}})).bodyText());
  const std::string link =
      first.substr(first.find("/link/"), first.find("</code>") - first.find("/link/"));
  const http::Response again = browser.confirm(press, fields({{"submission", "once"}}));
  EXPECT_EQ(locationOf(again), path + "?done=link");
  EXPECT_EQ(browser.get(link).status, 200) << link;
}

TEST_P(AccountPages, RefuseAChoiceThatTheFormDoesNotOffer) {
  administrator("ada@example.org");
  const AccountId grace = account("grace@example.org");
  browser.signIn("ada@example.org");
  const std::string path = "/admin/accounts/" + grace.text();
  for (const std::string choice : {"", "DISABLE", "delete", "enable "}) {
    for (const std::string rest : {"/state", "/second-factor"}) {
      browser.get(path);
      EXPECT_EQ(browser.post(path + rest, fields({{"press", choice}})).status, 400) << choice;
    }
    browser.get("/admin/accounts/new");
    EXPECT_EQ(
        browser
            .post(
                "/admin/accounts/new",
                fields({{"name", "New"}, {"email", "new@example.org"}, {"second-factor", choice}}))
            .status,
        400)
        << choice;
  }
  browser.get("/admin/accounts/new");
  EXPECT_EQ(browser
                .post("/admin/accounts/new", fields({{"name", "New"},
                                                     {"email", "new@example.org"},
                                                     {"second-factor", "off"},
                                                     {"roles", "owner"}}))
                .status,
            400);
  EXPECT_EQ(auditActions().front(), "signed-in") << "and nothing was done";
}

TEST_P(AccountPages, LetAnAdministratorResetALostSecondFactorBesideThePasswordsLink) {
  administrator("ada@example.org");
  const AccountId grace = account("grace@example.org", SecondFactor::required);
  Browser hers(book, settings);
  const std::string code = codeOn(hers, hers.signIn("grace@example.org"));
  hers.post("/sign-in/code", fields({{"code", code}}));
  const std::string signedIn = hers.cookie("session");
  browser.signIn("ada@example.org");
  const http::Response page = browser.get("/admin/accounts/" + grace.text());
  EXPECT_TRUE(shows(page, "Make a one-time link for a new password"));
  EXPECT_TRUE(shows(page, "Reset the second factor"));
  browser.confirm("/admin/accounts/" + grace.text() + "/second-factor",
                  fields({{"press", "reset"}}));
  EXPECT_EQ(auditActions().front(), "second-factor-reset");
  EXPECT_FALSE(sessionOf(signedIn));
  EXPECT_TRUE(shows(hers.signIn("grace@example.org"), "Set up your second factor"));
}

TEST_P(AccountPages, ShowLinksWithTheSitesPublicAddressWhateverTheRequestSays) {
  administrator("ada@example.org");
  const AccountId grace = account("grace@example.org");
  Browser window(book, settings, "https://refocus.example.nhs.uk");
  window.signIn("ada@example.org");
  window.get("/admin/accounts/" + grace.text());
  EXPECT_TRUE(shows(window.confirm("/admin/accounts/" + grace.text() + "/one-time-link", {}),
                    ">https://refocus.example.nhs.uk/link/"));
}

TEST_P(AccountPages, LeadToTheAccountOfAWorkerWhoHasOne) {
  administrator("ada@example.org");
  const WorkerId worker = write(
      [](record::Writing& writing) { return makeWorker(writing, "Grace New", Profession::nurse); });
  const AccountId grace = account("grace@example.org", SecondFactor::off, worker);
  browser.signIn("ada@example.org");
  const std::string address = "/admin/accounts/new?worker=" + worker.text();
  EXPECT_TRUE(shows(browser.get(address), "href=\"/admin/accounts/" + grace.text() + "\""));
  browser.get("/admin/accounts/new");
  const http::Response sent =
      browser.post("/admin/accounts/new", fields({{"name", "Grace New"},
                                                  {"email", "grace.two@example.org"},
                                                  {"worker", worker.text()},
                                                  {"second-factor", "off"}}));
  EXPECT_TRUE(shows(sent, "This worker has an account already"));
  EXPECT_EQ(count("SELECT count(*) FROM account"), 2);
}

TEST_P(AccountPages, PageALongListOfAccounts) {
  administrator("ada@example.org");
  write([&](record::Writing& writing) {
    for (int i = 0; i < 30; ++i) {
      (void)makeAccount(writing, {.email = "p" + std::to_string(i) + "@example.org",
                                  .name = "Person & " + std::to_string(100 + i)})
          .value();
    }
    return true;
  });
  browser.signIn("ada@example.org");
  const http::Response first = browser.get("/admin/accounts?q=person");
  EXPECT_TRUE(shows(first, "Person &amp; 100"));
  EXPECT_FALSE(shows(first, "Person &amp; 125"));
  EXPECT_TRUE(shows(first, "/admin/accounts?s="));
  EXPECT_TRUE(shows(first, "&amp;page=2"));
  const http::Response second = browser.get("/admin/accounts?q=person&page=2");
  EXPECT_TRUE(shows(second, "Person &amp; 125"));
  EXPECT_TRUE(shows(second, "Page 1 of 2"));
}

INSTANTIATE_TEST_SUITE_P(Databases, AccountPages, ::testing::ValuesIn(peopleEngines()), engineName);

}  // namespace
}  // namespace refocus::people
