#include "people/password.hpp"

#include <sodium.h>

#include <array>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace refocus::people {
/// One of the places for hashing, held while a hash is made.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    if (!hasher_.turns_.try_acquire_for(hasher_.longestWait_)) {
      throw Fault(FaultCode::busy, "too many passwords are being checked at once; try again");
    }
  }
  ~Turn() { hasher_.turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  PasswordHasher& hasher_;
};

PasswordHasher::PasswordHasher(HashCost cost, std::chrono::milliseconds longestWait)
    : cost_(cost), longestWait_(longestWait) {
  std::array<unsigned char, 32> unknown{};
  randombytes_buf(unknown.data(), unknown.size());
  nobodys_ = hashInTurn({reinterpret_cast<const char*>(unknown.data()), unknown.size()});
}

std::string PasswordHasher::hashInTurn(std::string_view password) const {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes,
                            cost_.memoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Fault(FaultCode::busy, "there is not enough memory to hash a password");
  }
  return text.data();
}

std::string PasswordHasher::hash(std::string_view password) {
  const std::string composed = normalised(password);
  const Turn turn(*this);
  ++made_;
  return hashInTurn(composed);
}

bool PasswordHasher::matches(const std::string& stored, std::string_view password) {
  const std::string composed = normalised(password.substr(0, kMostPasswordBytes + 1));
  const std::string& against = stored.empty() ? nobodys_ : stored;
  const Turn turn(*this);
  ++made_;
  const bool same =
      crypto_pwhash_str_verify(against.c_str(), composed.data(), composed.size()) == 0;
  return same && !stored.empty() && password.size() <= kMostPasswordBytes;
}

bool PasswordHasher::isOutdated(const std::string& stored) const {
  return crypto_pwhash_str_needs_rehash(stored.c_str(), cost_.passes, cost_.memoryBytes) != 0;
}

}  // namespace refocus::people
