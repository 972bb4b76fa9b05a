#include "database/batch.hpp"

#include <utility>

#include "base/fault.hpp"

namespace refocus::database {

/// What a job is given. Begins the batch and sets the job's savepoint when first used.
class Batch::JobWrite : public Write {
 public:
  enum class Savepoint { wanted, none };

  JobWrite(Batch& batch, Savepoint savepoint) : batch_(batch), savepoint_(savepoint) {}

  void runMany(std::string_view sql, std::span<const std::vector<Param>> rows) override {
    guarded([&] { batch_.session_.runMany(sql, rows); });
  }
  void script(std::string_view sql) override {
    guarded([&] { batch_.session_.script(sql); });
  }

  void keep() {
    if (marked_) batch_.session_.keepMark();
    marked_ = false;
  }
  void undo() {
    if (marked_) batch_.session_.undoMark();
    marked_ = false;
  }
  [[nodiscard]] const std::exception_ptr& failure() const { return failure_; }
  /// Throws the Fault of a statement that failed, in case the job has caught it.
  void rethrowFailure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 protected:
  void query(std::string_view sql, Params params, const OnRow& onRow) override {
    bool callersOwn = false;
    try {
      guarded([&] {
        batch_.session_.query(sql, params, [&](const Row& row) {
          callersOwn = true;
          onRow(row);
          callersOwn = false;
        });
      });
    } catch (...) {
      if (callersOwn) failure_ = nullptr;  // the statement is well: the job may go on
      throw;
    }
  }
  std::int64_t change(std::string_view sql, Params params) override {
    std::int64_t changed = 0;
    guarded([&] { changed = batch_.session_.change(sql, params); });
    return changed;
  }

 private:
  template <class Statement>
  void guarded(const Statement& statement) {
    if (failure_) {
      throw Fault(FaultCode::internal,
                  "a statement of this write has failed before; nothing more can run in it");
    }
    try {
      enter();
      statement();
    } catch (...) {
      failure_ = std::current_exception();
      throw;
    }
  }

  void enter() {
    if (!batch_.begun_) {
      batch_.session_.begin();
      batch_.begun_ = true;
    }
    if (savepoint_ == Savepoint::wanted && !marked_) {
      batch_.session_.mark();
      marked_ = true;
    }
  }

  Batch& batch_;
  Savepoint savepoint_;
  bool marked_ = false;
  std::exception_ptr failure_;
};

std::exception_ptr Batch::run(const std::function<void(Write&)>& work) {
  JobWrite write(*this, JobWrite::Savepoint::wanted);
  try {
    if (member_ != nullptr) member_->jobBegins();
    work(write);
    write.rethrowFailure();
    if (member_ != nullptr) member_->jobEnds();
  } catch (...) {
    auto why = std::current_exception();
    undo(write);
    if (member_ != nullptr) member_->jobFails();
    return why;
  }
  try {
    write.keep();
  } catch (...) {
    lost_ = std::current_exception();
  }
  return lost_;
}

void Batch::undo(JobWrite& write) {
  try {
    if (!begun_) return;
    if (!session_.transactionLost()) write.undo();
    if (!session_.transactionLost()) return;
    lost_ = write.failure();
    if (!lost_) throw Fault(FaultCode::unavailable, "the database gave up the transaction");
  } catch (...) {
    lost_ = std::current_exception();
  }
}

std::exception_ptr Batch::finish() {
  if (lost_) return abandon(lost_);
  try {
    if (member_ != nullptr) {
      JobWrite write(*this, JobWrite::Savepoint::none);
      member_->beforeCommit(write);
      write.rethrowFailure();
    }
    if (begun_) session_.commit();
  } catch (...) {
    return abandon(std::current_exception());
  }
  if (member_ != nullptr) member_->committed();
  return nullptr;
}

std::exception_ptr Batch::abandon(std::exception_ptr why) {
  if (begun_) session_.rollback();
  if (member_ != nullptr) member_->abandoned();
  return why;
}

}  // namespace refocus::database
