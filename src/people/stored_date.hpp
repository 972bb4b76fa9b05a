// Days as the tables of this room hold them: text whose order is the order of time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace refocus::people {

/// Throws Fault(corrupt) for text that is no day.
[[nodiscard]] Date storedDate(std::string_view text);
[[nodiscard]] std::optional<Date> storedDate(const std::optional<std::string>& text);
[[nodiscard]] std::optional<std::string> optionalTextOf(const std::optional<Date>& date);

/// Throws Fault(invalid), naming what it checks, if the last day is before the first.
void checkSpan(std::string_view name, Date from, const std::optional<Date>& until);

}  // namespace refocus::people
