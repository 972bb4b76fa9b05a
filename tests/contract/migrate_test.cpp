#include <array>

#include "contract/contract.hpp"

namespace refocus::database {
namespace {

constexpr std::array kMigrations{Migration{1, "people", R"(
      CREATE TABLE person (
        id    TEXT PRIMARY KEY,
        born  {int64},
        score {real64},
        photo {bytes}
      ) {strict};
      CREATE INDEX person_born ON person (born);)"},
                                 Migration{2, "goals", R"(
      -- a goal belongs to a person; not to a team
      CREATE TABLE goal (
        id     {int64} PRIMARY KEY,
        person TEXT NOT NULL REFERENCES person (id),
        words  TEXT NOT NULL DEFAULT 'none; yet'
      ) {strict})"},
                                 Migration{3, "moods", R"(
      ALTER TABLE person ADD COLUMN mood TEXT;
      UPDATE person SET mood = 'unknown';)"}};

constexpr std::span<const Migration> kAll(kMigrations);

class Migrating : public Contract {
 protected:
  void runFirst(std::size_t count) { migrate(database(), kAll.first(count), nullptr); }
};
ON_BOTH_ENGINES(Migrating);

TEST_P(Migrating, AnEmptyDatabaseIsAtVersionZero) { EXPECT_EQ(schemaVersion(database()), 0); }

TEST_P(Migrating, FromEveryEarlierVersionTheResultIsTheSame) {
  for (std::size_t from = 0; from <= kAll.size(); ++from) {
    make(
        "DROP TABLE IF EXISTS goal; DROP TABLE IF EXISTS person;"
        "DROP TABLE IF EXISTS schema_migration");
    runFirst(from);
    EXPECT_EQ(schemaVersion(database()), static_cast<int>(from));
    if (from > 0) write("INSERT INTO person (id, born) VALUES ('p', 3000000000)");
    if (from == kAll.size()) write("UPDATE person SET mood = 'unknown'");
    migrate(database(), kAll, nullptr);
    EXPECT_EQ(schemaVersion(database()), 3);
    EXPECT_EQ(texts("SELECT mood FROM person"),
              std::vector<std::string>(from > 0 ? 1 : 0, "unknown"));
    write("INSERT INTO person (id, score, photo) VALUES ('q', $1, $2)", {0.5, Bytes{1}});
    write("INSERT INTO goal (id, person) VALUES (1, 'q')");
    EXPECT_EQ(texts("SELECT words FROM goal"), std::vector<std::string>{"none; yet"});
  }
}

TEST_P(Migrating, RunningAgainChangesNothing) {
  runFirst(3);
  write("INSERT INTO person (id, mood) VALUES ('p', 'bright')");
  runFirst(3);
  EXPECT_EQ(texts("SELECT mood FROM person"), std::vector<std::string>{"bright"});
}

TEST_P(Migrating, ABackupIsAskedForBeforeEachStepOfADatabaseInUseOnly) {
  std::vector<int> before;
  const auto note = [&](const Migration& migration) {
    EXPECT_EQ(schemaVersion(database()), migration.number - 1);
    before.push_back(migration.number);
  };
  migrate(database(), kAll.first(1), note);
  EXPECT_TRUE(before.empty());
  migrate(database(), kAll, note);
  EXPECT_EQ(before, (std::vector<int>{2, 3}));
}

TEST_P(Migrating, AStepThatFailsIsUndoneWholeAndSaysWhich) {
  const std::array broken{kMigrations[0], Migration{2, "wrong", R"(
      CREATE TABLE half (id TEXT) {strict};
      INSERT INTO nowhere VALUES (1);)"}};
  std::string message;
  EXPECT_EQ(faultOf([&] { migrate(database(), broken, nullptr); }, &message), FaultCode::internal);
  EXPECT_NE(message.find("migration 2 (wrong)"), std::string::npos) << message;
  EXPECT_EQ(schemaVersion(database()), 1);
  EXPECT_EQ(faultOf([&] { number("SELECT count(*) FROM half"); }), FaultCode::internal);
  runFirst(3);
  EXPECT_EQ(schemaVersion(database()), 3);
}

TEST_P(Migrating, AFailedBackupStopsTheMigration) {
  runFirst(1);
  EXPECT_EQ(faultOf([&] {
              migrate(database(), kAll,
                      [](const Migration&) { throw Fault(FaultCode::diskFull, "no room"); });
            }),
            FaultCode::diskFull);
  EXPECT_EQ(schemaVersion(database()), 1);
}

TEST_P(Migrating, ADatabaseNewerThanTheProgramIsRefused) {
  runFirst(3);
  EXPECT_EQ(faultOf([&] { runFirst(2); }), FaultCode::configuration);
}

TEST_P(Migrating, AMigrationThatWasChangedAfterItRanIsNoticed) {
  runFirst(1);
  const std::array changed{Migration{1, "people", "CREATE TABLE person (id TEXT) {strict}"}};
  EXPECT_EQ(faultOf([&] { migrate(database(), changed, nullptr); }), FaultCode::configuration);
}

TEST_P(Migrating, NumbersWithAGapAreRefused) {
  const std::array gap{kMigrations[0], kMigrations[2]};
  EXPECT_EQ(faultOf([&] { migrate(database(), gap, nullptr); }), FaultCode::configuration);
  EXPECT_EQ(schemaVersion(database()), 0);
}

TEST_P(Migrating, TokensAreEachDatabasesOwnWords) {
  EXPECT_EQ(expandTokens("a {int64}, b {real64}, c {bytes}) {strict}; {other}", Engine::sqlite),
            "a INTEGER, b REAL, c BLOB) STRICT; {other}");
  EXPECT_EQ(expandTokens("a {int64}, b {real64}, c {bytes}) {strict};", Engine::postgresql),
            "a BIGINT, b DOUBLE PRECISION, c BYTEA) ;");
  EXPECT_EQ(expandTokens(") {by_key};", Engine::sqlite), ") STRICT, WITHOUT ROWID;");
  EXPECT_EQ(expandTokens(") {by_key};", Engine::postgresql), ") ;");
}

}  // namespace
}  // namespace refocus::database
