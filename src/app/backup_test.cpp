#include "app/backup.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "app/backup_content.hpp"
#include "app/backup_test_world.hpp"
#include "app/commands.hpp"

namespace refocus::app {
namespace {

using database::Engine;
using ::testing::HasSubstr;
using ::testing::Not;

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(const std::filesystem::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary)
      .write(content.data(), static_cast<std::streamsize>(content.size()));
}

// A service with its backup taken.
class BackedUp {
 public:
  explicit BackedUp(Engine engine) : place_(engine), opened(place_.target(), safe) {
    makeTables(*opened.database);
    filled = fill(opened);
    backUp(file);
  }

  void backUp(const std::filesystem::path& to) {
    writeBackup(*opened.database, opened.keys, systemClock()(), to);
  }

 private:
  refocus::testing::TestFolder folder_;
  refocus::testing::TestDatabase place_;

 public:
  Safe safe{folder_.path()};
  std::filesystem::path file = folder_.path() / "service.backup";
  Opened opened;
  Filled filled;
};

bool isEmpty(database::Database& database) {
  return database::schemaVersion(database) == 0 && database.read([&](database::Read& read) {
    return database::tablesOf(read, database.engine()).empty();
  });
}

class BackupBetween : public ::testing::TestWithParam<std::tuple<Engine, Engine>> {};

TEST_P(BackupBetween, RestoresEveryRowOfEveryTable) {
  const auto [from, to] = GetParam();
  BackedUp service(from);
  const refocus::testing::TestDatabase place(to);
  Opened restored(place.target(), service.safe);
  const auto summary = restoreBackup(restored.parts(), service.file);
  const auto before = pictureOf(*service.opened.database);
  EXPECT_EQ(pictureOf(*restored.database), before);
  EXPECT_EQ(summary.tables, static_cast<std::int64_t>(before.size()) + 1);  // audit_head
  EXPECT_GT(before.at("submission").size(), 2000U);
  EXPECT_EQ(restored.nameOf(service.filled.trust, service.filled.person), "Nan");
}

TEST_P(BackupBetween, MarksTheRestoreInEachTrustsTrailWhichStillHolds) {
  const auto [from, to] = GetParam();
  BackedUp service(from);
  const auto entries = service.opened.verified(service.filled.trust).entries;
  const refocus::testing::TestDatabase place(to);
  Opened restored(place.target(), service.safe);
  restoreBackup(restored.parts(), service.file);
  for (const auto& trust : {service.filled.trust, service.filled.otherTrust}) {
    const auto report = restored.verified(trust);
    EXPECT_FALSE(report.broken) << report.why;
    EXPECT_EQ(restored.trailOf(trust).front().entry.action, "restored");
  }
  EXPECT_EQ(restored.verified(service.filled.trust).entries, entries + 1);
}

std::string wordOf(Engine engine) { return engine == Engine::sqlite ? "Sqlite" : "Postgresql"; }

INSTANTIATE_TEST_SUITE_P(Engines, BackupBetween,
                         ::testing::Combine(::testing::ValuesIn(kEngines),
                                            ::testing::ValuesIn(kEngines)),
                         [](const auto& info) {
                           return wordOf(std::get<0>(info.param)) + "To" +
                                  wordOf(std::get<1>(info.param));
                         });

class BackupOn : public ::testing::TestWithParam<Engine> {};

TEST_P(BackupOn, HoldsEveryTableThatTheMigrationsMake) {
  std::set<std::string> made;
  constexpr std::string_view kCreates = "CREATE TABLE ";
  for (const auto& migration : schema::migrations()) {
    for (auto at = migration.sql.find(kCreates); at != std::string_view::npos;
         at = migration.sql.find(kCreates, at + 1)) {
      const auto name = migration.sql.substr(at + kCreates.size());
      made.emplace(name.substr(0, name.find_first_of(" (")));
    }
  }
  const BackedUp service(GetParam());
  std::set<std::string> held;
  readBackup(service.file, service.opened.keys.auditKey(),
             {.table = [&](const database::Table& table) { held.insert(table.name); }});
  EXPECT_GT(held.size(), 20U);
  EXPECT_EQ(held, made);
}

// A database in which others write each time before a backup reads.
class Busy : public database::Database {
 public:
  Busy(database::Database& inner, std::function<void()> before)
      : inner_(inner), before_(std::move(before)) {}
  void setBatchMember(database::BatchMember* member) override { inner_.setBatchMember(member); }
  [[nodiscard]] Engine engine() const override { return inner_.engine(); }
  void runScript(std::string_view sql) override { inner_.runScript(sql); }
  void writeLater(std::function<void(database::Write&)> work,
                  std::move_only_function<void(const std::exception_ptr&)> then) override {
    inner_.writeLater(std::move(work), std::move(then));
  }
  [[nodiscard]] std::unique_ptr<database::Read> snapshot() override {
    return std::make_unique<Between>(inner_.snapshot(), before_);
  }

