// Answers that are held back: nothing leaves before they are released, and nobody else waits with
// them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <latch>
#include <memory>
#include <string>
#include <thread>

#include "http/hold.hpp"
#include "live_server.hpp"
#include "raw_client.hpp"

namespace refocus::http {
namespace {

using std::chrono::milliseconds;

class Held : public ::testing::TestWithParam<unsigned> {
 protected:
  /// As many workers as the parameter says; /held is held until the test releases it.
  [[nodiscard]] LiveServer server() {
    ServerSettings settings = testSettings();
    settings.workers = GetParam();
    return LiveServer(settings, {.handler = [this](const Request& request) {
                        Response response = echo(request);
                        if (request.path == "/held") {
                          response.hold = hold_;
                          made_.count_down();
                        }
                        return response;
                      }});
  }

  std::shared_ptr<Hold> hold_ = std::make_shared<Hold>();
  std::latch made_{1};
};

INSTANTIATE_TEST_SUITE_P(Workers, Held, ::testing::Values(0U, 1U));

TEST_P(Held, AnAnswerLeavesWhenItIsReleasedAndNotBefore) {
  LiveServer live = server();
  RawClient client(live.port());
  client.send(get("/held"));
  made_.wait();
  std::jthread releaser([&] {
    std::this_thread::sleep_for(milliseconds{100});
    EXPECT_TRUE(live.log().empty()) << "it left too early";
    hold_->release();
  });
  EXPECT_EQ(client.receive().body, "GET /held||");
}

TEST_P(Held, AnotherAnswerMayLeaveInItsPlaceWithTheSecurityHeaders) {
  LiveServer live = server();
  RawClient client(live.port());
  client.send(get("/held"));
  made_.wait();
  hold_->release(text("the disk is full", 507));
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 507);
  EXPECT_EQ(answer.body, "the disk is full");
  EXPECT_THAT(answer.head, testing::HasSubstr("Content-Security-Policy"));
}

class HeldByAWorker : public Held {};
INSTANTIATE_TEST_SUITE_P(Workers, HeldByAWorker, ::testing::Values(1U));

TEST_P(HeldByAWorker, NoWorkerWaitsWithAnAnswer) {
  LiveServer live = server();
  RawClient client(live.port());
  client.send(get("/held"));
  made_.wait();
  EXPECT_EQ(exchange(live.port(), get("/other")).status, 200) << "the only worker waits";
  hold_->release();
  EXPECT_EQ(client.receive().status, 200);
}

TEST_P(HeldByAWorker, AStopFinishesWhatIsHeld) {
  LiveServer live = server();
  RawClient client(live.port());
  client.send(get("/held"));
  made_.wait();
  std::jthread releaser([&] {
    std::this_thread::sleep_for(milliseconds{100});
    hold_->release();
  });
  live.stop();
  EXPECT_EQ(client.receive().body, "GET /held||");
}

TEST_P(HeldByAWorker, AClientThatGoesAwayMeanwhileHarmsNobody) {
  LiveServer live = server();
  {
    RawClient client(live.port());
    client.send(get("/held"));
    made_.wait();
    client.abort();
  }
  hold_->release();
  EXPECT_EQ(exchange(live.port(), get("/other")).status, 200);
}

}  // namespace
}  // namespace refocus::http
