#include "base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "base/fault.hpp"

namespace refocus {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

std::string london(std::string_view utc) { return londonText(Instant::parse(utc), "en"); }

TEST(Instant, ReadsWhatItWrites) {
  EXPECT_EQ(Instant::parse("2026-11-22T09:05:00.042Z").text(), "2026-11-22T09:05:00.042Z");
  EXPECT_EQ(Instant().text(), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Instant::parse("0001-01-01T00:00:00.000Z").text(), "0001-01-01T00:00:00.000Z");
}

TEST(Instant, RefusesEveryOtherForm) {
  for (const auto* text :
       {"", "2026-11-22", "2026-11-22T09:05:00Z", "2026-11-22 09:05:00.000Z",
        "2026-11-22T24:00:00.000Z", "2026-11-22T09:60:00.000Z", "2026-11-22T09:05:60.000Z",
        "2026-02-29T09:05:00.000Z", "0000-01-01T00:00:00.000Z", "2026-11-22T09:05:00.000+",
        "+026-11-22T09:05:00.000Z", "2026-11-22T09:05:00.000Z "}) {
    EXPECT_THROW((void)Instant::parse(text), Fault) << text;
  }
}

RC_GTEST_PROP(Instant, TextOrderIsTimeOrder, ()) {
  const auto any = rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'800'000);
  const Instant one{Instant::Milliseconds{milliseconds{*any}}};
  const Instant other{Instant::Milliseconds{milliseconds{*any}}};
  RC_ASSERT((one < other) == (one.text() < other.text()));
  RC_ASSERT(Instant::parse(one.text()) == one);
}

TEST(Date, MustBeARealDay) {
  EXPECT_EQ(parseDate("2024-02-29"), Date(2024y, February, 29d));
  EXPECT_FALSE(parseDate("2026-02-29"));
  EXPECT_FALSE(parseDate("2026-13-01"));
  EXPECT_FALSE(parseDate("2026-1-1"));
  EXPECT_FALSE(parseDate("0000-01-01"));
  EXPECT_EQ(textOf(Date(7y, March, 4d)), "0007-03-04");
  EXPECT_THROW((void)textOf(Date(2026y, February, 30d)), Fault);
}

