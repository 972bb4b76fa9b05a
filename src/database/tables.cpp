#include "database/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/fault.hpp"

namespace refocus::database {
namespace {

/// The same three questions in each engine's words. A column answers with its name, its type and
/// its place in the primary key (0: not in it).
struct Questions {
  std::string_view tables;
  std::string_view columns;
  std::string_view references;
};

constexpr Questions kSqlite{
    .tables = R"(SELECT name
                   FROM sqlite_schema
                  WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_')",
    .columns = "SELECT name, lower(type), pk FROM pragma_table_info($1) ORDER BY cid",
    .references = R"(SELECT DISTINCT "table" FROM pragma_foreign_key_list($1))"};

constexpr Questions kPostgresql{
    .tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
    .columns = R"(SELECT a.attname, format_type(a.atttypid, NULL),
                         COALESCE(array_position(k.conkey, a.attnum), 0)
                    FROM pg_attribute a
                    LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
                   WHERE a.attrelid = to_regclass(quote_ident($1))
                     AND a.attnum > 0
                     AND NOT a.attisdropped
                   ORDER BY a.attnum)",
    .references = R"(SELECT DISTINCT named.relname
                       FROM pg_constraint k
                       JOIN pg_class named ON named.oid = k.confrelid
                      WHERE k.contype = 'f'
                        AND k.conrelid = to_regclass(quote_ident($1)))"};

constexpr std::array<std::pair<std::string_view, ColumnType>, 7> kTypes{
    {{"integer", ColumnType::integer},
     {"bigint", ColumnType::integer},
     {"real", ColumnType::real},
     {"double precision", ColumnType::real},
     {"text", ColumnType::text},
     {"blob", ColumnType::bytes},
     {"bytea", ColumnType::bytes}}};

std::string checkedName(std::string_view name) {
  const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!plain) throw Fault(FaultCode::internal, fmt::format("\"{}\" is no name of ours", name));
  return std::string(name);
}

ColumnType typeNamed(std::string_view type, std::string_view column) {
  const auto* found =
      std::ranges::find(kTypes, type, &std::pair<std::string_view, ColumnType>::first);
  if (found != kTypes.end()) return found->second;
  throw Fault(FaultCode::internal,
              fmt::format("column {} is of type {}, which Refocus does not use", column, type));
}

std::vector<std::string> namesFrom(Read& read, std::string_view sql,
                                   std::initializer_list<Param> params) {
  return read.all(sql, params, [](const Row& row) { return checkedName(row.text(0)); });
}

Table tableNamed(Read& read, const Questions& questions, const std::string& name) {
  Table table{.name = name, .columns = {}, .key = {}};
  std::vector<std::pair<std::int64_t, int>> key;
  read.each(questions.columns, {name}, [&](const Row& row) {
    const auto column = checkedName(row.text(0));
    if (row.integer(2) > 0)
      key.emplace_back(row.integer(2), static_cast<int>(table.columns.size()));
    table.columns.push_back({column, typeNamed(row.text(1), column)});
  });
  if (key.empty()) {
    throw Fault(FaultCode::internal, fmt::format("table {} has no primary key", name));
  }
  std::ranges::sort(key);
  for (const auto& [place, column] : key) table.key.push_back(column);
  return table;
}

}  // namespace

std::vector<Table> tablesOf(Read& read, Engine engine) {
  const Questions& questions = engine == Engine::sqlite ? kSqlite : kPostgresql;
  auto waiting = namesFrom(read, questions.tables, {});
  std::erase(waiting, "schema_migration");
  std::ranges::sort(waiting);
  std::vector<Table> tables;
  std::set<std::string> placed;
  while (!waiting.empty()) {
    const auto next = std::ranges::find_if(waiting, [&](const std::string& name) {
      return std::ranges::all_of(namesFrom(read, questions.references, {name}),
                                 [&](const std::string& other) { return placed.contains(other); });
    });
    if (next == waiting.end()) {
      throw Fault(FaultCode::internal,
                  fmt::format("table {} and others name each other in a circle", waiting.front()));
    }
    tables.push_back(tableNamed(read, questions, *next));
    placed.insert(*next);
    waiting.erase(next);
  }
  return tables;
}

Param valueIn(const Row& row, int place, ColumnType type) {
  if (row.isNull(place)) return nullptr;
  switch (type) {
    case ColumnType::integer:
      return row.integer(place);
    case ColumnType::real:
      return row.real(place);
    case ColumnType::text:
      return row.text(place);
    case ColumnType::bytes:
      return row.bytes(place);
  }
  return nullptr;
}

}  // namespace refocus::database
