// One interface to SQLite and PostgreSQL.
//
// SQL is one text for both, with parameters $1, $2 …; `::` casts and unbound parameters are
// refused. Reads run on a snapshot and cannot write: Read and Write are different types. All writes
// go through one writer thread that commits them in groups; write() returns when its changes are on
// disk. Anything that goes wrong in the database is a Fault with one of the codes duplicate,
// brokenReference, invalid, tooLarge, retry, busy, diskFull, readOnly, unavailable, corrupt or
// configuration; SQL that cannot be right is Fault(internal). No message holds a parameter's value.
//
// Database is safe to use from many threads; Read and Write belong to the call that made them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/fault.hpp"
#include "database/value.hpp"

namespace refocus::database {

/// A read transaction: everything read through it is of one moment, that of its first statement.
/// PostgreSQL hands over a statement's whole result at once: page through large tables by key.
class Read {
 public:
  using OnRow = std::function<void(const Row&)>;

  Read() = default;
  Read(const Read&) = delete;
  Read& operator=(const Read&) = delete;
  virtual ~Read() = default;

  /// Calls `onRow` for each row in order. An exception from it ends the reading and is passed on.
  void each(std::string_view sql, std::initializer_list<Param> params, const OnRow& onRow) {
    query(sql, Params(params.begin(), params.size()), onRow);
  }
  void each(std::string_view sql, Params params, const OnRow& onRow) { query(sql, params, onRow); }

  /// What `map` makes of each row, in order.
  template <class Map>
  [[nodiscard]] auto all(std::string_view sql, std::initializer_list<Param> params, Map&& map) {
    std::vector<std::invoke_result_t<Map, const Row&>> rows;
    each(sql, params, [&](const Row& row) { rows.push_back(map(row)); });
    return rows;
  }

  /// What `map` makes of the first row, or nothing if there is none.
  template <class Map>
  [[nodiscard]] auto first(std::string_view sql, std::initializer_list<Param> params, Map&& map) {
    std::optional<std::invoke_result_t<Map, const Row&>> found;
    each(sql, params, [&](const Row& row) {
      if (!found) found.emplace(map(row));
    });
    return found;
  }

  /// The integer in the first column of the only row: for counts. Fault(internal) if there is none.
  [[nodiscard]] std::int64_t number(std::string_view sql, std::initializer_list<Param> params);

 protected:
  virtual void query(std::string_view sql, Params params, const OnRow& onRow) = 0;
};

/// A write transaction: one job of the writer's batch. It sees what the jobs before it did. If the
/// job throws, its own changes are undone and those of others are not. A statement that fails has
/// failed its job, caught or not: say ON CONFLICT where a row may be there already.
class Write : public Read {
 public:
  /// Runs a statement; the number of rows it changed.
  std::int64_t run(std::string_view sql, std::initializer_list<Param> params) {
    return change(sql, Params(params.begin(), params.size()));
  }
  std::int64_t run(std::string_view sql, Params params) { return change(sql, params); }

  /// Runs one statement for each of many rows of parameters (in one round trip on PostgreSQL).
  virtual void runMany(std::string_view sql, std::span<const std::vector<Param>> rows) = 0;

  /// Runs several statements without parameters, divided by `;`: for migrations and restore only.
  /// No triggers, no transaction control; the statement time limit does not apply.
  virtual void script(std::string_view sql) = 0;

