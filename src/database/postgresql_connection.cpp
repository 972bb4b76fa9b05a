#include "database/postgresql_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/fault.hpp"
#include "database/postgresql_address.hpp"
#include "database/postgresql_fault.hpp"

namespace refocus::database {
namespace {

constexpr int kOldestServer = 150000;

bool isError(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED ||
         status == PGRES_BAD_RESPONSE;
}

// Whether PostgreSQL refuses what it will grant later: it starts, stops, recovers, or has no
// connection left.
// libpq tells no SQLSTATE of a connection that was not made.
bool isPassing(std::string_view message) {
  static constexpr std::array<std::string_view, 5> kPassing{
      "starting up", "shutting down", "in recovery mode", "not yet accepting", "too many"};
  return std::ranges::any_of(kPassing,
                             [&](std::string_view words) { return message.contains(words); });
}

void ignoreNotice(void* /*unused*/, const PGresult* /*unused*/) {}

}  // namespace

PostgresqlConnection::PostgresqlConnection(const Settings& settings, Session::Role role)
    : settings_(settings), role_(role) {}

void PostgresqlConnection::open() {
  close();
  if (!settings_.postgresqlWithoutTls) requireTls(settings_.target);
  try {
    connect();
    checkTls();
    checkServer();
    setUp();
  } catch (...) {
    close();
    throw;
  }
  if (PQenterPipelineMode(connection_.get()) == 0) lost();
}

void PostgresqlConnection::close() noexcept {
  connection_.reset();
  flying_ = left_ = 0;
  leftOpen_ = false;
}

bool PostgresqlConnection::up() const noexcept {
  return connection_ && PQstatus(connection_.get()) == CONNECTION_OK;
}

void PostgresqlConnection::connect() {
  // What the address itself says comes last and wins.
  const std::array<const char*, 8> keywords{"connect_timeout",
                                            "keepalives_idle",
                                            "keepalives_interval",
                                            "keepalives_count",
                                            "tcp_user_timeout",
                                            "application_name",
                                            "dbname",
                                            nullptr};
  const std::array<const char*, 8> values{
      "10", "30", "10", "3", "30000", "refocus", settings_.target.c_str(), nullptr};
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), /*expand_dbname=*/1));
  if (up()) return;
  const bool readable = connection_ && PQhost(connection_.get()) != nullptr;
  // libpq's message for an address that it cannot read quotes it, and it may hold a password.
  const std::string_view message = readable ? PQerrorMessage(connection_.get()) : "";
  const bool refused = message.contains("FATAL") && !isPassing(message);
  if (!message.starts_with("connection to server")) {
    throw Fault(FaultCode::configuration, "the postgresql:// address of the database is not one");
  }
  throw Fault(refused ? FaultCode::configuration : FaultCode::unavailable,
              fmt::format("cannot reach PostgreSQL: {}", message));
}

// Holds also where the address led elsewhere than it says, by a service file for one.
void PostgresqlConnection::checkTls() {
  PGconn* connection = connection_.get();
  if (settings_.postgresqlWithoutTls || PQsslInUse(connection) == 1) return;
  if (isOnThisMachine(PQhost(connection), PQhostaddr(connection))) return;
  throw Fault(FaultCode::configuration,
              fmt::format("PostgreSQL at {} is spoken to without TLS: add ?sslmode=verify-full to "
                          "storage.database",
                          PQhost(connection)));
}

void PostgresqlConnection::checkServer() {
  if (PQserverVersion(connection_.get()) < kOldestServer) {
    throw Fault(FaultCode::configuration, "Refocus needs PostgreSQL 15 or newer");
  }
  const auto found =
      ask("SELECT pg_encoding_to_char(encoding), datcollate, datlocprovider FROM pg_database "
          "WHERE datname = current_database()");
  const std::string_view encoding = PQgetvalue(found.get(), 0, 0);
  const std::string_view collation = PQgetvalue(found.get(), 0, 1);
  const std::string_view provider = PQgetvalue(found.get(), 0, 2);
  if (encoding == "UTF8" && provider == "c" && (collation == "C" || collation == "POSIX")) return;
  throw Fault(
      FaultCode::configuration,
      fmt::format("the PostgreSQL database {} has encoding {} and collation {}; make it anew "
                  "with: CREATE DATABASE … ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0",
                  PQdb(connection_.get()), encoding, collation));
}

