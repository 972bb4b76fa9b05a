// The one writer of a database: a thread that runs the jobs of all callers on one session and
// commits them in groups, so that many writes share one wait for the disk.
//
// It never waits to fill a batch: what has queued while it was busy goes into the next one. Each
// job that runs a statement has a savepoint, so that a job that fails is undone alone. A caller is
// woken, or called back, when the batch of its job is on disk, or with the Fault that ended it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "database/session.hpp"

namespace refocus::database {

class GroupWriter {
 public:
  using Work = std::function<void(Write&)>;

  /// `batch`: most jobs in a commit. `queue`: most jobs waiting.
  GroupWriter(std::unique_ptr<Session> session, std::size_t batch, std::size_t queue);
  /// Finishes what is queued.
  ~GroupWriter();
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  /// Returns when `work` has run and its batch is on disk. Throws what `work` threw, the Fault of
  /// the batch, Fault(busy) if too many wait, Fault(internal) from inside another job.
  void run(const Work& work);

  /// Returns at once. `then` is called once, with what run() would have thrown or with null: in the
  /// writer's thread, which it must not hold up or throw in, or here if the job is not taken.
  using Then = std::move_only_function<void(const std::exception_ptr&)>;
  void later(Work work, Then then);

  /// See Database::setBatchMember.
  void setMember(BatchMember* member);

 private:
  struct Job;

  void serve();
  [[nodiscard]] std::exception_ptr tryQueue(std::unique_ptr<Job>& job);
  [[nodiscard]] std::unique_ptr<Job> next(bool wait);
  void runBatch(std::unique_ptr<Job> first);

  std::unique_ptr<Session> session_;
  const std::size_t mostInBatch_;
  const std::size_t mostInQueue_;

  std::mutex memberMutex_;  ///< held during a batch
  BatchMember* member_ = nullptr;

  std::mutex mutex_;
  std::condition_variable arrival_;
  std::deque<std::unique_ptr<Job>> queue_;
  bool stopping_ = false;

  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace refocus::database
