#include "database/postgresql_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "base/fault.hpp"
#include "database/connecting_pause.hpp"
#include "database/postgresql_connection.hpp"
#include "database/sql_text.hpp"
#include "database/statement_cache.hpp"

namespace refocus::database {
namespace {

constexpr std::size_t kStatements = 256;
constexpr std::size_t kVariants = 8;
constexpr std::size_t kRowsInFlight = 128;

/// What the sessions of one database have in common.
struct Shared {
  std::atomic<std::int64_t> schemaAge = 0;  ///< every session prepares anew after a change
  ConnectingPause pause;
};

/// A text prepared for certain types of parameters.
struct Variant {
  std::string name;
  std::vector<Oid> types;
};

struct PostgresqlStatement {
  int parameters = 0;
  std::vector<Variant> variants;
};

/// Nulls have no type of their own and suit any.
bool suits(const Variant& variant, const std::vector<Oid>& types) {
  return std::ranges::equal(variant.types, types,
                            [](Oid has, Oid wants) { return wants == 0 || wants == has; });
}

// Writers of several programs take turns, as SQLite's BEGIN IMMEDIATE has them do: each batch sees
// what the one before it committed. The number is "REFOCUS" in ASCII; the lock goes with the
// transaction.
constexpr std::string_view kTakeTurn = "SELECT pg_advisory_xact_lock(23157116370113875)";

class PostgresqlSession : public Session {
 public:
  PostgresqlSession(const Settings& settings, Role role, std::shared_ptr<Shared> shared)
      : role_(role), connection_(settings, role), shared_(std::move(shared)) {
    reopen();
  }

  void begin() override;
  void query(std::string_view sql, Params params, const Read::OnRow& onRow) override;
  std::int64_t change(std::string_view sql, Params params) override;
  void runMany(std::string_view sql, std::span<const std::vector<Param>> rows) override;
  void script(std::string_view sql) override;
  void mark() override { before_.emplace_back("SAVEPOINT job"); }
  void keepMark() override { before_.emplace_back("RELEASE SAVEPOINT job"); }
  void undoMark() override {
    before_.emplace_back("ROLLBACK TO SAVEPOINT job");
    before_.emplace_back("RELEASE SAVEPOINT job");
  }
  void commit() override;
  void rollback() noexcept override;
  [[nodiscard]] bool transactionLost() const noexcept override {
    return notBegun_ || !connection_.up();
  }
  [[nodiscard]] bool usable() const noexcept override { return connection_.up(); }

 private:
  /// A statement that is being prepared in the flight under way.
  struct Preparing {
    std::string sql;
    std::string name;
    std::size_t at = 0;
    std::optional<std::size_t> describedAt;
  };

  void reopen();
  void forgetStatements();
  PostgresqlStatement& statementFor(std::string_view sql);
  void checkRow(std::string_view sql, Params params);
  template <class Send>
  std::vector<PostgresqlResult> fly(std::string_view sql, const Send& send);
  template <class Send>
  std::vector<PostgresqlResult> flyOnce(std::string_view sql, const Send& send);
  void sendBefore();
  void sendRow(std::string_view sql, Params params);
  std::string prepared(std::string_view sql, const std::vector<Oid>& types);
  void settlePrepared(const std::vector<PostgresqlResult>& results);
  PostgresqlResult executeOne(std::string_view sql, Params params);