RC_GTEST_PROP(Date, EveryDayReadsBack, ()) {
  const auto count = *rc::gen::inRange(-719'162, 2'932'897);
  const Date date{sys_days(days(count))};
  RC_ASSERT(parseDate(textOf(date)) == date);
}

TEST(PartialDate, KeepsHowMuchIsKnown) {
  for (const auto* text : {"1958", "1958-03", "1958-03-09"}) {
    EXPECT_EQ(PartialDate::parse(text).value().text(), text);
  }
  for (const auto* text : {"", "58", "1958-", "1958-13", "1958-02-30", "1958-03-9", "0000"}) {
    EXPECT_FALSE(PartialDate::parse(text)) << text;
  }
  EXPECT_THROW(PartialDate(Date(2026y, February, 30d)), Fault);
}

TEST(PartialDate, HasLowAndHighBounds) {
  const auto bounds = [](std::string_view text) {
    const auto date = PartialDate::parse(text).value();
    return textOf(date.earliest()) + " to " + textOf(date.latest());
  };
  EXPECT_EQ(bounds("2024"), "2024-01-01 to 2024-12-31");
  EXPECT_EQ(bounds("2024-02"), "2024-02-01 to 2024-02-29");
  EXPECT_EQ(bounds("2024-02-03"), "2024-02-03 to 2024-02-03");
}

TEST(PartialDate, SortsByItsEarliestDay) {
  const auto date = [](std::string_view text) { return PartialDate::parse(text).value(); };
  EXPECT_LT(date("2024"), date("2024-01"));
  EXPECT_LT(date("2024-01"), date("2024-01-01"));
  EXPECT_LT(date("2024-01-31"), date("2024-02"));
}

TEST(London, IsAnHourAheadInSummer) {
  EXPECT_EQ(london("2026-11-22T09:05:00.000Z"), "22 November 2026, 9:05am");
  EXPECT_EQ(london("2026-06-22T09:05:00.000Z"), "22 June 2026, 10:05am");
}

TEST(London, SkipsTheHourWhenSummerTimeBegins) {
  EXPECT_EQ(london("2026-03-29T00:59:59.999Z"), "29 March 2026, 12:59am");
  EXPECT_EQ(london("2026-03-29T01:00:00.000Z"), "29 March 2026, 2am");
}

TEST(London, TellsTheTwoHoursApartWhenSummerTimeEnds) {
  EXPECT_EQ(london("2026-10-24T23:59:00.000Z"), "25 October 2026, 12:59am");
  EXPECT_EQ(london("2026-10-25T00:00:00.000Z"), "25 October 2026, 1am BST");
  EXPECT_EQ(london("2026-10-25T00:30:00.000Z"), "25 October 2026, 1:30am BST");
  EXPECT_EQ(london("2026-10-25T01:30:00.000Z"), "25 October 2026, 1:30am GMT");
  EXPECT_EQ(london("2026-10-25T02:00:00.000Z"), "25 October 2026, 2am");
}

TEST(London, KnowsTheYearsWithoutWinterTimeAndThoseBeyondTheTables) {
  EXPECT_EQ(london("1970-01-01T12:05:00.000Z"), "1 January 1970, 1:05pm");
  EXPECT_EQ(london("2061-07-01T12:05:00.000Z"), "1 July 2061, 1:05pm");
}

TEST(London, SaysMiddayAndMidnightOnTheMinuteOnly) {
  EXPECT_EQ(london("2026-11-22T12:00:59.000Z"), "22 November 2026, midday");
  EXPECT_EQ(london("2026-11-22T12:01:00.000Z"), "22 November 2026, 12:01pm");
  EXPECT_EQ(london("2026-11-22T00:00:00.000Z"), "22 November 2026, midnight");
  EXPECT_EQ(london("2026-11-22T00:30:00.000Z"), "22 November 2026, 12:30am");
  EXPECT_EQ(london("2026-11-22T21:00:00.000Z"), "22 November 2026, 9pm");
}

TEST(London, DayChangesAtItsOwnMidnight) {
  EXPECT_EQ(textOf(londonDate(Instant::parse("2026-06-21T22:59:59.999Z"))), "2026-06-21");
  EXPECT_EQ(textOf(londonDate(Instant::parse("2026-06-21T23:00:00.000Z"))), "2026-06-22");
  EXPECT_EQ(textOf(londonDate(Instant::parse("2026-12-21T23:00:00.000Z"))), "2026-12-21");
}

TEST(LongText, SaysNoMoreThanIsKnown) {
  const auto said = [](std::string_view text, std::string_view language) {
    return longText(PartialDate::parse(text).value(), language);
  };
  EXPECT_EQ(said("1958-03-09", "en"), "9 March 1958");
  EXPECT_EQ(said("1958-03", "en"), "March 1958");
  EXPECT_EQ(said("1958", "en"), "1958");
  EXPECT_EQ(said("1958-03-09", "cy"), "9 Mawrth 1958");
}

TEST(LondonText, UsesTheLanguagesOwnWords) {
  EXPECT_EQ(londonText(Instant::parse("2026-11-22T09:05:00.000Z"), "cy"),
            "22 Tachwedd 2026, 9:05yb");
  EXPECT_EQ(londonText(Instant::parse("2026-11-22T12:00:00.000Z"), "cy"),
            "22 Tachwedd 2026, canol dydd");
  EXPECT_EQ(londonText(Instant::parse("2026-11-22T00:00:00.000Z"), "cy"),
            "22 Tachwedd 2026, canol nos");
}

TEST(LondonText, ReadsTwelveOClockWhereALanguageHasNoWordForIt) {
  EXPECT_EQ(londonText(Instant::parse("2026-11-22T12:00:00.000Z"), "pl"),
            "22 listopada 2026, 12PM");
}

TEST(LondonText, IsEnglishInALanguageNobodyKnows) {
  EXPECT_EQ(londonText(Instant::parse("2026-11-22T21:05:00.000Z"), "tlh-x-nobody"),
            "22 November 2026, 9:05pm");
}

}  // namespace
}  // namespace refocus
