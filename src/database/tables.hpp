// What tables a database has, as the database itself tells: for copying whole databases. Both
// engines give the same answer for the same migrations.
#pragma once

#include <string>
#include <vector>

#include "database/database.hpp"

namespace refocus::database {

enum class ColumnType { integer, real, text, bytes };

struct Column {
  std::string name;
  ColumnType type;
  bool operator==(const Column&) const = default;
};

struct Table {
  std::string name;
  std::vector<Column> columns;  ///< as they were made
  std::vector<int> key;         ///< places in `columns` of the primary key, in its order
  bool operator==(const Table&) const = default;
};

/// All tables but the one that counts migrations, each after those that its foreign keys name,
/// else by name. Throws Fault(internal) for what the migrations may not make: a table without a
/// primary key, a column of another type, tables that name each other or themselves, a name that
/// would need quoting.
[[nodiscard]] std::vector<Table> tablesOf(Read& read, Engine engine);

/// What stands in a row at a place, whatever its type. Text and bytes live as long as the row.
[[nodiscard]] Param valueIn(const Row& row, int place, ColumnType type);

}  // namespace refocus::database