 protected:
  void runWrite(const std::function<void(database::Write&)>& work) override { inner_.write(work); }

 private:
  class Between : public database::Read {
   public:
    Between(std::unique_ptr<database::Read> inner, const std::function<void()>& before)
        : inner_(std::move(inner)), before_(before) {}

   protected:
    void query(std::string_view sql, database::Params params, const OnRow& onRow) override {
      before_();
      inner_->each(sql, params, onRow);
    }

   private:
    std::unique_ptr<database::Read> inner_;
    const std::function<void()>& before_;
  };

  database::Database& inner_;
  std::function<void()> before_;
};

TEST_P(BackupOn, IsOfOneMomentWhileOthersWrite) {
  BackedUp service(GetParam());
  auto& serving = *service.opened.database;
  int written = 0;
  Busy busy(serving, [&] {
    serving.write([&](database::Write& write) {
      const auto name = std::to_string(++written);
      write.run("INSERT INTO sign_in_failure (subject, at, id) VALUES ($1, '', '')", {name});
      write.run("INSERT INTO submission (trust, account, token, made_at) VALUES ('-', '', $1, '')",
                {name});
    });
  });
  const auto second = service.file.string() + "2";
  writeBackup(busy, service.opened.keys, systemClock()(), second);
  ASSERT_GT(written, 20);
  std::map<std::string, std::int64_t> counts;
  std::string table;
  readBackup(second, service.opened.keys.auditKey(),
             {.table = [&](const database::Table& one) { table = one.name; },
              .count = [&](std::int64_t count) { counts[table] = count; }});
  EXPECT_EQ(counts.at("submission") - 2500, counts.at("sign_in_failure"));
}

TEST_P(BackupOn, OpensWithItsOwnKeyFileAlone) {
  BackedUp service(GetParam());
  const refocus::testing::TestFolder folder;
  const Safe other(folder.path());
  const refocus::testing::TestDatabase place(GetParam());
  Opened restored(place.target(), other);
  const auto fault = faultOf([&] { restoreBackup(restored.parts(), service.file); });
  EXPECT_EQ(fault.code(), FaultCode::wrongKey);
  EXPECT_THAT(fault.what(), HasSubstr("another key file"));
  EXPECT_TRUE(isEmpty(*restored.database));
}

TEST_P(BackupOn, IsNotRestoredWhenItsMasterKeyIsNotInTheKeyFile) {
  BackedUp service(GetParam());
  auto ring = record::Keyring::load(service.safe.keyring);
  ring.masters = {record::makeMasterKey(systemRandom())};
  ring.save(service.safe.keyring);
  const refocus::testing::TestDatabase place(GetParam());
  Opened restored(place.target(), service.safe);
  const auto fault = faultOf([&] { restoreBackup(restored.parts(), service.file); });
  EXPECT_EQ(fault.code(), FaultCode::wrongKey);
  EXPECT_TRUE(isEmpty(*restored.database));
}

TEST_P(BackupOn, GoesIntoNoDatabaseThatHoldsATrust) {
  BackedUp service(GetParam());
  const auto before = pictureOf(*service.opened.database);
  const auto fault = faultOf([&] { restoreBackup(service.opened.parts(), service.file); });
  EXPECT_EQ(fault.code(), FaultCode::conflict);
  EXPECT_THAT(fault.what(), HasSubstr("already"));
  EXPECT_EQ(pictureOf(*service.opened.database), before);
}

TEST_P(BackupOn, GoesIntoADatabaseThatWasMadeReadyButHoldsNothing) {
  BackedUp service(GetParam());
  const refocus::testing::TestDatabase place(GetParam());
  Opened restored(place.target(), service.safe);
  makeTables(*restored.database);
  restoreBackup(restored.parts(), service.file);
  EXPECT_EQ(pictureOf(*restored.database), pictureOf(*service.opened.database));
}

TEST_P(BackupOn, OfAnOlderVersionIsBroughtForward) {
  const refocus::testing::TestFolder folder;
  const Safe safe(folder.path());
  const refocus::testing::TestDatabase old(GetParam());
  Opened opened(old.target(), safe);
  const auto trust = TrustId::make(systemClock()(), systemRandom());
  database::migrate(*opened.database, schema::migrations().first(1), {});
  opened.database->write([&](database::Write& write) {
    write.run("INSERT INTO trust (id, name, made_at) VALUES ($1, 'Old', '')", {trust});
    opened.keys.makeForTrust(write, trust);
  });
  writeBackup(*opened.database, opened.keys, systemClock()(), folder.path() / "old");

  const refocus::testing::TestDatabase place(GetParam());
  Opened restored(place.target(), safe);
  restoreBackup(restored.parts(), folder.path() / "old");
  EXPECT_EQ(database::schemaVersion(*restored.database),
            static_cast<int>(schema::migrations().size()));
  EXPECT_EQ(restored.trailOf(trust).front().entry.action, "restored");
}

TEST_P(BackupOn, NewerThanTheProgramIsRefused) {
  BackedUp service(GetParam());
  const refocus::testing::TestDatabase place(GetParam());
  Opened restored(place.target(), service.safe);
  auto parts = restored.parts();
  parts.migrations = parts.migrations.first(1);
  const auto fault = faultOf([&] { restoreBackup(parts, service.file); });
  EXPECT_EQ(fault.code(), FaultCode::configuration);
  EXPECT_THAT(fault.what(), HasSubstr("newer program"));
  EXPECT_TRUE(isEmpty(*restored.database));
}

INSTANTIATE_TEST_SUITE_P(Engines, BackupOn, ::testing::ValuesIn(kEngines),
                         [](const auto& info) { return wordOf(info.param); });

class BackupFile : public ::testing::Test {
 protected:
  Fault checked(std::string_view content) {
    const auto file = folder_.path() / "altered";
    put(file, content);
    return faultOf([&] { static_cast<void>(checkBackup(file, service.opened.keys)); });
  }

