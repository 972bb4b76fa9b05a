// Threads that run jobs from a queue. What the queue does not hold is refused, and what has waited
// so long that its answer would come too late (http/overload), so that a slow database makes the
// server say "busy" rather than grow, or let everybody wait.
//
// Most jobs only compute, so a few threads at a time do them: more would only take turns with each
// other and with the database's writer, however many wait. Where those few are held up, by the
// disk, so that none has begun a job for a while, another thread joins them, up to them all.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "http/overload.hpp"

namespace refocus::http {

/// Twice its processors.
[[nodiscard]] unsigned fewForThisMachine();

/// How many threads run jobs as long as jobs wait no longer than `patience` for one to begin.
struct Few {
  unsigned atATime = fewForThisMachine();
  std::chrono::milliseconds patience{10};
};

struct PoolSettings {
  unsigned workers = 1;
  std::size_t mostWaiting = 1;
  Few few = {};
  std::optional<WaitLimits> waits = {};  ///< nothing: jobs wait for as long as it takes
  int niceness = 0;  ///< from 0 to 19: how far the threads give way to others of the machine
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

/// What becomes of a job when it is called.
enum class Turn : std::uint8_t {
  run,
  tooLate,  ///< it has waited for too long: it only says so
};

class WorkerPool {
 public:
  /// Called once, with what is to be done. Must not throw.
  using Job = std::move_only_function<void(Turn)>;

  explicit WorkerPool(PoolSettings settings);
  /// Runs what is queued, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False, with the job left as it was, when the queue is full.
  [[nodiscard]] bool tryRun(Job& job);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Waiting {
    Job job;
    Time since;
  };
  struct Next {
    Job job;
    Turn turn;
  };

  void work();
  void waitForTurn(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool mayTake() const;
  [[nodiscard]] bool shouldWakeOne();
  [[nodiscard]] bool firstIsInTime(Time now);
  [[nodiscard]] Next take();

  const PoolSettings settings_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> waiting_;
  std::optional<Overload> overload_;
  std::size_t atATime_;  ///< the few, and those that have joined them until the queue is empty
  Time lastBegun_;
  std::size_t running_ = 0;
  std::size_t asleep_ = 0;
  bool waking_ = false;  ///< one is on its way; it wakes the next if there is more than it can take
  bool watching_ = false;  ///< one sleeps only until the first job's patience ends
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace refocus::http
