// Threads that run handlers. The queue before them is bounded: what does not fit is refused, so
// that a slow database makes the server say "busy" rather than grow.
//
// Most jobs only compute, so a few threads at a time do them: more would only take turns with each
// other and with the database's writer. Where those few are held up, by the disk or by passwords, a
// job that has waited for a while is taken by another thread, up to them all.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace refocus::http {

/// Twice its processors.
[[nodiscard]] unsigned fewForThisMachine();

/// How many threads run jobs as long as none has waited for longer than `patience`.
struct Few {
  unsigned atATime = fewForThisMachine();
  std::chrono::milliseconds patience{25};
};

class WorkerPool {
 public:
  using Job = std::move_only_function<void()>;

  WorkerPool(unsigned workers, std::size_t mostWaiting, Few few = {});
  /// Runs what is queued, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False, with the job left as it was, when the queue is full. Jobs must not throw.
  [[nodiscard]] bool tryRun(Job& job);

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Job job;
    Clock::time_point since;
  };

  void work();
  void waitForTurn(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool mayTake() const;
  [[nodiscard]] bool shouldWakeOne();

  const std::size_t mostWaiting_;
  const Few few_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> waiting_;
  std::size_t running_ = 0;
  std::size_t asleep_ = 0;
  bool waking_ = false;  ///< one is on its way; it wakes the next if there is more than it can take
  bool watching_ = false;  ///< one sleeps only until the first job's patience ends
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace refocus::http
