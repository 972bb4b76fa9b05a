// What a statement's text must be so that it means the same to both databases: parameters $1, $2 …
// without gaps, one statement, no `::`, no parameters of other forms, no transaction control.
// Everything refused here is a defect of the program: Fault(internal).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "database/value.hpp"

namespace refocus::database {

/// The number of parameters of a statement. Throws if its text is refused.
[[nodiscard]] int countParameters(std::string_view sql);

/// The statements of a script, without what is only space and comments. Throws if one is refused or
/// has parameters. A `;` inside quotes or a comment does not divide.
[[nodiscard]] std::vector<std::string_view> splitScript(std::string_view script);

/// Throws Fault(internal) if there are not exactly as many as the statement has, Fault(invalid) if
/// a value cannot be stored alike in both databases, Fault(tooLarge) if one is over 256 MiB.
void checkParams(int expected, Params params, std::string_view sql);

/// The beginning of a statement on one line, for messages. It holds no values: those are
/// parameters.
[[nodiscard]] std::string excerptOf(std::string_view sql);

}  // namespace refocus::database
