#include "people/throttle.hpp"

#include "people/account_test_world.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;

class Throttle : public AccountWorld {
 protected:
  bool mayTry(const std::string& account, const std::string& address) {
    return database->write([&](database::Write& write) {
      last = beginAttempt(write, guesserOf(keys, account, address), limits, now, random);
      return last.has_value();
    });
  }
  ThrottleSettings limits{.window = 15min, .mostByAccount = 3, .mostByAddress = 5};
  std::optional<Attempt> last;
};

TEST_P(Throttle, CountsByAccountWhereverTheGuessesComeFrom) {
  for (const std::string address : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
    EXPECT_TRUE(mayTry("ada", address));
  }
  EXPECT_FALSE(mayTry("ada", "192.0.2.4"));
  EXPECT_TRUE(mayTry("grace", "192.0.2.1"));
}

TEST_P(Throttle, CountsByAddressWhicheverAccountIsTried) {
  for (const std::string account : {"a", "b", "c", "d", "e"}) EXPECT_TRUE(mayTry(account, "::1"));
  EXPECT_FALSE(mayTry("f", "::1"));
  EXPECT_TRUE(mayTry("f", "192.0.2.1"));
}

TEST_P(Throttle, TakesOneHouseholdsIpv6AddressesAsOne) {
  for (const std::string account : {"a", "b", "c", "d", "e"}) {
    EXPECT_TRUE(mayTry(account, "2001:db8:1:2::" + account));
  }
  EXPECT_FALSE(mayTry("f", "2001:db8:1:2:ffff::9"));
  EXPECT_TRUE(mayTry("f", "2001:db8:1:3::9"));
}

TEST_P(Throttle, LetsTheWindowSlide) {
  EXPECT_TRUE(mayTry("ada", "192.0.2.1"));
  now = now.plus(5min);
  EXPECT_TRUE(mayTry("ada", "192.0.2.1"));
  EXPECT_TRUE(mayTry("ada", "192.0.2.1"));
  now = now.plus(9min + 59s);
  EXPECT_FALSE(mayTry("ada", "192.0.2.1"));
  now = now.plus(1s);
  EXPECT_TRUE(mayTry("ada", "192.0.2.1")) << "the first has left the window";
  EXPECT_FALSE(mayTry("ada", "192.0.2.1"));
}

TEST_P(Throttle, DoesNotCountWhatWasRight) {
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(mayTry("ada", "192.0.2.1"));
    database->write([&](database::Write& write) { takeBack(write, *last); });
  }
  EXPECT_EQ(count("SELECT count(*) FROM sign_in_failure"), 0);
}

TEST_P(Throttle, KeepsNothingOfWhatHasLeftTheWindow) {
  EXPECT_TRUE(mayTry("ada", "192.0.2.1"));
  now = now.plus(15min);
  EXPECT_TRUE(mayTry("grace", "192.0.2.9"));
  EXPECT_EQ(count("SELECT count(*) FROM sign_in_failure"), 2) << "one attempt, by two subjects";
}

TEST_P(Throttle, DoesNotHoldTheFutureAgainstAnyoneWhenTheClockIsSetBack) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(mayTry("ada", "192.0.2.1"));
  now = now.plus(-2h);
  EXPECT_TRUE(mayTry("ada", "192.0.2.1"));
}

INSTANTIATE_TEST_SUITE_P(Databases, Throttle, ::testing::ValuesIn(peopleEngines()), engineName);

}  // namespace
}  // namespace refocus::people
