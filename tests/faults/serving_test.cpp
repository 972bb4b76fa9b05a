// What happens under a server that is serving: everybody is told, nothing acknowledged is lost, and
// the service goes on by itself when the cause is gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <charconv>
#include <csignal>
#include <fstream>
#include <thread>

#include "app/settings.hpp"
#include "app/storage.hpp"
#include "database/connecting_pause.hpp"
#include "faults/small_disk.hpp"
#include "faults/tcp_link.hpp"
#include "people/account.hpp"
#include "people/team_store.hpp"
#include "people/trust.hpp"
#include "support/demo_service.hpp"
#include "torture/kill/writers.hpp"

namespace refocus::faults {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using database::Engine;
using testing::DemoService;
using ::testing::HasSubstr;
using testing::ServerProcess;
using testing::Site;
using testing::TestFolder;
using testing::Visitor;
using torture::Writers;

Visitor signedIn(std::uint16_t port) {
  Visitor visitor(port);
  visitor.signIn("worker@example.org", "demonstration");
  return visitor;
}

http::Answer record(Visitor& visitor, const std::string& person, const std::string& words) {
  return visitor.post("/people/" + person + "/strengths/areas/leisure",
                      {{"press", "save"}, {"now", words}}, words);
}

TEST(FullDisk, IsSaidOnThePageAndNothingIsLost) {
  if (!SmallDisk::isPossible()) GTEST_SKIP() << "this needs the right to mount a disk";
  const TestFolder folder;
  SmallDisk disk(folder.path() / "disk", 64);
  Site site(disk.folder());
  site.setOutput(folder.path());
  site.must({"demo"});
  ServerProcess server(site);
  Visitor worker = signedIn(server.port());
  const std::string person = testing::peopleIn(worker.get("/caseload").body).at(0);
  ASSERT_EQ(record(worker, person, "Kept before.").status, 303);

  disk.fill();
  http::Answer refused;
  for (int i = 0; i < 2000 && refused.status != 507;
       ++i) {  // until what SQLite has left is used up
    refused = record(worker, person, "Said with a full disk " + std::to_string(i) + ".");
  }
  EXPECT_EQ(refused.status, 507);
  EXPECT_THAT(refused.body, HasSubstr("the server is full"));
  EXPECT_THAT(server.log(), HasSubstr("disk-full"));
  const std::string unsaved = "Said once more.";
  EXPECT_EQ(record(worker, person, unsaved).status, 507);

  disk.empty();
  EXPECT_EQ(record(worker, person, unsaved).status, 303);
  const std::string plan = worker.get("/people/" + person + "/plan/text").body;
  EXPECT_THAT(plan, HasSubstr("Kept before."));
  EXPECT_EQ(plan.find(unsaved), plan.rfind(unsaved));
  EXPECT_THAT(plan, HasSubstr(unsaved));
  site.must({"verify"});
}

// What a clock leaves that was ahead and is then set right, or one that is set back by mistake.
TEST(ClockSetBack, IsSaidAtTheStartAndEverythingGoesOn) {
  DemoService service(Engine::sqlite, 0);
  {
    const auto settings = app::Settings::read(
        {}, [&](const std::string& name) { return service.site().variable(name); }, {});
    app::Storage ahead(settings, {.clock = [] { return systemClock()().plus(26h); }});
    const auto trust =
        ahead.database().read([](database::Read& read) { return people::trusts(read).at(0).id; });
    ahead.book().write(people::commandLineActor(trust), [](record::Writing& writing) {
      return people::makeTeam(writing, "Made tomorrow", people::KindOfTeam::other);
    });
  }
  ServerProcess server(service.site());
  EXPECT_THAT(server.log(), HasSubstr("set the clock right"));
  Visitor worker = signedIn(server.port());
  const std::string person = testing::peopleIn(worker.get("/caseload").body).at(0);
  EXPECT_EQ(record(worker, person, "Said on an earlier day.").status, 303);
  EXPECT_THAT(worker.get("/people/" + person + "/plan/text").body,
              HasSubstr("Said on an earlier day."));
  EXPECT_EQ(service.check(), "");
}

/// The same database, reached over a line that can be cut.
class LostConnection : public ::testing::Test {
 protected:
  LostConnection() : service_(Engine::postgresql, 0), line_(portOf(service_.database().target())) {
    std::string target = service_.database().target();
    const auto colon = target.rfind(':');
    target.replace(colon + 1, target.rfind('/') - colon - 1, std::to_string(line_.port()));
    service_.site().set("STORAGE_DATABASE", target);
  }

  static std::uint16_t portOf(const std::string& target) {
    std::uint16_t port = 0;
    std::from_chars(target.data() + target.rfind(':') + 1, target.data() + target.size(), port);
    return port;
  }

