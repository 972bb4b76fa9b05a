#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "app/backup_test_world.hpp"
#include "app/commands.hpp"
#include "app/storage.hpp"

namespace refocus::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A service as its settings name it, in one folder.
class Restore : public ::testing::Test {
 protected:
  Restore() {
    Opened opened(target("service.db"), safe);
    makeTables(*opened.database);
    filled = fill(opened);
  }

  [[nodiscard]] std::string target(const std::string& name) const {
    return (folder_.path() / name).string();
  }
  [[nodiscard]] Settings settings(const std::string& database) const {
    const std::vector<Settings::Flag> flags{{"storage.database", target(database)},
                                            {"keys.file", safe.keyring.string()},
                                            {"keys.anchors", safe.anchors.string()},
                                            {"storage.backups", target("backups")}};
    return Settings::read({}, [](const std::string&) { return std::nullopt; }, flags);
  }
  void backUpTo(const std::string& name) {
    std::ostringstream out;
    EXPECT_EQ(backup(settings("service.db"), target(name), out), 0);
    EXPECT_THAT(out.str(), HasSubstr("rows of"));
  }
  void restoreTo(const std::string& database, const std::string& name) {
    std::ostringstream out;
    EXPECT_EQ(restore(settings(database), target(name), out), 0);
  }
  void addTeam(const std::string& database, const std::string& name) {
    Opened opened(target(database), safe);
    opened.write(filled.trust, [&](record::Writing& writing) {
      people::makeTeam(writing, name, people::KindOfTeam::psychosis);
      return true;
    });
  }
  [[nodiscard]] record::ChainReport verified(const std::string& database) {
    return Opened(target(database), safe).verified(filled.trust);
  }

 private:
  refocus::testing::TestFolder folder_;

 protected:
  Safe safe{folder_.path()};
  Filled filled;
};

TEST_F(Restore, OfAnOlderBackupHoldsAndSaysHowManyEntriesWereLost) {
  backUpTo("old.backup");
  const auto entries = verified("service.db").entries;
  addTeam("service.db", "Second");
  addTeam("service.db", "Third");
  restoreTo("restored.db", "old.backup");
  const auto report = verified("restored.db");
  EXPECT_FALSE(report.broken) << report.why;
  EXPECT_EQ(report.entries, entries + 1);
  Opened restored(target("restored.db"), safe);
  EXPECT_THAT(restored.trailOf(filled.trust).front().entry.reason,
              HasSubstr("so 2 newer entries were lost"));
}

TEST_F(Restore, LeavesACutFoundAfterwards) {
  backUpTo("old.backup");
  addTeam("service.db", "Second");
  restoreTo("restored.db", "old.backup");
  {
    Opened restored(target("restored.db"), safe);
    restored.database->write([&](database::Write& write) {
      write.run("DELETE FROM audit_entry WHERE trust = $1 AND action = 'restored'", {filled.trust});
      write.run(
          R"(UPDATE audit_head
                SET number = number - 1,
                    mac = (SELECT mac
                             FROM audit_entry e
                            WHERE e.trust = audit_head.trust AND e.number = audit_head.number - 1)
              WHERE trust = $1)",
          {filled.trust});
    });
  }
  EXPECT_THAT(verified("restored.db").why, HasSubstr("anchor kept outside the database"));
}

TEST_F(Restore, DoneByCopyingAnOlderDatabaseBackIsFound) {
  fs::copy_file(target("service.db"), target("older.db"));
  addTeam("service.db", "Second");
  EXPECT_FALSE(verified("service.db").broken);
  fs::rename(target("older.db"), target("service.db"));
  EXPECT_THAT(verified("service.db").why, HasSubstr("anchor kept outside the database"));
}

TEST_F(Restore, DoneByCopyingAnOlderDatabaseBackIsNotServed) {
  fs::copy_file(target("service.db"), target("older.db"));
  addTeam("service.db", "Second");
  {
    const Storage right(settings("service.db"), {});
  }
  const auto fault = faultOf([&] { const Storage older(settings("older.db"), {}); });
  EXPECT_EQ(fault.code(), FaultCode::corrupt);
  EXPECT_THAT(fault.what(), HasSubstr("re-anchor"));
  EXPECT_EQ(faultOf([&] { addTeam("older.db", "Third"); }).code(), FaultCode::corrupt);
}

