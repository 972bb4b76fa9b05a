// The commands as people run them: what each prints, and what it says when it cannot go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/program.hpp"
#include "support/test_database.hpp"

namespace refocus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing::Outcome;
using testing::Site;
using testing::TestFolder;

constexpr int kRefused = 2;

class Commands : public ::testing::Test {
 protected:
  std::string init() {
    return site_.must({"init", "--trust", "North Moor Trust", "--email", "ada@example.org",
                       "--name", "Ada Owner"});
  }

  TestFolder folder_;
  Site site_{folder_.path()};
};

TEST_F(Commands, EachHasAHelpOfItsOwn) {
  const std::vector<std::vector<std::string>> all{{"serve"},
                                                  {"demo"},
                                                  {"init"},
                                                  {"settings"},
                                                  {"user"},
                                                  {"user", "add"},
                                                  {"user", "reset"},
                                                  {"user", "disable"},
                                                  {"import"},
                                                  {"backup"},
                                                  {"restore"},
                                                  {"verify"},
                                                  {"re-anchor"},
                                                  {"rotate-keys"},
                                                  {"site-map"},
                                                  {"fit"},
                                                  {"user", "reset-second-factor"},
                                                  {"import", "caseload"}};
  for (std::vector<std::string> words : all) {
    words.emplace_back("--help");
    const Outcome help = site_.run(words);
    EXPECT_EQ(help.status, 0) << words.front();
    EXPECT_THAT(help.out, HasSubstr("Usage")) << words.front();
  }
  EXPECT_THAT(site_.must({"--version"}), MatchesRegex("Refocus [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_F(Commands, InitExplainsHowToKeepTheKeyAndPrintsALinkWithThePublicAddress) {
  site_.set("SERVER_PUBLIC_ADDRESS", "https://refocus.example.nhs.uk");
  const std::string said = init();
  EXPECT_THAT(said, AllOf(HasSubstr(site_.keyFile().string()), HasSubstr("Copy it now"),
                          HasSubstr("Without it nobody")));
  EXPECT_THAT(said, HasSubstr("  https://refocus.example.nhs.uk/link/"));
  EXPECT_THAT(said, Not(HasSubstr("127.0.0.1")));
}

TEST_F(Commands, SayThatThePublicAddressIsNotSetWhereTheyPrintALink) {
  EXPECT_THAT(init(),
              AllOf(HasSubstr("http://127.0.0.1:"), HasSubstr("server.public_address is not set")));
}

TEST_F(Commands, StopForAPublicAddressThatIsNone) {
  site_.set("SERVER_PUBLIC_ADDRESS", "http://refocus.example.nhs.uk/path");
  const Outcome refused = site_.run({"serve"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors,
              AllOf(HasSubstr("REFOCUS_SERVER_PUBLIC_ADDRESS"), HasSubstr("https:// and a name")));
}

TEST_F(Commands, SayToBeginWithInitWhereThereIsNoService) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"serve"},
                                                {"verify"},
                                                {"rotate-keys"},
                                                {"backup", "x.backup"},
                                                {"re-anchor", "--reason", "why"},
                                                {"user", "reset", "ada@example.org"}}) {
    const Outcome refused = site_.run(words);
    EXPECT_EQ(refused.status, kRefused) << words.front();
    EXPECT_THAT(refused.errors, AllOf(HasSubstr("refocus init"), HasSubstr("storage.database")))
        << words.front();
  }
  EXPECT_FALSE(std::filesystem::exists(site_.database())) << "nothing but init and demo makes one";
  EXPECT_FALSE(std::filesystem::exists(site_.keyFile()));
}

