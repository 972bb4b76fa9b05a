// Checks of arguments: each takes the name of what it checks, so that its message can say it.
// All throw Fault(invalid). They guard contracts between rooms; what a user typed is validated in
// the room that knows the field's rules, and answered on the page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace refocus {

/// Something in it can be seen (trimmed, base/text).
void checkPresent(std::string_view name, std::string_view value);
/// No more than `most` bytes.
void checkLength(std::string_view name, std::string_view value, std::size_t most);
/// least <= value <= most.
void checkRange(std::string_view name, std::int64_t value, std::int64_t least, std::int64_t most);

}  // namespace refocus