TEST_F(Restore, ReanchoringSaysWhyAndFromWhereInTheTrail) {
  fs::copy_file(target("service.db"), target("older.db"));
  addTeam("service.db", "Second");
  std::ostringstream out;
  EXPECT_EQ(reanchor(settings("older.db"), "The disk failed", out), 0);
  Opened older(target("older.db"), safe);
  const auto newest = older.trailOf(filled.trust).front().entry;
  EXPECT_EQ(newest.action, "anchored-anew");
  EXPECT_THAT(newest.reason,
              ::testing::AllOf(HasSubstr("The disk failed"), HasSubstr("its anchor stands at")));
  EXPECT_FALSE(older.verified(filled.trust).broken);
  EXPECT_EQ(older.trailOf(filled.otherTrust).front().entry.action, "person-made")
      << "whose trail stood as its anchor said is left alone";
}

TEST_F(Restore, ReanchoringAsksForAReasonThatCanBeRead) {
  std::ostringstream out;
  for (const auto* reason : {"", " ", "\u200B"}) {
    EXPECT_EQ(faultOf([&] { reanchor(settings("service.db"), reason, out); }).code(),
              FaultCode::badRequest);
  }
}

TEST_F(Restore, ReanchoringLetsGoOfATrustThatIsNotInTheDatabaseAndSaysSo) {
  const auto gone = TrustId::make(systemClock()(), systemRandom());
  record::Anchors(safe.anchors).set(gone, {5, Bytes(32)});
  EXPECT_EQ(faultOf([&] { const Storage without(settings("service.db"), {}); }).code(),
            FaultCode::corrupt);
  std::ostringstream out;
  EXPECT_EQ(reanchor(settings("service.db"), "A trial", out), 0);
  EXPECT_THAT(out.str(), HasSubstr(gone.text()));
  const Storage service(settings("service.db"), {});
  Opened opened(target("service.db"), safe);
  EXPECT_THAT(opened.trailOf(filled.otherTrust).front().entry.reason,
              HasSubstr("not in the database: 1"));
}

TEST_F(Restore, ThatFailsLeavesNoDatabaseBehind) {
  backUpTo("whole.backup");
  fs::resize_file(target("whole.backup"), fs::file_size(target("whole.backup")) / 2);
  std::ostringstream out;
  const auto fault =
      faultOf([&] { restore(settings("restored.db"), target("whole.backup"), out); });
  EXPECT_EQ(fault.code(), FaultCode::corrupt);
  EXPECT_FALSE(fs::exists(target("restored.db")));
  EXPECT_FALSE(fs::exists(target("restored.db-wal")));
}

TEST_F(Restore, ThatFailsLeavesTheAnchorsAlone) {
  backUpTo("whole.backup");
  std::ostringstream out;
  EXPECT_EQ(faultOf([&] { restore(settings("service.db"), target("whole.backup"), out); }).code(),
            FaultCode::conflict);
  EXPECT_FALSE(verified("service.db").broken);
}

TEST_F(Restore, TakesABackupThatWasMadeWhileServing) {
  const auto entries = verified("service.db").entries;
  {
    const Opened serving(target("service.db"), safe);
    backUpTo("serving.backup");
  }
  restoreTo("restored.db", "serving.backup");
  EXPECT_EQ(verified("restored.db").entries, entries + 1);
}

TEST_F(Restore, GoesBackToBeforeAMigration) {
  const auto trust = TrustId::make(systemClock()(), systemRandom());
  {
    Opened old(target("old.db"), safe);
    database::migrate(*old.database, schema::migrations().first(1), {});
    old.database->write([&](database::Write& write) {
      write.run("INSERT INTO trust (id, name, made_at) VALUES ($1, 'Old', '')", {trust});
      old.keys.makeForTrust(write, trust);
    });
  }
  {
    record::Anchors ofAnotherService(safe.anchors);
    ofAnotherService.forget(filled.trust);
    ofAnotherService.forget(filled.otherTrust);
  }
  for (int start = 0; start < 2; ++start) Storage(settings("old.db"), {});
  const std::vector<fs::path> made(fs::directory_iterator(target("backups")), {});
  ASSERT_EQ(made.size(), 1U);
  EXPECT_THAT(made.front().filename().string(), ::testing::StartsWith("before-0002-"));
  EXPECT_EQ(checkBackup(made.front(), record::Keys(safe.keyring, systemRandom())).header.schema, 1);
}

TEST_F(Restore, CanBeWorkedWithAndBackedUpAgain) {
  backUpTo("first.backup");
  restoreTo("restored.db", "first.backup");
  addTeam("restored.db", "Second");
  std::ostringstream out;
  EXPECT_EQ(backup(settings("restored.db"), target("second.backup"), out), 0);
  restoreTo("again.db", "second.backup");
  EXPECT_FALSE(verified("again.db").broken);
}

}  // namespace
}  // namespace refocus::app
