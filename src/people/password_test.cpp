#include "people/password.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

#include "base/fault.hpp"

namespace refocus::people {
namespace {

constexpr HashCost kCheap{.passes = 1, .memoryBytes = 8192};

TEST(PasswordHasher, CostsNineteenMebibytesAndTwoPasses) {
  PasswordHasher hasher;
  const std::string hash = hasher.hash("plum lantern orbit");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_TRUE(hasher.matches(hash, "plum lantern orbit"));
  EXPECT_FALSE(hasher.isOutdated(hash));
}

RC_GTEST_PROP(PasswordHasher, MatchesThePasswordAndNoOther, (const std::string& password)) {
  PasswordHasher hasher(kCheap);
  const std::string hash = hasher.hash(password);
  RC_ASSERT(hasher.matches(hash, password) == (password.size() <= kMostPasswordBytes));
  RC_ASSERT(!hasher.matches(hash, password + "x"));
}

TEST(PasswordHasher, TakesTwoWaysOfTypingOneLetterAsOnePassword) {
  PasswordHasher hasher(kCheap);
  EXPECT_TRUE(hasher.matches(hasher.hash("caf\u00e9 au lait"), "cafe\u0301 au lait"));
}

TEST(PasswordHasher, MatchesNothingWhereThereIsNoHash) {
  PasswordHasher hasher(kCheap);
  EXPECT_FALSE(hasher.matches("", ""));
  EXPECT_FALSE(hasher.matches("", "plum lantern orbit"));
  EXPECT_FALSE(hasher.matches("no hash at all", "plum lantern orbit"));
}

TEST(PasswordHasher, FindsAHashOfAnotherCostOutdated) {
  PasswordHasher cheap(kCheap);
  PasswordHasher dearer({.passes = 2, .memoryBytes = 16384});
  EXPECT_TRUE(dearer.isOutdated(cheap.hash("plum lantern orbit")));
  EXPECT_TRUE(dearer.matches(cheap.hash("plum lantern orbit"), "plum lantern orbit"));
}

TEST(PasswordHasher, RefusesWhoWouldWaitTooLongAndServesTheRest) {
  constexpr int kPeople = 6;
  PasswordHasher hasher({.passes = 6, .memoryBytes = std::size_t{32} << 20},
                        std::chrono::milliseconds{1});
  std::barrier start(kPeople);
  std::atomic<int> served = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < kPeople; ++i) {
      people.emplace_back([&] {
        start.arrive_and_wait();
        try {
          served += hasher.hash("plum lantern orbit").empty() ? 0 : 1;
        } catch (const Fault& fault) {
          refused += fault.code() == FaultCode::busy ? 1 : 0;
        }
      });
    }
  }
  EXPECT_GE(served, 2);
  EXPECT_GE(refused, 1);
  EXPECT_EQ(served + refused, kPeople);
  EXPECT_FALSE(hasher.hash("plum lantern orbit").empty()) << "turns are given back";
}

}  // namespace
}  // namespace refocus::people
