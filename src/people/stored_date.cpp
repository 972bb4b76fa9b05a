#include "people/stored_date.hpp"

#include <fmt/format.h>

#include "base/fault.hpp"

namespace refocus::people {

Date storedDate(std::string_view text) {
  const auto date = parseDate(text);
  if (!date) throw Fault(FaultCode::corrupt, "a stored day is not a day");
  return *date;
}

std::optional<Date> storedDate(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return storedDate(std::string_view(*text));
}

std::optional<std::string> optionalTextOf(const std::optional<Date>& date) {
  if (!date) return std::nullopt;
  return textOf(*date);
}

void checkSpan(std::string_view name, Date from, const std::optional<Date>& until) {
  if (until && *until < from) {
    throw Fault(FaultCode::invalid, fmt::format("{} ends before it begins", name));
  }
}

}  // namespace refocus::people
