#include "database/group_writer.hpp"

#include <atomic>
#include <exception>
#include <utility>

#include "base/fault.hpp"
#include "database/batch.hpp"

namespace refocus::database {

/// Shared by the caller, who waits on `done`, and the writer, who may still be waking the caller
/// when the caller has already gone.
struct GroupWriter::Job {
  const Work* work = nullptr;
  std::exception_ptr error;
  std::atomic<bool> done{false};

  void finish(std::exception_ptr why) {
    if (why) error = std::move(why);
    done.store(true, std::memory_order_release);
    done.notify_one();
  }
};

GroupWriter::GroupWriter(std::unique_ptr<Session> session, std::size_t batch, std::size_t queue)
    : session_(std::move(session)),
      mostInBatch_(batch),
      mostInQueue_(queue),
      thread_([this] { serve(); }) {}

GroupWriter::~GroupWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrival_.notify_one();
  thread_.join();
}

void GroupWriter::run(const Work& work) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    throw Fault(FaultCode::internal, "a write was begun from inside a write");
  }
  const auto job = std::make_shared<Job>();
  job->work = &work;
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) throw Fault(FaultCode::busy, "the database is being closed");
    if (queue_.size() >= mostInQueue_) {
      throw Fault(FaultCode::busy, "too many writes are waiting; try again in a moment");
    }
    first = queue_.empty();
    queue_.push_back(job);
  }
  if (first) arrival_.notify_one();
  job->done.wait(false, std::memory_order_acquire);
  if (job->error) std::rethrow_exception(job->error);
}

void GroupWriter::setMember(BatchMember* member) {
  const std::lock_guard lock(memberMutex_);
  member_ = member;
}

std::shared_ptr<GroupWriter::Job> GroupWriter::next(bool wait) {
  std::unique_lock lock(mutex_);
  if (wait) arrival_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  if (queue_.empty()) return nullptr;
  auto job = std::move(queue_.front());
  queue_.pop_front();
  return job;
}

void GroupWriter::serve() {
  while (auto job = next(/*wait=*/true)) runBatch(std::move(job));
}

void GroupWriter::runBatch(std::shared_ptr<Job> first) {
  const std::lock_guard lock(memberMutex_);
  Batch batch(*session_, member_);
  std::vector<std::shared_ptr<Job>> jobs;
  for (auto job = std::move(first); job; job = next(/*wait=*/false)) {
    job->error = batch.run(*job->work);
    jobs.push_back(std::move(job));
    if (jobs.size() >= mostInBatch_ || batch.lost()) break;
  }
  const auto lost = batch.finish();
  for (const auto& job : jobs) job->finish(job->error ? nullptr : lost);
}

}  // namespace refocus::database
