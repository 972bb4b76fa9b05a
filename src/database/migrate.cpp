#include "database/migrate.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/fault.hpp"

namespace refocus::database {
namespace {

constexpr std::string_view kCreateTable = R"(
  CREATE TABLE IF NOT EXISTS schema_migration (
    number   {int64} PRIMARY KEY,
    name     TEXT NOT NULL,
    checksum TEXT NOT NULL
  ) {strict})";

/// What has run, as the database tells it.
struct Ran {
  std::int64_t number;
  std::string name;
  std::string checksum;
};

std::string checksumOf(std::string_view sql) {
  Bytes hash(16);
  const auto bytes = asBytes(sql);
  crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
  return toHex(hash);
}

bool hasTable(Read& read, Engine engine) {
  const auto* sql = engine == Engine::sqlite
                        ? "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migration'"
                        : "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() "
                          "AND tablename = 'schema_migration'";
  return read.number(sql, {}) > 0;
}

std::vector<Ran> whatRan(Read& read, Engine engine) {
  if (!hasTable(read, engine)) return {};
  return read.all("SELECT number, name, checksum FROM schema_migration ORDER BY number", {},
                  [](const Row& row) {
                    return Ran{row.integer(0), std::string(row.text(1)), std::string(row.text(2))};
                  });
}

void checkNumbers(std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].number == static_cast<int>(i) + 1) continue;
    throw Fault(FaultCode::configuration,
                fmt::format("migration {} ({}) stands at place {}: they are numbered 1, 2, 3 …",
                            migrations[i].number, migrations[i].name, i + 1));
  }
}

/// A migration that has run may not be changed: two databases would differ and nobody know it.
void checkSame(const std::vector<Ran>& ran, std::span<const Migration> migrations) {
  if (ran.size() > migrations.size()) {
    throw Fault(
        FaultCode::configuration,
        fmt::format("the database is at version {} and this program knows {}: use the newer "
                    "program, or restore the backup from before it",
                    ran.size(), migrations.size()));
  }
  for (std::size_t i = 0; i < ran.size(); ++i) {
    if (ran[i].number == migrations[i].number && ran[i].checksum == checksumOf(migrations[i].sql)) {
      continue;
    }
    throw Fault(
        FaultCode::configuration,
        fmt::format("migration {} ({}) is not the one that made this database ({}): put its "
                    "text back and write a new migration",
                    migrations[i].number, migrations[i].name, ran[i].name));
  }
}

void runOne(Write& write, Engine engine, const Migration& migration) {
  try {
    write.script(expandTokens(migration.sql, engine));
    write.run("INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)",
              {migration.number, migration.name, checksumOf(migration.sql)});
  } catch (const Fault& fault) {
    throw Fault(fault.code(), fmt::format("migration {} ({}) failed and was undone: {}",
                                          migration.number, migration.name, fault.what()));
  }
}

}  // namespace

std::string expandTokens(std::string_view sql, Engine engine) {
  struct Word {
    std::string_view token, sqlite, postgresql;
  };
  constexpr std::array<Word, 5> kWords{{{"{int64}", "INTEGER", "BIGINT"},
                                        {"{real64}", "REAL", "DOUBLE PRECISION"},
                                        {"{bytes}", "BLOB", "BYTEA"},
                                        {"{strict}", "STRICT", ""},
                                        {"{by_key}", "STRICT, WITHOUT ROWID", ""}}};
  std::string text;
  while (!sql.empty()) {
    const auto* word = std::ranges::find_if(
        kWords, [&](const auto& candidate) { return sql.starts_with(candidate.token); });
    if (word != kWords.end()) {
      text += engine == Engine::sqlite ? word->sqlite : word->postgresql;
      sql.remove_prefix(word->token.size());
    } else {
      text += sql.front();
      sql.remove_prefix(1);
    }
  }
  return text;
}

int schemaVersion(Read& read, Engine engine) {
  return static_cast<int>(whatRan(read, engine).size());
}

int schemaVersion(Database& database) {
  return database.read([&](Read& read) { return schemaVersion(read, database.engine()); });
}

void migrate(Database& database, std::span<const Migration> migrations,
             const std::function<void(const Migration&)>& beforeEach) {
  checkNumbers(migrations);
  const auto ran = database.read([&](Read& read) { return whatRan(read, database.engine()); });
  checkSame(ran, migrations);
  if (ran.size() == migrations.size()) return;
  const bool isNew = ran.empty();
  database.runScript(expandTokens(kCreateTable, database.engine()));
  for (const auto& migration : migrations.subspan(ran.size())) {
    if (!isNew && beforeEach) beforeEach(migration);
    database.write([&](Write& write) { runOne(write, database.engine(), migration); });
  }
}

void migrateWithin(Write& write, Engine engine, std::span<const Migration> migrations) {
  checkNumbers(migrations);
  const auto ran = whatRan(write, engine);
  checkSame(ran, migrations);
  if (ran.empty()) write.script(expandTokens(kCreateTable, engine));
  for (const auto& migration : migrations.subspan(ran.size())) runOne(write, engine, migration);
}

}  // namespace refocus::database
