// Moments and dates. Stored in UTC, shown in Europe/London; the clock is handed in.
#pragma once

#include <chrono>
#include <compare>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace refocus {

/// A moment, to the millisecond. Its text has a fixed width, so that text order is time order.
class Instant {
 public:
  using Milliseconds = std::chrono::sys_time<std::chrono::milliseconds>;

  Instant() = default;
  explicit Instant(Milliseconds moment) : moment_(moment) {}

  /// Reads "2026-11-22T09:05:00.000Z". Throws Fault(invalid) on any other form.
  [[nodiscard]] static Instant parse(std::string_view text);

  /// "2026-11-22T09:05:00.000Z", 24 characters.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Milliseconds moment() const { return moment_; }

  [[nodiscard]] Instant plus(std::chrono::milliseconds span) const {
    return Instant(moment_ + span);
  }
  auto operator<=>(const Instant&) const = default;

 private:
  Milliseconds moment_{};
};

/// Says what time it is. Callable from any thread.
using Clock = std::function<Instant()>;
[[nodiscard]] Clock systemClock();

/// A day of the (proleptic Gregorian) calendar, years 1 to 9999.
using Date = std::chrono::year_month_day;

[[nodiscard]] std::string textOf(Date date);                         ///< "2026-11-22"
[[nodiscard]] std::optional<Date> parseDate(std::string_view text);  ///< the same form, a real day

/// What somebody remembers: a year, a month of a year, or a day. Sorts by its earliest day.
class PartialDate {
 public:
  explicit PartialDate(Date day);
  explicit PartialDate(std::chrono::year_month month);
  explicit PartialDate(std::chrono::year year);

  /// Reads "2026", "2026-11" or "2026-11-22".
  [[nodiscard]] static std::optional<PartialDate> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Date earliest() const;
  [[nodiscard]] Date latest() const;
  auto operator<=>(const PartialDate&) const = default;

 private:
  PartialDate(int year, unsigned month, unsigned day) : year_(year), month_(month), day_(day) {}
  int year_;
  unsigned month_ = 0;  ///< 0: not known
  unsigned day_ = 0;    ///< 0: not known
};

/// The day it is in London at a moment (summer time counted).
[[nodiscard]] Date londonDate(Instant moment);

/// "22 November 2026, 9:05am" in London, as the NHS service manual writes times. Month names are
/// those of the language ("en", "cy"). In the hour that comes twice when summer time ends, "1:30am
/// BST" and then "1:30am GMT".
[[nodiscard]] std::string londonText(Instant moment, std::string_view language);

/// "22 November 2026", "November 2026" or "2026".
[[nodiscard]] std::string longText(const PartialDate& date, std::string_view language);

}  // namespace refocus
