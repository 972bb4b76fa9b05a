#include "database/database.hpp"

#include "database/pooled_database.hpp"
#include "database/postgresql_session.hpp"
#include "database/sql_text.hpp"
#include "database/sqlite_session.hpp"

namespace refocus::database {

std::int64_t Read::number(std::string_view sql, std::initializer_list<Param> params) {
  const auto found = first(sql, params, [](const Row& row) { return row.integer(0); });
  if (!found) throw Fault(FaultCode::internal, "a count gave no row: " + excerptOf(sql));
  return *found;
}

std::unique_ptr<Database> Database::open(const Settings& settings) {
  if (isPostgresqlAddress(settings.target)) {
    return std::make_unique<PooledDatabase>(settings, Engine::postgresql,
                                            postgresqlOpener(settings));
  }
  return std::make_unique<PooledDatabase>(settings, Engine::sqlite, sqliteOpener(settings));
}

}  // namespace refocus::database
