// Parts of a text: its words without what stands between them, its beginning. As base/text.hpp,
// which it goes with: valid UTF-8, never by the process's locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace refocus {

/// Without blanks anywhere: white space of any width, none included, and line breaks.
[[nodiscard]] std::string withoutBlanks(std::string_view text);

/// foldedForSearch, and punctuation as spaces too: "O'Brien-Lee, Ann" is "o brien lee ann".
[[nodiscard]] std::string wordsFoldedForSearch(std::string_view text);

/// The first `longest` code points, with "…" after them where there are more.
[[nodiscard]] std::string beginningOf(std::string_view text, std::size_t longest);

}  // namespace refocus
