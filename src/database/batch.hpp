// One batch of the group-commit writer: the transaction, the savepoint of each job, and the calls
// to the batch member. Used by the writer's thread only.
#pragma once

#include <exception>
#include <functional>

#include "database/session.hpp"

namespace refocus::database {

/// The transaction begins with the first statement of any job: a batch that runs none costs
/// nothing.
class Batch {
 public:
  Batch(Session& session, BatchMember* member) : session_(session), member_(member) {}
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  /// Runs a job; null if it went well, else why it failed and was undone.
  [[nodiscard]] std::exception_ptr run(const std::function<void(Write&)>& work);

  /// True if the jobs so far cannot be committed any more.
  [[nodiscard]] bool lost() const { return lost_ != nullptr; }

  /// Commits; null if all is on disk, else why the jobs that went well are lost after all.
  [[nodiscard]] std::exception_ptr finish();

 private:
  class JobWrite;

  void undo(JobWrite& write);
  [[nodiscard]] std::exception_ptr abandon(std::exception_ptr why);

  Session& session_;
  BatchMember* member_;
  bool begun_ = false;
  std::exception_ptr lost_;
};

}  // namespace refocus::database
