// Threads that run handlers. The queue before them is bounded: what does not fit is refused, so
// that a slow database makes the server say "busy" rather than grow.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace refocus::http {

class WorkerPool {
 public:
  using Job = std::move_only_function<void()>;

  WorkerPool(unsigned workers, std::size_t mostWaiting);
  /// Runs what is queued, then ends the threads.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False, with the job left as it was, when the queue is full. Jobs must not throw.
  [[nodiscard]] bool tryRun(Job& job);

 private:
  void work();
  [[nodiscard]] bool shouldWakeOne();

  const std::size_t mostWaiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> waiting_;
  std::size_t asleep_ = 0;
  bool waking_ = false;  ///< one is on its way; it wakes the next if there is more than it can take
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace refocus::http
