#include "fitting/data_file_number.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace refocus::fitting {
namespace {

// The library's own reader, which is correctly rounded, without sign.
double byTheLibrary(const std::string& text) {
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  EXPECT_EQ(end, text.data() + text.size()) << text;
  EXPECT_EQ(error, std::errc()) << text;
  return value;
}

std::string digits(int atLeast, int atMost) {
  const int count = *rc::gen::inRange(atLeast, atMost + 1);
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>('0' + *rc::gen::inRange(0, 10));
  return text;
}

TEST(Number, IsReadAsFilesWriteIt) {
  EXPECT_EQ(numberOf("12"), 12.0);
  EXPECT_EQ(numberOf("-0.5"), -0.5);
  EXPECT_EQ(numberOf("+3."), 3.0);
  EXPECT_EQ(numberOf(".25"), 0.25);
  EXPECT_EQ(numberOf("  7\t"), 7.0);
  EXPECT_EQ(numberOf("6.02e23"), 6.02e23);
  EXPECT_EQ(numberOf("1E-3"), 1e-3);
  EXPECT_EQ(numberOf("0.1"), 0.1);
  EXPECT_TRUE(std::signbit(*numberOf("-0")));
}

TEST(Number, IsNotMadeOfOtherText) {
  for (const std::string_view text :
       {"",     " ",   ".",   "-",    "+",     "+-1",    "1e",    "1e+",
        "12,5", "1 2", "0x",  "0x1g", "0x-1",  "0x.p1",  "1.2.3", "nan(1)",
        "abc",  "1a",  "--1", "e5",   "1_000", "infinit"}) {
    EXPECT_FALSE(numberOf(text)) << text;
  }
}

TEST(Number, MayBeHexadecimalAsInR) {
  EXPECT_EQ(numberOf("0x1A"), 26.0);
  EXPECT_EQ(numberOf("-0Xff"), -255.0);
  EXPECT_EQ(numberOf(" 0x1.8p3 "), 12.0);
  EXPECT_EQ(numberOf("0x1p-99999"), 0.0);
  EXPECT_EQ(numberOf("0x1p99999"), std::numeric_limits<double>::infinity());
}

TEST(Number, MayHaveACommaBeforeItsDecimals) {
  EXPECT_EQ(numberOf("1,5", DecimalMark::comma), 1.5);
  EXPECT_EQ(numberOf("-,25", DecimalMark::comma), -0.25);
  EXPECT_EQ(numberOf("12", DecimalMark::comma), 12.0);
  EXPECT_FALSE(numberOf("1.5", DecimalMark::comma));
  EXPECT_FALSE(numberOf("1.234,5", DecimalMark::comma));
  EXPECT_FALSE(numberOf("1,2,3", DecimalMark::comma));
  EXPECT_FALSE(numberOf("1,5", DecimalMark::point));
}

TEST(Number, BeyondTheLargestDoubleIsInfiniteAndBelowTheSmallestIsZero) {
  EXPECT_EQ(numberOf("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(numberOf("1e309"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(numberOf("-1e999999999999999999999"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(numberOf("Inf"), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(*numberOf("NaN")));
  EXPECT_EQ(numberOf("1e-400"), 0.0);
  EXPECT_EQ(numberOf("0e999999999999999999999"), 0.0);
  EXPECT_EQ(numberOf("1e-999999999999999999999"), 0.0);
  EXPECT_EQ(numberOf("4.9406564584124654e-324"), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(numberOf("2.4703282292062327e-324"), 0.0);
  EXPECT_EQ(numberOf("2.4703282292062328e-324"), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(numberOf("0." + std::string(400, '0') + "1e401"), 1.0);
}

TEST(Number, HalfWayGoesToTheEvenDouble) {
  EXPECT_EQ(numberOf("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(numberOf("9007199254740993.0000000000000000000000001"), 9007199254740994.0);
  EXPECT_EQ(numberOf("9007199254740995"), 9007199254740996.0);
}

RC_GTEST_PROP(Number, IsTheNearestDoubleOfAnyDecimal, ()) {
  std::string text = digits(1, 25);
  if (*rc::gen::arbitrary<bool>()) text += "." + digits(1, 25);
  if (*rc::gen::arbitrary<bool>()) text += fmt::format("e{}", *rc::gen::inRange(-300, 250));
  RC_ASSERT(numberOf(text) == byTheLibrary(text));
  RC_ASSERT(numberOf("-" + text) == -byTheLibrary(text));
}

RC_GTEST_PROP(Number, OfEveryDoubleIsReadBackBitForBit, (std::uint64_t bits)) {
  const auto value = std::bit_cast<double>(bits);
  if (!std::isfinite(value)) return;
  RC_ASSERT(std::bit_cast<std::uint64_t>(*numberOf(fmt::format("{}", value))) == bits);
  RC_ASSERT(std::bit_cast<std::uint64_t>(*numberOf(fmt::format("{:.16e}", value))) == bits);
  RC_ASSERT(std::bit_cast<std::uint64_t>(*numberOf(fmt::format("{:.25e}", value))) == bits);
}

RC_GTEST_PROP(Number, ThatIsSubnormalIsReadBackBitForBit, ()) {
  const auto bits = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 52U);
  const auto value = std::bit_cast<double>(bits);
  RC_ASSERT(std::bit_cast<std::uint64_t>(*numberOf(fmt::format("{}", value))) == bits);
}

TEST(NumberText, IsWhatRWrites) {
  EXPECT_EQ(numberText(2), "2");
  EXPECT_EQ(numberText(2.5), "2.5");
  EXPECT_EQ(numberText(-10), "-10");
  EXPECT_EQ(numberText(100000), "1e+05");
  EXPECT_EQ(numberText(200000), "2e+05");
  EXPECT_EQ(numberText(123456), "123456");
  EXPECT_EQ(numberText(0.1), "0.1");
  EXPECT_EQ(numberText(0.0001), "1e-04");
  EXPECT_EQ(numberText(0.00012), "0.00012");
  EXPECT_EQ(numberText(0.1 + 0.2), "0.3");
  EXPECT_EQ(numberText(1.0 / 3), "0.333333333333333");
  EXPECT_EQ(numberText(1e22), "1e+22");
  EXPECT_EQ(numberText(0), "0");
  EXPECT_EQ(numberText(-0.0), "0");
}

}  // namespace
}  // namespace refocus::fitting
