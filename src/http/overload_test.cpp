#include "http/overload.hpp"

#include <gtest/gtest.h>

namespace refocus::http {
namespace {

using std::chrono::milliseconds;

constexpr WaitLimits kLimits{.good = milliseconds{20},
                             .most = milliseconds{250},
                             .behindAfter = milliseconds{100},
                             .calmAfter = milliseconds{1000}};

/// Moments in milliseconds from some beginning.
class OverloadTest : public ::testing::Test {
 protected:
  static Overload::Time at(int moment) { return Overload::Time(milliseconds{moment}); }
  bool mayRun(int since, int now) { return overload_.mayRun(at(since), at(now)); }
  bool isBehind(int now) { return overload_.isBehind(at(now)); }

  Overload overload_{kLimits};
};

TEST_F(OverloadTest, WaitsOutABurst) {
  EXPECT_TRUE(mayRun(0, 90));
  EXPECT_TRUE(mayRun(0, 180)) << "the wait has not been long for a tenth of a second yet";
  EXPECT_TRUE(mayRun(175, 185));
  EXPECT_TRUE(mayRun(150, 280)) << "since a good wait it begins anew";
  EXPECT_FALSE(isBehind(280));
}

TEST_F(OverloadTest, TakesTwoBurstsForNoOverload) {
  EXPECT_TRUE(mayRun(0, 50));
  overload_.keepsUp();
  EXPECT_TRUE(mayRun(950, 1000));
}

TEST_F(OverloadTest, RefusesInABurstWhoHasWaitedForVeryLong) {
  EXPECT_FALSE(mayRun(0, 251));
  EXPECT_FALSE(isBehind(251));
}

TEST_F(OverloadTest, RefusesWhoWaitsLongOnceTheWaitHasBeenLongForAWhile) {
  EXPECT_TRUE(mayRun(0, 50));
  EXPECT_FALSE(mayRun(80, 150));
  EXPECT_TRUE(isBehind(150));
  EXPECT_TRUE(mayRun(135, 155)) << "a good wait";
  EXPECT_FALSE(mayRun(140, 161)) << "and one that is just too long";
}

TEST_F(OverloadTest, EndsOnceNobodyHadToBeRefusedForAWhile) {
  EXPECT_TRUE(mayRun(0, 50));
  EXPECT_FALSE(mayRun(80, 150));
  EXPECT_FALSE(mayRun(900, 1000));
  EXPECT_TRUE(isBehind(1999));
  EXPECT_FALSE(isBehind(2000));
  EXPECT_TRUE(mayRun(1950, 2000)) << "a burst again";
}

}  // namespace
}  // namespace refocus::http
