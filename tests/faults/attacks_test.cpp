// What was tried against the program while it served, each bounded: others are served meanwhile.
// Tests of the parts are in tests/http; these show that the program is put together of them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "http/raw_client.hpp"
#include "support/demo_service.hpp"
#include "support/visitor.hpp"

namespace refocus::faults {
namespace {

using testing::DemoService;
using testing::ServerProcess;
using testing::Visitor;

constexpr std::string_view kPassword = "demonstration";

Visitor signedIn(std::uint16_t port, std::string_view email = "worker@example.org") {
  Visitor visitor(port);
  visitor.signIn(email, kPassword);
  return visitor;
}

std::size_t countIn(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// Four connections that sent 64 MiB of 65 each, and then nothing, stopped every form for an hour.
TEST(Attack, ByStalledImportsOfStrangersStopsNoForm) {
  const DemoService demo(database::Engine::sqlite, 0);
  const ServerProcess server(demo.site());
  std::vector<http::RawClient> strangers;
  for (int i = 0; i < 4; ++i) {
    strangers.emplace_back(server.port());
    strangers.back().send(
        fmt::format("POST /admin/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                    "multipart/form-data; boundary=edge\r\nContent-Length: {}\r\n\r\n",
                    65U << 20U));
    EXPECT_EQ(strangers.back().receive().status, 401) << "before a byte of it is taken";
  }
  EXPECT_EQ(signedIn(server.port()).get("/caseload").status, 200);
}

// 120 seconds of load by one account left half a million entries in the trail.
TEST(Attack, ByAScriptOfOneAccountIsBoundedAndLoggedOnce) {
  DemoService demo(database::Engine::sqlite, 0);
  demo.site().set("SERVER_REQUESTS_BY_ACCOUNT", "60");
  const ServerProcess server(demo.site());
  Visitor script = signedIn(server.port());
  http::Answer refused;
  for (int i = 0; i < 2000 && refused.status != 429; ++i) refused = script.get("/caseload");
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.head.find("Retry-After: "), std::string::npos) << refused.head;
  for (int i = 0; i < 10; ++i) (void)script.get("/caseload");
  EXPECT_EQ(countIn(server.log(), "server.requests_by_account"), 1U) << server.log();
  EXPECT_EQ(signedIn(server.port(), "leader@example.org").get("/caseload").status, 200);
}

// 40 at once took every page from 3 ms to 6.5 s.
TEST(Attack, ByManySignInsAtOnceStopsNoPageAndIsRefusedEarly) {
  DemoService demo(database::Engine::sqlite, 0);
  demo.site().set("SIGN_IN_FAILURES_BY_ADDRESS", "10000");
  const ServerProcess server(demo.site());
  Visitor worker = signedIn(server.port());
  std::vector<std::string> requests;
  for (int i = 0; i < 120; ++i) {
    Visitor stranger(server.port());
    const std::string token = testing::hiddenField(stranger.get("/sign-in").body, "sign-in-token");
    requests.push_back(stranger.postText("/sign-in",
                                         {{"email", fmt::format("{}@example.org", i)},
                                          {"password", "not the password"},
                                          {"sign-in-token", token}},
                                         {}));
  }
  std::vector<http::RawClient> strangers;
  for (const std::string& request : requests) {
    strangers.emplace_back(server.port());
    strangers.back().send(request);
  }
  for (int i = 0; i < 5; ++i) EXPECT_EQ(worker.get("/caseload").status, 200);
  std::multiset<int> statuses;
  for (http::RawClient& stranger : strangers) {
    const http::Answer answer = stranger.receive();
    statuses.insert(answer.status);
    if (answer.status != 503) continue;
    EXPECT_NE(answer.head.find("Retry-After: 5"), std::string::npos) << answer.head;
    EXPECT_NE(answer.body.find("Too many people are signing in"), std::string::npos);
  }
  EXPECT_GE(statuses.count(503), 1U) << "no more than 64 wait";
  EXPECT_GE(statuses.count(422), 1U);
}

}  // namespace
}  // namespace refocus::faults