  BackedUp service{Engine::sqlite};

 private:
  refocus::testing::TestFolder folder_;
};

TEST_F(BackupFile, CutOffAnywhereIsFound) {
  const std::string whole = contentOf(service.file);
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 40) {
    EXPECT_EQ(checked(whole.substr(0, size)).code(), FaultCode::corrupt) << size;
  }
  EXPECT_EQ(checked(whole.substr(0, whole.size() - 1)).code(), FaultCode::corrupt);
  EXPECT_EQ(checked(whole + '\0').code(), FaultCode::corrupt);
}

TEST_F(BackupFile, WithOneBitAlteredAnywhereIsFound) {
  const std::string whole = contentOf(service.file);
  for (std::size_t at = 0; at < whole.size(); at += 1 + at / 40) {
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ (1 << (at % 8)));
    EXPECT_EQ(checked(altered).code(), FaultCode::corrupt) << at;
  }
}

TEST_F(BackupFile, SaysInWhichTableAndAfterWhichRowItIsDamaged) {
  const std::string whole = contentOf(service.file);
  std::string altered = whole;
  altered[whole.rfind("submission") + 120'000] ^= 1;
  EXPECT_THAT(checked(altered).what(), HasSubstr("in table submission after row "));
}

TEST_F(BackupFile, AlteredWithAllItsChecksumsByWhoeverHasNoKeyFileIsFound) {
  const auto forged = service.file.string() + ".forged";
  const auto otherKey = record::Key::make(systemRandom());
  BackupReader reader(service.file);
  {
    BackupWriter writer(forged);
    for (auto block = reader.next();; block = reader.next()) {
      Bytes payload(block.payload.begin(), block.payload.end());
      if (block.kind == BlockKind::end) {
        payload.clear();
        appendValue(payload, endMac(otherKey, writer.checksum()));
      }
      writer.block(block.kind, payload);
      if (block.kind == BlockKind::end) break;
    }
    writer.finish();
  }
  const auto fault = faultOf([&] { static_cast<void>(checkBackup(forged, service.opened.keys)); });
  EXPECT_EQ(fault.code(), FaultCode::corrupt);
  EXPECT_THAT(fault.what(), HasSubstr("without the key file"));
}

TEST_F(BackupFile, HoldsNothingOfTheKeyFileAndNoName) {
  const std::string whole = contentOf(service.file);
  const auto ring = record::Keyring::load(service.safe.keyring);
  for (const auto& key : {ring.masters.front().key, ring.audit, ring.index}) {
    EXPECT_THAT(whole, Not(HasSubstr(std::string(asText(key.bytes())))));
    EXPECT_THAT(whole, Not(HasSubstr(toHex(key.bytes()))));
    EXPECT_THAT(whole, Not(HasSubstr(toBase64Url(key.bytes()))));
  }
  EXPECT_THAT(whole, HasSubstr("Early intervention"));  // a team's name is no secret
  EXPECT_THAT(whole, Not(HasSubstr("Nan")));
}

TEST_F(BackupFile, IsItsOwnersAloneAndNeverOverwritten) {
  struct stat about{};
  ASSERT_EQ(::stat(service.file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  const std::string whole = contentOf(service.file);
  EXPECT_EQ(faultOf([&] { service.backUp(service.file); }).code(), FaultCode::conflict);
  EXPECT_EQ(contentOf(service.file), whole);
}

TEST_F(BackupFile, ThatCannotBeFinishedLeavesNothing) {
  const auto file = service.file.string() + ".empty";
  const refocus::testing::TestDatabase place(Engine::sqlite);
  const auto empty = place.open();
  EXPECT_EQ(
      faultOf([&] { writeBackup(*empty, service.opened.keys, systemClock()(), file); }).code(),
      FaultCode::configuration);
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_FALSE(std::filesystem::exists(file + ".new"));
}

}  // namespace
}  // namespace refocus::app
