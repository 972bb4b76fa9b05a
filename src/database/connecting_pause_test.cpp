#include "database/connecting_pause.hpp"

#include <gtest/gtest.h>

namespace refocus::database {
namespace {

class Pausing : public ::testing::Test {
 protected:
  /// Connects, where a try ends like this; whether it went well.
  bool connects(const std::function<void()>& ending) {
    try {
      pause.run([&] {
        ++tries;
        ending();
      });
    } catch (const Fault&) {
      return false;
    }
    return true;
  }
  static void isAway() { throw Fault(FaultCode::unavailable, "it recovers"); }
  static void isWrong() { throw Fault(FaultCode::configuration, "no such database"); }
  static void isThere() {}

  ConnectingPause::Clock::time_point now{};
  ConnectingPause pause{[this] { return now; }};
  int tries = 0;
};

TEST_F(Pausing, TriesAServerThatIsAwayOnceInAPause) {
  EXPECT_FALSE(connects(isAway));
  EXPECT_FALSE(connects(isThere)) << "not tried";
  EXPECT_EQ(tries, 1);
  now += ConnectingPause::kLength;
  EXPECT_FALSE(connects(isAway));
  EXPECT_FALSE(connects(isThere));
  EXPECT_EQ(tries, 2);
  now += ConnectingPause::kLength;
  EXPECT_TRUE(connects(isThere));
  EXPECT_TRUE(connects(isThere));
  EXPECT_EQ(tries, 4);
}

TEST_F(Pausing, IsNotForWhatNoWaitingMends) {
  EXPECT_FALSE(connects(isWrong));
  EXPECT_TRUE(connects(isThere));
}

}  // namespace
}  // namespace refocus::database
