#include "database/connection_pool.hpp"

#include <utility>

namespace refocus::database {

ConnectionPool::ConnectionPool(SessionOpener open, int most)
    : open_(std::move(open)), mayTake_(most) {
  idle_.reserve(static_cast<std::size_t>(most));  // so that giveBack cannot fail
}

std::unique_ptr<Session> ConnectionPool::take() {
  {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return mayTake_ > 0; });
    --mayTake_;
    if (!idle_.empty()) {
      auto session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  try {
    return open_(Session::Role::reader);
  } catch (...) {
    giveBack(nullptr);
    throw;
  }
}

void ConnectionPool::giveBack(std::unique_ptr<Session> session) {
  {
    const std::lock_guard lock(mutex_);
    ++mayTake_;
    if (session && session->usable()) idle_.push_back(std::move(session));
  }
  freed_.notify_one();
}

}  // namespace refocus::database