 protected:
  virtual std::int64_t change(std::string_view sql, Params params) = 0;
};

/// Takes part in every batch of the writer, on its thread: what the audit trail uses to extend its
/// chain once a commit. Calls come in this order, for each batch:
///   { jobBegins, jobEnds | jobFails }…, beforeCommit, then committed | abandoned.
/// jobBegins, jobEnds and jobFails take place around each job, so that what a failed job handed in
/// can be dropped. When the transaction itself is lost (connection, disk), `abandoned` comes
/// without `beforeCommit`, and what the member remembers of the database should be read from it
/// again; other programs may also have committed between two batches. An exception from jobBegins
/// or jobEnds fails that job, one from beforeCommit the whole batch; jobFails, committed and
/// abandoned must not throw.
class BatchMember {
 public:
  virtual ~BatchMember() = default;
  virtual void jobBegins() = 0;
  virtual void jobEnds() = 0;
  virtual void jobFails() = 0;
  virtual void beforeCommit(Write& write) = 0;
  virtual void committed() = 0;
  virtual void abandoned() = 0;
};

enum class Engine { sqlite, postgresql };

/// How to open a database: `target` is a file path for SQLite, or a postgresql:// address.
struct Settings {
  std::string target;
  int readers = 16;            ///< connections for reading
  std::size_t batch = 256;     ///< most jobs in a commit
  std::string sqliteVfs;       ///< name of a registered SQLite VFS (tests); empty: the system's
  std::size_t queue = 10'000;  ///< most jobs waiting; over it write() is Fault(busy)
  std::chrono::seconds statementTimeout{30};  ///< a longer statement is Fault(busy); 0: no limit
  bool readOnly = false;  ///< to look on while another program serves: no write() is possible
  /// Lets PostgreSQL on another machine be spoken to without TLS, which is else
  /// Fault(configuration).
  bool postgresqlWithoutTls = false;
  /// Pages in SQLite's log before they go into the file. Answers wait while the log begins anew: at
  /// 64 MiB that is rare enough that fewer than one in a hundred does.
  int sqliteCheckpoint = 16'000;
};

class Database {
 public:
  /// Opens (SQLite: creates if missing). Several programs may have one database open: their batches
  /// take turns, and one that waits for its turn too long gets Fault(busy). A PostgreSQL database
  /// must be UTF-8 with collation C, as SQLite's order is. The destructor finishes the writes that
  /// are queued.
  [[nodiscard]] static std::unique_ptr<Database> open(const Settings& settings);

  virtual ~Database() = default;

  /// A snapshot to read from, for as long as it lives; it must not outlive the database. Waits for
  /// a connection when all are in use, so nobody may ask for a second while holding one.
  [[nodiscard]] virtual std::unique_ptr<Read> snapshot() = 0;

  /// Runs `work(Read&)` on a snapshot and returns what it returns. Do not read inside a read.
  template <class Work>
  auto read(Work&& work) -> std::invoke_result_t<Work, Read&> {
    const auto taken = snapshot();
    return work(*taken);
  }

  /// Runs `work(Write&)` in the next batch and returns what it returned, once that batch is on
  /// disk. An exception from `work` undoes its changes and is thrown here. A job that runs no
  /// statement costs no savepoint. Must not be called from inside a read or a write. When the
  /// commit itself fails, all its jobs get the Fault; if the connection was lost in that moment,
  /// the Fault(unavailable) says that the changes may or may not have been kept. After an I/O
  /// error at a commit of SQLite's the changes are not seen, but may be back (all of the batch, or
  /// nothing) if the machine stops before the next commit.
  template <class Work>
  auto write(Work&& work) -> std::invoke_result_t<Work, Write&> {
    using Result = std::invoke_result_t<Work, Write&>;
    if constexpr (std::is_void_v<Result>) {
      runWrite([&](Write& writing) { work(writing); });
    } else {
      std::optional<Result> result;
      runWrite([&](Write& writing) { result.emplace(work(writing)); });
      return std::move(*result);
    }
  }

  /// The same without waiting, for whoever has other things to do. `then` is called once: with null
  /// when the batch is on disk, or with what write() would have thrown; in the writer's thread,
  /// which it must neither hold up nor throw in, or here if too many writes are waiting or the
  /// database is closing. Throws Fault(readOnly) on a database that is only read.
  virtual void writeLater(std::function<void(Write&)> work,
                          std::move_only_function<void(const std::exception_ptr&)> then) = 0;

  /// Sets who takes part in each batch (null: nobody). It must outlive the database or be unset.
  /// Returns between two batches; not to be called from inside a write.
  virtual void setBatchMember(BatchMember* member) = 0;

  [[nodiscard]] virtual Engine engine() const = 0;

  /// Runs Write::script as a write of its own.
  virtual void runScript(std::string_view sql) = 0;

 protected:
  virtual void runWrite(const std::function<void(Write&)>& work) = 0;
};

}  // namespace refocus::database
