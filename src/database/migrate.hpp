// Migrations: numbered SQL texts that run on both databases, each once, in order, each in a
// transaction of its own. The tokens {int64} {real64} {bytes} {strict} {by_key} are written as each
// database's own words. A database newer than the program is refused: Fault(configuration).
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "database/database.hpp"

namespace refocus::database {

struct Migration {
  int number;             ///< 1, 2, 3 … without gaps
  std::string_view name;  ///< for people, e.g. "people"
  std::string_view sql;
};

/// The text of a migration as one engine reads it.
[[nodiscard]] std::string expandTokens(std::string_view sql, Engine engine);

/// The number of the newest migration that has run; 0 for an empty database.
[[nodiscard]] int schemaVersion(Database& database);
[[nodiscard]] int schemaVersion(Read& read, Engine engine);

/// Runs what has not run yet. `beforeEach` is called before a migration of a database that already
/// holds one (to back it up); not for a new, empty one.
void migrate(Database& database, std::span<const Migration> migrations,
             const std::function<void(const Migration&)>& beforeEach);

/// Runs what has not run yet of these migrations as a part of one write, which undoes them too when
/// it fails: for a restore.
void migrateWithin(Write& write, Engine engine, std::span<const Migration> migrations);

}  // namespace refocus::database
