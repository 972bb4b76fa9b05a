// What people type into the forms of this room: their words, kept as they typed them but for white
// space at either end, and dates of which they may know only the month or the year. Each function
// answers the value or what is wrong with the field; nothing throws.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "practice/problem.hpp"
#include "site/typed_date.hpp"

namespace refocus::practice {

struct WordsRule {
  std::string_view field;
  Msgid whenEmpty;    ///< what to say when nothing was typed
  Msgid whenTooLong;  ///< what to say when it is more than {most} characters
  std::size_t most;   ///< counted as people are told they are
  LineBreaks lineBreaks = LineBreaks::allowed;
};

/// The words, or the first rule that they break: typed at all, readable, without characters that
/// nobody types, not too long.
[[nodiscard]] std::expected<std::string, Problem> typedWords(std::string_view typed,
                                                             const WordsRule& rule);

/// One entry on each line of a text area: trimmed, empty lines dropped, otherwise untouched. Lines
/// end as browsers end them (CRLF), or in LF or CR. Says so when there are more than `mostLines`,
/// when a line breaks the rule, and when all are empty.
[[nodiscard]] std::expected<std::vector<std::string>, Problem> typedLines(std::string_view typed,
                                                                          const WordsRule& rule,
                                                                          std::size_t mostLines);

/// A date of which the day, or day and month, may be left empty; problems are those of its day's
/// box.
[[nodiscard]] std::expected<std::optional<PartialDate>, Problem> typedDate(
    const site::TypedDate& typed, std::string_view field);

}  // namespace refocus::practice
