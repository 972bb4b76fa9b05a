#include "people/recovery_code.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "people/account_test_world.hpp"
#include "people/totp.hpp"

namespace refocus::people {
namespace {

using ::testing::Contains;
using ::testing::SizeIs;

RC_GTEST_PROP(RecoveryCode, IsReadAsItIsShownHoweverItIsTyped, ()) {
  const std::string code = makeRecoveryCode(seededRandom(*rc::gen::arbitrary<std::uint64_t>()));
  const auto known = typedRecoveryCode(code);
  RC_ASSERT(known.has_value());
  std::string typed;
  for (char one : code) {
    if (*rc::gen::arbitrary<bool>()) typed += ' ';
    if (one == '-' && *rc::gen::arbitrary<bool>()) continue;
    if (one == '1') one = *rc::gen::element('1', 'i', 'l', 'I', 'L');
    if (one == '0') one = *rc::gen::element('0', 'o', 'O');
    const bool isSmall = one >= 'a' && one <= 'z';
    typed += isSmall && *rc::gen::arbitrary<bool>() ? static_cast<char>(one - 'a' + 'A') : one;
  }
  RC_ASSERT(typedRecoveryCode(typed) == known);
}

TEST(RecoveryCode, IsNothingElseThatIsTyped) {
  for (const char* typed : {"", "k7f3q", "k7f3q-9xw2", "k7f3q-9xw2mm", "k7f3q-9xw2!", "123 456"}) {
    EXPECT_FALSE(typedRecoveryCode(typed)) << typed;
  }
}

TEST(RecoveryCode, HasFiftyRandomBits) {
  const Random random = systemRandom();
  std::set<std::string> codes;
  std::set<char> characters;
  for (int i = 0; i < 2000; ++i) {
    const std::string code = makeRecoveryCode(random);
    EXPECT_THAT(code, SizeIs(11));
    codes.insert(code);
    for (const char one : code) characters.insert(one);
  }
  EXPECT_EQ(codes.size(), 2000U);
  EXPECT_EQ(characters.size(), 33U) << "all 32 and the hyphen";
}

class RecoveryCodes : public AccountWorld {
 protected:
  AccountId ada = withSecondFactor("ada@example.org");
  access::Actor owner = accountActor(trust, ada);

  std::vector<std::string> renew(const access::Actor& actor) {
    return book.write(actor, [](record::Writing& writing) { return renewRecoveryCodes(writing); });
  }
  std::int64_t left(const access::Actor& actor) {
    return book.read(actor, [](record::Reading& reading) { return recoveryCodesLeft(reading); });
  }
  /// Signs in with the password and this recovery code.
  std::expected<Entered, Refusal> enterWith(const std::string& code,
                                            const std::string& email = "ada@example.org") {
    const auto begun = enter(email).value();
    const auto pending = sessionOf(begun.session.token).value();
    return enterWithRecoveryCode(book, settings, pending, code, {.address = "192.0.2.7"});
  }
  AccountId withSecondFactor(const std::string& email) {
    const AccountId id = account(email, SecondFactor::required);
    book.write(accountActor(trust, id), [&](record::Writing& writing) {
      setSecondFactor(writing, id, secret, timeStepOf(now) - 5);
      return true;
    });
    return id;
  }

 private:
  Bytes secret = Bytes(20, 7);
};

TEST_P(RecoveryCodes, AreTenAndEachSignsInOnce) {
  const auto codes = renew(owner);
  ASSERT_THAT(codes, SizeIs(kRecoveryCodes));
  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), kRecoveryCodes);
  for (const std::string& code : codes) {
    const auto entered = enterWith(code);
    ASSERT_TRUE(entered) << code;
    EXPECT_EQ(entered->stage, SessionStage::full);
    EXPECT_EQ(sessionOf(entered->session.token)->signedIn.actor.account, ada);
    EXPECT_FALSE(enterWith(code)) << "a second time";
  }
  EXPECT_EQ(left(owner), 0);
}

TEST_P(RecoveryCodes, AreCountedAndAudited) {
  const auto codes = renew(owner);
  EXPECT_THAT(auditActions(), Contains("recovery-codes-made"));
  EXPECT_TRUE(enterWith(codes[3]));
  EXPECT_EQ(left(owner), 9);
  EXPECT_THAT(auditActions(), Contains("recovery-code-used"));
  EXPECT_FALSE(enterWith("k7f3q-9xw2m"));
  EXPECT_THAT(auditActions(), Contains("recovery-code-refused"));
}

TEST_P(RecoveryCodes, OpenNobodyElsesAccount) {
  const access::Actor other = accountActor(trust, withSecondFactor("bo@example.org"));
  const auto codes = renew(owner);
  renew(other);
  EXPECT_FALSE(enterWith(codes[0], "bo@example.org"));
  EXPECT_EQ(left(owner), 10);
  EXPECT_EQ(left(other), 10);
}

TEST_P(RecoveryCodes, EndWithNewOnesAndWithTheSecondFactor) {
  const auto before = renew(owner);
  const auto codes = renew(owner);
  EXPECT_FALSE(enterWith(before[0]));
  EXPECT_TRUE(enterWith(codes[0]));
  write([&](record::Writing& writing) {
    resetSecondFactor(writing, ada);
    return true;
  });
  EXPECT_EQ(left(owner), 0);
  EXPECT_FALSE(enterWith(codes[1]));
}

TEST_P(RecoveryCodes, AreNotReadableInTheDatabase) {
  const auto codes = renew(owner);
  const auto stored = database->read([](database::Read& read) {
    return read.all("SELECT code_index FROM recovery_code", {},
                    [](const database::Row& row) { return std::string(row.text(0)); });
  });
  ASSERT_THAT(stored, SizeIs(kRecoveryCodes));
  for (const std::string& code : codes) {
    const std::string known = typedRecoveryCode(code).value();
    for (const std::string& index : stored) EXPECT_EQ(index.find(known), std::string::npos);
  }
}

TEST_P(RecoveryCodes, AreGuessedAtNoMoreOftenThanCodesOfTheApp) {
  const auto codes = renew(owner);
  const auto pending = sessionOf(enter("ada@example.org").value().session.token).value();
  const auto tryCode = [&](const std::string& code) {
    return enterWithRecoveryCode(book, settings, pending, code, {.address = "192.0.2.7"});
  };
  for (std::int64_t i = 0; i < settings.throttle.mostByAccount; ++i) {
    EXPECT_EQ(tryCode("k7f3q-9xw2m").error(), Refusal::wrong);
  }
  EXPECT_EQ(tryCode(codes[0]).error(), Refusal::tooMany) << "the right one waits, too";
  EXPECT_EQ(left(owner), 10);
}

INSTANTIATE_TEST_SUITE_P(Engines, RecoveryCodes, ::testing::ValuesIn(peopleEngines()), engineName);

}  // namespace
}  // namespace refocus::people
