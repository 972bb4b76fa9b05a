// The reading sessions of a database: opened when first needed, the one used last is used next (its
// cache is warm), and a caller waits when all are in use. Safe to use from many threads.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "database/session.hpp"

namespace refocus::database {

class ConnectionPool {
 public:
  ConnectionPool(SessionOpener open, int most);
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;
  ~ConnectionPool() = default;

  /// A session for as long as this lives.
  class Lease {
   public:
    explicit Lease(ConnectionPool& pool) : pool_(pool), session_(pool.take()) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.giveBack(std::move(session_)); }
    [[nodiscard]] Session& session() const { return *session_; }

   private:
    ConnectionPool& pool_;
    std::unique_ptr<Session> session_;
  };

 private:
  [[nodiscard]] std::unique_ptr<Session> take();
  void giveBack(std::unique_ptr<Session> session);

  const SessionOpener open_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Session>> idle_;  // the last one used is at the back
  int mayTake_;
};

}  // namespace refocus::database
