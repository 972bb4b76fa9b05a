// Bodies that are not small: taken only where the program has said so by the head, held within the
// share of whoever sends them, and dropped when they stall.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "live_server.hpp"
#include "raw_client.hpp"

namespace refocus::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLarge = 60'000'000;

/// The head of an upload by a client whom the proxy names.
std::string uploadHead(std::size_t bytes, std::string_view client = "192.0.2.1",
                       std::string_view path = "/import") {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {}\r\nContent-Length: {}\r\n\r\n", path,
      client, bytes);
}

std::string chunkedHead() {
  return "POST /import HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
}

/// A server behind a proxy that takes imports of any size from those whom `verdict` lets in.
class Bodies : public ::testing::Test {
 protected:
  [[nodiscard]] LiveServer server() {
    settings.trustedProxies = {"127.0.0.1"};
    return LiveServer(settings, {.handler = handler,
                                 .rules = [](Method, std::string_view path) -> RouteRules {
                                   return {.mostBodyBytes = path == "/import" ? kLarge : 1'000'000};
                                 },
                                 .admit =
                                     [this](const Request&, std::optional<std::uint64_t>) {
                                       ++asked;
                                       return verdict;
                                     }});
  }

  ServerSettings settings = testSettings();
  Handler handler = echo;
  BodyVerdict verdict{.mostBytes = kLarge, .kind = BodyKind::upload};
  std::atomic<int> asked = 0;
};

TEST_F(Bodies, ThatAreNotTakenAreAnsweredBeforeTheirFirstByte) {
  verdict = {.instead = text("Sign in first.", 401)};
  LiveServer live = server();
  RawClient client(live.port());
  client.send(uploadHead(kLarge));
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.body, "Sign in first.");
  EXPECT_NE(answer.head.find("Connection: close"), std::string::npos);
  EXPECT_NE(answer.head.find("Content-Security-Policy"), std::string::npos);
  EXPECT_EQ(exchange(live.port(), chunkedHead()).status, 401) << "whose length nobody knows";
  EXPECT_EQ(live.calls(), 0);
}

TEST_F(Bodies, ThatAreSmallAreTakenFromAnybody) {
  verdict = {.instead = text("Sign in first.", 401)};
  const LiveServer live = server();
  const std::size_t small = settings.smallBodyBytes;
  EXPECT_EQ(exchange(live.port(), uploadHead(small) + std::string(small, 'x')).status, 200);
  EXPECT_EQ(exchange(live.port(), uploadHead(kLarge + 1)).status, 413);
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(exchange(live.port(), uploadHead(small + 1)).status, 401);
}

TEST_F(Bodies, AreTakenAsFarAsTheVerdictSays) {
  verdict.mostBytes = 100'000;
  const LiveServer live = server();
  EXPECT_EQ(exchange(live.port(), uploadHead(100'001)).status, 413);
  EXPECT_EQ(exchange(live.port(), uploadHead(100'000) + std::string(100'000, 'x')).status, 200);
  EXPECT_EQ(exchange(live.port(), chunkedHead() + "186A1\r\n" + std::string(1000, 'x')).status, 413)
      << "a chunk of 100,001";
}

TEST_F(Bodies, AreNotTakenWhereTheVerdictFails) {
  settings.workers = 0;
  const LiveServer live(settings,
                        {.admit = [](const Request&, std::optional<std::uint64_t>) -> BodyVerdict {
                          throw 7;
                        }});  // NOLINT
  EXPECT_EQ(exchange(live.port(), uploadHead(100'000)).status, 500);
}

// Four connections that sent nearly all of 64 MiB each, and then nothing, stopped every form.
TEST_F(Bodies, ThatStallStopNoForm) {
  settings.bodyMemory = {.strangers = 400'000, .forms = 400'000, .uploads = 2'000'000};
  const LiveServer live = server();
  std::vector<RawClient> stalled;
  for (int i = 0; i < 4; ++i) {
    stalled.emplace_back(live.port());
    stalled.back().send(uploadHead(1'000'000) + std::string(900'000, 'x'));
  }
  int status = 0;  // until what they sent is held
  const std::string upload = uploadHead(950'000) + std::string(950'000, 'x');
  for (int i = 0; i < 200 && status != 503; ++i) status = exchange(live.port(), upload).status;
  EXPECT_EQ(status, 503) << "the client's share was never used up";
  for (int i = 0; i < 20; ++i) {
    const std::string form(settings.smallBodyBytes, 'x');
    EXPECT_EQ(exchange(live.port(), uploadHead(form.size(), "192.0.2.1", "/form") + form).status,
              200);
  }
  verdict.kind = BodyKind::form;
  EXPECT_EQ(
      exchange(live.port(), uploadHead(150'000, "192.0.2.1", "/form") + std::string(150'000, 'x'))
          .status,
      200)
      << "a long form has memory of its own";
}

TEST_F(Bodies, OfOneClientLeaveRoomForThoseOfOthers) {
  settings.bodyMemory.uploads = 1'000'000;
  std::latch held(1);
  std::latch release(1);
  handler = [&](const Request& request) {
    if (request.body.starts_with('h')) {
      held.count_down();
      release.wait();
    }
    return echo(request);
  };
  const LiveServer live = server();
  RawClient first(live.port());
  first.send(uploadHead(400'000) + std::string(400'000, 'h'));
  held.wait();
  EXPECT_EQ(exchange(live.port(), uploadHead(400'000) + std::string(400'000, 'x')).status, 503)
      << "the same client has had its share";
  const std::string other = uploadHead(250'000, "192.0.2.2") + std::string(250'000, 'x');
  EXPECT_EQ(exchange(live.port(), other).status, 200);
  release.count_down();
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(exchange(live.port(), uploadHead(400'000) + std::string(400'000, 'x')).status, 200)
      << "what was held is given back";
}

// Its burst was worth a minute of silence.
TEST_F(Bodies, ThatStallAfterABurstAreDropped) {
  settings.bodyTime = milliseconds{300};
  settings.leastRate = 1000;
  const LiveServer live = server();
  RawClient client(live.port());
  client.send(uploadHead(100'000) + std::string(60'000, 'x'));
  EXPECT_EQ(client.receive().status, 408);
}

}  // namespace
}  // namespace refocus::http
