// What is SQLite's own: its file.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>

#include "contract/contract.hpp"
#include "database/sqlite_fault.hpp"

namespace refocus::database {
namespace {

class SqliteFile : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const char* name) const {
    return (folder_.path() / name).string();
  }
  [[nodiscard]] static std::unique_ptr<Database> opened(const std::string& path) {
    return Database::open({.target = path});
  }
  static std::string setting(Database& database, std::string_view pragma) {
    return database.write([&](Write& writing) {
      return writing.first(pragma, {}, [](const Row& row) { return std::string(row.text(0)); })
          .value();
    });
  }

 private:
  refocus::testing::TestFolder folder_;
};

TEST_F(SqliteFile, IsReadableByItsOwnerOnly) {
  const auto database = opened(path("a.db"));
  database->runScript("CREATE TABLE a (b TEXT) STRICT");
  for (const auto* name : {"a.db", "a.db-wal", "a.db-shm"}) {
    struct stat found{};
    ASSERT_EQ(::stat(path(name).c_str(), &found), 0) << name;
    EXPECT_EQ(found.st_mode & 0777, 0600U) << name;
  }
}

TEST_F(SqliteFile, CommitsAreSyncedAndTheLogIsAhead) {
  const auto database = opened(path("a.db"));
  EXPECT_EQ(setting(*database, "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous"), "2");
  EXPECT_EQ(setting(*database, "SELECT journal_mode FROM pragma_journal_mode"), "wal");
  EXPECT_EQ(setting(*database, "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys"), "1");
}

TEST_F(SqliteFile, ThatIsNoDatabaseIsCorruptAndLeftAsItWas) {
  const std::string words(5000, 'n');
  std::ofstream(path("a.db")) << words;
  EXPECT_EQ(faultOf([&] { static_cast<void>(opened(path("a.db"))); }), FaultCode::corrupt);
  EXPECT_EQ(faultOf([&] {
              static_cast<void>(Database::open({.target = path("a.db"), .readOnly = true}));
            }),
            FaultCode::corrupt);
  std::ifstream file(path("a.db"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), words);
}

TEST_F(SqliteFile, InAFolderThatIsNotThereIsUnavailable) {
  std::string message;
  EXPECT_EQ(faultOf([&] { static_cast<void>(opened(path("no/a.db"))); }, &message),
            FaultCode::unavailable);
  EXPECT_NE(message.find("no/a.db"), std::string::npos) << message;
}

TEST_F(SqliteFile, ThatIsMissingIsNotMadeByReading) {
  EXPECT_EQ(faultOf([&] {
              static_cast<void>(Database::open({.target = path("a.db"), .readOnly = true}));
            }),
            FaultCode::unavailable);
  EXPECT_FALSE(std::filesystem::exists(path("a.db")));
}

TEST_F(SqliteFile, WithoutANameIsABadSetting) {
  EXPECT_EQ(faultOf([] { static_cast<void>(Database::open({.target = ""})); }),
            FaultCode::configuration);
}

TEST_F(SqliteFile, WithAPageOverwrittenIsReportedCorrupt) {
  {
    const auto database = opened(path("a.db"));
    database->runScript("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT) STRICT");
    const std::string words(3000, 'w');
    database->write([&](Write& writing) {
      for (int i = 0; i < 20; ++i) writing.run("INSERT INTO a VALUES ($1, $2)", {i, words});
    });
  }
  {
    std::fstream file(path("a.db"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(4096 * 3, '\xEE');
  }
  const auto database = opened(path("a.db"));
  EXPECT_EQ(faultOf([&] {
              database->read([](Read& read) { read.each("SELECT b FROM a", {}, [](auto&) {}); });
            }),
            FaultCode::corrupt);
}

TEST(SqliteResults, EachMeansOneKindOfFault) {
  using enum FaultCode;
  EXPECT_EQ(sqliteFaultCode(SQLITE_CONSTRAINT_UNIQUE), duplicate);
  EXPECT_EQ(sqliteFaultCode(SQLITE_CONSTRAINT_PRIMARYKEY), duplicate);
  EXPECT_EQ(sqliteFaultCode(SQLITE_CONSTRAINT_FOREIGNKEY), brokenReference);
  EXPECT_EQ(sqliteFaultCode(SQLITE_CONSTRAINT_NOTNULL), invalid);
  EXPECT_EQ(sqliteFaultCode(SQLITE_CONSTRAINT_CHECK), invalid);
  EXPECT_EQ(sqliteFaultCode(SQLITE_CONSTRAINT_DATATYPE), invalid);
  EXPECT_EQ(sqliteFaultCode(SQLITE_BUSY), busy);
  EXPECT_EQ(sqliteFaultCode(SQLITE_BUSY_SNAPSHOT), retry);
  EXPECT_EQ(sqliteFaultCode(SQLITE_FULL), diskFull);
  EXPECT_EQ(sqliteFaultCode(SQLITE_READONLY_DBMOVED), readOnly);
  EXPECT_EQ(sqliteFaultCode(SQLITE_IOERR_FSYNC), unavailable);
  EXPECT_EQ(sqliteFaultCode(SQLITE_CANTOPEN), unavailable);
  EXPECT_EQ(sqliteFaultCode(SQLITE_CORRUPT_VTAB), corrupt);
  EXPECT_EQ(sqliteFaultCode(SQLITE_NOTADB), corrupt);
  EXPECT_EQ(sqliteFaultCode(SQLITE_INTERRUPT), busy);
  EXPECT_EQ(sqliteFaultCode(SQLITE_TOOBIG), tooLarge);
  EXPECT_EQ(sqliteFaultCode(SQLITE_ERROR), internal);
}

}  // namespace
}  // namespace refocus::database
