// What PostgreSQL's SQLSTATE codes mean to us (its manual, appendix A).
#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "base/fault.hpp"

namespace refocus::database {

/// The code of a Fault for five characters of SQLSTATE; empty means that libpq lost the server.
[[nodiscard]] FaultCode postgresqlFaultCode(std::string_view sqlState);

/// True if a server that answers so ends the connection with it.
[[nodiscard]] bool endsConnection(std::string_view sqlState);

/// The SQLSTATE of a result that is an error; empty if libpq made the error.
[[nodiscard]] std::string_view sqlStateOf(const PGresult* result);

/// The Fault of a result that is an error. PostgreSQL's details and, for bad values, its messages
/// quote what was given, so they are left out; names of constraints, tables and columns are not.
[[nodiscard]] Fault postgresqlFault(const PGresult* result, std::string_view sql);

}  // namespace refocus::database
