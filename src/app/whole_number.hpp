// Numbers that a command line gives as words.
#pragma once

#include <string>

namespace refocus::app {

/// A whole number from 1 to `most`; anything else is Fault(badRequest) naming the option.
[[nodiscard]] int wholeNumberOf(const std::string& option, const std::string& word, int most);

}  // namespace refocus::app
