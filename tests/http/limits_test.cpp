// Too slow, cut off, too many: each is ended on time while others are served. Times are shortened,
// so that minutes of a real attack fit into seconds; nothing here asserts how fast the machine is,
// beyond that a server which still serves answers within the client's patience.
#include <gtest/gtest.h>

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

constexpr std::string_view kUploadHead =
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";

TEST(SlowClients, AreEndedOnTimeWhileOthersAreServed) {
  ServerSettings settings = testSettings();
  settings.maxConnections = 2000;
  settings.maxConnectionsPerAddress = 2000;
  settings.headerTime = milliseconds{3000};
  settings.bodyTime = milliseconds{3000};
  const LiveServer server(settings);

  std::vector<RawClient> slow;
  for (int i = 0; i < 600; ++i) {
    slow.emplace_back(server.port());
    slow.back().send(i % 2 == 0 ? std::string_view("GET / HTTP/1.1\r\n") : kUploadHead);
  }
  for (int round = 0; round < 8; ++round) {
    for (RawClient& client : slow) client.send(round % 2 == 0 ? "A" : ":");
    EXPECT_EQ(exchange(server.port(), get("/")).status, 200) << "round " << round;
  }
  int ended = 0;
  for (RawClient& client : slow) ended += client.receive().status == 408 ? 1 : 0;
  EXPECT_EQ(ended, 600);
  EXPECT_EQ(exchange(server.port(), get("/")).status, 200);
  EXPECT_EQ(server.calls(), 9);
}

TEST(SlowClients, MayBeSlowIfTheyKeepUpWithTheLeastRate) {
  ServerSettings settings = testSettings();
  settings.bodyTime = milliseconds{400};
  settings.leastRate = 10'000;
  const LiveServer server(settings);
  RawClient client(server.port());
  client.send(kUploadHead);
  for (int i = 0; i < 10; ++i) {
    client.send(std::string(10'000, 'x'));
    std::this_thread::sleep_for(milliseconds{100});  // twice bodyTime in all
  }
  EXPECT_EQ(client.receive().status, 200);
}

TEST(SlowClients, ThatOnlyConnectAreLetGoWithoutAWord) {
  ServerSettings settings = testSettings();
  settings.idleTime = milliseconds{200};
  const LiveServer server(settings);
  RawClient silent(server.port());
  RawClient served(server.port());
  served.send(get("/"));
  EXPECT_EQ(served.receive().status, 200);
  EXPECT_TRUE(silent.isClosedWithin(milliseconds{3000}));
  EXPECT_TRUE(served.isClosedWithin(milliseconds{3000}));
}

TEST(SlowClients, ThatDoNotReadAreCutOff) {
  ServerSettings settings = testSettings();
  settings.bodyTime = milliseconds{300};
  settings.leastRate = 1'000'000'000;
  LiveServer server(settings,
                    {.handler = [](const Request&) { return text(std::string(64U << 20U, 'y')); }});
  RawClient client(server.port());
  client.send(get("/"));
  std::this_thread::sleep_for(milliseconds{1500});
  EXPECT_LT(client.receiveAll().size(), 64U << 20U);
}

TEST(Uploads, ThatAreCutOffNeverReachAHandler) {
  LiveServer server;
  {
    RawClient half(server.port());
    half.send(kUploadHead);
    half.send(std::string(50'000, 'x'));
    RawClient lost(server.port());
    lost.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    lost.abort();
    RawClient header(server.port());
    header.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Le");
  }
  EXPECT_EQ(exchange(server.port(), get("/")).status, 200);
  server.stop();
  EXPECT_EQ(server.calls(), 1);
  EXPECT_EQ(server.log(), (std::vector<std::string>{"GET / 200 7"}));
}

TEST(Uploads, TogetherKeepToTheMemoryForAll) {
  ServerSettings settings = testSettings();
  settings.bodyMemory.forms = 250'000;
  const LiveServer server(settings);
  RawClient first(server.port());
  first.send(kUploadHead);
  first.send(std::string(99'999, 'x'));
  std::this_thread::sleep_for(milliseconds{300});  // until those bytes are held
  RawClient second(server.port());
  second.send(kUploadHead);
  second.send(std::string(100'000, 'x'));
  EXPECT_EQ(second.receive().status, 503);
  first.send("x");
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(exchange(server.port(), std::string(kUploadHead) + std::string(100'000, 'x')).status,
            200)
      << "the memory is given back";
}

TEST(Queue, ThatIsFullAnswersBusyAndKeepsWhatItTook) {
  ServerSettings settings = testSettings();
  settings.workers = 1;
  settings.waitingRequests = 1;
  std::latch release(1);
  std::latch running(1);
  LiveServer server(settings, {.handler = [&](const Request& request) {
                      if (request.path == "/first") {
                        running.count_down();
                        release.wait();
                      }
                      return echo(request);
                    }});
  RawClient first(server.port());
  first.send(get("/first"));
  running.wait();
  RawClient second(server.port());
  second.send(get("/second"));
  std::this_thread::sleep_for(milliseconds{300});  // until it waits in the queue
  const Answer busy = exchange(server.port(), get("/third"));
  EXPECT_EQ(busy.status, 503);
  EXPECT_NE(busy.head.find("Retry-After: "), std::string::npos);
  release.count_down();
  EXPECT_EQ(first.receive().body, "GET /first||");
  EXPECT_EQ(second.receive().body, "GET /second||");
  EXPECT_EQ(server.calls(), 2);
}

TEST(Connections, TooManyAreToldSoWhileOthersAreServed) {
  ServerSettings settings = testSettings();
  settings.maxConnections = 3;
  const LiveServer server(settings);
  std::vector<RawClient> kept;
  for (int i = 0; i < 3; ++i) {
    kept.emplace_back(server.port());
    kept.back().send(get("/"));
    EXPECT_EQ(kept.back().receive().status, 200);
  }
  const Answer refused = exchange(server.port(), get("/"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_NE(refused.head.find("Retry-After: "), std::string::npos);
  kept.front().send(get("/"));
  EXPECT_EQ(kept.front().receive().status, 200);
}

TEST(Connections, OfOneAddressAreBoundedUnlessItIsATrustedProxy) {
  ServerSettings settings = testSettings();
  settings.maxConnectionsPerAddress = 1;
  const auto statusOfSecond = [&] {
    const LiveServer server(settings);
    RawClient first(server.port());
    first.send(get("/"));
    EXPECT_EQ(first.receive().status, 200);
    return exchange(server.port(), get("/")).status;
  };
  EXPECT_EQ(statusOfSecond(), 503);
  settings.trustedProxies = {"127.0.0.0/8"};
  EXPECT_EQ(statusOfSecond(), 200);
}

TEST(Noise, ThatIsNotHttpIsEndedOnTime) {
  ServerSettings settings = testSettings();
  settings.headerTime = milliseconds{300};
  const LiveServer server(settings);
  const std::string hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);  // a TLS greeting
  EXPECT_EQ(exchange(server.port(), hello).status, 408);
  EXPECT_EQ(exchange(server.port(), hello + "\n").status, 400);
}

}  // namespace
}  // namespace refocus::http
