#include "http/worker_pool.hpp"

#include <algorithm>
#include <utility>

namespace refocus::http {

unsigned fewForThisMachine() { return 2 * std::max(1U, std::thread::hardware_concurrency()); }

WorkerPool::WorkerPool(unsigned workers, std::size_t mostWaiting, Few few)
    : mostWaiting_(mostWaiting), few_(few) {
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
/// jobs are done by the few that are awake. One more is woken to watch over those that wait.
bool WorkerPool::shouldWakeOne() {
  if (waiting_.empty() || asleep_ == 0 || waking_) return false;
  if (running_ >= few_.atATime && watching_) return false;
  waking_ = true;
  return true;
}

bool WorkerPool::tryRun(Job& job) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() >= mostWaiting_) return false;
    waiting_.push_back({std::move(job), Clock::now()});
    wake = shouldWakeOne();
  }
  if (wake) wake_.notify_one();
  return true;
}

bool WorkerPool::mayTake() const {
  if (waiting_.empty()) return false;
  return running_ < few_.atATime || ending_ ||
         Clock::now() >= waiting_.front().since + few_.patience;
}

void WorkerPool::waitForTurn(std::unique_lock<std::mutex>& lock) {
  while (!mayTake() && !(ending_ && waiting_.empty())) {
    ++asleep_;
    if (waiting_.empty() || watching_) {
      wake_.wait(lock);
    } else {
      watching_ = true;
      wake_.wait_until(lock, waiting_.front().since + few_.patience);
      watching_ = false;
    }
    --asleep_;
    waking_ = false;
  }
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    waitForTurn(lock);
    if (waiting_.empty()) return;
    Job job = std::move(waiting_.front().job);
    waiting_.pop_front();
    ++running_;
    const bool wake = shouldWakeOne();
    lock.unlock();
    if (wake) wake_.notify_one();
    job();
    job = nullptr;
    lock.lock();
    --running_;
  }
}

}  // namespace refocus::http
