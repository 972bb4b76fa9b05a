// libpq's functions, each of which opens the library when the first of them is called. With it come
// two dozen more (TLS, Kerberos, LDAP), whose start took two thirds of what `refocus --version` and
// a fit took, and which only a service on PostgreSQL needs (docs/decisions/start.md). Callers
// include libpq-fe.h and see no difference; the linker names a function that is missing here.
//
// Fault(configuration) where the library or a function of it is missing.
#include <dlfcn.h>
#include <fmt/format.h>

#include "base/fault.hpp"

// Hidden, so that the library's calls to itself do not end here.
#pragma GCC visibility push(hidden)
#include <libpq-fe.h>
#pragma GCC visibility pop

namespace refocus::database {
namespace {

[[noreturn]] void refuse(const char* reason) {
  throw Fault(FaultCode::configuration,
              fmt::format("PostgreSQL's library libpq cannot be used: {}; install it (Debian's "
                          "package libpq5), or keep the service in SQLite",
                          reason));
}

// Never closed: connections may be in use until the program ends.
void* library() {
  static void* const opened = [] {
    void* const made = ::dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (made == nullptr) refuse(::dlerror());
    return made;
  }();
  return opened;
}

template <typename Function>
Function* functionOf(const char* name) {
  void* const found = ::dlsym(library(), name);
  if (found == nullptr) refuse(::dlerror());
  return reinterpret_cast<Function*>(found);
}

}  // namespace
}  // namespace refocus::database

// A macro, because the name is needed as text too. What differs from libpq-fe.h does not compile.
#define REFOCUS_FORWARD(name, parameters, arguments)                                \
  auto name parameters->decltype(name arguments) {                                  \
    static auto* const real = refocus::database::functionOf<decltype(name)>(#name); \
    return real arguments;                                                          \
  }

extern "C" {
REFOCUS_FORWARD(PQclear, (PGresult * result), (result))
REFOCUS_FORWARD(PQcmdStatus, (PGresult * result), (result))
REFOCUS_FORWARD(PQcmdTuples, (PGresult * result), (result))
REFOCUS_FORWARD(PQconnectdb, (const char* address), (address))
REFOCUS_FORWARD(PQconnectdbParams,
                (const char* const* keywords, const char* const* values, int expandsName),
                (keywords, values, expandsName))
REFOCUS_FORWARD(PQconninfoFree, (PQconninfoOption * options), (options))
REFOCUS_FORWARD(PQconninfoParse, (const char* address, char** problem), (address, problem))
REFOCUS_FORWARD(PQdb, (const PGconn* connection), (connection))
REFOCUS_FORWARD(PQenterPipelineMode, (PGconn * connection), (connection))
REFOCUS_FORWARD(PQerrorMessage, (const PGconn* connection), (connection))
REFOCUS_FORWARD(PQexec, (PGconn * connection, const char* sql), (connection, sql))
REFOCUS_FORWARD(PQfinish, (PGconn * connection), (connection))
REFOCUS_FORWARD(PQfreemem, (void* memory), (memory))
REFOCUS_FORWARD(PQftype, (const PGresult* result, int column), (result, column))
REFOCUS_FORWARD(PQgetisnull, (const PGresult* result, int row, int column), (result, row, column))
REFOCUS_FORWARD(PQgetlength, (const PGresult* result, int row, int column), (result, row, column))
REFOCUS_FORWARD(PQgetResult, (PGconn * connection), (connection))
REFOCUS_FORWARD(PQgetvalue, (const PGresult* result, int row, int column), (result, row, column))
REFOCUS_FORWARD(PQhost, (const PGconn* connection), (connection))
REFOCUS_FORWARD(PQhostaddr, (const PGconn* connection), (connection))
REFOCUS_FORWARD(PQnfields, (const PGresult* result), (result))
REFOCUS_FORWARD(PQntuples, (const PGresult* result), (result))
REFOCUS_FORWARD(PQparamtype, (const PGresult* result, int parameter), (result, parameter))
REFOCUS_FORWARD(PQpipelineSync, (PGconn * connection), (connection))
REFOCUS_FORWARD(PQresultErrorField, (const PGresult* result, int field), (result, field))
REFOCUS_FORWARD(PQresultStatus, (const PGresult* result), (result))
REFOCUS_FORWARD(PQsendDescribePrepared, (PGconn * connection, const char* name), (connection, name))
REFOCUS_FORWARD(PQsendPrepare,
                (PGconn * connection, const char* name, const char* sql, int count,
                 const Oid* types),
                (connection, name, sql, count, types))
REFOCUS_FORWARD(PQsendQueryParams,
                (PGconn * connection, const char* sql, int count, const Oid* types,
                 const char* const* values, const int* lengths, const int* formats, int format),
                (connection, sql, count, types, values, lengths, formats, format))
REFOCUS_FORWARD(PQsendQueryPrepared,
                (PGconn * connection, const char* name, int count, const char* const* values,
                 const int* lengths, const int* formats, int format),
                (connection, name, count, values, lengths, formats, format))
REFOCUS_FORWARD(PQserverVersion, (const PGconn* connection), (connection))
REFOCUS_FORWARD(PQsetNoticeReceiver, (PGconn * connection, PQnoticeReceiver receiver, void* handed),
                (connection, receiver, handed))
REFOCUS_FORWARD(PQsslInUse, (PGconn * connection), (connection))
REFOCUS_FORWARD(PQstatus, (const PGconn* connection), (connection))
}
