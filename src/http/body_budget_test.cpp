#include "http/body_budget.hpp"

#include <gtest/gtest.h>

namespace refocus::http {
namespace {

constexpr BodyMemory kMemory{.strangers = 100, .forms = 100, .uploads = 1200};

/// What a client gets when it takes until it is refused.
std::size_t allThatIsGivenTo(BodyBudget& budget, const std::string& client) {
  std::size_t taken = 0;
  while (budget.take(BodyKind::upload, client, 1)) ++taken;
  return taken;
}

TEST(BodyBudget, GivesOneClientNoMoreThanItLeavesFree) {
  BodyBudget budget(kMemory);
  EXPECT_EQ(allThatIsGivenTo(budget, "a"), 600U);
  EXPECT_EQ(allThatIsGivenTo(budget, "b"), 300U);
  EXPECT_EQ(allThatIsGivenTo(budget, "c"), 150U);
  EXPECT_EQ(allThatIsGivenTo(budget, "a"), 0U);
}

TEST(BodyBudget, KeepsKindsApart) {
  BodyBudget budget(kMemory);
  (void)allThatIsGivenTo(budget, "a");
  EXPECT_TRUE(budget.take(BodyKind::form, "a", 50));
  EXPECT_TRUE(budget.take(BodyKind::stranger, "a", 50));
  EXPECT_FALSE(budget.take(BodyKind::stranger, "a", 50));
}

TEST(BodyBudget, TakesNothingWhereItRefuses) {
  BodyBudget budget(kMemory);
  EXPECT_FALSE(budget.take(BodyKind::upload, "a", 601));
  EXPECT_FALSE(budget.take(BodyKind::upload, "a", 5000));
  EXPECT_TRUE(budget.take(BodyKind::upload, "a", 600));
}

TEST(BodyBudget, HasAllAgainOnceAllIsGivenBack) {
  BodyBudget budget(kMemory);
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(allThatIsGivenTo(budget, "a"), 600U);
    budget.giveBack(BodyKind::upload, "a", 200);
    budget.giveBack(BodyKind::upload, "a", 0);
    budget.giveBack(BodyKind::upload, "a", 400);
  }
}

}  // namespace
}  // namespace refocus::http
