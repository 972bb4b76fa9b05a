#include <gmock/gmock.h>

#include <algorithm>

#include "people/account_test_world.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;

class SignInToSeveralTrusts : public AccountWorld {
 protected:
  /// Made after the one here: the older is tried first.
  AccountId accountElsewhere(const std::string& email, std::string_view password = kGoodPassword,
                             SecondFactor factor = SecondFactor::off) {
    now = now.plus(1s);
    return AccountWorld::accountElsewhere(email, password, factor);
  }
  std::expected<PasswordTaken, Refusal> take(std::string_view password,
                                             std::optional<TrustId> before = {}) {
    return enterWithPassword(book, settings,
                             {.email = "ada@example.org", .password = password, .before = before},
                             {.address = "192.0.2.7"});
  }
  std::vector<OpenedAccount> opened(std::string_view password = kGoodPassword) {
    const auto taken = take(password);
    return std::get<std::vector<OpenedAccount>>(taken.value());
  }
  std::vector<std::string> actionsOf(const TrustId& where) {
    return database->read([&](database::Read& sql) {
      std::vector<std::string> actions;
      for (const auto& one : record::auditPage(sql, keys, where, {})) {
        actions.push_back(one.entry.action);
      }
      return actions;
    });
  }
  static constexpr std::string_view kOtherPassword = "velvet harbour anchor";
};

TEST_P(SignInToSeveralTrusts, AsksWhichWhereThePasswordOpensMoreThanOne) {
  account("ada@example.org");
  accountElsewhere("ada@example.org");
  const auto choice = opened();
  ASSERT_EQ(choice.size(), 2);
  EXPECT_EQ(choice[0].trust, trust) << "the older first";
  EXPECT_EQ(choice[1].trust, otherTrust);
  const LiveSession chosen = sessionOf(choice[1].token).value();
  EXPECT_EQ(chosen.stage, SessionStage::trust);
  EXPECT_TRUE(chosen.signedIn.actor.grants.empty());

  const auto entered = enterChosen(book, settings, chosen, {.address = "192.0.2.7"});
  ASSERT_TRUE(entered);
  EXPECT_EQ(entered->stage, SessionStage::full);
  EXPECT_EQ(sessionOf(entered->session.token)->signedIn.actor.trust, otherTrust);
  EXPECT_EQ(actionsOf(otherTrust).front(), "signed-in");
  EXPECT_NE(actionsOf(trust).front(), "signed-in") << "the one that was not chosen";
  EXPECT_FALSE(enterChosen(book, settings, chosen, {.address = "192.0.2.7"}))
      << "a choice is made once";
}

TEST_P(SignInToSeveralTrusts, ForgetsTheChoiceAfterAWhileAndWithTheAccount) {
  account("ada@example.org");
  const AccountId there = accountElsewhere("ada@example.org");
  const auto choice = opened();
  const LiveSession chosen = sessionOf(choice[1].token).value();
  book.write(commandLineActor(otherTrust), [&](record::Writing& writing) {
    disableAccount(writing, there);
    return true;
  });
  EXPECT_FALSE(sessionOf(choice[1].token));
  EXPECT_FALSE(enterChosen(book, settings, chosen, {.address = "192.0.2.7"}));
  now = now.plus(15min);
  EXPECT_FALSE(sessionOf(choice[0].token));
}

TEST_P(SignInToSeveralTrusts, AsksForTheCodeOfTheChosenOne) {
  account("ada@example.org");
  accountElsewhere("ada@example.org", kGoodPassword, SecondFactor::required);
  const LiveSession chosen = sessionOf(opened()[1].token).value();
  EXPECT_EQ(enterChosen(book, settings, chosen, {.address = "192.0.2.7"})->stage,
            SessionStage::secondFactor);
}

