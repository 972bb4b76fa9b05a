#include "people/sign_in.hpp"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "people/account_test_world.hpp"
#include "people/totp.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::Not;

class SignIn : public AccountWorld {
 protected:
  /// Signs in with a password where a code is to follow.
  LiveSession pendingOf(std::string_view email) {
    const auto entered = enter(email);
    EXPECT_EQ(entered.value().stage, SessionStage::secondFactor);
    return sessionOf(entered->session.token).value();
  }
  std::expected<Entered, Refusal> enterCode(const LiveSession& pending, std::string_view code) {
    return enterWithCode(book, settings, pending, code, {.address = "192.0.2.7"});
  }
  /// An account whose app is set up; returns its secret.
  Bytes withApp(const std::string& email) {
    account(email, SecondFactor::required);
    const LiveSession pending = pendingOf(email);
    const Bytes secret = pending.newSecret.value();
    EXPECT_TRUE(enterCode(pending, codeAt(secret, timeStepOf(now))));
    now = now.plus(1min);
    return secret;
  }
};

TEST_P(SignIn, NeedsThePasswordOfTheAccount) {
  account("ada@example.org");
  EXPECT_EQ(enter("ada@example.org", "plum lantern orbit eight").error(), Refusal::wrong);
  EXPECT_EQ(enter("ada@example.org", "").error(), Refusal::wrong);
  const auto entered = enter("ada@example.org");
  ASSERT_TRUE(entered);
  EXPECT_EQ(entered->stage, SessionStage::full);
  EXPECT_TRUE(sessionOf(entered->session.token));
}

TEST_P(SignIn, TakesTheAddressAsPeopleTypeIt) {
  account("Ada@Example.org");
  EXPECT_TRUE(enter(" ada@EXAMPLE.org "));
}

TEST_P(SignIn, RefusesAnAccountWithoutAPassword) {
  write([&](record::Writing& writing) {
    return makeAccount(writing, {.email = "new@example.org", .name = "New"}).value();
  });
  EXPECT_EQ(enter("new@example.org", "").error(), Refusal::wrong);
  EXPECT_EQ(enter("new@example.org", kGoodPassword).error(), Refusal::wrong);
}

TEST_P(SignIn, AnswersAnUnknownAddressAsItDoesAWrongPassword) {
  account("ada@example.org");
  const AccountId gone = account("gone@example.org");
  write([&](record::Writing& writing) {
    disableAccount(writing, gone);
    return true;
  });
  EXPECT_EQ(enter("nobody@example.org").error(), Refusal::wrong);
  EXPECT_EQ(enter("gone@example.org").error(), Refusal::wrong);
  EXPECT_EQ(enter("ada@example.org", "plum lantern orbit eight").error(), Refusal::wrong);
  // Each is counted alike, so that the throttle does not tell them apart either.
  for (const std::string_view email : {"ada@example.org", "nobody@example.org"}) {
    for (int i = 1; i < 10; ++i) {
      EXPECT_EQ(enter(email, "plum lantern orbit eight").error(), Refusal::wrong) << email << i;
    }
    EXPECT_EQ(enter(email, "plum lantern orbit eight").error(), Refusal::tooMany) << email;
  }
}

TEST_P(SignIn, RefusesTheRightPasswordAfterTooManyWrongOnes) {
  account("ada@example.org");
  for (int i = 0; i < 10; ++i) (void)enter("ada@example.org", "wrong");
  EXPECT_EQ(enter("ada@example.org").error(), Refusal::tooMany);
  EXPECT_EQ(enter("ada@example.org", kGoodPassword, "198.51.100.1").error(), Refusal::tooMany);
  now = now.plus(15min);
  EXPECT_TRUE(enter("ada@example.org"));
}

TEST_P(SignIn, LeavesAnEntryForEachTryOfAnAccount) {
  account("ada@example.org");
  (void)enter("ada@example.org", "wrong");
  EXPECT_EQ(auditActions().front(), "sign-in-failed");
  (void)enter("ada@example.org");
  EXPECT_EQ(auditActions().front(), "signed-in");
}

TEST_P(SignIn, HashesAnewWhenTheCostHasChanged) {
  const AccountId ada = account("ada@example.org");
  settings.hasher = std::make_shared<PasswordHasher>(HashCost{.passes = 2, .memoryBytes = 16384});
  ASSERT_TRUE(enter("ada@example.org"));
  const auto credentials =
      database->read([&](database::Read& read) { return findCredentials(read, keys, trust, ada); });
  EXPECT_TRUE(credentials->passwordHash.starts_with("$argon2id$v=19$m=16,t=2,p=1$"));
  EXPECT_TRUE(enter("ada@example.org"));
}

TEST_P(SignIn, TakesNoHashThatWasPutInFromAnotherAccount) {
  const AccountId thief = account("thief@example.org");
  const AccountId ada = account("ada@example.org");
  database->write([&](database::Write& sql) {
    sql.run(
        R"(UPDATE account
              SET sealed_password = (SELECT sealed_password FROM account WHERE id = $1)
            WHERE id = $2)",
        {thief, ada});
  });
  EXPECT_EQ(faultOf([&] { (void)enter("ada@example.org"); }), FaultCode::wrongKey);
  EXPECT_TRUE(enter("thief@example.org"));
}

