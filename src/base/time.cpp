#include "base/time.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>
#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "base/fault.hpp"

namespace refocus {
namespace {

using namespace std::chrono;

constexpr std::string_view kInstantForm = "dddd-dd-ddTdd:dd:dd.dddZ";

/// Whether each `d` of the form is a digit in the text and the rest is equal.
bool fits(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'd' ? !digit : text[i] != form[i]) return false;
  }
  return true;
}

/// The number in a part of a text that fits its form.
int number(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
  return value;
}

bool isOurs(Date date) { return date.ok() && date.year() >= year{1} && date.year() <= year{9999}; }

Date dateOf(int y, unsigned m, unsigned d) { return {year{y}, month{m}, day{d}}; }

milliseconds offsetByIcu(Instant moment) {
  static const std::unique_ptr<const icu::TimeZone> london = [] {
    std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone("Europe/London"));
    if (!zone || *zone == icu::TimeZone::getUnknown()) {
      throw Fault(FaultCode::configuration, "ICU has no data for the time zone Europe/London");
    }
    return zone;
  }();
  int32_t raw = 0;
  int32_t summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  london->getOffset(static_cast<UDate>(moment.moment().time_since_epoch().count()), /*local=*/false,
                    raw, summer, status);
  if (U_FAILURE(status)) throw Fault(FaultCode::internal, u_errorName(status));
  return milliseconds(raw + summer);
}

/// How far London is ahead of UTC at a moment. The moments of a page are near each other, so the
/// answer for the last day asked is kept; a day on which the clocks go back or forward is not.
milliseconds londonOffset(Instant moment) {
  struct Kept {
    sys_days day = sys_days::min();
    milliseconds offset{};
  };
  thread_local Kept kept;
  const auto day = floor<days>(moment.moment());
  if (day == kept.day) return kept.offset;
  const auto offset = offsetByIcu(moment);
  if (offsetByIcu(Instant(day)) == offset && offsetByIcu(Instant(day + days(1))) == offset) {
    kept = {day, offset};
  }
  return offset;
}

/// The words of dates and times in one language.
struct TimeWords {
  std::array<std::string, 12> months{};
  std::string am;
  std::string pm;
  std::string midday{};
  std::string midnight{};
};

std::string utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

/// ICU answers in the process's own language for one that it does not know; we ask first.
bool icuKnows(const icu::Locale& locale) {
  int32_t count = 0;
  const auto* available = icu::Locale::getAvailableLocales(count);
  return std::any_of(available, available + count, [&](const icu::Locale& known) {
    return std::string_view(known.getLanguage()) == locale.getLanguage();
  });
}

/// The NHS service manual's spelling where it differs from CLDR's ("noon", "AM"), and the turns of
/// the day that CLDR leaves out. Without an entry they are 12 o'clock like any other hour.
TimeWords spelledAsTheNhsDoes(TimeWords words, const std::string& language) {
  if (language == "en") {
    words.am = "am";
    words.pm = "pm";
    words.midday = "midday";
    words.midnight = "midnight";
  } else if (language == "cy") {
    words.midday = "canol dydd";
    words.midnight = "canol nos";
  }
  return words;
}

TimeWords timeWordsOf(const std::string& language) {
  const icu::Locale locale(language.c_str());
  if (!icuKnows(locale) && language != "en") return timeWordsOf("en");
  UErrorCode status = U_ZERO_ERROR;
  const icu::DateFormatSymbols symbols(locale, status);
  int32_t months = 0;
  int32_t halves = 0;
  const auto* monthNames =
      symbols.getMonths(months, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::WIDE);
  const auto* halfNames = symbols.getAmPmStrings(halves);
  if (U_FAILURE(status) || months < 12 || halves < 2) {
    throw Fault(FaultCode::configuration, "ICU has no names of months for " + language);
  }
  TimeWords words{.am = utf8(halfNames[0]), .pm = utf8(halfNames[1])};
  for (std::size_t i = 0; i < words.months.size(); ++i) words.months.at(i) = utf8(monthNames[i]);
  return spelledAsTheNhsDoes(std::move(words), language);
}

/// Made once a language; pages ask hundreds of times.
const TimeWords& timeWords(std::string_view language) {
  static std::shared_mutex guard;
  static std::map<std::string, TimeWords, std::less<>> made;
  constexpr std::size_t kMostLanguages = 64;
  {
    const std::shared_lock reading(guard);
    if (const auto known = made.find(language); known != made.end()) return known->second;
  }
  const std::unique_lock writing(guard);
  const bool full = made.size() >= kMostLanguages;
  const std::string wanted(full ? std::string_view("en") : language);
  const auto known = made.find(wanted);
  return known != made.end() ? known->second
                             : made.emplace(wanted, timeWordsOf(wanted)).first->second;
}

