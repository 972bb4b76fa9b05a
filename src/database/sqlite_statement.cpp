#include "database/sqlite_statement.hpp"

#include <fmt/format.h>

#include <string>
#include <type_traits>

#include "base/fault.hpp"
#include "database/row_fault.hpp"
#include "database/sql_text.hpp"
#include "database/sqlite_fault.hpp"

namespace refocus::database {
namespace {

std::string_view typeName(int type) {
  switch (type) {
    case SQLITE_INTEGER:
      return "integer";
    case SQLITE_FLOAT:
      return "real";
    case SQLITE_TEXT:
      return "text";
    case SQLITE_BLOB:
      return "bytes";
    default:
      return "null";
  }
}

/// SQLite takes a null pointer for a null, and an empty view may have one.
const void* notNull(const void* data) { return data == nullptr ? "" : data; }

int bindValue(sqlite3_stmt* statement, int place, const Param::Value& value) {
  const auto bindText = [&](std::string_view text) {
    return sqlite3_bind_text64(statement, place, static_cast<const char*>(notNull(text.data())),
                               text.size(), SQLITE_STATIC, SQLITE_UTF8);
  };
  return std::visit(
      [&](const auto& held) -> int {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::nullptr_t>) {
          return sqlite3_bind_null(statement, place);
        } else if constexpr (std::is_same_v<Held, std::int64_t>) {
          return sqlite3_bind_int64(statement, place, held);
        } else if constexpr (std::is_same_v<Held, double>) {
          return sqlite3_bind_double(statement, place, held + 0.0);  // -0.0 becomes 0.0
        } else if constexpr (std::is_same_v<Held, ByteView>) {
          return sqlite3_bind_blob64(statement, place, notNull(held.data()), held.size(),
                                     SQLITE_STATIC);
        } else {
          return bindText(held);
        }
      },
      value);
}

}  // namespace

SqliteStatement prepareSqliteCommand(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const int result = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  SqliteStatement statement;
  statement.handle.reset(handle);
  if (result != SQLITE_OK) throwSqliteFault(connection, sql);
  return statement;
}

SqliteStatement prepareSqlite(sqlite3* connection, std::string_view sql) {
  const int count = countParameters(sql);
  auto statement = prepareSqliteCommand(connection, sql);
  for (int number = 1; number <= count; ++number) {
    statement.places.push_back(sqlite3_bind_parameter_index(
        statement.handle.get(), ("$" + std::to_string(number)).c_str()));
  }
  return statement;
}

SqliteUse::SqliteUse(sqlite3* connection, SqliteStatement& statement, std::string_view sql,
                     Params params)
    : connection_(connection), statement_(statement), sql_(sql) {
  checkParams(static_cast<int>(statement.places.size()), params, sql);
  bind(params);
  statement_.inUse = true;
}

SqliteUse::~SqliteUse() {
  sqlite3_reset(statement_.handle.get());
  sqlite3_clear_bindings(statement_.handle.get());
  statement_.inUse = false;
}

bool SqliteUse::step() {
  switch (sqlite3_step(statement_.handle.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      throwSqliteFault(connection_, sql_);
  }
}

void SqliteUse::rebind(Params params) {
  checkParams(static_cast<int>(statement_.places.size()), params, sql_);
  sqlite3_reset(statement_.handle.get());
  bind(params);
}

void SqliteUse::bind(Params params) {
  for (std::size_t i = 0; i < params.size(); ++i) {
    const int result = bindValue(statement_.handle.get(), statement_.places[i], params[i].value());
    if (result == SQLITE_OK) continue;
    sqlite3_clear_bindings(statement_.handle.get());
    throwSqliteFault(connection_, sql_);
  }
}

bool SqliteRow::isNull(int column) const { return typeOf(column) == SQLITE_NULL; }

std::int64_t SqliteRow::integer(int column) const {
  expect(column, SQLITE_INTEGER);
  return sqlite3_column_int64(statement_, column);
}

double SqliteRow::real(int column) const {
  if (typeOf(column) != SQLITE_INTEGER) expect(column, SQLITE_FLOAT);
  return sqlite3_column_double(statement_, column);
}

std::string_view SqliteRow::text(int column) const {
  expect(column, SQLITE_TEXT);
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

ByteView SqliteRow::bytes(int column) const {
  expect(column, SQLITE_BLOB);
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

int SqliteRow::typeOf(int column) const {
  if (column < 0 || column >= sqlite3_data_count(statement_)) {
    throwNoSuchColumn(column, sqlite3_data_count(statement_));
  }
  return sqlite3_column_type(statement_, column);
}

void SqliteRow::expect(int column, int type) const {
  const int found = typeOf(column);
  if (found != type) throwWrongType(column, typeName(type), typeName(found));
}

}  // namespace refocus::database
