// What SQLite's result codes mean to us.
#pragma once

#include <string_view>

#include "base/fault.hpp"

struct sqlite3;

namespace refocus::database {

/// The code of a Fault for an extended result code of SQLite.
[[nodiscard]] FaultCode sqliteFaultCode(int extendedResult);

/// Throws the Fault of the connection's last error. `where` is the SQL or what was being done.
[[noreturn]] void throwSqliteFault(sqlite3* connection, std::string_view where);

}  // namespace refocus::database
