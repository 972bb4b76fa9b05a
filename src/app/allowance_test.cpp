#include "app/allowance.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace refocus::app {
namespace {

using std::chrono::seconds;

const Instant kBegin = Instant::parse("2026-11-30T09:00:00.000Z");
const AccountId kAccount = AccountId::make(kBegin, systemRandom());
const AccountId kOther = AccountId::make(kBegin, systemRandom());

/// How many of so many requests at one moment are let through.
int letThrough(Allowance& allowance, int requests, Instant when,
               const AccountId& account = kAccount) {
  int let = 0;
  for (int i = 0; i < requests; ++i) let += allowance.take(account, when) ? 0 : 1;
  return let;
}

TEST(Allowance, IsAMinutesWorthAtOnceAndThenAsMuchAsFillsAnew) {
  Allowance allowance(600);
  EXPECT_EQ(letThrough(allowance, 10'000, kBegin), 600);
  EXPECT_EQ(letThrough(allowance, 10'000, kBegin.plus(seconds{1})), 10);
  EXPECT_EQ(letThrough(allowance, 10'000, kBegin.plus(seconds{3601})), 600) << "never more";
}

// 120 seconds of load as fast as it goes made 500,000 entries.
TEST(Allowance, BoundsAScriptThatAsksForTwoMinutes) {
  Allowance allowance(600);
  int let = 0;
  for (int second = 0; second < 120; ++second) {
    let += letThrough(allowance, 4000, kBegin.plus(seconds{second}));
  }
  EXPECT_LE(let, 600 + 1200);
  EXPECT_GE(let, 1700);
}

TEST(Allowance, IsEachAccountsOwn) {
  Allowance allowance(60);
  EXPECT_EQ(letThrough(allowance, 100, kBegin), 60);
  EXPECT_EQ(letThrough(allowance, 100, kBegin, kOther), 60);
}

TEST(Allowance, SaysWhenToComeBackAndIsNewsOnce) {
  Allowance allowance(600);
  EXPECT_EQ(letThrough(allowance, 600, kBegin), 600);
  const auto first = allowance.take(kAccount, kBegin);
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->isNews);
  EXPECT_EQ(first->retryAfter, seconds{3});
  EXPECT_EQ(letThrough(allowance, 100, kBegin.plus(first->retryAfter)), 30);
  EXPECT_FALSE(allowance.take(kAccount, kBegin.plus(seconds{3}))->isNews);
  EXPECT_EQ(letThrough(allowance, 370, kBegin.plus(seconds{40})), 370);
  EXPECT_TRUE(allowance.take(kAccount, kBegin.plus(seconds{40}))->isNews) << "it had calmed down";
}

TEST(Allowance, OutlivesAClockThatIsSetBack) {
  Allowance allowance(60);
  EXPECT_EQ(letThrough(allowance, 100, kBegin), 60);
  EXPECT_EQ(letThrough(allowance, 100, kBegin.plus(-std::chrono::hours{5})), 0);
  EXPECT_EQ(letThrough(allowance, 100, kBegin.plus(-std::chrono::hours{5} + seconds{10})), 10);
}

}  // namespace
}  // namespace refocus::app
