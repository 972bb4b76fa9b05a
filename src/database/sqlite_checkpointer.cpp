#include "database/sqlite_checkpointer.hpp"

#include <utility>

namespace refocus::database {
namespace {

/// Milliseconds that the writer waits for readers of the old log to be done; most are in a
/// millisecond.
constexpr int kPatience = 10;

}  // namespace

SqliteCheckpointer::SqliteCheckpointer(sqlite3* writer, int usualPatience, SqliteConnection own,
                                       int pages)
    : writer_(writer),
      usualPatience_(usualPatience),
      own_(std::move(own)),
      pages_(pages),
      dueAt_(pages) {
  sqlite3_wal_hook(writer_, &SqliteCheckpointer::logHas, this);
  thread_ = std::thread([this] { work(); });
}

SqliteCheckpointer::~SqliteCheckpointer() {
  {
    const std::lock_guard lock(mutex_);
    stage_ = Stage::ending;
  }
  changed_.notify_one();
  thread_.join();
  sqlite3_wal_hook(writer_, nullptr, nullptr);
}

int SqliteCheckpointer::logHas(void* self, sqlite3* /*connection*/, const char* /*schema*/,
                               int pages) {
  static_cast<SqliteCheckpointer*>(self)->inLog_ = pages;
  return SQLITE_OK;
}

void SqliteCheckpointer::afterCommit() noexcept {
  if (inLog_ < dueAt_) return;
  if (!hasCopied()) return;
  dueAt_ = beginAnew() ? pages_ : inLog_ + pages_;
}

/// Whether the thread has done its part; sets it to work where it has not.
bool SqliteCheckpointer::hasCopied() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::copied) {
      stage_ = Stage::resting;
      return true;
    }
    stage_ = Stage::copying;
  }
  changed_.notify_one();
  return false;
}

bool SqliteCheckpointer::beginAnew() noexcept {
  sqlite3_busy_timeout(writer_, kPatience);
  const int result =
      sqlite3_wal_checkpoint_v2(writer_, nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  sqlite3_busy_timeout(writer_, usualPatience_);
  return result == SQLITE_OK;
}

void SqliteCheckpointer::work() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stage_ == Stage::copying || stage_ == Stage::ending; });
      if (stage_ == Stage::ending) return;
    }
    // Its outcome does not matter: what it has not copied, the writer does, or the next one.
    sqlite3_wal_checkpoint_v2(own_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::copying) stage_ = Stage::copied;
  }
}

}  // namespace refocus::database
