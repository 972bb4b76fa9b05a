#include "http/worker_pool.hpp"

#include <utility>

namespace refocus::http {

WorkerPool::WorkerPool(unsigned workers, std::size_t mostWaiting) : mostWaiting_(mostWaiting) {
  threads_.reserve(workers);
  for (unsigned i = 0; i < workers; ++i) {
    threads_.emplace_back([this] { work(); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

/// Waking a thread costs more than a short job, so they are woken one after the other: many short
/// jobs are done by the few that are awake, long ones soon have every thread.
bool WorkerPool::shouldWakeOne() {
  if (waiting_.empty() || asleep_ == 0 || waking_) return false;
  waking_ = true;
  return true;
}

bool WorkerPool::tryRun(Job& job) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() >= mostWaiting_) return false;
    waiting_.push_back(std::move(job));
    wake = shouldWakeOne();
  }
  if (wake) wake_.notify_one();
  return true;
}

void WorkerPool::work() {
  while (true) {
    Job job;
    bool wake = false;
    {
      std::unique_lock lock(mutex_);
      while (waiting_.empty() && !ending_) {
        ++asleep_;
        wake_.wait(lock);
        --asleep_;
        waking_ = false;
      }
      if (waiting_.empty()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
      wake = shouldWakeOne();
    }
    if (wake) wake_.notify_one();
    job();
  }
}

}  // namespace refocus::http
