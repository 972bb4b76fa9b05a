// Dates as spreadsheets and other systems write them, in one text.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace refocus::people {

/// "1958", "1958-03", "1958-03-09", "09/03/1958", "9.3.1958", "9 March 1958", "9-Mar-1958" or
/// "Mar 1958": of numbers alone the year first, or as it is written here, the day before the month.
/// By the rules of the forms (site/typed_date); nothing where it is no date.
[[nodiscard]] std::optional<PartialDate> dateFrom(std::string_view written);

/// What the order of day and month in a date of numbers can be, where the year comes last.
enum class DayAndMonth {
  notSo,       ///< the text has another form
  dayFirst,    ///< it may be so
  monthFirst,  ///< it can only be so, which is not how it is read
};
[[nodiscard]] DayAndMonth orderIn(std::string_view written);

}  // namespace refocus::people