std::string clockText(milliseconds sinceMidnight, const TimeWords& words) {
  const auto minutesOfDay = duration_cast<minutes>(sinceMidnight).count();
  const auto hour = minutesOfDay / 60;
  const auto minute = minutesOfDay % 60;
  if (minute == 0 && hour == 0 && !words.midnight.empty()) return words.midnight;
  if (minute == 0 && hour == 12 && !words.midday.empty()) return words.midday;
  const auto& half = hour < 12 ? words.am : words.pm;
  const auto shown = hour % 12 == 0 ? 12 : hour % 12;
  return minute == 0 ? fmt::format(FMT_COMPILE("{}{}"), shown, half)
                     : fmt::format(FMT_COMPILE("{}:{:02}{}"), shown, minute, half);
}

}  // namespace

Instant Instant::parse(std::string_view text) {
  const auto refuse = [] {
    throw Fault(FaultCode::invalid, "not a moment: the form is 2026-11-22T09:05:00.000Z");
  };
  if (!fits(text, kInstantForm)) refuse();
  const Date date = dateOf(number(text, 0, 4), static_cast<unsigned>(number(text, 5, 2)),
                           static_cast<unsigned>(number(text, 8, 2)));
  const hours h(number(text, 11, 2));
  const minutes m(number(text, 14, 2));
  const seconds s(number(text, 17, 2));
  if (!isOurs(date) || h >= hours(24) || m >= minutes(60) || s >= seconds(60)) refuse();
  return Instant(sys_days(date) + h + m + s + milliseconds(number(text, 20, 3)));
}

std::string Instant::text() const {
  const auto day = floor<days>(moment_);
  const Date date(day);
  if (!isOurs(date)) throw Fault(FaultCode::invalid, "a moment outside the years 1 to 9999");
  const hh_mm_ss<milliseconds> time(moment_ - day);
  return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z"),
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Clock systemClock() {
  return [] { return Instant(floor<milliseconds>(system_clock::now())); };
}

std::string textOf(Date date) {
  if (!isOurs(date)) throw Fault(FaultCode::invalid, "no day of the calendar in years 1 to 9999");
  return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}"), static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<Date> parseDate(std::string_view text) {
  if (!fits(text, kInstantForm.substr(0, 10))) return std::nullopt;
  const Date date = dateOf(number(text, 0, 4), static_cast<unsigned>(number(text, 5, 2)),
                           static_cast<unsigned>(number(text, 8, 2)));
  if (!isOurs(date)) return std::nullopt;
  return date;
}

PartialDate::PartialDate(Date date)
    : PartialDate(static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day())) {
  if (!isOurs(date)) throw Fault(FaultCode::invalid, "no day of the calendar in years 1 to 9999");
}

PartialDate::PartialDate(year_month month) : PartialDate(Date(month / day{1})) { day_ = 0; }

PartialDate::PartialDate(std::chrono::year year) : PartialDate(year / January) { month_ = 0; }

std::optional<PartialDate> PartialDate::parse(std::string_view text) {
  const std::string_view rest = "0001-01-01";
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  const auto whole = parseDate(std::string(text) + std::string(rest.substr(text.size())));
  if (!whole) return std::nullopt;
  PartialDate read(*whole);
  if (text.size() < 10) read.day_ = 0;
  if (text.size() < 7) read.month_ = 0;
  return read;
}

std::string PartialDate::text() const {
  if (month_ == 0) return fmt::format(FMT_COMPILE("{:04}"), year_);
  if (day_ == 0) return fmt::format(FMT_COMPILE("{:04}-{:02}"), year_, month_);
  return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}"), year_, month_, day_);
}

Date PartialDate::earliest() const {
  return dateOf(year_, month_ == 0 ? 1 : month_, day_ == 0 ? 1 : day_);
}

Date PartialDate::latest() const {
  if (day_ != 0) return earliest();
  return year_month_day_last(year{year_}, month_day_last(month{month_ == 0 ? 12 : month_}));
}

Date londonDate(Instant moment) { return floor<days>(moment.moment() + londonOffset(moment)); }

namespace {

/// In the night when summer time ends an hour comes twice: which of the two it is.
std::string_view whichOfTwoHours(Instant moment) {
  constexpr auto kHour = std::chrono::hours(1);
  const auto offset = londonOffset(moment);
  if (offset - londonOffset(moment.plus(kHour)) == kHour) return " BST";
  if (londonOffset(moment.plus(-kHour)) - offset == kHour) return " GMT";
  return "";
}

}  // namespace

std::string londonText(Instant moment, std::string_view language) {
  const auto local = moment.moment() + londonOffset(moment);
  const auto day = floor<days>(local);
  const Date date(day);
  const auto& words = timeWords(language);
  return fmt::format(FMT_COMPILE("{} {} {}, {}{}"), static_cast<unsigned>(date.day()),
                     words.months.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<int>(date.year()), clockText(local - day, words),
                     whichOfTwoHours(moment));
}

std::string longText(const PartialDate& date, std::string_view language) {
  const auto text = date.text();
  const Date first = date.earliest();
  const int year = static_cast<int>(first.year());
  if (text.size() == 4) return fmt::format(FMT_COMPILE("{}"), year);
  const auto& month = timeWords(language).months.at(static_cast<unsigned>(first.month()) - 1);
  if (text.size() == 7) return fmt::format(FMT_COMPILE("{} {}"), month, year);
  return fmt::format(FMT_COMPILE("{} {} {}"), static_cast<unsigned>(first.day()), month, year);
}

}  // namespace refocus
