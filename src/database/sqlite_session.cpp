#include "database/sqlite_session.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/fault.hpp"
#include "database/sql_text.hpp"
#include "database/sqlite_checkpointer.hpp"
#include "database/sqlite_fault.hpp"
#include "database/sqlite_statement.hpp"
#include "database/statement_cache.hpp"

namespace refocus::database {
namespace {

using Clock = std::chrono::steady_clock;

// Sixteen readers and the writer stay under some thirty megabytes together: beyond a small cache of
// inner pages the system's own file cache serves them.
constexpr int kReaderCacheKib = 1024;
constexpr int kWriterCacheKib = 8192;
constexpr std::size_t kReaderStatements = 128;
constexpr std::size_t kWriterStatements = 256;
constexpr int kOperationsBetweenLooks = 20'000;

class SqliteSession : public Session {
 public:
  SqliteSession(const Settings& settings, Role role);

  void begin() override { command(role_ == Role::writer ? "BEGIN IMMEDIATE" : "BEGIN"); }
  void query(std::string_view sql, Params params, const Read::OnRow& onRow) override;
  std::int64_t change(std::string_view sql, Params params) override;
  void runMany(std::string_view sql, std::span<const std::vector<Param>> rows) override;
  void script(std::string_view sql) override;
  void mark() override { command("SAVEPOINT job"); }
  void keepMark() override { command("RELEASE job"); }
  void undoMark() override {
    command("ROLLBACK TO job");
    command("RELEASE job");
  }
  void commit() override {
    command("COMMIT");
    checkpointer_->afterCommit();
  }
  void rollback() noexcept override;
  [[nodiscard]] bool transactionLost() const noexcept override {
    return sqlite3_get_autocommit(db_.get()) != 0;
  }
  [[nodiscard]] bool usable() const noexcept override { return transactionLost(); }

 private:
  template <class Work>
  void withStatement(std::string_view sql, Params params, const Work& work);
  void command(const char* sql);
  void execute(const char* sql);
  void setUp(const Settings& settings);
  void setUpWriting(const Settings& settings);
  void startClock() {
    deadline_ = limit_.count() == 0 ? Clock::time_point::max() : Clock::now() + limit_;
  }
  static int pastDeadline(void* self);

  Role role_;
  SqliteConnection db_;
  StatementCache<SqliteStatement> statements_;
  StatementCache<SqliteStatement> commands_{16};
  std::chrono::seconds limit_;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::unique_ptr<SqliteCheckpointer> checkpointer_;  ///< of the writer; it uses its connection
};

/// Made first by us, so that neither it nor the -wal and -shm files, which take its permissions,
/// can be read by other users.
void createPrivately(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);  // a file that cannot be made is SQLite's to report
}

SqliteConnection openConnection(const Settings& settings, Session::Role role) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (role == Session::Role::writer ? SQLITE_OPEN_CREATE : 0);
  sqlite3* raw = nullptr;
  const int result =
      sqlite3_open_v2(settings.target.c_str(), &raw, flags,
                      settings.sqliteVfs.empty() ? nullptr : settings.sqliteVfs.c_str());
  SqliteConnection db(raw);
  if (result != SQLITE_OK) throwSqliteFault(raw, "open " + settings.target);
  return db;
}

