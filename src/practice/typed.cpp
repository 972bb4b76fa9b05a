#include "practice/typed.hpp"

#include <algorithm>
#include <charconv>

namespace refocus::practice {

namespace {

// Four bytes write any character; more than this is too long however it is counted, and is not
// worth counting.
constexpr std::size_t kMostBytesPerCharacter = 16;

std::unexpected<Problem> problem(std::string_view field, Sentence message) {
  return std::unexpected(Problem{std::string(field), std::move(message)});
}

/// A number of one box; nothing for anything but digits.
std::optional<int> numberIn(std::string_view box) {
  if (box.empty() || box.size() > 4) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(box.data(), box.data() + box.size(), value);
  if (error != std::errc{} || end != box.data() + box.size() || value < 0) return std::nullopt;
  return value;
}

std::vector<std::string_view> linesIn(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    const auto line = trimmed(text.substr(0, end));
    if (!line.empty()) lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::expected<int, Problem> yearIn(std::string_view box, std::string_view field) {
  if (box.empty()) return problem(field, Sentence(Msgid("The date must have a year")));
  const auto year = numberIn(box);
  if (!year || *year < 1900 || *year > 2199) {
    return problem(field, Sentence(Msgid("The year must have four digits, such as 2026")));
  }
  return *year;
}

}  // namespace

std::expected<std::string, Problem> typedWords(std::string_view typed, const WordsRule& rule) {
  if (!isUtf8(typed)) {
    return problem(rule.field,
                   Sentence(Msgid("These words did not arrive whole. Type them again")));
  }
  const auto words = trimmed(typed);
  if (words.empty()) return problem(rule.field, Sentence(rule.whenEmpty));
  if (hasControlCharacters(words, rule.lineBreaks)) {
    return problem(
        rule.field,
        Sentence(Msgid("Take out characters that cannot be shown, and type them again")));
  }
  if (words.size() > rule.most * kMostBytesPerCharacter || characterCount(words) > rule.most) {
    return problem(rule.field, Sentence(Msgid("Use {most} characters or fewer"),
                                        {{"most", std::to_string(rule.most)}}));
  }
  return std::string(words);
}

std::expected<std::vector<std::string>, Problem> typedLines(std::string_view typed,
                                                            const WordsRule& rule,
                                                            std::size_t mostLines) {
  if (!isUtf8(typed)) {
    return problem(rule.field,
                   Sentence(Msgid("These words did not arrive whole. Type them again")));
  }
  const auto lines = linesIn(typed);
  if (lines.empty()) return problem(rule.field, Sentence(rule.whenEmpty));
  if (lines.size() > mostLines) {
    return problem(rule.field, Sentence(Msgid("Use {most} lines or fewer at one time"),
                                        {{"most", std::to_string(mostLines)}}));
  }
  std::vector<std::string> entries;
  for (const auto line : lines) {
    auto words = typedWords(line, rule);
    if (!words) return std::unexpected(std::move(words.error()));
    entries.push_back(std::move(*words));
  }
  return entries;
}

std::expected<std::optional<PartialDate>, Problem> typedDate(const TypedDate& typed,
                                                             std::string_view field) {
  const auto dayBox = trimmed(typed.day);
  const auto monthBox = trimmed(typed.month);
  const auto yearBox = trimmed(typed.year);
  if (dayBox.empty() && monthBox.empty() && yearBox.empty()) return std::nullopt;

  const auto yearNumber = yearIn(yearBox, field);
  if (!yearNumber) return std::unexpected(yearNumber.error());
  const std::chrono::year year{*yearNumber};
  if (monthBox.empty()) {
    if (!dayBox.empty()) return problem(field, Sentence(Msgid("The date must have a month")));
    return PartialDate(year);
  }
  const auto monthNumber = numberIn(monthBox);
  if (!monthNumber || *monthNumber < 1 || *monthNumber > 12) {
    return problem(field, Sentence(Msgid("The month must be a number from 1 to 12")));
  }
  const std::chrono::month month{static_cast<unsigned>(*monthNumber)};
  if (dayBox.empty()) return PartialDate(year / month);
  const auto dayNumber = numberIn(dayBox);
  const Date date = year / month / static_cast<int>(dayNumber.value_or(0));
  if (!dayNumber || !date.ok()) {
    return problem(field, Sentence(Msgid("The date must be a real day")));
  }
  return PartialDate(date);
}

TypedDate asTyped(const PartialDate& date) {
  const auto text = date.text();  // year, year-month or year-month-day
  const auto part = [&](std::size_t at, std::size_t size) -> std::string {
    if (text.size() < at + size) return {};
    const auto digits = text.substr(at, size);
    return digits.starts_with('0') && size == 2 ? digits.substr(1) : digits;
  };
  return {.day = part(8, 2), .month = part(5, 2), .year = part(0, 4)};
}

}  // namespace refocus::practice
