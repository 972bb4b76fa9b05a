// Files between the two steps of an import: looked through, planned, and kept in memory until the
// same administrator presses the second button, at most half an hour. Never on disk: they are the
// names and numbers of many people in plain text. Whoever comes too late, or after a restart,
// chooses the files again.
//
// Bounded in bytes. Each trust has room of its own, in which its newest upload displaces its
// oldest; where all trusts together would hold more than there is room for, the trust that holds
// most makes it, so that nobody loses an upload to another who holds more. Safe to use from many
// threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
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
  TrustId trust;
  AccountId account;
  Instant at;
  std::shared_ptr<const std::deque<std::string>> contents;  ///< which the files look into
  std::vector<ReadFile> files;
  ImportOptions options;
  ImportPlan plan;  ///< what it would do, or did
  bool isDone = false;
  std::shared_ptr<std::mutex> press = std::make_shared<std::mutex>();  ///< held while it is done
};

/// How many bytes of uploads are kept.
struct ShelfRoom {
  std::size_t ofATrust = std::size_t{192} * 1024 * 1024;
  std::size_t ofAll = std::size_t{512} * 1024 * 1024;
};

class ImportShelf {
 public:
  static constexpr std::chrono::minutes kKept{30};

  explicit ImportShelf(ShelfRoom room = {}) : room_(room) {}

  /// Keeps what the second step needs of it. An upload that is larger than a trust's room stands
  /// there alone.
  void put(const std::string& token, Upload upload);
  /// Nothing unless the account's own and not too old.
  [[nodiscard]] std::shared_ptr<const Upload> find(std::string_view token, const AccountId& account,
                                                   Instant now);
  /// Lets go what is too old, and gives its memory back to the machine.
  void letGo(Instant now);
  /// How much is kept for a trust.
  [[nodiscard]] std::size_t bytesOf(const TrustId& trust);

 private:
  struct Kept {
    std::shared_ptr<const Upload> upload;
    std::size_t bytes;
  };
  using Uploads = std::map<std::string, Kept, std::less<>>;

  void removeOld(Instant now);
  [[nodiscard]] std::map<TrustId, std::size_t> bytesByTrust() const;
  [[nodiscard]] Uploads::iterator oldestBut(const std::string& except,
                                            const std::optional<TrustId>& ofTrust);
  [[nodiscard]] Uploads::iterator leaving(const std::string& newest);

  const ShelfRoom room_;
  std::mutex guard_;
  Uploads uploads_;
};

}  // namespace refocus::people
