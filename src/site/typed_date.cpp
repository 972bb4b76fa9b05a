#include "site/typed_date.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace refocus::site {
namespace {

std::unexpected<Sentence> wrong(Msgid message) { return std::unexpected(Sentence(message)); }

/// The number in one box; nothing for anything but digits.
std::optional<int> numberIn(std::string_view box) {
  if (box.empty() || box.size() > 4) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(box.data(), box.data() + box.size(), value);
  if (error != std::errc{} || end != box.data() + box.size() || value < 0) return std::nullopt;
  return value;
}

std::expected<int, Sentence> yearIn(std::string_view box) {
  if (box.empty()) return wrong(Msgid("The date must have a year"));
  const auto year = numberIn(box);
  if (!year || *year < 1900 || *year > 2199) {
    return wrong(Msgid("The year must have four digits, from 1900 to 2199"));
  }
  return *year;
}

// English and Welsh; no three letters begin two months of the two.
constexpr std::array<std::array<std::string_view, 2>, 12> kMonths{{{"january", "ionawr"},
                                                                   {"february", "chwefror"},
                                                                   {"march", "mawrth"},
                                                                   {"april", "ebrill"},
                                                                   {"may", "mai"},
                                                                   {"june", "mehefin"},
                                                                   {"july", "gorffennaf"},
                                                                   {"august", "awst"},
                                                                   {"september", "medi"},
                                                                   {"october", "hydref"},
                                                                   {"november", "tachwedd"},
                                                                   {"december", "rhagfyr"}}};

/// The month in its box: a number, or a name of which three letters will do.
std::optional<unsigned> monthIn(std::string_view box) {
  if (const auto number = numberIn(box)) {
    return *number >= 1 && *number <= 12 ? std::optional(static_cast<unsigned>(*number))
                                         : std::nullopt;
  }
  constexpr std::size_t kLeast = 3;
  auto word = foldedForSearch(box);
  if (word.ends_with('.')) word.pop_back();
  if (word.size() < kLeast) return std::nullopt;
  for (unsigned month = 0; month < kMonths.size(); ++month) {
    for (const auto name : kMonths.at(month)) {
      if (name.starts_with(word)) return month + 1;
    }
  }
  return std::nullopt;
}

}  // namespace

TypedDate TypedDate::from(const http::Fields& fields, std::string_view field) {
  const auto box = [&](std::string_view part) {
    return std::string(fields.text(std::string(field) + std::string(part)));
  };
  return {.day = box("-day"), .month = box("-month"), .year = box("-year")};
}

TypedDate TypedDate::of(const PartialDate& date) {
  const auto text = date.text();  // year, year-month or year-month-day
  const auto part = [&](std::size_t at, std::size_t size) -> std::string {
    if (text.size() < at + size) return {};
    const auto digits = text.substr(at, size);
    return digits.starts_with('0') && size == 2 ? digits.substr(1) : digits;
  };
  return {.day = part(8, 2), .month = part(5, 2), .year = part(0, 4)};
}

TypedDate TypedDate::of(const std::optional<Date>& day) {
  return day ? of(PartialDate(*day)) : TypedDate{};
}

bool TypedDate::isEmpty() const {
  return trimmed(day).empty() && trimmed(month).empty() && trimmed(year).empty();
}

std::string dayBoxOf(std::string_view field) { return std::string(field) + "-day"; }

std::expected<std::optional<PartialDate>, Sentence> partialDateIn(const TypedDate& typed) {
  if (typed.isEmpty()) return std::nullopt;
  const auto dayBox = trimmed(typed.day);
  const auto monthBox = trimmed(typed.month);
  const auto yearNumber = yearIn(trimmed(typed.year));
  if (!yearNumber) return std::unexpected(yearNumber.error());
  const std::chrono::year year{*yearNumber};
  if (monthBox.empty()) {
    if (!dayBox.empty()) return wrong(Msgid("The date must have a month"));
    return PartialDate(year);
  }
  const auto monthNumber = monthIn(monthBox);
  if (!monthNumber) return wrong(Msgid("The month must be a number from 1 to 12"));
  const std::chrono::month month{*monthNumber};
  if (dayBox.empty()) return PartialDate(year / month);
  const auto dayNumber = numberIn(dayBox);
  const Date date = year / month / static_cast<int>(dayNumber.value_or(0));
  if (!dayNumber || !date.ok()) return wrong(Msgid("The date must be a real day"));
  return PartialDate(date);
}

std::expected<std::optional<Date>, Sentence> dayIn(const TypedDate& typed) {
  const auto date = partialDateIn(typed);
  if (!date) return std::unexpected(date.error());
  if (!*date) return std::nullopt;
  if ((*date)->earliest() == (*date)->latest()) return (*date)->earliest();
  if (trimmed(typed.month).empty()) return wrong(Msgid("The date must have a month"));
  return wrong(Msgid("The date must have a day"));
}

}  // namespace refocus::site
