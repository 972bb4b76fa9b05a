// Numbers as data files write them: 12, -0.5, +3., .5, 6.02e23, with blanks around them. What comes
// back is the double nearest to the decimal written, ties to even, however many digits there are.
// Text that is no number is std::nullopt; `Inf`, and decimals beyond the largest double, are
// infinite. Hexadecimal is read as R reads it: 0x1A, 0x1.8p3.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "fitting/short_text.hpp"

namespace refocus::fitting {

/// The same of what most fields are: at most eight digits and one point among them, without a sign.
/// NaN for everything else.
[[nodiscard]] inline double plainNumber(std::string_view text) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kZeros = kOnes * '0';
  if (text.empty() || text.size() > kShortText) return kNone;
  // Right-aligned, with zeros before it: the last character is the highest byte.
  const std::size_t unused = (kShortText - text.size()) * 8;
  std::uint64_t eight = shortText(text) << unused;
  if (unused > 0) eight |= kZeros >> (64 - unused);
  // The highest bit of each byte that is a point; none of the bytes that are digits.
  const std::uint64_t difference = eight ^ (kOnes * '.');
  const std::uint64_t point = (difference - kOnes) & ~difference & (kOnes * 0x80);
  std::size_t places = 0;
  if (point != 0) {
    if (text.size() == 1) return kNone;
    // What stands before the first point moves up over it, and a zero follows below. A second one
    // stays and is no digit.
    const auto bit = static_cast<std::size_t>(std::countr_zero(point)) - 7;
    places = 7 - bit / 8;
    const std::uint64_t before = (std::uint64_t{1} << bit) - 1;
    const std::uint64_t after = ~(before | (std::uint64_t{0xFF} << bit));
    eight = (eight & after) | ((eight & before) << 8) | '0';
  }
  constexpr std::uint64_t kHighHalves = kOnes * 0xF0;
  if ((eight & (eight + kOnes * 6) & kHighHalves) != (kOnes * 0x30)) return kNone;
  // Pairs, fours, all eight: each step joins neighbours by one multiplication.
  eight -= kZeros;
  eight = (eight * 10) + (eight >> 8);
  constexpr std::uint64_t kPairs = 0x000000FF000000FFU;
  constexpr std::uint64_t kFirst = 100 + (std::uint64_t{1'000'000} << 32);
  constexpr std::uint64_t kSecond = 1 + (std::uint64_t{10'000} << 32);
  eight = (((eight & kPairs) * kFirst) + (((eight >> 16) & kPairs) * kSecond)) >> 32;
  // Both are exact doubles, so that one division rounds the value once.
  constexpr std::array<double, 8> kTens{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
  return static_cast<double>(static_cast<std::int64_t>(eight & 0xFFFFFFFFU)) / kTens[places];
}

[[nodiscard]] std::optional<double> numberOf(std::string_view text);

/// What stands before decimals. With a comma, a text with a point is no number.
enum class DecimalMark { point, comma };
[[nodiscard]] std::optional<double> numberOf(std::string_view text, DecimalMark decimal);

/// Without the blanks and tabs around it, which numbers may have.
[[nodiscard]] std::string_view withoutBlanks(std::string_view text);

/// As R's as.character does: at most 15 significant digits, none that are not needed, and the
/// shorter of 100000 and 1e+05 (the fixed one where they are as long); 0 has no sign.
[[nodiscard]] std::string numberText(double value);

}  // namespace refocus::fitting
