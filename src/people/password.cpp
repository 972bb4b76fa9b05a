#include "people/password.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/fault.hpp"
#include "base/text.hpp"

namespace refocus::people {
namespace {

// What is left of the passwords that are tried first once figures round them are taken off.
constexpr std::array<std::string_view, 36> kTriedFirst{
    "password",   "passw0rd",  "passphrase",    "letmein",
    "welcome",    "iloveyou",  "admin",         "changeme",
    "secret",     "login",     "administrator", "mypassword",
    "football",   "liverpool", "chelsea",       "arsenal",
    "manchester", "everton",   "sunshine",      "princess",
    "superman",   "dragon",    "monkey",        "london",
    "hospital",   "nhs",       "mentalhealth",  "recovery",
    "refocus",    "summer",    "spring",        "autumn",
    "winter",     "christmas", "trustno",       "correcthorsebatterystaple"};

// Rows that fingers run along.
constexpr std::array<std::string_view, 5> kRuns{
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
    "01234567890123456789012345678901234567890123456789",
    "98765432109876543210987654321098765432109876543210", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"};

bool isLetter(char c) { return c >= 'a' && c <= 'z'; }

/// The shortest block that gives the text when it is said again and again ("abab" → "ab").
std::string_view withoutRepeats(std::string_view text) {
  for (std::size_t length = 1; length <= text.size() / 2; ++length) {
    if (text.size() % length == 0 && text.substr(length) == text.substr(0, text.size() - length)) {
      return text.substr(0, length);
    }
  }
  return text;
}

std::string_view withoutFiguresAround(std::string_view text) {
  while (!text.empty() && !isLetter(text.front()) && static_cast<unsigned char>(text.front()) < 128)
    text.remove_prefix(1);
  while (!text.empty() && !isLetter(text.back()) && static_cast<unsigned char>(text.back()) < 128)
    text.remove_suffix(1);
  return text;
}

bool isTriedFirst(std::string_view password) {
  constexpr std::size_t kShortBlock = 4;
  std::string folded = foldedForSearch(password);
  std::erase(folded, ' ');
  const std::string_view block = withoutRepeats(folded);
  if (block.size() <= kShortBlock) return true;
  const std::string_view core = withoutRepeats(withoutFiguresAround(block));
  if (std::ranges::find(kTriedFirst, core) != kTriedFirst.end()) return true;
  return std::ranges::any_of(kRuns, [&](std::string_view run) {
    return run.find(block) != std::string_view::npos ||
           (core.size() > kShortBlock && run.find(core) != std::string_view::npos);
  });
}

}  // namespace

std::optional<Sentence> passwordProblem(std::string_view password, std::string_view email) {
  if (password.empty()) return Sentence(Msgid("Enter a new password"));
  if (password.size() > kMostPasswordBytes) {
    return Sentence(Msgid("The password is too long. Choose a shorter one"));
  }
  if (characterCount(password) < kLeastPasswordCharacters) {
    return Sentence(Msgid("The password must have {count} characters or more"),
                    {{"count", fmt::to_string(kLeastPasswordCharacters)}});
  }
  if (!email.empty() && foldedForSearch(password) == foldedForSearch(email)) {
    return Sentence(Msgid("The password must not be your email address"));
  }
  if (isTriedFirst(password)) {
    return Sentence(
        Msgid("That password is too easy to guess. Choose another, such as three or "
              "more words that do not belong together"));
  }
  return std::nullopt;
}

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
