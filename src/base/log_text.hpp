// Text that somebody else wrote, for a log or a terminal: on one line, and unable to move the
// cursor, colour the screen or turn round what stands beside it.
#pragma once

#include <string>
#include <string_view>

namespace refocus {

/// Writes out what cannot be seen or acts on a terminal: C0 and C1 controls, DEL, line and
/// paragraph separators and the marks that turn the direction of text as \u{202E}, bytes that are
/// not UTF-8 as \xFF, and a backslash as two.
[[nodiscard]] std::string forLog(std::string_view text);

/// The same for what a command says of more than one line: line breaks and backslashes stay.
[[nodiscard]] std::string forTerminal(std::string_view text);

}  // namespace refocus
