// The right to be the only one: an exclusive lock on a file of its own, given up when the process
// ends however it ends.
#pragma once

#include <filesystem>

namespace refocus::database {

class FileLock {
 public:
  /// Takes the lock beside `file` (as `file`.lock, which stays there). Fault(busy) if another
  /// process or another FileLock of this one has it, Fault(unavailable) if the file cannot be made.
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace refocus::database
