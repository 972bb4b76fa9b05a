// Text without what stands between its parts. As base/text.hpp, which it goes with: valid UTF-8,
// never by the process's locale.
#pragma once

#include <string>
#include <string_view>

namespace refocus {

/// Without blanks anywhere: white space of any width, none included, and line breaks.
[[nodiscard]] std::string withoutBlanks(std::string_view text);

/// foldedForSearch, and punctuation as spaces too: "O'Brien-Lee, Ann" is "o brien lee ann".
[[nodiscard]] std::string wordsFoldedForSearch(std::string_view text);

}  // namespace refocus
