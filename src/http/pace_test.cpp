#include "http/pace.hpp"

#include <gtest/gtest.h>

namespace refocus::http {
namespace {

using std::chrono::seconds;

constexpr std::size_t kRate = 1000;  // bytes a second

Pace::Time at(int second) { return Pace::Time(seconds{second}); }

Pace begun() {
  Pace pace;
  pace.begin(seconds{30}, at(0));
  return pace;
}

TEST(Pace, GivesItsSlackToWhoMovesNothing) {
  const Pace pace = begun();
  EXPECT_FALSE(pace.isOver(at(29)));
  EXPECT_TRUE(pace.isOver(at(30)));
}

TEST(Pace, LetsWhoKeepsUpGoOnForEver) {
  Pace pace = begun();
  for (int second = 1; second < 1000; ++second) {
    pace.moved(kRate, kRate, at(second));
    ASSERT_FALSE(pace.isOver(at(second)));
  }
}

TEST(Pace, EndsWhoFallsBehindBitByBit) {
  Pace pace = begun();
  int second = 1;
  for (; !pace.isOver(at(second)); ++second) pace.moved(kRate / 2, kRate, at(second));
  EXPECT_GE(second, 58);
  EXPECT_LE(second, 60);
}

// 64 MiB sent at once were worth an hour of silence.
TEST(Pace, IsNotBoughtByABurst) {
  Pace pace = begun();
  pace.moved(std::uint64_t{64} * 1024 * 1024, kRate, at(1));
  EXPECT_FALSE(pace.isOver(at(30)));
  EXPECT_TRUE(pace.isOver(at(31)));
}

}  // namespace
}  // namespace refocus::http
