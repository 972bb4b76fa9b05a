#include "people/common_passwords.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <ranges>

namespace refocus::people {
namespace {

constexpr std::size_t kCharacters = 7;  // of a fingerprint, 6 bits each
constexpr std::size_t kPerLine = 13;
constexpr char kLines[][kCharacters * kPerLine + 1] = {
#include "people/common_passwords.inc"
};
constexpr std::size_t kPlaces = std::size(kLines) * kPerLine;

std::string_view fingerprintAt(std::size_t place) {
  const std::string_view line(kLines[place / kPerLine], kCharacters * kPerLine);
  return line.substr(place % kPerLine * kCharacters, kCharacters);
}

// The digits stand in the order of ASCII, so that fingerprints sort as the numbers that they are.
constexpr std::string_view kDigits =
    "+0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
static_assert(kDigits.size() == 64 && std::ranges::is_sorted(kDigits));

// FNV-1a, and a last step that spreads what the last characters say over all bits.
std::uint64_t hashOf(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return (hash ^ (hash >> 32)) * 0x9e3779b97f4a7c15;
}

std::array<char, kCharacters> fingerprintOf(std::string_view text) {
  const std::uint64_t hash = hashOf(text);
  std::array<char, kCharacters> fingerprint{};
  for (std::size_t i = 0; i < kCharacters; ++i) {
    fingerprint.at(i) = kDigits[(hash >> (58 - 6 * i)) & 63];
  }
  return fingerprint;
}

}  // namespace

bool isCommonPassword(std::string_view text) {
  const auto fingerprint = fingerprintOf(text);
  const std::string_view wanted(fingerprint.data(), fingerprint.size());
  const auto places = std::views::iota(std::size_t{0}, kPlaces);
  const auto found = std::ranges::lower_bound(places, wanted, {}, fingerprintAt);
  return found != places.end() && fingerprintAt(*found) == wanted;
}

std::size_t commonPasswords() {
  const auto places = std::views::iota(std::size_t{0}, kPlaces);
  return static_cast<std::size_t>(
      std::ranges::lower_bound(places, std::string_view("~"), {}, fingerprintAt) - places.begin());
}

}  // namespace refocus::people
