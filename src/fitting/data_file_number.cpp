#include "fitting/data_file_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace refocus::fitting {
namespace {

// The powers of ten that a double holds exactly.
constexpr std::array<double, 23> kTens{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::uint64_t kExactWhole = std::uint64_t{1} << 53U;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isBlank(char c) { return c == ' ' || c == '\t'; }

std::optional<double> longerDecimal(std::string_view text) {
  constexpr std::size_t kMostDigits = 18;  // never more than a std::uint64_t holds
  // Shorter ones plainNumber has read, if they are decimals.
  if (text.size() <= kShortText || text.size() > kMostDigits) return std::nullopt;
  std::uint64_t whole = 0;
  std::size_t point = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (isDigit(text[i])) {
      whole = whole * 10 + static_cast<std::uint64_t>(text[i] - '0');
    } else if (text[i] == '.' && point == text.size()) {
      point = i;
    } else {
      return std::nullopt;
    }
  }
  if (whole > kExactWhole) return std::nullopt;
  // Both are exact doubles, so that one division rounds the value once.
  const std::size_t places = point == text.size() ? 0 : text.size() - point - 1;
  return static_cast<double>(whole) / kTens[places];
}

// The decimal's own size decides whether a number that from_chars finds out of range is too large
// or too small: the power of ten of its first digit that is not zero.
bool isTooLarge(std::string_view text) {
  const std::size_t mark = text.find_first_of("eE");
  std::string_view exponent = mark == text.npos ? "0" : text.substr(mark + 1);
  const bool isNegative = exponent.starts_with('-');
  if (isNegative || exponent.starts_with('+')) exponent.remove_prefix(1);
  std::int64_t shift = 0;
  const auto [end, error] =
      std::from_chars(exponent.data(), exponent.data() + exponent.size(), shift);
  if (error != std::errc()) return !isNegative;  // more digits than any text that could undo it
  const std::string_view digits = text.substr(0, mark);
  const std::size_t first = digits.find_first_of("123456789");
  if (first == digits.npos) return false;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  return place + (isNegative ? -shift : shift) > 0;
}

std::optional<double> namedValue(std::string_view text) {
  for (const std::string_view name : {"Inf", "inf", "INF", "Infinity"}) {
    if (text == name) return std::numeric_limits<double>::infinity();
  }
  if (text == "NaN" || text == "nan") return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

// What follows 0x: from_chars takes no sign here, and a digit must come first.
std::optional<double> hexadecimal(std::string_view digits) {
  const std::string_view first = digits.substr(digits.starts_with('.') ? 1 : 0, 1);
  if (first.find_first_of("0123456789abcdefABCDEF") == first.npos) return std::nullopt;
  double value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, std::chars_format::hex);
  if (stop != end) return std::nullopt;
  if (error == std::errc()) return value;
  const bool isSmall = digits.contains("p-") || digits.contains("P-");
  return isSmall ? 0 : std::numeric_limits<double>::infinity();
}

std::optional<double> anyDecimal(std::string_view text) {
  // from_chars also knows names (inf, nan(…)), of which R knows only some.
  if (text.empty() || !(isDigit(text.front()) || text.front() == '.')) return namedValue(text);
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (stop != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    return isTooLarge(text) ? std::numeric_limits<double>::infinity() : 0.0;
  }
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<double> numberOf(std::string_view text) {
  if (!text.empty() && (isBlank(text.front()) || isBlank(text.back()))) text = withoutBlanks(text);
  const bool isNegative = text.starts_with('-');
  if (isNegative || text.starts_with('+')) text.remove_prefix(1);
  if (const double plain = plainNumber(text); !std::isnan(plain))
    return isNegative ? -plain : plain;
  const bool isHexadecimal = text.starts_with("0x") || text.starts_with("0X");
  std::optional<double> value = isHexadecimal ? hexadecimal(text.substr(2)) : longerDecimal(text);
  if (!value && !isHexadecimal) value = anyDecimal(text);
  if (value && isNegative) value = -*value;
  return value;
}

std::string_view withoutBlanks(std::string_view text) {
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> numberOf(std::string_view text, DecimalMark decimal) {
  if (decimal == DecimalMark::point) return numberOf(text);
  if (text.contains('.')) return std::nullopt;
  const std::size_t comma = text.find(',');
  if (comma == text.npos) return numberOf(text);
  std::string pointed(text);
  pointed[comma] = '.';
  return numberOf(pointed);
}

std::string numberText(double value) {
  if (value == 0) return "0";
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Inf" : "Inf";
  // The fewest digits that say what fifteen of them say.
  std::string scientific = fmt::format("{:.14e}", value);
  const double rounded = *numberOf(scientific);
  for (int digits = 0; digits < 14; ++digits) {
    std::string shorter = fmt::format("{:.{}e}", value, digits);
    if (*numberOf(shorter) == rounded) {
      scientific = std::move(shorter);
      break;
    }
  }
  const std::size_t mark = scientific.find('e');
  const std::string_view mantissa = std::string_view(scientific).substr(0, mark);
  const std::size_t sign = value < 0 ? 1 : 0;
  const auto significant =
      static_cast<int>(mantissa.size() - sign - (mantissa.size() - sign > 1 ? 1 : 0));
  int power = 0;
  const char* from = scientific.data() + mark + (scientific[mark + 1] == '+' ? 2 : 1);
  std::from_chars(from, scientific.data() + scientific.size(), power);
  std::string fixed = fmt::format("{:.{}f}", rounded, std::max(0, significant - 1 - power));
  return fixed.size() <= scientific.size() ? fixed : scientific;
}

}  // namespace refocus::fitting
