#include "database/sqlite_fault.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "database/sql_text.hpp"

namespace refocus::database {
namespace {

FaultCode constraintCode(int extendedResult) {
  switch (extendedResult) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return FaultCode::duplicate;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return FaultCode::brokenReference;
    default:  // not null, check, and a value of another type than the column's
      return FaultCode::invalid;
  }
}

std::string_view adviceFor(FaultCode code) {
  switch (code) {
    case FaultCode::diskFull:
      return "; make room on the disk, then try again";
    case FaultCode::readOnly:
      return "; the file or its folder may not be written by this user";
    case FaultCode::corrupt:
      return "; stop, and restore the last backup";
    case FaultCode::unavailable:
      return "; look at the disk and the folder's permissions";
    default:
      return "";
  }
}

}  // namespace

FaultCode sqliteFaultCode(int extendedResult) {
  if (extendedResult == SQLITE_BUSY_SNAPSHOT) return FaultCode::retry;
  switch (extendedResult & 0xff) {
    case SQLITE_CONSTRAINT:
      return constraintCode(extendedResult);
    case SQLITE_MISMATCH:
      return FaultCode::invalid;
    case SQLITE_TOOBIG:
      return FaultCode::tooLarge;
    case SQLITE_SCHEMA:
      return FaultCode::retry;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
    case SQLITE_NOMEM:
      return FaultCode::busy;
    case SQLITE_FULL:
      return FaultCode::diskFull;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return FaultCode::readOnly;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOLFS:
      return FaultCode::unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return FaultCode::corrupt;
    default:
      return FaultCode::internal;
  }
}

void throwSqliteFault(sqlite3* connection, std::string_view where) {
  const int result = sqlite3_extended_errcode(connection);
  const auto code = sqliteFaultCode(result);
  // SQLite's messages name tables and columns, never values.
  throw Fault(code, fmt::format("SQLite: {} ({}){}, in: {}", sqlite3_errmsg(connection), result,
                                adviceFor(code), excerptOf(where)));
}

}  // namespace refocus::database
