// Moves what SQLite's log holds into the database's file, beside the writer and not in its way: a
// thread with a connection of its own copies while commits go on, which is nearly all of the work;
// then the writer, between two batches, copies what came meanwhile and lets the log begin anew.
//
// A checkpoint that does not succeed loses nothing and is tried again once the log has grown as
// much again, so that a long read (which keeps the log from beginning anew) costs little meanwhile.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "database/sqlite_statement.hpp"

namespace refocus::database {

class SqliteCheckpointer {
 public:
  /// `writer` is the connection that commits, and how many milliseconds it waits for a lock; `own`
  /// one more to the same file, which is only used here. `pages`: from how many in the log on.
  SqliteCheckpointer(sqlite3* writer, int usualPatience, SqliteConnection own, int pages);
  ~SqliteCheckpointer();
  SqliteCheckpointer(const SqliteCheckpointer&) = delete;
  SqliteCheckpointer& operator=(const SqliteCheckpointer&) = delete;

  /// For the writer, after each commit and outside of any transaction.
  void afterCommit() noexcept;

 private:
  enum class Stage { resting, copying, copied, ending };

  static int logHas(void* self, sqlite3* connection, const char* schema, int pages);
  [[nodiscard]] bool hasCopied() noexcept;
  [[nodiscard]] bool beginAnew() noexcept;
  void work();

  sqlite3* const writer_;
  const int usualPatience_;
  const SqliteConnection own_;
  const int pages_;
  int inLog_ = 0;  ///< as the last commit left it; the writer's alone, like the next
  int dueAt_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Stage stage_ = Stage::resting;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace refocus::database
