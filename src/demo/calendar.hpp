// Days of the demonstration's year.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/time.hpp"
#include "demo/dice.hpp"

namespace refocus::demo {

struct Calendar {
  Date firstDay;
  Date lastDay;
};

[[nodiscard]] inline Date plusDays(Date day, int days) {
  return Date(std::chrono::sys_days(day) + std::chrono::days(days));
}

[[nodiscard]] inline int daysBetween(Date from, Date to) {
  return static_cast<int>((std::chrono::sys_days(to) - std::chrono::sys_days(from)).count());
}

/// A day from `least` to `most`, both counted from the calendar's first day.
[[nodiscard]] inline Date dayOf(Dice& dice, const Calendar& calendar, int least, int most) {
  return plusDays(calendar.firstDay, dice.between(least, most));
}

/// Saturdays and Sundays moved to a working day beside them.
[[nodiscard]] inline Date workingDay(Date day) {
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  if (weekday == std::chrono::Saturday) return plusDays(day, -1);
  if (weekday == std::chrono::Sunday) return plusDays(day, -2);
  return day;
}

}  // namespace refocus::demo
