// What stops the start: each is said plainly, with what to do, and leaves everything as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "faults/small_disk.hpp"
#include "support/demo_service.hpp"
#include "support/program.hpp"
#include "support/test_database.hpp"
#include "support/visitor.hpp"

namespace refocus::faults {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::Outcome;
using testing::ServerProcess;
using testing::Site;
using testing::TestFolder;

constexpr int kRefused = 2;  // a fault that is told, not a defect (3) nor a crash (over 128)

class Starting : public ::testing::Test {
 protected:
  Starting() : site_(folder_.path()) { site_.must({"demo"}); }

  // It starts, and a page that needs keys and database is there.
  void expectServes() const {
    ServerProcess server(site_);
    testing::Visitor visitor(server.port());
    visitor.signIn("worker@example.org", "demonstration");
    EXPECT_EQ(visitor.get("/caseload").status, 200);
    EXPECT_EQ(server.stop(), 0);
  }

  TestFolder folder_;
  Site site_;
};

TEST_F(Starting, OnAPortInUseSaysWhichAndHowToTakeAnother) {
  const ServerProcess first(site_);
  const auto port = std::to_string(first.port());
  const Outcome second = site_.run({"serve", "--port", port});
  EXPECT_EQ(second.status, kRefused);
  EXPECT_THAT(second.errors, AllOf(HasSubstr(port), HasSubstr("in use"), HasSubstr("port")));
}

TEST_F(Starting, WithoutItsKeyFileSaysWhereItShouldBe) {
  const fs::path copy = folder_.path() / "copy";
  fs::rename(site_.keyFile(), copy);
  const Outcome refused = site_.run({"serve"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors,
              AllOf(HasSubstr(site_.keyFile().string()), HasSubstr("copy you keep")));
  fs::rename(copy, site_.keyFile());
  expectServes();
}

TEST_F(Starting, WithAnotherServicesKeyFileIsRefusedBeforeAnybodySignsIn) {
  const TestFolder otherFolder;
  const Site other(otherFolder.path());
  other.must({"demo", "--seed", "7"});
  const fs::path copy = folder_.path() / "copy";
  fs::rename(site_.keyFile(), copy);
  fs::copy_file(other.keyFile(), site_.keyFile());
  for (const auto* command : {"serve", "verify", "rotate-keys"}) {
    const Outcome refused = site_.run({command});
    EXPECT_EQ(refused.status, kRefused) << command;
    EXPECT_THAT(refused.errors, AllOf(HasSubstr("key file"), HasSubstr("belongs to another")))
        << command;
  }
  fs::rename(copy, site_.keyFile());
  expectServes();
}

TEST_F(Starting, WithAKeyFileThatOthersMayReadSaysHowToCloseIt) {
  fs::permissions(site_.keyFile(), fs::perms::others_read, fs::perm_options::add);
  const Outcome refused = site_.run({"serve"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors, HasSubstr("chmod 600"));
}

TEST_F(Starting, WithADamagedKeyFileSaysSo) {
  std::ofstream(site_.keyFile()) << "refocus keyring 1\nmaster\n";
  const Outcome refused = site_.run({"serve"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors, HasSubstr(site_.keyFile().string()));
}

// Of the audit and index keys nothing but the first entry and the first sign-in would tell.
TEST_F(Starting, WithOneDigitOfAKeyChangedSaysWhichAndServesNobody) {
  std::stringstream text;
  text << std::ifstream(site_.keyFile()).rdbuf();
  for (const std::string key : {"master", "audit", "index"}) {
    std::string changed = text.str();
    const std::size_t line = changed.find("\n" + key + " ") + 1;
    char& digit = changed.at(changed.find('\n', line) - 40);
    digit = digit == '0' ? '1' : '0';
    std::ofstream(site_.keyFile()) << changed;
    for (const auto* command : {"serve", "verify", "rotate-keys"}) {
      const Outcome refused = site_.run({command});
      EXPECT_EQ(refused.status, kRefused) << command;
      EXPECT_THAT(refused.errors, AllOf(HasSubstr("its " + key), HasSubstr("copy you keep")));
    }
  }
  std::ofstream(site_.keyFile()) << text.str();
  expectServes();
}

TEST_F(Starting, OnAnOlderDatabaseIsRefusedUntilSomebodySaysSoInTheTrail) {
  const fs::path older = folder_.path() / "older.db";
  fs::copy_file(site_.database(), older);
  expectServes();  // leaves entries
  fs::rename(older, site_.database());
  fs::remove(site_.database().string() + "-wal");
  fs::remove(site_.database().string() + "-shm");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"serve"},
                                                {"user", "reset", "worker@example.org"},
                                                {"rotate-keys"}}) {
    const Outcome refused = site_.run(words);
    EXPECT_EQ(refused.status, kRefused) << words.front();
    EXPECT_THAT(refused.errors,
                AllOf(HasSubstr("its anchor stands at entry"), HasSubstr("re-anchor")))
        << words.front();
  }
  EXPECT_EQ(site_.run({"verify"}).status, 1);
  site_.must({"re-anchor", "--reason", "The disk failed"});
  expectServes();
  EXPECT_THAT(site_.must({"verify"}), HasSubstr("the chain holds"));
  EXPECT_THAT(site_.must({"re-anchor", "--reason", "Again"}), HasSubstr("nothing is changed"));
}

TEST_F(Starting, WithoutItsAnchorsIsRefusedAndVerifySaysSo) {
  fs::remove(*site_.variable("REFOCUS_KEYS_ANCHORS"));
  const Outcome verified = site_.run({"verify"});
  EXPECT_EQ(verified.status, 1);
  EXPECT_THAT(verified.out, HasSubstr("no anchor stands"));
  EXPECT_FALSE(fs::exists(*site_.variable("REFOCUS_KEYS_ANCHORS"))) << "verify changes nothing";
  EXPECT_THAT(site_.run({"serve"}).errors, HasSubstr("has no anchor"));
}

TEST_F(Starting, WithDamagedSettingsNamesFileAndLineAndWhatIsAllowed) {
  const fs::path file = folder_.path() / "refocus.toml";
  const auto startWith = [&](const std::string& text) {
    std::ofstream(file) << text;
    return site_.run({"serve", "--config", file.string()});
  };
  const Outcome unknown = startWith("[server]\nprot = 8080\n");
  EXPECT_EQ(unknown.status, kRefused);
  EXPECT_THAT(unknown.errors, AllOf(HasSubstr(file.string() + ", line 2"), HasSubstr("server.prot"),
                                    HasSubstr("server.port")));
  const Outcome wrong = startWith("[server]\n\nworkers = 0\n");
  EXPECT_EQ(wrong.status, kRefused);
  EXPECT_THAT(wrong.errors, AllOf(HasSubstr("line 3"), HasSubstr("from 1 to 256")));
  const Outcome torn = startWith("[server\nport = 80");
  EXPECT_EQ(torn.status, kRefused);
  EXPECT_THAT(torn.errors, HasSubstr(file.string() + ", line 1"));
}

TEST_F(Starting, OnAFileThatIsNoDatabaseSaysSoAndLeavesIt) {
  const fs::path file = folder_.path() / "letter.txt";
  const std::string letter(5000, 'x');
  std::ofstream(file) << letter;
  site_.set("STORAGE_DATABASE", file.string());
  const Outcome refused = site_.run({"serve"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors, HasSubstr("database"));
  std::ifstream in(file);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), letter);
}

TEST_F(Starting, WithoutItsDatabaseServerSaysThatItCannotBeReached) {
  site_.set("STORAGE_DATABASE", "postgresql://refocus@127.0.0.1:1/refocus");
  const Outcome refused = site_.run({"serve"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors, HasSubstr("127.0.0.1"));
}

TEST(ReadOnly, DiskStopsTheStartPlainlyAndIsServedWhenItMayBeWrittenAgain) {
  if (!SmallDisk::isPossible()) GTEST_SKIP() << "this needs the right to mount a disk";
  const TestFolder folder;
  SmallDisk disk(folder.path() / "disk", 64);
  const Site site(disk.folder());
  site.must({"demo"});
  disk.setReadOnly(true);
  // What the command prints cannot go to this disk either.
  Site reader = site;
  reader.setOutput(folder.path());
  const Outcome refused = reader.run({"serve"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors,
              ::testing::AnyOf(HasSubstr("may not be written"), HasSubstr("cannot be written")));
  disk.setReadOnly(false);
  ServerProcess server(site);
  testing::Visitor visitor(server.port());
  visitor.signIn("worker@example.org", "demonstration");
  EXPECT_EQ(visitor.get("/caseload").status, 200);
}

}  // namespace
}  // namespace refocus::faults