  DemoService service_;
  TcpLink line_;
};

TEST_F(LostConnection, IsSaidOnThePageAndMendsByItself) {
  ServerProcess server(service_.site());
  Visitor worker = signedIn(server.port());
  const std::string person = testing::peopleIn(worker.get("/caseload").body).at(0);
  ASSERT_EQ(record(worker, person, "Kept before.").status, 303);

  line_.cut();
  for (const auto& answer : {worker.get("/caseload"), worker.get("/health"),
                             record(worker, person, "Said meanwhile.")}) {
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, HasSubstr("cannot be reached"));
  }
  EXPECT_THAT(server.log(), HasSubstr("unavailable"));

  line_.mend();
  std::this_thread::sleep_for(database::ConnectingPause::kLength);  // then it is tried again
  EXPECT_EQ(worker.get("/health").status, 200);
  EXPECT_EQ(record(worker, person, "Said meanwhile.").status, 303);
  const std::string plan = worker.get("/people/" + person + "/plan/text").body;
  EXPECT_THAT(plan, HasSubstr("Kept before."));
  EXPECT_THAT(plan, HasSubstr("Said meanwhile."));
  EXPECT_EQ(service_.check(), "");
}

TEST_F(LostConnection, UnderLoadLosesNothingAcknowledged) {
  ServerProcess server(service_.site());
  Writers writers(server.port(), 4);
  for (int cut = 1; cut <= 3; ++cut) {
    ASSERT_TRUE(writers.waitForMore(10)) << server.log();
    line_.cut();
    std::this_thread::sleep_for(30ms);
    line_.mend();
    ASSERT_TRUE(writers.waitForMore(10)) << server.log();
    ASSERT_EQ(writers.check(writers.newlySaid(), server.port()), "") << "after cut " << cut;
  }
  EXPECT_EQ(service_.check(), "");
}

class WhileServing : public ::testing::TestWithParam<Engine> {};

// The keys are exchanged under readers and writers; the exchange is killed at several moments and
// taken up again.
TEST_P(WhileServing, KeysAreRotatedAndAKilledRotationIsTakenUpAgain) {
  DemoService service(GetParam(), 0);
  const Site& site = service.site();
  const fs::path oldKeys = site.folder() / "old.keys";
  fs::copy_file(site.keyFile(), oldKeys);
  ServerProcess server(site);
  Writers writers(server.port(), 3);
  int killed = 0;
  for (const auto after : {10ms, 40ms, 80ms, 120ms, 160ms}) {
    ASSERT_TRUE(writers.waitForMore(5)) << server.log();
    const pid_t rotation =
        site.start({"rotate-keys"}, site.folder() / "rotation.out", site.folder() / "rotation.err");
    std::this_thread::sleep_for(after);
    ::kill(rotation, SIGKILL);
    int status = 0;
    ::waitpid(rotation, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    ASSERT_TRUE(writers.waitForMore(5)) << "after " << after.count() << " ms: " << server.log();
  }
  EXPECT_GT(killed, 0);
  site.must({"rotate-keys"});
  ASSERT_TRUE(writers.waitForMore(5)) << server.log();
  EXPECT_EQ(writers.check(writers.said(), server.port()), "");
  EXPECT_EQ(service.check(), "");
  EXPECT_EQ(server.stop(), 0);

  std::ifstream keys(site.keyFile());
  const std::string text(std::istreambuf_iterator<char>(keys), {});
  EXPECT_EQ(text.find("master "), text.rfind("master ")) << "an old master key is still there";
  fs::copy_file(oldKeys, site.keyFile(), fs::copy_options::overwrite_existing);
  const auto refused = site.run({"serve"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.errors, HasSubstr("older than the last rotation"));
}

// Everything acknowledged before a backup begins is in it, and it opens on the other engine.
TEST_P(WhileServing, ABackupHoldsWhatWasAcknowledgedAndRestoresIntoEitherDatabase) {
  DemoService service(GetParam(), 0);
  ServerProcess server(service.site());
  Writers writers(server.port(), 3);
  ASSERT_TRUE(writers.waitForMore(30)) << server.log();
  const auto before = writers.said();
  const std::string file = (service.site().folder() / "service.backup").string();
  service.site().must({"backup", file});
  ASSERT_TRUE(writers.waitForMore(5)) << server.log();

  for (const Engine engine : {Engine::sqlite, Engine::postgresql}) {
    const TestFolder folder;
    const testing::TestDatabase database(engine);
    const Site restored(folder.path(), database.target());
    fs::create_directories(restored.keyFile().parent_path());
    fs::copy_file(service.site().keyFile(), restored.keyFile());
    restored.must({"restore", file});
    ServerProcess other(restored);
    EXPECT_EQ(writers.check(before, other.port()), "");
    restored.must({"verify"});
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, WhileServing,
                         ::testing::Values(Engine::sqlite, Engine::postgresql),
                         [](const auto& engine) {
                           return engine.param == Engine::sqlite ? "Sqlite" : "Postgresql";
                         });

}  // namespace
}  // namespace refocus::faults
