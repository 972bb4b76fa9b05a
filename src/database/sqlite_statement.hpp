// A SQLite connection, one prepared statement of it, and one use of that.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string_view>
#include <vector>

#include "database/value.hpp"

namespace refocus::database {

struct SqliteCloser {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
using SqliteConnection = std::unique_ptr<sqlite3, SqliteCloser>;

struct SqliteFinalizer {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

struct SqliteStatement {
  std::unique_ptr<sqlite3_stmt, SqliteFinalizer> handle;
  std::vector<int> places;  ///< SQLite's index of $1, $2 …: it numbers them as they appear
  bool inUse = false;       ///< a read inside its own callback
};

/// Prepares the text and finds its parameters. Throws Fault if it is refused or not valid SQL.
[[nodiscard]] SqliteStatement prepareSqlite(sqlite3* connection, std::string_view sql);

/// Prepares our own text without parameters, transaction control included.
[[nodiscard]] SqliteStatement prepareSqliteCommand(sqlite3* connection, std::string_view sql);

/// One use: parameters bound by its constructor, reset and let go by its destructor. The parameters
/// must live as long.
class SqliteUse {
 public:
  SqliteUse(sqlite3* connection, SqliteStatement& statement, std::string_view sql, Params params);
  ~SqliteUse();
  SqliteUse(const SqliteUse&) = delete;
  SqliteUse& operator=(const SqliteUse&) = delete;

  /// True if there is a row to read, false at the end. Throws Fault.
  [[nodiscard]] bool step();
  /// Binds other parameters and starts again.
  void rebind(Params params);

 private:
  void bind(Params params);

  sqlite3* connection_;
  SqliteStatement& statement_;
  std::string_view sql_;
};

/// The row that a statement stands on.
class SqliteRow : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  [[nodiscard]] bool isNull(int column) const override;
  [[nodiscard]] std::int64_t integer(int column) const override;
  [[nodiscard]] double real(int column) const override;
  [[nodiscard]] std::string_view text(int column) const override;
  [[nodiscard]] ByteView bytes(int column) const override;

 private:
  [[nodiscard]] int typeOf(int column) const;
  void expect(int column, int type) const;

  sqlite3_stmt* statement_;
};

}  // namespace refocus::database