/// Its reading makes it see that the file has a log: only then does a checkpoint look for one.
SqliteConnection openForCheckpoints(const Settings& settings) {
  SqliteConnection db = openConnection(settings, Session::Role::writer);
  for (const char* sql : {"PRAGMA synchronous = FULL", "SELECT 1 FROM sqlite_schema LIMIT 1"}) {
    if (sqlite3_exec(db.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      throwSqliteFault(db.get(), sql);
    }
  }
  return db;
}

SqliteSession::SqliteSession(const Settings& settings, Role role)
    : role_(role),
      statements_(role == Role::writer ? kWriterStatements : kReaderStatements),
      limit_(settings.statementTimeout) {
  if (role == Role::writer && settings.sqliteVfs.empty()) {
    createPrivately(settings.target);
  }
  db_ = openConnection(settings, role);
  setUp(settings);
}

void SqliteSession::setUp(const Settings& settings) {
  sqlite3_busy_timeout(db_.get(), static_cast<int>(waitForTurn(settings).count()));
  sqlite3_progress_handler(db_.get(), kOperationsBetweenLooks, &SqliteSession::pastDeadline, this);
  for (const int refuseQuotedText : {SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL}) {
    sqlite3_db_config(db_.get(), refuseQuotedText, 0, nullptr);
  }
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  execute("PRAGMA trusted_schema = OFF");
  execute("PRAGMA cell_size_check = ON");
  execute("PRAGMA foreign_keys = ON");
  execute("PRAGMA case_sensitive_like = ON");  // as PostgreSQL's LIKE is
  execute("PRAGMA temp_store = MEMORY");
  const int cache = role_ == Role::writer ? kWriterCacheKib : kReaderCacheKib;
  execute(fmt::format("PRAGMA cache_size = -{}", cache).c_str());
  if (role_ == Role::reader) {
    execute("PRAGMA query_only = ON");
    execute("SELECT 1 FROM sqlite_schema LIMIT 1");  // a file that is no database shows here
    return;
  }
  if (sqlite3_db_readonly(db_.get(), "main") == 1) {
    throw Fault(FaultCode::readOnly,
                fmt::format("{} may not be written by this user", settings.target));
  }
  setUpWriting(settings);
}

void SqliteSession::setUpWriting(const Settings& settings) {
  query("PRAGMA journal_mode = WAL", {}, [](const Row& row) {
    if (row.text(0) == "wal") return;
    throw Fault(FaultCode::unavailable,
                "SQLite cannot keep a write-ahead log here; use a folder on a local disk");
  });
  execute("PRAGMA synchronous = FULL");
  execute("PRAGMA journal_size_limit = 67108864");
  checkpointer_ = std::make_unique<SqliteCheckpointer>(
      db_.get(), static_cast<int>(waitForTurn(settings).count()), openForCheckpoints(settings),
      settings.sqliteCheckpoint);
}

template <class Work>
void SqliteSession::withStatement(std::string_view sql, Params params, const Work& work) {
  auto* statement = statements_.find(sql);
  std::optional<SqliteStatement> once;  // for a statement that is read inside its own callback
  if (statement == nullptr) {
    statement = &statements_.add(sql, prepareSqlite(db_.get(), sql),
                                 [](const SqliteStatement& old) { return !old.inUse; });
  } else if (statement->inUse) {
    statement = &once.emplace(prepareSqlite(db_.get(), sql));
  }
  if (role_ == Role::reader && sqlite3_stmt_readonly(statement->handle.get()) == 0) {
    throw Fault(FaultCode::readOnly, fmt::format("a read cannot write, in: {}", excerptOf(sql)));
  }
  startClock();
  SqliteUse use(db_.get(), *statement, sql, params);
  work(use, statement->handle.get());
}

void SqliteSession::query(std::string_view sql, Params params, const Read::OnRow& onRow) {
  withStatement(sql, params, [&](SqliteUse& use, sqlite3_stmt* handle) {
    const SqliteRow row(handle);
    while (use.step()) onRow(row);
  });
}

std::int64_t SqliteSession::change(std::string_view sql, Params params) {
  // sqlite3_changes64 keeps the count of the statement before if this one changes no rows.
  const std::int64_t before = sqlite3_total_changes64(db_.get());
  withStatement(sql, params, [](SqliteUse& use, sqlite3_stmt*) {
    while (use.step()) continue;
  });
  return sqlite3_total_changes64(db_.get()) == before ? 0 : sqlite3_changes64(db_.get());
}

void SqliteSession::runMany(std::string_view sql, std::span<const std::vector<Param>> rows) {
  if (rows.empty()) return;
  withStatement(sql, rows.front(), [&](SqliteUse& use, sqlite3_stmt*) {
    while (use.step()) continue;
    for (const auto& row : rows.subspan(1)) {
      use.rebind(row);
      startClock();
      while (use.step()) continue;
    }
  });
}

void SqliteSession::script(std::string_view sql) {
  for (const auto part : splitScript(sql)) {
    auto statement = prepareSqlite(db_.get(), part);
    deadline_ = Clock::time_point::max();
    SqliteUse use(db_.get(), statement, part, {});
    while (use.step()) continue;
  }
}

/// Begins and ends transactions, which statements of the rest of the program may not.
void SqliteSession::command(const char* sql) {
  auto* statement = commands_.find(sql);
  if (statement == nullptr) {
    statement = &commands_.add(sql, prepareSqliteCommand(db_.get(), sql),
                               [](const SqliteStatement&) { return true; });
  }
  deadline_ = Clock::time_point::max();
  SqliteUse use(db_.get(), *statement, sql, {});
  while (use.step()) continue;
}

/// For settings.
void SqliteSession::execute(const char* sql) {
  deadline_ = Clock::time_point::max();
  if (sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throwSqliteFault(db_.get(), sql);
  }
}

void SqliteSession::rollback() noexcept {
  if (sqlite3_get_autocommit(db_.get()) != 0) return;  // SQLite has rolled back by itself
  try {
    command("ROLLBACK");
  } catch (...) {
    // What is open still is: whoever holds the session finds it not usable.
  }
}

int SqliteSession::pastDeadline(void* self) {
  const auto& session = *static_cast<SqliteSession*>(self);
  return session.deadline_ != Clock::time_point::max() && Clock::now() > session.deadline_ ? 1 : 0;
}

/// Each connection is used by one thread at a time, and nobody asks SQLite how much memory it
/// holds: without that count its threads do not wait for each other at every allocation.
void configureSqliteOnce() {
  static std::once_flag done;
  std::call_once(done, [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);  // no person's words in a temporary file
  });
}

}  // namespace

SessionOpener sqliteOpener(const Settings& settings) {
  configureSqliteOnce();
  auto resolved = settings;
  if (settings.target.empty()) {
    throw Fault(FaultCode::configuration,
                "the database needs a file path or a postgresql:// address");
  }
  if (settings.sqliteVfs.empty()) {
    // Through links, so that messages name the file itself.
    resolved.target = std::filesystem::weakly_canonical(settings.target).string();
  }
  return [resolved](Session::Role role) -> std::unique_ptr<Session> {
    return std::make_unique<SqliteSession>(resolved, role);
  };
}

}  // namespace refocus::database
