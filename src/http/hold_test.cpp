#include "http/hold.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace refocus::http {
namespace {

Response held(const std::shared_ptr<Hold>& hold) {
  Response response = text("as it was read");
  response.hold = hold;
  return response;
}

TEST(Hold, LetsTheAnswerGoWhenItIsReleased) {
  Hold hold;
  int gone = 0;
  hold.then([&](Hold::Instead instead) {
    EXPECT_FALSE(instead);
    ++gone;
  });
  EXPECT_EQ(gone, 0);
  hold.release();
  EXPECT_EQ(gone, 1);
}

TEST(Hold, ThatWasReleasedBeforeHoldsNothingUp) {
  Hold hold;
  hold.release(text("lost", 503));
  int status = 0;
  hold.then([&](Hold::Instead instead) { status = instead.value().status; });
  EXPECT_EQ(status, 503);
}

TEST(Hold, AnAnswerSettlesAsItWasMade) {
  const auto hold = std::make_shared<Hold>();
  std::thread writer([&] { hold->release(); });
  const Response answer = settled(held(hold));
  writer.join();
  EXPECT_EQ(answer.bodyText(), "as it was read");
  EXPECT_EQ(answer.hold, nullptr);
}

TEST(Hold, AnAnswerSettlesAsWhatLeavesInItsPlace) {
  const auto hold = std::make_shared<Hold>();
  std::thread writer([&] { hold->release(text("the disk is full", 503)); });
  const Response answer = settled(held(hold));
  writer.join();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.bodyText(), "the disk is full");
}

TEST(Hold, AnAnswerWithoutOneIsSettled) { EXPECT_EQ(settled(text("ok")).bodyText(), "ok"); }

}  // namespace
}  // namespace refocus::http
