// After a connection could not be made, the next is not tried at once: a server that is coming back
// has better things to do than to refuse. Shared by all sessions of one database.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>

#include "base/fault.hpp"

namespace refocus::database {

class ConnectingPause {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kLength{100};

  explicit ConnectingPause(std::function<Clock::time_point()> now = Clock::now)
      : now_(std::move(now)) {}

  /// Runs `connect`, and throws what it throws. Within the pause after a Fault(unavailable) that is
  /// thrown again, and nothing is tried.
  void run(const std::function<void()>& connect) {
    stopWhileItLasts();
    try {
      connect();
    } catch (const Fault& fault) {
      if (fault.code() == FaultCode::unavailable) begin();
      throw;
    }
  }

 private:
  void stopWhileItLasts() {
    const std::lock_guard lock(mutex_);
    if (why_ && now_() < end_) std::rethrow_exception(why_);
  }
  void begin() {
    const std::lock_guard lock(mutex_);
    why_ = std::current_exception();
    end_ = now_() + kLength;
  }

  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::exception_ptr why_;
  Clock::time_point end_;
};

}  // namespace refocus::database
