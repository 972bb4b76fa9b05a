// The bounds that disk and database set to every answered write.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "bench/turns.hpp"
#include "database/database.hpp"

namespace refocus::bench {

/// What the disk alone can do: one thread, one page and one sync after another.
void measureDisk(const std::filesystem::path& folder);

/// One small row and its commit, through the program's own writer: in a new file in the folder, or
/// in a table of its own at a postgresql:// address, which goes with this.
class BareCommits {
 public:
  BareCommits(const std::filesystem::path& folder, const std::string& database);
  ~BareCommits();
  BareCommits(const BareCommits&) = delete;
  BareCommits& operator=(const BareCommits&) = delete;

  [[nodiscard]] Measured measure(int threads, std::chrono::milliseconds time);

 private:
  std::unique_ptr<database::Database> database_;
  std::int64_t written_ = 0;
};

}  // namespace refocus::bench
