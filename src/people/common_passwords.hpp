// The passwords that everybody knows: those that leaks hold most often, in small letters, as
// fingerprints built into the program. So nothing is loaded at the start, and nobody reads them
// here. Made by script/common-passwords; where the list is from: docs/dependencies.md.
#pragma once

#include <cstddef>
#include <string_view>

namespace refocus::people {

/// Whether the text is one of them, but for one time in a hundred million. They have four
/// characters or more; one that is another with figures round it is not in the list by itself.
[[nodiscard]] bool isCommonPassword(std::string_view text);

/// How many there are.
[[nodiscard]] std::size_t commonPasswords();

}  // namespace refocus::people