TEST_P(SignInToSeveralTrusts, OpensTheOneWhosePasswordItIs) {
  account("ada@example.org");
  accountElsewhere("ada@example.org", kOtherPassword);
  const auto taken = take(kOtherPassword);
  const auto& entered = std::get<Entered>(taken.value());
  EXPECT_EQ(sessionOf(entered.session.token)->signedIn.actor.trust, otherTrust);
  EXPECT_EQ(actionsOf(trust).front(), "sign-in-failed")
      << "where it was tried and did not open, the trail says so";
  EXPECT_EQ(take("plum lantern orbit eight").error(), Refusal::wrong);
  EXPECT_EQ(actionsOf(otherTrust).front(), "sign-in-failed");
}

// Whoever has an account with somebody's address in their own trust must not get free guesses at
// that person's password in another, by signing in to their own again and again.
TEST_P(SignInToSeveralTrusts, BoundsGuessesThatAnotherTrustsAccountCovers) {
  account("ada@example.org");
  accountElsewhere("ada@example.org", kOtherPassword);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(take(kOtherPassword)) << i;
  EXPECT_EQ(take(kGoodPassword).error(), Refusal::wrong) << "it is not even tried";
  EXPECT_TRUE(take(kOtherPassword)) << "and its own account still opens";
  now = now.plus(15min);
  EXPECT_TRUE(take(kGoodPassword));
}

TEST_P(SignInToSeveralTrusts, TriesTheTrustThatWasNamedBeforeTheOthers) {
  for (std::size_t i = 0; i < kMostTried; ++i) {
    const TrustId another = TrustId::make(now, random);
    book.write(commandLineActor(another), [&](record::Writing& writing) {
      makeTrust(writing, another.text());
      return makeAccount(writing, {.email = "ada@example.org", .name = "Ada"}).value();
    });
  }
  now = now.plus(1min);
  accountElsewhere("ada@example.org");
  EXPECT_EQ(take(kGoodPassword).error(), Refusal::wrong) << "one more than are tried";
  EXPECT_TRUE(take(kGoodPassword, otherTrust));
}

// By the processor time of this thread, which hashes: the machine may be busy with other things.
// The hashes are what a sign-in's time is made of: it must not tell who has accounts, or where.
TEST_P(SignInToSeveralTrusts, MakesAsManyHashesHoweverManyAccountsThereAre) {
  const auto hashesOf = [&](std::string_view password) {
    const std::size_t before = settings.hasher->made();
    EXPECT_EQ(take(password).error(), Refusal::wrong);
    return settings.hasher->made() - before;
  };
  const std::size_t none = hashesOf("wrong wrong wrong");
  account("ada@example.org");
  const std::size_t one = hashesOf("wrong wrong wrong");
  accountElsewhere("ada@example.org");
  const std::size_t two = hashesOf("wrong wrong wrong");
  EXPECT_EQ(none, kMostTried);
  EXPECT_EQ(one, none);
  EXPECT_EQ(two, none);
}

INSTANTIATE_TEST_SUITE_P(Databases, SignInToSeveralTrusts, ::testing::ValuesIn(peopleEngines()),
                         engineName);

class SignInPagesOfSeveralTrusts : public AccountWorld {
 protected:
  static http::Fields fields(const std::vector<std::pair<std::string, std::string>>& pairs) {
    return Browser::fieldsOf(pairs);
  }
  /// Chooses on the page that is shown; `which` may be no trust at all.
  http::Response choose(const std::string& which) {
    http::Fields sent = fields({{"trust", which}});
    const std::string page(browser.shown.bodyText());
    const std::string mark = "name=\"opened\" value=\"";
    for (auto at = page.find(mark); at != std::string::npos; at = page.find(mark, at + 1)) {
      const auto begin = at + mark.size();
      sent.add("opened", page.substr(begin, page.find('"', begin) - begin));
    }
    sent.add("return", hiddenField(browser.shown, "return"));
    return browser.post("/sign-in/trust", sent);
  }
  void SetUp() override {
    account("ada@example.org");
    accountElsewhere("ada@example.org");
  }
  Browser browser{book, settings};
};

