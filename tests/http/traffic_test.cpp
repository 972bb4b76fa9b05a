// Well-behaved traffic: connections kept, requests sent ahead, bodies large and small, and what a
// handler sees and may answer.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/fault.hpp"
#include "live_server.hpp"
#include "raw_client.hpp"

namespace refocus::http {
namespace {

TEST(Traffic, KeepsAConnectionForManyRequests) {
  const LiveServer server;
  RawClient client(server.port());
  for (int i = 0; i < 200; ++i) {
    client.send(get(fmt::format("/{}", i)));
    const Answer answer = client.receive();
    ASSERT_EQ(answer.status, 200);
    ASSERT_EQ(answer.body, fmt::format("GET /{}||", i));
  }
}

TEST(Traffic, AnswersRequestsSentAheadInTheirOrder) {
  const LiveServer server;
  RawClient client(server.port());
  std::string ahead;
  for (int i = 0; i < 50; ++i) {
    ahead += fmt::format("POST /{} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n{:03}", i, i);
  }
  client.send(ahead);
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(client.receive().body, fmt::format("POST /{}||{:03}", i, i));
  }
}

TEST(Traffic, ReadsRequestsThatComeByteByByte) {
  const LiveServer server;
  RawClient client(server.port());
  const std::string request =
      "POST /a?b=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (const char byte : request) client.send({&byte, 1});
  EXPECT_EQ(client.receive().body, "POST /a|b=1|abc");
}

TEST(Traffic, AnswersHeadWithTheHeadAlone) {
  const LiveServer server;
  RawClient client(server.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + get("/b"));
  const Answer head = client.receiveHead();
  EXPECT_EQ(head.status, 200);
  EXPECT_NE(head.head.find("Content-Length: 9"), std::string::npos);
  EXPECT_EQ(client.receive().body, "GET /b||");
}

TEST(Traffic, ClosesWhenAskedAndAfterHttp10) {
  const LiveServer server;
  for (const std::string_view request :
       {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"}) {
    RawClient client(server.port());
    client.send(request);
    EXPECT_NE(client.receive().head.find("Connection: close"), std::string::npos);
    EXPECT_TRUE(client.isClosedWithin(std::chrono::seconds{1}));
  }
}

TEST(Traffic, SaysContinueBeforeABodyThatWaitsForIt) {
  const LiveServer server;
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receiveHead().status, 100);
  client.send("hello");
  EXPECT_EQ(client.receive().body, "POST /||hello");
}

TEST(Traffic, TakesLargeUploadsWhereThePathAllowsThem) {
  const LiveServer server(
      testSettings(),
      {.handler = [](const Request& request) { return text(std::to_string(request.body.size())); },
       .rules = [](Method, std::string_view path) -> RouteRules {
         return {.mostBodyBytes = path == "/import" ? 64U << 20U : 10U};
       }});
  const std::size_t size = 20U << 20U;
  RawClient client(server.port());
  client.send(fmt::format("POST /import HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", size));
  client.send(std::string(size, 'x'));
  EXPECT_EQ(client.receive().body, std::to_string(size));
  EXPECT_EQ(exchange(server.port(),
                     "POST /note HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n12345678901")
                .status,
            413);
}

TEST(Traffic, LetsARefusedUploaderReadTheAnswer) {
  const LiveServer server;
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
  client.send(std::string(4'000'000, 'x'));
  EXPECT_EQ(client.receive().status, 413);
}

TEST(Traffic, SendsLargeAnswersWhole) {
  const std::string large(30U << 20U, 'y');
  const std::string path = testing::TempDir() + "refocus_http_large";
  std::ofstream(path) << large;
  const LiveServer server(
      testSettings(), {.handler = [&](const Request& request) {
        return request.path == "/file" ? download(path, "text/plain", "large.txt") : text(large);
      }});
  EXPECT_TRUE(exchange(server.port(), get("/memory")).body == large);
  EXPECT_TRUE(exchange(server.port(), get("/file")).body == large);
  RawClient client(server.port());
  client.send("HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(client.receiveHead().head.find(fmt::format("Content-Length: {}\r\n", large.size())),
            std::string::npos);
  std::remove(path.c_str());
}

TEST(Traffic, GivesEveryAnswerTheSecurityHeaders) {
  const LiveServer server;
  for (const std::string& request : {get("/"), std::string("BREW / HTTP/1.1\r\nHost: a\r\n\r\n")}) {
    const Answer answer = exchange(server.port(), request);
    for (const std::string_view header :
         {"Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
          "Referrer-Policy: same-origin", "Cache-Control: no-store", "Date: "}) {
      EXPECT_NE(answer.head.find(header), std::string::npos) << header;
    }
  }
}

// What is refused before any route, too, and where no head says how the client came.
TEST(Traffic, GivesRefusalsTransportSecurityWhereTheSiteHasTls) {
  ServerSettings settings = testSettings();
  settings.proxyScheme = Scheme::https;
  settings.hstsReach = HstsReach::subdomains;
  const std::string own = "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n";
  const std::string large = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n";
  const std::vector<std::string> refused{"NOT HTTP\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                                         "GET /" + std::string(9000, 'a'),
                                         large + "X-Forwarded-Proto: https\r\n\r\n"};
  const LiveServer direct(settings);
  settings.trustedProxies = {"127.0.0.1"};
  const LiveServer behind(settings);
  for (const std::string& request : refused) {
    const Answer answer = exchange(behind.port(), request);
    EXPECT_GE(answer.status, 400) << request.substr(0, 40);
    EXPECT_NE(answer.head.find(own), std::string::npos) << answer.head;
    EXPECT_NE(answer.head.find("Content-Security-Policy"), std::string::npos) << answer.head;
    EXPECT_EQ(exchange(direct.port(), request).head.find("Strict-Transport"), std::string::npos);
  }
}

TEST(Traffic, SeesTheClientBehindATrustedProxy) {
  ServerSettings settings = testSettings();
  settings.trustedProxies = {"127.0.0.1"};
  const LiveServer server(
      settings, {.handler = [](const Request& request) {
        return text(request.remoteAddress + (request.scheme == Scheme::https ? " https" : " http"));
      }});
  const Answer answer = exchange(server.port(),
                                 "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7\r\n"
                                 "X-Forwarded-Proto: https\r\n\r\n");
  EXPECT_EQ(answer.body, "192.0.2.7 https");
  EXPECT_NE(answer.head.find("Strict-Transport-Security"), std::string::npos);
  EXPECT_EQ(exchange(server.port(), get("/")).body, "127.0.0.1 http");
}

TEST(Traffic, AnswersWhateverAHandlerThrows) {
  const Handler throwing = [](const Request& request) -> Response {
    if (request.path == "/fault") throw Fault(FaultCode::conflict, "changed");
    if (request.path == "/number") throw 7;  // NOLINT
    return Response{.status = 99, .headers = {}, .body = {}};
  };
  const LiveServer bare(testSettings(), {.handler = throwing});
  for (const std::string_view path : {"/fault", "/number", "/status"}) {
    const Answer answer = exchange(bare.port(), get(path));
    EXPECT_EQ(answer.status, 500) << path;
    EXPECT_EQ(answer.body.find("changed"), std::string::npos) << path;
  }
  const LiveServer mapped(
      testSettings(), {.handler = throwing, .onException = [](const Request&, std::exception_ptr) {
                         return text("mapped", 409);
                       }});
  RawClient client(mapped.port());
  client.send(get("/fault") + get("/number"));
  EXPECT_EQ(client.receive().status, 409);
  EXPECT_EQ(client.receive().status, 409) << "the connection is kept";
}

TEST(Traffic, LogsPathAndStatusButNeverTheQuery) {
  LiveServer server;
  (void)exchange(server.port(), get("/people?name=Zoe"));
  (void)exchange(server.port(), "BREW /people?name=Zoe HTTP/1.1\r\nHost: a\r\n\r\n");
  (void)exchange(server.port(), "GET /a?b=Zoe HTTP/1.1\r\nHost: a\r\nExpect: b\r\n\r\n");
  server.stop();
  auto log = server.log();
  ASSERT_EQ(log.size(), 3U);
  // Connections may end in another order than their answers were read in.
  std::sort(log.begin(), log.end());
  EXPECT_TRUE(log.at(0).starts_with("- - 501 ")) << log.at(0);
  EXPECT_TRUE(log.at(1).starts_with("GET /a 417 ")) << log.at(1);
  EXPECT_EQ(log.at(2), "GET /people 200 21");
}

TEST(Traffic, ServesManyConnectionsAtOnce) {
  const LiveServer server;
  std::vector<std::thread> clients;
  std::atomic<int> good = 0;
  for (int c = 0; c < 16; ++c) {
    clients.emplace_back([&, c] {
      RawClient client(server.port());
      for (int i = 0; i < 50; ++i) {
        client.send(get(fmt::format("/{}/{}", c, i)));
        if (client.receive().body == fmt::format("GET /{}/{}||", c, i)) ++good;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, 16 * 50);
}

TEST(Traffic, MayRunHandlersInTheThreadsOfTheConnections) {
  ServerSettings settings = testSettings();
  settings.workers = 0;
  const LiveServer server(settings);
  EXPECT_EQ(exchange(server.port(), get("/a")).body, "GET /a||");
}

}  // namespace
}  // namespace refocus::http
