#include "database/postgresql_fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "database/sql_text.hpp"

namespace refocus::database {
namespace {

using enum FaultCode;

struct StateMeaning {
  std::string_view prefix;  ///< whole codes first, then classes
  FaultCode code;
};

constexpr std::array kMeanings{
    StateMeaning{"23505", duplicate},  // unique_violation
    StateMeaning{"23P01", duplicate},  // exclusion_violation
    StateMeaning{"23503", brokenReference},
    StateMeaning{"23", invalid},      // not null, check
    StateMeaning{"22", invalid},      // data exceptions
    StateMeaning{"40001", retry},     // serialization_failure
    StateMeaning{"40P01", retry},     // deadlock_detected
    StateMeaning{"0A000", retry},     // cached plan must not change result type
    StateMeaning{"40", unavailable},  // statement_completion_unknown
    StateMeaning{"53100", diskFull},
    StateMeaning{"53", busy},         // memory, connections
    StateMeaning{"55P03", busy},      // lock_not_available
    StateMeaning{"57014", busy},      // query_canceled: the time limit
    StateMeaning{"57", unavailable},  // the server stops
    StateMeaning{"08", unavailable},  // connection
    StateMeaning{"58", unavailable},  // io_error
    StateMeaning{"25006", readOnly},  // read_only_sql_transaction
    StateMeaning{"54", tooLarge},     // program limits
    StateMeaning{"XX001", corrupt},
    StateMeaning{"XX002", corrupt},
    StateMeaning{"28", configuration},     // wrong user or password
    StateMeaning{"3D", configuration},     // no such database
    StateMeaning{"42501", configuration},  // insufficient_privilege
};

std::string field(const PGresult* result, int which) {
  const char* text = PQresultErrorField(result, which);
  return text == nullptr ? std::string() : std::string(text);
}

/// Which table, column and rule, as far as PostgreSQL says.
std::string placeOf(const PGresult* result) {
  std::string place;
  constexpr std::array<std::pair<int, std::string_view>, 3> kParts{
      {{PG_DIAG_TABLE_NAME, "table"},
       {PG_DIAG_COLUMN_NAME, "column"},
       {PG_DIAG_CONSTRAINT_NAME, "rule"}}};
  for (const auto& [which, label] : kParts) {
    const auto name = field(result, which);
    if (!name.empty()) place += fmt::format(", {} {}", label, name);
  }
  return place;
}

std::string_view wordsFor(FaultCode code) {
  switch (code) {
    case duplicate:
      return "a value that must be unique is there already";
    case brokenReference:
      return "a row names another that is not there, or is still named by others";
    case invalid:
      return "a value breaks a rule of the table or of its type";
    default:
      return "";
  }
}

}  // namespace

FaultCode postgresqlFaultCode(std::string_view sqlState) {
  if (sqlState.empty()) return unavailable;
  const auto* found = std::ranges::find_if(
      kMeanings, [&](const auto& meaning) { return sqlState.starts_with(meaning.prefix); });
  return found == kMeanings.end() ? internal : found->code;
}

bool endsConnection(std::string_view sqlState) {
  return sqlState.empty() || sqlState.starts_with("57P") || sqlState.starts_with("08");
}

std::string_view sqlStateOf(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view() : std::string_view(state);
}

Fault postgresqlFault(const PGresult* result, std::string_view sql) {
  const auto state = sqlStateOf(result);
  const auto code = postgresqlFaultCode(state);
  const auto ours = wordsFor(code);
  const auto words = ours.empty() ? field(result, PG_DIAG_MESSAGE_PRIMARY) : std::string(ours);
  return {code, fmt::format("PostgreSQL: {} ({}{}), in: {}", words, state, placeOf(result),
                            excerptOf(sql))};
}

}  // namespace refocus::database
