// Numbers as data files write them: 12, -0.5, +3., .5, 6.02e23, with blanks around them. What comes
// back is the double nearest to the decimal written, ties to even, however many digits there are.
// Text that is no number is std::nullopt; `Inf`, and decimals beyond the largest double, are
// infinite; hexadecimal is not read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace refocus::statistics {

[[nodiscard]] std::optional<double> numberOf(std::string_view text);

/// As R's as.character does: at most 15 significant digits, none that are not needed, and the
/// shorter of 100000 and 1e+05 (the fixed one where they are as long).
[[nodiscard]] std::string numberText(double value);

}  // namespace refocus::statistics