TEST_P(SignIn, HashesOfPasswordsAreNotReadableInTheDatabase) {
  const AccountId ada = account("ada@example.org");
  database->read([&](database::Read& sql) {
    sql.each("SELECT sealed_password FROM account WHERE id = $1", {ada},
             [](const database::Row& row) {
               EXPECT_EQ(asText(row.bytes(0)).find("argon2"), std::string_view::npos);
             });
  });
}

TEST_P(SignIn, LogsRefusalsThatBelongToNoTrustWithoutWhatWasTyped) {
  std::ostringstream lines;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines)));
  for (int i = 0; i < 11; ++i) (void)enter("nobody@example.org", "plum lantern orbit eight");
  spdlog::set_default_logger(before);
  EXPECT_NE(lines.str().find("no account has the address, from 192.0.2.7"), std::string::npos);
  EXPECT_NE(lines.str().find("too many tries, from 192.0.2.7"), std::string::npos);
  EXPECT_EQ(lines.str().find("nobody"), std::string::npos);
  EXPECT_EQ(lines.str().find("plum"), std::string::npos);
}

TEST_P(SignIn, NeedsTheCodeWhereASecondFactorIsRequired) {
  const Bytes secret = withApp("ada@example.org");
  const LiveSession pending = pendingOf("ada@example.org");
  EXPECT_FALSE(pending.newSecret) << "the secret is shown when it is set up and never again";
  EXPECT_EQ(enterCode(pending, "000000").error(), Refusal::wrong);
  const auto entered = enterCode(pending, codeAt(secret, timeStepOf(now)));
  ASSERT_TRUE(entered);
  EXPECT_EQ(entered->stage, SessionStage::full);
  EXPECT_EQ(auditActions().front(), "signed-in");
}

TEST_P(SignIn, SetsTheSecondFactorUpAtTheFirstSignIn) {
  account("ada@example.org", SecondFactor::required);
  const LiveSession pending = pendingOf("ada@example.org");
  ASSERT_TRUE(pending.newSecret);
  EXPECT_EQ(enterCode(pending, "000000").error(), Refusal::wrong);
  EXPECT_TRUE(enterCode(pending, codeAt(*pending.newSecret, timeStepOf(now))));
  EXPECT_THAT(auditActions(), Contains("second-factor-set-up"));
}

// Somebody who has the password must not be able to put their own app in place of the owner's.
TEST_P(SignIn, DoesNotSetASecondFactorUpOverAnother) {
  account("ada@example.org", SecondFactor::required);
  const LiveSession thief = pendingOf("ada@example.org");
  const LiveSession owner = pendingOf("ada@example.org");
  ASSERT_TRUE(enterCode(owner, codeAt(*owner.newSecret, timeStepOf(now))));
  now = now.plus(1min);
  EXPECT_EQ(enterCode(thief, codeAt(*thief.newSecret, timeStepOf(now))).error(), Refusal::wrong);
}

TEST_P(SignIn, TakesNoCodeTwice) {
  const Bytes secret = withApp("ada@example.org");
  const std::string code = codeAt(secret, timeStepOf(now));
  ASSERT_TRUE(enterCode(pendingOf("ada@example.org"), code));
  EXPECT_EQ(enterCode(pendingOf("ada@example.org"), code).error(), Refusal::wrong);
  now = now.plus(30s);
  EXPECT_EQ(enterCode(pendingOf("ada@example.org"), code).error(), Refusal::wrong);
  EXPECT_TRUE(enterCode(pendingOf("ada@example.org"), codeAt(secret, timeStepOf(now))));
}

TEST_P(SignIn, GivesANewTokenWithTheSecondFactor) {
  const Bytes secret = withApp("ada@example.org");
  const auto first = enter("ada@example.org");
  const LiveSession pending = sessionOf(first->session.token).value();
  const auto whole = enterCode(pending, codeAt(secret, timeStepOf(now)));
  ASSERT_TRUE(whole);
  EXPECT_NE(whole->session.token, first->session.token);
  EXPECT_NE(whole->session.csrf, first->session.csrf);
  EXPECT_FALSE(sessionOf(first->session.token)) << "the one before the code is over";
  EXPECT_EQ(enterCode(pending, codeAt(secret, timeStepOf(now) + 1)).error(), Refusal::wrong);
}

TEST_P(SignIn, BoundsTheGuessesOfACode) {
  const Bytes secret = withApp("ada@example.org");
  const LiveSession pending = pendingOf("ada@example.org");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(enterCode(pending, "000000").error(), Refusal::wrong);
  EXPECT_EQ(enterCode(pending, codeAt(secret, timeStepOf(now))).error(), Refusal::tooMany);
}

TEST_P(SignIn, AsksForACodeThatWasSetUpThoughItIsNotRequired) {
  const Bytes secret = withApp("ada@example.org");
  write([&](record::Writing& writing) {
    const auto ada = findAccountByEmail(writing, "ada@example.org").value();
    setSecondFactorRule(writing, ada, SecondFactor::off);
    return true;
  });
  EXPECT_EQ(enter("ada@example.org")->stage, SessionStage::secondFactor);
}

INSTANTIATE_TEST_SUITE_P(Databases, SignIn, ::testing::ValuesIn(peopleEngines()), engineName);

}  // namespace
}  // namespace refocus::people
