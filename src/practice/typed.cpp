#include "practice/typed.hpp"

namespace refocus::practice {

namespace {

// Four bytes write any character; more than this is too long however it is counted, and is not
// worth counting.
constexpr std::size_t kMostBytesPerCharacter = 16;

std::unexpected<Problem> problem(std::string_view field, Sentence message) {
  return std::unexpected(Problem{std::string(field), std::move(message)});
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
    return problem(rule.field, Sentence(rule.whenTooLong, {{"most", std::to_string(rule.most)}}));
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

std::expected<std::optional<PartialDate>, Problem> typedDate(const site::TypedDate& typed,
                                                             std::string_view field) {
  auto date = site::partialDateIn(typed);
  if (!date) return problem(site::dayBoxOf(field), std::move(date.error()));
  return *date;
}

}  // namespace refocus::practice
