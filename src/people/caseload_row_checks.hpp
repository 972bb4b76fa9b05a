// What holds for a row whatever file it came from: clean text, bounded fields, and something to
// know the person by.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "people/caseload_row.hpp"

namespace refocus::people {

/// Text as it is kept: normalised, trimmed, without characters that nobody types.
[[nodiscard]] std::string cleanLine(std::string_view raw);
/// The same, with its line breaks as \n.
[[nodiscard]] std::string cleanLines(std::string_view raw);

/// Gives the row an id in another system, unless it has it already or has more than enough.
void addSystemId(CaseloadRow& row, SystemId id);

/// The row, perhaps with warnings added; or why it cannot be one: a field is too long, or there is
/// neither a name nor a number that the person could be known by.
[[nodiscard]] std::expected<CaseloadRow, Sentence> checkedRow(CaseloadRow row);

}  // namespace refocus::people
