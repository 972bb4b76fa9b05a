// The real server under write load, killed again and again. REFOCUS_TORTURE_KILLS says how often
// (script/torture); without it a handful.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <signal.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string_view>

#include "support/demo_service.hpp"
#include "support/program.hpp"
#include "torture/kill/writers.hpp"

namespace refocus::torture {
namespace {

using database::Engine;
using testing::DemoService;
using testing::ServerProcess;

constexpr int kWriters = 4;

int kills() {
  const char* wanted = std::getenv("REFOCUS_TORTURE_KILLS");
  const std::string_view text = wanted == nullptr ? "5" : wanted;
  int count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  if (count <= 0) throw std::runtime_error("REFOCUS_TORTURE_KILLS is not a number above 0");
  return count;
}

/// Enough for every kill to find records that are not full.
int people() { return std::max(60, kills()); }

class Killed : public ::testing::TestWithParam<Engine> {};

TEST_P(Killed, LosesNothingAcknowledgedAndIsSoonBack) {
  DemoService service(GetParam(), people());
  std::optional<ServerProcess> server(std::in_place, service.site());
  Writers writers(server->port(), kWriters);
  std::mt19937 random(1);
  std::chrono::milliseconds slowest{0};
  for (int kill = 1; kill <= kills(); ++kill) {
    ASSERT_TRUE(writers.waitForMore(1 + random() % 40)) << server->log();
    server->kill();
    server.emplace(service.site());
    writers.moveTo(server->port());
    slowest = std::max(slowest, server->startTime());
    ASSERT_EQ(writers.check(writers.newlySaid(), server->port()), "") << "after kill " << kill;
    ASSERT_EQ(service.check(), "") << "after kill " << kill;
  }
  EXPECT_EQ(writers.check(writers.said(), server->port()), "");
  EXPECT_GT(writers.sentAgain(), 0u) << "no kill came while a form was on its way";
  EXPECT_EQ(writers.wrongAnswer(), 0);
  fmt::print("{} kills, {} strengths acknowledged, {} forms sent again, slowest start {} ms\n",
             kills(), writers.acknowledged(), writers.sentAgain(), slowest.count());
}

INSTANTIATE_TEST_SUITE_P(Databases, Killed, ::testing::Values(Engine::sqlite, Engine::postgresql),
                         [](const auto& engine) {
                           return engine.param == Engine::sqlite ? "Sqlite" : "Postgresql";
                         });

pid_t processIdIn(std::string_view text) {
  pid_t process = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), process);
  if (error != std::errc{} || process <= 0) throw std::runtime_error("no process id");
  return process;
}

// The process that serves a connection of the program's to its database.
pid_t someBackendOf(const std::string& name) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> server(
      PQconnectdb(std::getenv("REFOCUS_TEST_POSTGRESQL")), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> found(
      PQexec(server.get(), ("SELECT pid FROM pg_stat_activity WHERE datname = '" + name +
                            "' ORDER BY random() LIMIT 1")
                               .c_str()),
      &PQclear);
  if (PQntuples(found.get()) != 1) throw std::runtime_error("no such connection");
  return processIdIn(PQgetvalue(found.get(), 0, 0));
}

// PostgreSQL ends every connection and recovers when one of its processes is killed; the program
// stays, says that it cannot be reached, and goes on by itself.
TEST(KilledDatabase, LosesNothingAcknowledgedAndTheServerGoesOn) {
  DemoService service(Engine::postgresql, people());
  ServerProcess server(service.site());
  Writers writers(server.port(), kWriters);
  for (int kill = 1; kill <= kills(); ++kill) {
    ASSERT_TRUE(writers.waitForMore(20)) << "before kill " << kill << ": " << server.log();
    ASSERT_EQ(::kill(someBackendOf(service.database().name()), SIGKILL), 0);
    ASSERT_TRUE(writers.waitForMore(20)) << "after kill " << kill << ": " << server.log();
    ASSERT_EQ(writers.check(writers.newlySaid(), server.port()), "") << "after kill " << kill;
  }
  EXPECT_EQ(service.check(), "");
  EXPECT_EQ(writers.check(writers.said(), server.port()), "");
  EXPECT_GT(writers.sentAgain(), 0u) << "no kill came while a form was on its way";
  EXPECT_EQ(writers.wrongAnswer(), 0);
  EXPECT_EQ(server.stop(), 0);
}

}  // namespace
}  // namespace refocus::torture
