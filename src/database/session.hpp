// One connection to a database, used by one thread at a time: what an engine provides. Pooling,
// snapshots, the writer's batches and savepoints are built on it once, for both engines.
//
// Every method throws Fault unless it says noexcept. Nothing may be called after a transaction is
// lost but rollback().
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "database/database.hpp"

namespace refocus::database {

class Session {
 public:
  enum class Role { reader, writer };

  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  /// Begins a transaction: of a reader a snapshot that cannot write. May wait for the first
  /// statement to save a round trip, so a Fault of beginning can come with that.
  virtual void begin() = 0;
  virtual void query(std::string_view sql, Params params, const Read::OnRow& onRow) = 0;
  virtual std::int64_t change(std::string_view sql, Params params) = 0;
  virtual void runMany(std::string_view sql, std::span<const std::vector<Param>> rows) = 0;
  virtual void script(std::string_view sql) = 0;

  /// Around one job of a batch: what runs after mark() can be undone alone. Each mark() is followed
  /// by one keepMark() or undoMark().
  virtual void mark() = 0;
  virtual void keepMark() = 0;
  virtual void undoMark() = 0;

  /// On return the changes are on disk.
  virtual void commit() = 0;
  /// Ends the transaction, if there is one, without its changes.
  virtual void rollback() noexcept = 0;

  /// True if the transaction that was begun is no more: the connection or the disk failed.
  [[nodiscard]] virtual bool transactionLost() const noexcept = 0;
  /// False if the connection should not go back to the pool.
  [[nodiscard]] virtual bool usable() const noexcept = 0;
};

/// How long a batch waits for the batches of other programs, and a statement for a lock.
[[nodiscard]] inline std::chrono::milliseconds waitForTurn(const Settings& settings) {
  constexpr std::chrono::seconds kLongest{10};
  const auto limit = settings.statementTimeout;
  return limit.count() == 0 ? kLongest : std::min(limit, kLongest);
}

/// Opens a session; may throw Fault.
using SessionOpener = std::function<std::unique_ptr<Session>(Session::Role)>;

}  // namespace refocus::database
