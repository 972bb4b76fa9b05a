// Costly work, as hashing passwords is, waits beside what is ordinary: it holds nothing else up, it
// is refused early when there is too much of it, and it is not done for those who have gone.
#include <gtest/gtest.h>

#include <chrono>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "live_server.hpp"
#include "raw_client.hpp"

namespace refocus::http {
namespace {

using std::chrono::milliseconds;

/// One worker of each kind. "/costly…" is costly, and the first of these is held until `release`.
class CostlyWork : public ::testing::Test {
 protected:
  CostlyWork() {
    settings.workers = 1;
    settings.costlyWorkers = 1;
  }
  ~CostlyWork() override { let(); }

  [[nodiscard]] LiveServer server() {
    return LiveServer(
        settings, {.handler = [this](const Request& request) { return handled(request); },
                   .rules = [](Method, std::string_view path) -> RouteRules {
                     return {.mostBodyBytes = 1000,
                             .lane = path.starts_with("/costly") ? Lane::costly : Lane::ordinary};
                   }});
  }
  Response handled(const Request& request) {
    {
      const std::scoped_lock lock(mutex);
      paths.push_back(request.path);
    }
    if (request.path == "/costly/first") {
      running.count_down();
      release.wait();
    }
    return echo(request);
  }
  void let() {
    std::call_once(once, [this] { release.count_down(); });
  }
  [[nodiscard]] std::vector<std::string> done() {
    const std::scoped_lock lock(mutex);
    return paths;
  }
  /// A connection whose request waits behind the first.
  static RawClient waiting(const LiveServer& live, std::string_view path) {
    RawClient client(live.port());
    client.send(get(path));
    std::this_thread::sleep_for(milliseconds{100});  // until it waits in the queue
    return client;
  }

  ServerSettings settings = testSettings();
  std::latch running{1};
  std::latch release{1};
  std::once_flag once;
  std::mutex mutex;
  std::vector<std::string> paths;
};

TEST_F(CostlyWork, HoldsNothingElseUp) {
  LiveServer live = server();
  std::vector<RawClient> signIns;
  signIns.push_back(waiting(live, "/costly/first"));
  running.wait();
  for (int i = 0; i < 40; ++i) {
    signIns.emplace_back(live.port());
    signIns.back().send(get("/costly/" + std::to_string(i)));
  }
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(exchange(live.port(), get("/page")).status, 200) << "though 41 wait for their turn";
  }
  let();
  for (RawClient& client : signIns) EXPECT_EQ(client.receive().status, 200);
}

TEST_F(CostlyWork, BeyondItsQueueIsRefusedAtOnceWithWhenToComeBack) {
  settings.waitingCostly = 1;
  LiveServer live = server();
  RawClient first = waiting(live, "/costly/first");
  running.wait();
  RawClient second = waiting(live, "/costly/second");
  const Answer refused = exchange(live.port(), get("/costly/third"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_NE(refused.head.find("Retry-After: 5\r\n"), std::string::npos) << refused.head;
  EXPECT_NE(refused.body.find("Too many people are signing in at once."), std::string::npos);
  let();
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(second.receive().status, 200);
}

TEST_F(CostlyWork, IsNotDoneForWhoHasGone) {
  settings.waitingCostly = 3;
  LiveServer live = server();
  RawClient first = waiting(live, "/costly/first");
  running.wait();
  RawClient lost = waiting(live, "/costly/lost");
  RawClient honest = waiting(live, "/costly/honest");
  {
    RawClient left = waiting(live, "/costly/left");
    EXPECT_EQ(exchange(live.port(), get("/costly/too-many")).status, 503) << "all three wait";
    lost.abort();
  }
  let();
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(honest.receive().status, 200);
  live.stop();
  EXPECT_EQ(done(), (std::vector<std::string>{"/costly/first", "/costly/honest"}));
}

TEST_F(CostlyWork, IsCutWithTheServerWhileItRuns) {
  settings.stopTime = milliseconds{50};
  LiveServer live = server();
  RawClient first = waiting(live, "/costly/first");
  running.wait();
  RawClient second = waiting(live, "/costly/second");
  std::jthread releaser([this] {
    std::this_thread::sleep_for(milliseconds{200});
    let();
  });
  live.stop();
  EXPECT_EQ(first.receive().status, 0);
  EXPECT_EQ(done(), (std::vector<std::string>{"/costly/first"})) << "who was cut has gone";
}

// Once it is behind, the server refuses who has waited too long, and says when to come back.
TEST(Queue, ThatIsBehindRefusesWhoHasWaitedTooLong) {
  ServerSettings settings = testSettings();
  settings.workers = 1;
  settings.waits = {.good = milliseconds{0}, .behindAfter = milliseconds{0}};
  std::latch release(1);
  std::latch running(1);
  LiveServer live(settings, {.handler = [&](const Request& request) {
                    if (request.path == "/first") {
                      running.count_down();
                      release.wait();
                    }
                    return echo(request);
                  }});
  RawClient first(live.port());
  first.send(get("/first"));
  running.wait();
  std::vector<RawClient> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back(live.port());
    waiting.back().send(get("/waits"));
  }
  std::this_thread::sleep_for(milliseconds{200});  // until they wait in the queue
  release.count_down();
  EXPECT_EQ(first.receive().status, 200);
  int late = 0;
  for (RawClient& client : waiting) {
    const Answer answer = client.receive();
    if (answer.status == 200) continue;
    ++late;
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.head.find("Retry-After: 2\r\n"), std::string::npos) << answer.head;
  }
  EXPECT_EQ(late, 2) << "two can begin in a moment";
  EXPECT_EQ(live.calls(), 3);
}

}  // namespace
}  // namespace refocus::http
