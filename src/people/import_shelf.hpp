// Files between the two steps of an import: read, planned, and kept in memory until the same
// administrator presses the second button, at most half an hour. Never on disk: they are the names
// and numbers of many people in plain text. Whoever comes too late, or after a restart, chooses the
// files again. Safe to use from many threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "people/import.hpp"

namespace refocus::people {

struct Upload {
  AccountId account;
  Instant at;
  std::vector<ReadFile> files;
  ImportOptions options;
  ImportPlan plan;  ///< what it would do, or did
  bool isDone = false;
};

class ImportShelf {
 public:
  static constexpr std::size_t kMost = 4;  ///< uploads at once; the oldest makes room
  static constexpr std::chrono::minutes kKept{30};

  void put(const std::string& token, Upload upload);
  /// Nothing unless the account's own and not too old.
  [[nodiscard]] std::shared_ptr<const Upload> find(std::string_view token, const AccountId& account,
                                                   Instant now);

 private:
  std::mutex guard_;
  std::map<std::string, std::shared_ptr<const Upload>, std::less<>> uploads_;
};

}  // namespace refocus::people