TEST_F(Commands, RefuseAMistypedDatabaseAndMakeNone) {
  init();
  const std::filesystem::path right = site_.database();
  const std::filesystem::path mistyped = folder_.path() / "typo/refocsu.db";
  site_.set("STORAGE_DATABASE", mistyped.string());
  const Outcome refused = site_.run({"serve"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors,
              AllOf(HasSubstr(mistyped.string()), HasSubstr("REFOCUS_STORAGE_DATABASE")));
  EXPECT_FALSE(std::filesystem::exists(mistyped.parent_path()));
  std::ofstream(folder_.path() / "empty.db").close();
  site_.set("STORAGE_DATABASE", (folder_.path() / "empty.db").string());
  EXPECT_THAT(site_.run({"serve"}).errors, HasSubstr("refocus init"));
  site_.set("STORAGE_DATABASE", right.string());
  EXPECT_THAT(site_.must({"verify"}), HasSubstr("the chain holds"));
}

TEST_F(Commands, InitThatCannotMakeADatabaseLeavesNoKeyFileBehind) {
  site_.set("STORAGE_DATABASE", "postgresql://refocus@127.0.0.1:1/refocus");
  EXPECT_EQ(site_.run({"init", "--trust", "T", "--email", "a@example.org", "--name", "A"}).status,
            kRefused);
  EXPECT_FALSE(std::filesystem::exists(site_.keyFile()));
}

TEST_F(Commands, InitAndDemoTakeNoAnchorsOfAnotherService) {
  init();
  std::filesystem::remove(site_.database());
  std::filesystem::remove(site_.keyFile());
  const Outcome refused = site_.run({"demo"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors, AllOf(HasSubstr("another service"), HasSubstr("keys.anchors")));
  EXPECT_FALSE(std::filesystem::exists(site_.keyFile()));
}

TEST_F(Commands, SayNothingThatActsOnATerminal) {
  init();
  const Outcome refused = site_.run({"user", "reset", "x\x1b[2J\xC2\x9B@example.org"});
  EXPECT_EQ(refused.status, kRefused);
  EXPECT_THAT(refused.errors, AllOf(HasSubstr("x\\u{001B}[2J\\u{009B}@"), Not(HasSubstr("\x1b"))));
}

TEST_F(Commands, SayHowATeamIsMadeWhereThereIsNoneYet) {
  init();
  const Outcome refused =
      site_.run({"user", "add", "--email", "grace@example.org", "--name", "Grace", "--role",
                 "worker", "--team", "North", "--profession", "nurse"});
  EXPECT_NE(refused.status, 0);
  EXPECT_THAT(refused.errors, AllOf(HasSubstr("there are no teams yet"),
                                    HasSubstr("Administration, Teams, Add a team")));
}

TEST_F(Commands, OfAccountsMakeResetAndDisableOne) {
  init();
  EXPECT_THAT(site_.must({"user", "add", "--email", "grace@example.org", "--name", "Grace",
                          "--role", "trainer"}),
              HasSubstr("/link/"));
  EXPECT_THAT(site_.must({"user", "reset", "grace@example.org"}), HasSubstr("/link/"));
  EXPECT_THAT(site_.must({"user", "reset-second-factor", "grace@example.org"}),
              HasSubstr("sets up the second factor again"));
  EXPECT_THAT(site_.must({"user", "disable", "grace@example.org"}),
              HasSubstr("can no longer sign in"));
  const Outcome unknown = site_.run({"user", "reset", "nobody@example.org"});
  EXPECT_EQ(unknown.status, kRefused);
  EXPECT_THAT(unknown.errors, HasSubstr("no account has the address nobody@example.org"));
  EXPECT_THAT(site_.must({"verify"}), HasSubstr("the chain holds"));
}

TEST_F(Commands, AskWhichTrustWhereAnAddressHasAnAccountInSeveral) {
  site_.must({"demo"});
  const std::string other = "Brackenford Mental Health Trust";
  site_.must({"user", "add", "--trust", other, "--email", "administrator@example.org", "--name",
              "Alex Both", "--role", "administrator"});
  const Outcome asked = site_.run({"user", "reset", "administrator@example.org"});
  EXPECT_EQ(asked.status, kRefused);
  EXPECT_THAT(asked.errors, AllOf(HasSubstr("--trust"), HasSubstr(other)));
  EXPECT_THAT(site_.must({"user", "reset", "administrator@example.org", "--trust", other}),
              HasSubstr("/link/"));
}

}  // namespace
}  // namespace refocus
