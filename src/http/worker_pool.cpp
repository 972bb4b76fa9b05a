#include "http/worker_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace refocus::http {
namespace {

/// Makes this thread so much nicer than the program is. Linux knows niceness by thread; where it
/// may not be had, the thread is as any other.
void giveWay(int niceness) {
  if (niceness == 0) return;
  const auto thread = static_cast<id_t>(::gettid());
  ::setpriority(PRIO_PROCESS, thread, ::getpriority(PRIO_PROCESS, thread) + niceness);
}

}  // namespace

unsigned fewForThisMachine() { return 2 * std::max(1U, std::thread::hardware_concurrency()); }

WorkerPool::WorkerPool(PoolSettings settings)
    : settings_(std::move(settings)), atATime_(settings_.few.atATime) {
  if (settings_.waits) overload_.emplace(*settings_.waits);
  threads_.reserve(settings_.workers);
  for (unsigned i = 0; i < settings_.workers; ++i) {
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
  if (running_ >= atATime_ && watching_) return false;
  waking_ = true;
  return true;
}

bool WorkerPool::tryRun(Job& job) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() >= settings_.mostWaiting) return false;
    waiting_.push_back({std::move(job), settings_.now()});
    wake = shouldWakeOne();
  }
  if (wake) wake_.notify_one();
  return true;
}

bool WorkerPool::mayTake() const {
  if (waiting_.empty()) return false;
  return running_ < atATime_ || ending_ || settings_.now() >= lastBegun_ + settings_.few.patience;
}

void WorkerPool::waitForTurn(std::unique_lock<std::mutex>& lock) {
  while (!mayTake() && !(ending_ && waiting_.empty())) {
    ++asleep_;
    if (waiting_.empty() || watching_) {
      wake_.wait(lock);
    } else {
      watching_ = true;
      wake_.wait_for(lock, lastBegun_ + settings_.few.patience - settings_.now());
      watching_ = false;
    }
    --asleep_;
    waking_ = false;
  }
}

/// Where no more wait than can begin in a moment, nobody is refused: it would help nobody.
bool WorkerPool::firstIsInTime(Time now) {
  if (!overload_ || ending_) return true;
  if (waiting_.size() > std::size_t{2} * settings_.few.atATime) {
    return overload_->mayRun(waiting_.front().since, now);
  }
  overload_->keepsUp();
  return true;
}

/// The first; but where the pool is behind, the first is refused once it has waited too long, and
/// until then the newest is taken.
WorkerPool::Next WorkerPool::take() {
  const Time now = settings_.now();
  const bool inTime = firstIsInTime(now);
  const bool newestFirst = inTime && overload_ && overload_->isBehind(now);
  Waiting& taken = newestFirst ? waiting_.back() : waiting_.front();
  Next next{std::move(taken.job), inTime ? Turn::run : Turn::tooLate};
  newestFirst ? waiting_.pop_back() : waiting_.pop_front();
  if (inTime) {
    lastBegun_ = now;
    atATime_ = std::max(atATime_, running_ + 1);
  }
  // Where jobs are refused, more threads would only make those that are taken slower.
  if (!inTime || waiting_.empty()) atATime_ = settings_.few.atATime;
  return next;
}

void WorkerPool::work() {
  giveWay(settings_.niceness);
  std::unique_lock lock(mutex_);
  while (true) {
    waitForTurn(lock);
    if (waiting_.empty()) return;
    Next next = take();
    ++running_;
    const bool wake = shouldWakeOne();
    lock.unlock();
    if (wake) wake_.notify_one();
    next.job(next.turn);
    next.job = nullptr;
    lock.lock();
    --running_;
  }
}

}  // namespace refocus::http
