// A disk in memory that loses power, fails and fills up when a test says so: a SQLite VFS.
//
// What is written is at first only in the disk's cache, as a list of writes; a sync makes a file's
// list durable, a sync of the folder the names of its files. When the power is cut, every operation
// from then on fails, and after restart() each file is what was durable plus, at the seed's choice,
// none, the first, or some of the writes that were not synced, the last of them perhaps torn. This
// is what the page cache and the disk's own cache may do; kill -9 spares both, so it does not test
// this. (The idea is LevelDB's fault_injection_test.)
//
// Locks and the shared memory of the write-ahead log work between the connections of one process.
// Safe to use from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "torture/faulty_node.hpp"

struct sqlite3_vfs;

namespace refocus::torture {

enum class Operation { read, write, truncate, sync, remove };

class FaultyDisk {
 public:
  explicit FaultyDisk(std::uint64_t seed);
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// The name to give as Settings::sqliteVfs.
  [[nodiscard]] const std::string& vfs() const { return name_; }

  /// The power goes with the so-manyeth operation from now that changes the disk.
  void cutPowerAfter(std::uint64_t operations);
  /// The so-manyeth operation of a kind from now fails with an I/O error, and `count` - 1 after it.
  void failAfter(Operation operation, std::uint64_t operations, int count);
  /// Writes over so many bytes in all files fail because the disk is full; nothing: no limit.
  void setCapacity(std::optional<std::size_t> bytes);
  /// Every file opens for reading only.
  void setReadOnly() { readOnly_ = true; }
  /// Syncs say they are done and do nothing: a disk on which commits are lost.
  void setSyncsLie() { syncsLie_ = true; }

  /// Cuts the power if it is on, and turns it on again with what has survived. Nothing may be open.
  void restart();

  [[nodiscard]] bool isCut() const;
  /// Faults given so far, the cut not counted.
  [[nodiscard]] int failures() const;

 private:
  friend struct FaultyVfs;  // what SQLite calls, in faulty_vfs.cpp

  struct Failure {
    Operation operation;
    std::uint64_t after;
    int count;
  };

  /// SQLITE_OK if the operation may go on, else its error. The mutex is held.
  [[nodiscard]] int allow(Operation operation);
  void syncFolder();
  [[nodiscard]] std::size_t used() const;
  [[nodiscard]] FaultyNode* find(std::string_view path) const;
  [[nodiscard]] std::shared_ptr<FaultyNode> node(std::string_view path) const;

  mutable std::mutex mutex_;
  std::string name_;
  std::unique_ptr<sqlite3_vfs> table_;
  std::mt19937_64 random_;
  std::vector<std::shared_ptr<FaultyNode>> nodes_;
  std::optional<std::uint64_t> untilCut_;
  std::optional<Failure> failure_;
  std::optional<std::size_t> capacity_;
  bool cut_ = false;
  bool readOnly_ = false;
  bool syncsLie_ = false;
  int failures_ = 0;
};

}  // namespace refocus::torture
