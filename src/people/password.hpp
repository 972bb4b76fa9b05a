// How passwords are kept: argon2id (RFC 9106), by libsodium. Hashing takes memory on purpose, so
// only so many run at once; who waits too long for a turn gets Fault(busy). What is asked of a new
// one is in password_rule.hpp.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <semaphore>
#include <string>
#include <string_view>

namespace refocus::people {

inline constexpr std::size_t kMostPasswordBytes = 256;

/// What one hash costs: passes over the memory, and the memory.
struct HashCost {
  unsigned long long passes = 2;
  std::size_t memoryBytes = std::size_t{19} * 1024 * 1024;
};

/// Makes and checks hashes. Safe to use from many threads.
class PasswordHasher {
 public:
  static constexpr std::ptrdiff_t kMostAtOnce = 2;

  explicit PasswordHasher(HashCost cost = {},
                          std::chrono::milliseconds longestWait = std::chrono::seconds{10});

  /// libsodium's text form, which holds cost and salt.
  [[nodiscard]] std::string hash(std::string_view password);
  /// Whether the password made the hash. An empty hash (no such account, or no password yet) takes
  /// as long as any other and is matched by nothing.
  [[nodiscard]] bool matches(const std::string& stored, std::string_view password);
  /// Whether the hash was made at another cost than today's.
  [[nodiscard]] bool isOutdated(const std::string& stored) const;
  /// How many hashes were made so far, for new passwords and to check others.
  [[nodiscard]] std::size_t made() const { return made_; }

 private:
  class Turn;
  [[nodiscard]] std::string hashInTurn(std::string_view password) const;

  HashCost cost_;
  std::chrono::milliseconds longestWait_;
  std::counting_semaphore<kMostAtOnce> turns_{kMostAtOnce};
  std::atomic<std::size_t> made_ = 0;
  std::string nobodys_;  // a hash that no password is known for
};

}  // namespace refocus::people
