#include "people/written_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/text.hpp"
#include "site/typed_date.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kYearDigits = 4;

/// The parts between the signs that stand in a date: one to three of them.
struct Parts {
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
};

std::optional<Parts> partsOf(std::string_view written) {
  constexpr std::string_view kBetween = "/-. ,";
  Parts found;
  auto rest = trimmed(written);
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(kBetween), rest.size());
    if (end > 0) {
      if (found.count == found.parts.size()) return std::nullopt;
      found.parts.at(found.count++) = rest.substr(0, end);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return found.count == 0 ? std::nullopt : std::optional(found);
}

bool isNumber(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool isYear(std::string_view text) { return text.size() == kYearDigits && isNumber(text); }

int numberOf(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::optional<PartialDate> dateFrom(std::string_view written) {
  const auto found = partsOf(written);
  if (!found) return std::nullopt;
  auto [parts, count] = *found;
  if (!isYear(parts[0])) {
    std::reverse(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(count));
  }
  if (!isYear(parts[0])) return std::nullopt;
  // "March 9, 1958": a name says which of the two is the month.
  if (count == 3 && isNumber(parts[1]) && !isNumber(parts[2])) std::swap(parts[1], parts[2]);
  const auto date = site::partialDateIn({.day = std::string(parts[2]),
                                         .month = std::string(parts[1]),
                                         .year = std::string(parts[0])});
  return date ? *date : std::nullopt;
}

DayAndMonth orderIn(std::string_view written) {
  constexpr int kMonths = 12;
  const auto found = partsOf(written);
  if (!found || found->count != 3 || !isYear(found->parts[2])) return DayAndMonth::notSo;
  const auto [first, second, year] = found->parts;
  const bool areShort = first.size() <= 2 && second.size() <= 2;
  if (!areShort || !isNumber(first) || !isNumber(second)) return DayAndMonth::notSo;
  return numberOf(second) > kMonths && numberOf(first) <= kMonths ? DayAndMonth::monthFirst
                                                                  : DayAndMonth::dayFirst;
}

}  // namespace refocus::people
