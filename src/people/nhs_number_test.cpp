#include "people/nhs_number.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace refocus::people {
namespace {

using enum NhsNumberProblem;

NhsNumberProblem problemOf(std::string_view text) { return NhsNumber::parse(text).error(); }

rc::Gen<std::string> nineDigits() {
  return rc::gen::container<std::string>(9, rc::gen::inRange('0', static_cast<char>('9' + 1)));
}

TEST(NhsNumber, IsReadHoweverItIsSpaced) {
  for (const auto* text :
       {"9434765919", "943 476 5919", "943-476-5919", "  943 476 5919\u00A0",
        "943\u00A0476\u202F5919", "943\u2009476\t5919", "943\u200B476\u30005919\uFEFF"}) {
    const auto number = NhsNumber::parse(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(number->digits(), "9434765919");
    EXPECT_EQ(number->text(), "943 476 5919");
  }
}

TEST(NhsNumber, SaysWhichRuleFailed) {
  for (const auto* text :
       {"", "943 476 591", "943 476 59190", "943.476.5919", "943 476 591X", "９434765919"}) {
    EXPECT_EQ(problemOf(text), notTenDigits) << text;
  }
  EXPECT_EQ(problemOf("943 476 5918"), checkDigit);
  EXPECT_EQ(problemOf("999 123 4567"), checkDigit);
}

TEST(NhsNumber, IsNeverOneDigitTenTimes) {
  for (char digit = '0'; digit <= '9'; ++digit) {
    EXPECT_EQ(problemOf(std::string(10, digit)), sameDigit);
  }
}

TEST(NhsNumber, ExplainsEachProblemInItsOwnWords) {
  EXPECT_NE(explain(notTenDigits), explain(sameDigit));
  EXPECT_NE(explain(sameDigit), explain(checkDigit));
  EXPECT_NE(explain(notTenDigits), explain(checkDigit));
}

RC_GTEST_PROP(NhsNumber, AtMostOneLastDigitFits, ()) {
  const auto nine = *nineDigits();
  const auto fits = nhsCheckDigit(nine);
  for (char last = '0'; last <= '9'; ++last) {
    const auto number = NhsNumber::parse(nine + last);
    const bool same = std::string(10, last) == nine + last;
    RC_ASSERT(number.has_value() == (fits == last && !same));
  }
}

RC_GTEST_PROP(NhsNumber, AnyOneWrongDigitIsFound, ()) {
  const auto nine = *nineDigits();
  const auto last = nhsCheckDigit(nine);
  RC_PRE(last.has_value());
  const auto place = *rc::gen::inRange<std::size_t>(0, 10);
  auto number = nine + *last;
  const auto right = number[place];
  const auto wrong = *rc::gen::inRange('0', static_cast<char>('9' + 1));
  RC_PRE(wrong != right);
  number[place] = wrong;
  RC_ASSERT(!NhsNumber::parse(number).has_value());
}

TEST(NhsCheckDigit, IsForNineDigitsOnly) {
  EXPECT_EQ(nhsCheckDigit("943476591"), '9');
  EXPECT_FALSE(nhsCheckDigit("94347659"));
  EXPECT_FALSE(nhsCheckDigit("94347659x"));
  EXPECT_FALSE(nhsCheckDigit("999123456")) << "ten would be needed";
}

}  // namespace
}  // namespace refocus::people