  Role role_;
  PostgresqlConnection connection_;
  StatementCache<PostgresqlStatement> statements_{kStatements};
  std::vector<std::string> before_;  ///< sent with the next statement: BEGIN, savepoints
  std::vector<std::string> forget_;  ///< names of prepared statements to let go
  std::vector<Preparing> preparing_;
  std::int64_t names_ = 0;
  bool untouched_ = false;  ///< a transaction is begun, but the server has not heard of it
  bool notBegun_ = false;   ///< the server refused what goes before a statement
  bool schemaChanged_ = false;
  std::shared_ptr<Shared> shared_;
  std::int64_t age_ = 0;
};

void PostgresqlSession::reopen() {
  statements_.clear();
  forget_.clear();
  preparing_.clear();
  age_ = shared_->schemaAge.load();
  shared_->pause.run([this] { connection_.open(); });
}

void PostgresqlSession::begin() {
  if (!connection_.up()) reopen();
  if (age_ != shared_->schemaAge.load()) forgetStatements();
  schemaChanged_ = notBegun_ = false;
  before_.assign(1, "BEGIN");
  if (role_ == Role::writer) before_.emplace_back(kTakeTurn);
  untouched_ = true;
}

void PostgresqlSession::forgetStatements() {
  statements_.clear();
  forget_.assign(1, "ALL");
  age_ = shared_->schemaAge.load();
}

PostgresqlStatement& PostgresqlSession::statementFor(std::string_view sql) {
  if (auto* known = statements_.find(sql)) return *known;
  PostgresqlStatement statement{.parameters = countParameters(sql), .variants{}};
  return statements_.add(sql, std::move(statement), [this](const PostgresqlStatement& old) {
    for (const auto& variant : old.variants) forget_.push_back(variant.name);
    return true;
  });
}

void PostgresqlSession::checkRow(std::string_view sql, Params params) {
  checkParams(statementFor(sql).parameters, params, sql);
}

/// A connection that was lost while nobody used it is found out with a transaction's first
/// statement. Nothing has been done then, so it is sent once more on a new connection.
template <class Send>
std::vector<PostgresqlResult> PostgresqlSession::fly(std::string_view sql, const Send& send) {
  if (!std::exchange(untouched_, false)) return flyOnce(sql, send);
  const auto before = before_;
  try {
    return flyOnce(sql, send);
  } catch (const Fault&) {
    if (connection_.up()) throw;
  }
  reopen();
  before_ = before;
  return flyOnce(sql, send);
}

template <class Send>
std::vector<PostgresqlResult> PostgresqlSession::flyOnce(std::string_view sql, const Send& send) {
  preparing_.clear();
  const std::size_t before = before_.size();
  try {
    sendBefore();
    send();
    auto results = connection_.land(sql);
    settlePrepared(results);
    return results;
  } catch (...) {
    settlePrepared({});
    notBegun_ = connection_.done() < before;
    throw;
  }
}

void PostgresqlSession::sendBefore() {
  for (const auto& command : std::exchange(before_, {})) connection_.command(command);
  for (const auto& name : std::exchange(forget_, {})) connection_.command("DEALLOCATE " + name);
}

void PostgresqlSession::sendRow(std::string_view sql, Params params) {
  const auto name = prepared(sql, typesOf(params));
  connection_.execute(name, PostgresqlValues(params));
}

std::string PostgresqlSession::prepared(std::string_view sql, const std::vector<Oid>& types) {
  auto& variants = statementFor(sql).variants;
  const auto found =
      std::ranges::find_if(variants, [&](const auto& variant) { return suits(variant, types); });
  if (found != variants.end()) return found->name;
  if (variants.size() == kVariants) {
    forget_.push_back(variants.front().name);
    variants.erase(variants.begin());
  }
  Preparing preparing{
      .sql = std::string(sql), .name = fmt::format("s{}", ++names_), .describedAt{}};
  preparing.at = connection_.prepare(preparing.name, sql, types);
  // What the server takes a null for: a value of that type can then use the same statement.
  if (std::ranges::find(types, Oid{0}) != types.end()) {
    preparing.describedAt = connection_.describe(preparing.name);
  }
  variants.push_back({preparing.name, types});
  preparing_.push_back(preparing);
  return preparing.name;
}

/// Keeps what the server has prepared, and drops what it did not come to.
void PostgresqlSession::settlePrepared(const std::vector<PostgresqlResult>& results) {
  for (const auto& preparing : std::exchange(preparing_, {})) {
    auto* statement = statements_.find(preparing.sql);
    if (statement == nullptr) continue;
    const auto found = std::ranges::find(statement->variants, preparing.name, &Variant::name);
    if (found == statement->variants.end()) continue;
    if (preparing.at >= connection_.done()) {
      statement->variants.erase(found);
    } else if (preparing.describedAt && *preparing.describedAt < results.size()) {
      const auto* description = results[*preparing.describedAt].get();
      for (std::size_t i = 0; i < found->types.size(); ++i) {
        found->types[i] = PQparamtype(description, static_cast<int>(i));
      }
    }
  }
}

PostgresqlResult PostgresqlSession::executeOne(std::string_view sql, Params params) {
  checkRow(sql, params);
  return std::move(fly(sql, [&] { sendRow(sql, params); }).back());
}

void PostgresqlSession::query(std::string_view sql, Params params, const Read::OnRow& onRow) {
  const auto result = executeOne(sql, params);
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    onRow(PostgresqlRow(result.get(), row));
  }
}

std::int64_t PostgresqlSession::change(std::string_view sql, Params params) {
  const auto result = executeOne(sql, params);
  const std::string_view command = PQcmdStatus(result.get());
  if (command.starts_with("SELECT")) return 0;  // it counts the rows read
  const std::string_view count = PQcmdTuples(result.get());
  std::int64_t changed = 0;
  std::from_chars(count.data(), count.data() + count.size(), changed);
  return changed;
}

void PostgresqlSession::runMany(std::string_view sql, std::span<const std::vector<Param>> rows) {
  for (const auto& row : rows) checkRow(sql, row);
  while (!rows.empty()) {
    const auto some = rows.first(std::min(rows.size(), kRowsInFlight));
    static_cast<void>(fly(sql, [&] {
      for (const auto& row : some) sendRow(sql, row);
    }));
    rows = rows.subspan(some.size());
  }
}

void PostgresqlSession::script(std::string_view sql) {
  schemaChanged_ = true;
  before_.emplace_back("SET LOCAL statement_timeout = 0");
  for (const auto part : splitScript(sql)) {
    static_cast<void>(fly(part, [&] { connection_.command(std::string(part)); }));
  }
  before_.emplace_back("SET LOCAL statement_timeout TO DEFAULT");
}

void PostgresqlSession::commit() {
  if (std::exchange(untouched_, false)) {
    before_.clear();
    return;
  }
  before_.emplace_back("COMMIT");
  try {
    sendBefore();
    const auto results = connection_.land("COMMIT");
    if (PQcmdStatus(results.back().get()) != std::string_view("COMMIT")) {
      throw Fault(FaultCode::internal, "PostgreSQL rolled a transaction back at its commit");
    }
  } catch (const Fault&) {
    if (connection_.up()) throw;
    throw Fault(FaultCode::unavailable,
                "the connection to PostgreSQL was lost during a commit: the changes may or may not "
                "have been kept; look before entering them again");
  }
  if (schemaChanged_) shared_->schemaAge.fetch_add(1);
}

void PostgresqlSession::rollback() noexcept {
  before_.clear();
  if (std::exchange(untouched_, false) || !connection_.up()) return;
  try {
    connection_.command("ROLLBACK");
    connection_.leaveFlying();
  } catch (...) {
    connection_.close();
  }
}

}  // namespace

SessionOpener postgresqlOpener(const Settings& settings) {
  return [settings,
          shared = std::make_shared<Shared>()](Session::Role role) -> std::unique_ptr<Session> {
    return std::make_unique<PostgresqlSession>(settings, role, shared);
  };
}

bool isPostgresqlAddress(std::string_view target) {
  return target.starts_with("postgresql://") || target.starts_with("postgres://");
}

}  // namespace refocus::database
