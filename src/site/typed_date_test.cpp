#include "site/typed_date.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace refocus::site {
namespace {

std::string saidOf(const Sentence& sentence) { return sentence.in(Words()); }

// Any year, month of a year, or day, of the years that a form takes.
rc::Gen<PartialDate> anyPartialDate() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 3), rc::gen::inRange(1900, 2200),
                     rc::gen::inRange(1U, 13U), rc::gen::inRange(1U, 32U)),
      [](const std::tuple<int, int, unsigned, unsigned>& one) {
        const auto [known, yearNumber, monthNumber, dayNumber] = one;
        const std::chrono::year year(yearNumber);
        const std::chrono::month month(monthNumber);
        if (known == 0) return PartialDate(year);
        if (known == 1) return PartialDate(year / month);
        const auto last = std::chrono::year_month_day_last(year / month / std::chrono::last).day();
        return PartialDate(year / month / std::min(std::chrono::day(dayNumber), last));
      });
}

RC_GTEST_PROP(TypedDate, ReadsBackWhatItFillsIn, ()) {
  const auto date = *anyPartialDate();
  const auto read = partialDateIn(TypedDate::of(date));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == std::optional(date));
}

TEST(TypedDate, MayBeAYearAMonthADayOrNothing) {
  EXPECT_EQ(partialDateIn({}).value(), std::nullopt);
  EXPECT_EQ(partialDateIn({.day = " ", .month = "", .year = ""}).value(), std::nullopt);
  EXPECT_EQ(partialDateIn({.day = "", .month = "", .year = "2026"}).value()->text(), "2026");
  EXPECT_EQ(partialDateIn({.day = "", .month = "11", .year = " 2026 "}).value()->text(), "2026-11");
  EXPECT_EQ(partialDateIn({.day = "03", .month = "1", .year = "2026"}).value()->text(),
            "2026-01-03");
}

TEST(TypedDate, SaysWhatIsWrongWithIt) {
  const auto wrong = [](const char* day, const char* month, const char* year) {
    return saidOf(partialDateIn({.day = day, .month = month, .year = year}).error());
  };
  EXPECT_EQ(wrong("3", "4", ""), "The date must have a year");
  EXPECT_EQ(wrong("3", "", "2026"), "The date must have a month");
  EXPECT_EQ(wrong("", "", "26"), "The year must have four digits, from 1900 to 2199");
  EXPECT_EQ(wrong("", "", "20266"), "The year must have four digits, from 1900 to 2199");
  EXPECT_EQ(wrong("", "13", "2026"), "The month must be a number from 1 to 12");
  EXPECT_EQ(wrong("", "Ma", "2026"), "The month must be a number from 1 to 12");
  EXPECT_EQ(wrong("", "Mayx", "2026"), "The month must be a number from 1 to 12");
  EXPECT_EQ(wrong("29", "2", "2026"), "The date must be a real day");
  EXPECT_EQ(wrong("0", "2", "2026"), "The date must be a real day");
  EXPECT_EQ(wrong("-1", "2", "2026"), "The date must be a real day");
  EXPECT_EQ(wrong("1x", "2", "2026"), "The date must be a real day");
}

TEST(TypedDate, TakesTheNameOfAMonth) {
  const auto month = [](const char* typed) {
    return partialDateIn({.day = "", .month = typed, .year = "2026"}).value()->text();
  };
  EXPECT_EQ(month("Jan"), "2026-01");
  EXPECT_EQ(month(" SEPT. "), "2026-09");
  EXPECT_EQ(month("may"), "2026-05");
  EXPECT_EQ(month("Rhagfyr"), "2026-12");
  EXPECT_EQ(partialDateIn({.day = "9", .month = "March", .year = "2026"}).value()->text(),
            "2026-03-09");
}

TEST(TypedDate, OfAWholeDayMustHaveEachPart) {
  const auto day = [](const char* dayBox, const char* month, const char* year) {
    return dayIn({.day = dayBox, .month = month, .year = year});
  };
  EXPECT_EQ(day("", "", "").value(), std::nullopt);
  EXPECT_EQ(textOf(*day("3", "1", "2026").value()), "2026-01-03");
  EXPECT_EQ(saidOf(day("", "1", "2026").error()), "The date must have a day");
  EXPECT_EQ(saidOf(day("", "", "2026").error()), "The date must have a month");
  EXPECT_EQ(saidOf(day("31", "2", "2026").error()), "The date must be a real day");
}

TEST(TypedDate, IsReadFromItsThreeBoxes) {
  http::Fields fields;
  fields.add("from-day", "1");
  fields.add("from-month", "2");
  fields.add("from-year", "2024");
  fields.add("until-year", "2026");
  EXPECT_EQ(TypedDate::from(fields, "from"), (TypedDate{.day = "1", .month = "2", .year = "2024"}));
  EXPECT_EQ(TypedDate::from(fields, "until"), (TypedDate{.day = "", .month = "", .year = "2026"}));
}

}  // namespace
}  // namespace refocus::site
