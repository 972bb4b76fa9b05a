#include "base/plural_rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace refocus {
namespace {

std::string formsUpTo(std::string_view header, int most) {
  const auto rule = PluralRule::parse(header);
  if (!rule) return rule.error();
  std::string forms;
  for (int n = 0; n <= most; ++n) forms += std::to_string(rule->formFor(n));
  return forms;
}

TEST(PluralRule, KnowsTheFormsOfManyLanguages) {
  EXPECT_EQ(formsUpTo("nplurals=1; plural=0;", 3), "0000") << "Chinese";
  EXPECT_EQ(formsUpTo("nplurals=2; plural=(n != 1);", 3), "1011") << "English";
  EXPECT_EQ(formsUpTo("nplurals=2; plural=n>1", 3), "0011") << "French";
  EXPECT_EQ(
      formsUpTo("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);",
                8),
      "012355455")
      << "Welsh";
  EXPECT_EQ(
      formsUpTo("nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) "
                "? 1 : 2);",
                24),
      "2011122222222222222222111")
      << "Polish";
}

TEST(PluralRule, WorksOutWhatCDoes) {
  EXPECT_EQ(formsUpTo("nplurals=9; plural=1+2*3-4/2", 0), "5");
  EXPECT_EQ(formsUpTo("nplurals=2; plural=!(n==2) == !!(n%2*2/2)", 4), "01110");
  EXPECT_EQ(formsUpTo("nplurals=3; plural=n/0 + n%0", 1), "00") << "division by nought is nought";
}

TEST(PluralRule, EnglishIsTheRuleWithoutOne) {
  EXPECT_EQ(PluralRule().formFor(1), 0U);
  EXPECT_EQ(PluralRule().formFor(-1), 0U);
  EXPECT_EQ(PluralRule().formFor(0), 1U);
  EXPECT_EQ(PluralRule().formFor(std::numeric_limits<std::int64_t>::min()), 1U);
}

TEST(PluralRule, NeverGivesAFormThatThereIsNot) {
  const auto rule = PluralRule::parse("nplurals=2; plural=n > 1000 ? n : 0");
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->formFor(5000), 0U);
}

TEST(PluralRule, RefusesWhatIsMalformed) {
  for (const std::string header :
       {"", "nplurals=2;", "plural=n", "nplurals=0; plural=0", "nplurals=99; plural=0",
        "nplurals=2; plural=", "nplurals=2; plural=n ?", "nplurals=2; plural=(n",
        "nplurals=2; plural=n n", "nplurals=2; plural=m", "nplurals=2; plural=n?1:",
        "nplurals=2; plural=n=1", "nplurals=2; plural=99999999999999999999"}) {
    EXPECT_FALSE(PluralRule::parse(header)) << header;
  }
  EXPECT_FALSE(PluralRule::parse("nplurals=2; plural=n")) << "a form that there is not";
  EXPECT_FALSE(PluralRule::parse("nplurals=2; plural=" + std::string(500, '(')));
  EXPECT_FALSE(PluralRule::parse("nplurals=2; plural=" + std::string(500, '!') + "n"));
}

}  // namespace
}  // namespace refocus
