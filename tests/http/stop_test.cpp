// Starting and stopping: what is in flight is finished, what is idle is let go, and a start that
// cannot be says why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <latch>
#include <string>
#include <thread>

#include "base/fault.hpp"
#include "live_server.hpp"
#include "raw_client.hpp"

namespace refocus::http {
namespace {

using std::chrono::milliseconds;

TEST(Stop, FinishesWhatIsInFlightAndLetsIdleConnectionsGo) {
  std::latch running(1);
  LiveServer server(testSettings(), {.handler = [&](const Request& request) {
                      running.count_down();
                      std::this_thread::sleep_for(milliseconds{400});
                      return echo(request);
                    }});
  RawClient idle(server.port());
  RawClient busy(server.port());
  busy.send(get("/a") + get("/never"));
  running.wait();
  server.stop();
  const Answer answer = busy.receive();
  EXPECT_EQ(answer.body, "GET /a||");
  EXPECT_NE(answer.head.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(idle.isClosedWithin(milliseconds{1000}));
  EXPECT_EQ(server.calls(), 1);
  EXPECT_THROW(RawClient{server.port()}, std::runtime_error);
}

TEST(Stop, CutsWhatDoesNotEnd) {
  ServerSettings settings = testSettings();
  settings.stopTime = milliseconds{200};
  LiveServer server(settings);
  RawClient half(server.port());
  half.send("GET / HT");
  EXPECT_EQ(exchange(server.port(), get("/")).status, 200);
  const auto began = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, settings.headerTime);
  EXPECT_TRUE(half.isClosedWithin(milliseconds{1000}));
}

TEST(Stop, MayBeCalledTwiceAndBeforeStart) {
  Server server(testSettings(), {.handler = echo});
  server.stop();
  server.start();
  server.stop();
  server.stop();
}

TEST(Start, SaysWhichPortIsInUse) {
  const LiveServer first;
  ServerSettings settings = testSettings();
  settings.port = first.port();
  Server second(settings, {.handler = echo});
  try {
    second.start();
    FAIL() << "two servers on one port";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::configuration);
    EXPECT_THAT(fault.what(), testing::HasSubstr(std::to_string(first.port())));
    EXPECT_THAT(fault.what(), testing::HasSubstr("choose another port"));
  }
}

TEST(Start, RefusesSettingsThatCannotBe) {
  const auto codeOf = [](auto change) {
    ServerSettings settings = testSettings();
    change(settings);
    try {
      Server(settings, {.handler = echo}).start();
    } catch (const Fault& fault) {
      return fault.code();
    }
    return FaultCode::internal;
  };
  const auto expected = FaultCode::configuration;
  EXPECT_EQ(codeOf([](ServerSettings& s) { s.address = "nowhere"; }), expected);
  EXPECT_EQ(codeOf([](ServerSettings& s) { s.address = "192.0.2.1"; }), expected);
  EXPECT_EQ(codeOf([](ServerSettings& s) { s.ioThreads = 0; }), expected);
  EXPECT_EQ(codeOf([](ServerSettings& s) { s.leastRate = 0; }), expected);
  EXPECT_EQ(codeOf([](ServerSettings& s) { s.waitingRequests = 0; }), expected);
  EXPECT_EQ(codeOf([](ServerSettings& s) { s.trustedProxies = {"proxy"}; }), expected);
  EXPECT_THROW(Server(testSettings(), {}), Fault);
}

}  // namespace
}  // namespace refocus::http
