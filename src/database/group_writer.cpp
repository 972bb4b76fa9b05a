#include "database/group_writer.hpp"

#include <exception>
#include <future>
#include <utility>

#include "base/fault.hpp"
#include "database/batch.hpp"

namespace refocus::database {

struct GroupWriter::Job {
  Work work;
  Then then;
  std::exception_ptr error;

  void finish(const std::exception_ptr& batchLost) { then(error ? error : batchLost); }
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

/// Waits on a future. Not std::atomic::wait: libstdc++'s yields before it sleeps, and on a machine
/// with much else to do each yield costs a turn of everybody.
void GroupWriter::run(const Work& work) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    throw Fault(FaultCode::internal, "a write was begun from inside a write");
  }
  std::promise<void> done;
  auto onDisk = done.get_future();
  later([&work](Write& write) { work(write); },
        [done = std::move(done)](const std::exception_ptr& why) mutable {
          if (why) {
            done.set_exception(why);
          } else {
            done.set_value();
          }
        });
  onDisk.get();
}

void GroupWriter::later(Work work, Then then) {
  auto job = std::make_unique<Job>(std::move(work), std::move(then));
  if (const auto refused = tryQueue(job)) job->finish(refused);
}

/// Takes the job, or says why not.
std::exception_ptr GroupWriter::tryQueue(std::unique_ptr<Job>& job) {
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    return std::make_exception_ptr(Fault(FaultCode::busy, "the database is being closed"));
  }
  if (queue_.size() >= mostInQueue_) {
    return std::make_exception_ptr(
        Fault(FaultCode::busy, "too many writes are waiting; try again in a moment"));
  }
  queue_.push_back(std::move(job));
  // Inside the lock: once the job is done, the writer may be gone before this thread goes on.
  if (queue_.size() == 1) arrival_.notify_one();
  return nullptr;
}

void GroupWriter::setMember(BatchMember* member) {
  const std::lock_guard lock(memberMutex_);
  member_ = member;
}

std::unique_ptr<GroupWriter::Job> GroupWriter::next(bool wait) {
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

void GroupWriter::runBatch(std::unique_ptr<Job> first) {
  const std::lock_guard lock(memberMutex_);
  Batch batch(*session_, member_);
  std::vector<std::unique_ptr<Job>> jobs;
  for (auto job = std::move(first); job; job = next(/*wait=*/false)) {
    job->error = batch.run(job->work);
    jobs.push_back(std::move(job));
    if (jobs.size() >= mostInBatch_ || batch.lost()) break;
  }
  const auto lost = batch.finish();
  for (const auto& job : jobs) job->finish(lost);
}

}  // namespace refocus::database