void PostgresqlConnection::setUp() {
  PQsetNoticeReceiver(connection_.get(), ignoreNotice, nullptr);
  static_cast<void>(
      ask(fmt::format("SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; "
                      "SET client_min_messages = error; SET TimeZone = 'UTC'; SET jit = off; "
                      "SET statement_timeout = {}; SET lock_timeout = {}",
                      std::chrono::milliseconds(settings_.statementTimeout).count(),
                      waitForTurn(settings_).count())));
  if (role_ == Session::Role::reader) {
    static_cast<void>(
        ask("SET SESSION CHARACTERISTICS AS TRANSACTION "
            "ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
  } else {
    // A commit that returns is on disk; a stricter setting of the server's is kept.
    static_cast<void>(
        ask("SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"));
  }
}

/// One question while the connection is not yet in pipeline mode.
PostgresqlResult PostgresqlConnection::ask(const std::string& sql) {
  PostgresqlResult result(PQexec(connection_.get(), sql.c_str()));
  if (!result || isError(result.get())) throw postgresqlFault(result.get(), sql);
  return result;
}

std::size_t PostgresqlConnection::command(const std::string& sql) {
  receiveLeft();
  return sent(
      PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1));
}

std::size_t PostgresqlConnection::prepare(const std::string& name, std::string_view sql,
                                          const std::vector<Oid>& types) {
  receiveLeft();
  return sent(PQsendPrepare(connection_.get(), name.c_str(), std::string(sql).c_str(),
                            static_cast<int>(types.size()), types.data()));
}

std::size_t PostgresqlConnection::describe(const std::string& name) {
  receiveLeft();
  return sent(PQsendDescribePrepared(connection_.get(), name.c_str()));
}

std::size_t PostgresqlConnection::execute(const std::string& name, const PostgresqlValues& values) {
  receiveLeft();
  return sent(PQsendQueryPrepared(connection_.get(), name.c_str(), values.count(), values.data(),
                                  values.lengths(), values.formats(), 1));
}

std::vector<PostgresqlResult> PostgresqlConnection::land(std::string_view sql) {
  if (!up() || PQpipelineSync(connection_.get()) == 0) lost();
  const std::size_t count = std::exchange(flying_, 0);
  std::vector<PostgresqlResult> results;
  std::optional<Fault> error;
  for (std::size_t i = 0; i < count; ++i) {
    results.push_back(receiveOne());
    const auto* result = results.back().get();
    if (error) continue;
    if (!isError(result)) {
      ++done_;
      continue;
    }
    error = postgresqlFault(result, sql);
    if (!endsConnection(sqlStateOf(result))) continue;
    close();
    throw *error;
  }
  receiveSync();
  if (error) throw *error;
  return results;
}

void PostgresqlConnection::leaveFlying() {
  if (!up() || PQpipelineSync(connection_.get()) == 0) lost();
  left_ = std::exchange(flying_, 0);
  leftOpen_ = true;
}

std::size_t PostgresqlConnection::sent(int ok) {
  if (ok == 0) lost();
  if (flying_ == 0) done_ = 0;
  return flying_++;
}

void PostgresqlConnection::receiveLeft() {
  if (!up()) lost();
  if (!std::exchange(leftOpen_, false)) return;
  for (std::size_t count = std::exchange(left_, 0); count > 0; --count) {
    static_cast<void>(receiveOne());
  }
  receiveSync();
}

PostgresqlResult PostgresqlConnection::receiveOne() {
  PostgresqlResult result(PQgetResult(connection_.get()));
  if (!result || !up()) lost();
  // A null ends each command's results.
  if (const PostgresqlResult surplus(PQgetResult(connection_.get())); surplus) lost();
  return result;
}

void PostgresqlConnection::receiveSync() {
  const PostgresqlResult sync(PQgetResult(connection_.get()));
  if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) lost();
}

void PostgresqlConnection::lost() {
  close();
  throw Fault(FaultCode::unavailable,
              "the connection to PostgreSQL is lost; look at the server and the network");
}

}  // namespace refocus::database