TEST_P(SignInPagesOfSeveralTrusts, AskWhichAndGoToThePageThatWasAskedFor) {
  browser.get("/people?q=two%20words");
  const http::Response asked =
      browser.post("/sign-in", fields({{"email", "ada@example.org"},
                                       {"password", std::string(kGoodPassword)},
                                       {"return", hiddenField(browser.shown, "return")}}));
  EXPECT_EQ(asked.status, 200);
  for (const TrustId& one : {trust, otherTrust}) EXPECT_TRUE(shows(asked, one.text()));
  EXPECT_EQ(browser.cookie("session"), "");

  const http::Response none = choose("");
  EXPECT_EQ(none.status, 422);
  EXPECT_TRUE(shows(none, "href=\"#trust\""));
  const http::Response chosen = choose(otherTrust.text());
  EXPECT_EQ(chosen.status, 303);
  EXPECT_EQ(chosen.headers.find("Location"), "/people?q=two%20words");
  EXPECT_EQ(browser.get("/people").bodyText(), "Ada Elsewhere");
}

TEST_P(SignInPagesOfSeveralTrusts, TakeNoTrustThatThePasswordDidNotOpen) {
  const TrustId third = TrustId::make(now, random);
  browser.signIn("ada@example.org");
  EXPECT_EQ(choose(third.text()).status, 422);
  EXPECT_EQ(browser.cookie("session"), "");
}

// On a shared computer: going back to the form with the password, or to the choice, and sending it
// again must not sign anybody in.
TEST_P(SignInPagesOfSeveralTrusts, CannotBeSentAgainByGoingBack) {
  browser.get("/sign-in");
  const http::Fields typed =
      fields({{"email", "ada@example.org"},
              {"password", std::string(kGoodPassword)},
              {"sign-in-token", hiddenField(browser.shown, "sign-in-token")}});
  ASSERT_EQ(browser.post("/sign-in", typed).status, 200);
  const http::Response choice = browser.shown;
  ASSERT_EQ(choose(trust.text()).status, 303);
  browser.get("/account");
  browser.post("/sign-out", {});

  EXPECT_EQ(browser.post("/sign-in", typed).status, 403);
  browser.shown = choice;
  EXPECT_EQ(choose(trust.text()).status, 403);
  EXPECT_EQ(browser.get("/people").status, 401);
}

TEST_P(SignInPagesOfSeveralTrusts, AreReachedWithTheTrustFirstFromItsOneTimeLink) {
  const AccountId grace = account("grace@example.org");
  const std::string path =
      linkPath(write([&](record::Writing& writing) { return makeOneTimeLink(writing, grace); }));
  browser.get(path);
  const std::string further = "/sign-in?trust=" + trust.text();
  EXPECT_TRUE(shows(browser.post(path, fields({{"password", "velvet harbour anchor"}})), further));
  EXPECT_EQ(hiddenField(browser.get(further), "trust"), trust.text());
}

TEST_P(SignInPagesOfSeveralTrusts, AnswerAnAdministratorAlikeWhetherAnAddressIsInUseElsewhere) {
  administrator("head@example.org");
  account("grace@example.org");
  accountElsewhere("only.elsewhere@example.org");
  browser.signIn("head@example.org");
  const auto answerTo = [&](const std::string& email) {
    browser.get("/admin/accounts/new");
    return browser.confirm("/admin/accounts/new", fields({{"name", "New Owner"},
                                                          {"email", email},
                                                          {"second-factor", "off"},
                                                          {"roles", "trainer"}}));
  };
  // The pages show the addresses: two of one length.
  const http::Response used = answerTo("only.elsewhere@example.org");
  const http::Response unused = answerTo("nobody.at.ever@example.org");
  EXPECT_EQ(used.status, 200);
  EXPECT_EQ(unused.status, 200);
  EXPECT_EQ(used.bodyText().size(), unused.bodyText().size());
  EXPECT_EQ(answerTo("grace@example.org").status, 422) << "one of this trust is said";
}

INSTANTIATE_TEST_SUITE_P(Databases, SignInPagesOfSeveralTrusts,
                         ::testing::ValuesIn(peopleEngines()), engineName);

}  // namespace
}  // namespace refocus::people
