#include "torture/faulty_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "torture/faulty_vfs.hpp"

namespace refocus::torture {

FaultyDisk::FaultyDisk(std::uint64_t seed) : random_(seed) {
  static std::atomic<int> count{0};
  name_ = "faulty-" + std::to_string(++count);
  table_ = makeVfs(*this);
  if (sqlite3_vfs_register(table_.get(), /*makeDflt=*/0) != SQLITE_OK) {
    throw std::runtime_error("SQLite does not take the VFS " + name_);
  }
}

FaultyDisk::~FaultyDisk() { sqlite3_vfs_unregister(table_.get()); }

void FaultyDisk::cutPowerAfter(std::uint64_t operations) {
  const std::lock_guard lock(mutex_);
  untilCut_ = operations;
}

void FaultyDisk::failAfter(Operation operation, std::uint64_t operations, int count) {
  const std::lock_guard lock(mutex_);
  failure_ = Failure{operation, operations, count};
}

void FaultyDisk::setCapacity(std::optional<std::size_t> bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

void FaultyDisk::restart() {
  const std::lock_guard lock(mutex_);
  for (const auto& node : nodes_) node->losePower(random_);
  cut_ = false;
  untilCut_.reset();
  failure_.reset();
  capacity_.reset();
}

bool FaultyDisk::isCut() const {
  const std::lock_guard lock(mutex_);
  return cut_;
}

int FaultyDisk::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

int FaultyDisk::allow(Operation operation) {
  if (untilCut_ && operation != Operation::read) {
    if (*untilCut_ == 0) cut_ = true;
    if (!cut_) --*untilCut_;
  }
  const bool due = failure_ && failure_->operation == operation;
  const bool fails = due && failure_->after == 0 && failure_->count > 0;
  if (due && failure_->after > 0) --failure_->after;
  if (fails) {
    --failure_->count;
    ++failures_;
  }
  if (!cut_ && !fails) return SQLITE_OK;
  switch (operation) {
    case Operation::read:
      return SQLITE_IOERR_READ;
    case Operation::write:
      return SQLITE_IOERR_WRITE;
    case Operation::truncate:
      return SQLITE_IOERR_TRUNCATE;
    case Operation::sync:
      return SQLITE_IOERR_FSYNC;
    case Operation::remove:
      return SQLITE_IOERR_DELETE;
  }
  return SQLITE_IOERR;
}

void FaultyDisk::syncFolder() {
  for (const auto& node : nodes_) node->syncName();
}

std::size_t FaultyDisk::used() const {
  std::size_t sum = 0;
  for (const auto& node : nodes_) sum += node->size();
  return sum;
}

FaultyNode* FaultyDisk::find(std::string_view path) const {
  const auto found = node(path);
  return found == nullptr || !found->exists() ? nullptr : found.get();
}

std::shared_ptr<FaultyNode> FaultyDisk::node(std::string_view path) const {
  const auto found = std::ranges::find(nodes_, path, [](const auto& each) { return each->path(); });
  return found == nodes_.end() ? nullptr : *found;
}

}  // namespace refocus::torture
