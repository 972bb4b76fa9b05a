#include "fitting/formula.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace refocus::fitting {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Formula read(std::string_view text) {
  auto formula = parseFormula(text);
  if (!formula) {
    ADD_FAILURE() << explained(text, formula.error());
    return {};
  }
  return *formula;
}

std::vector<std::string> terms(const TermList& list) {
  std::vector<std::string> names;
  if (list.intercept) names.emplace_back("1");
  for (const Term& term : list.terms) names.push_back(nameOf(list, term));
  return names;
}

std::vector<std::string> fixedTerms(std::string_view text) { return terms(read(text).fixed); }

std::vector<std::string> randomTerms(std::string_view text) {
  std::vector<std::string> all;
  for (const RandomPart& part : read(text).random) {
    std::string one;
    for (const std::string& term : terms(part.effects)) one += (one.empty() ? "" : " + ") + term;
    all.push_back(one + " | " + part.group);
  }
  return all;
}

std::string problemOf(std::string_view text) {
  const auto formula = parseFormula(text);
  return formula ? "" : explained(text, formula.error());
}

// Expected terms are what terms() of R 4.2 answers.
TEST(Formula, HasTermsInROrderByDegreeThenAsWritten) {
  EXPECT_THAT(fixedTerms("y ~ arm"), ElementsAre("1", "arm"));
  EXPECT_THAT(fixedTerms("y ~ a * b + c"), ElementsAre("1", "a", "b", "c", "a:b"));
  EXPECT_THAT(fixedTerms("y ~ a:b + c"), ElementsAre("1", "c", "a:b"));
  EXPECT_THAT(fixedTerms("y ~ b + a:b"), ElementsAre("1", "b", "b:a"));
  EXPECT_THAT(fixedTerms("y ~ a*b*c"),
              ElementsAre("1", "a", "b", "c", "a:b", "a:c", "b:c", "a:b:c"));
  EXPECT_THAT(fixedTerms("y ~ (a + b + c)^2 - a:b"), ElementsAre("1", "a", "b", "c", "a:c", "b:c"));
  EXPECT_THAT(fixedTerms("y ~ a + a + a:a"), ElementsAre("1", "a"));
}

TEST(Formula, NestsWithSlash) {
  EXPECT_THAT(fixedTerms("y ~ a/b"), ElementsAre("1", "a", "a:b"));
  EXPECT_THAT(fixedTerms("y ~ (a + b)/c"), ElementsAre("1", "a", "b", "a:b:c"));
}

TEST(Formula, LeavesTheInterceptOutAndPutsItBack) {
  EXPECT_THAT(fixedTerms("y ~ a - 1"), ElementsAre("a"));
  EXPECT_THAT(fixedTerms("y ~ 0 + a"), ElementsAre("a"));
  EXPECT_THAT(fixedTerms("y ~ a + 0 + 1"), ElementsAre("1", "a"));
  EXPECT_THAT(fixedTerms("y ~ a - 0"), ElementsAre("1", "a"));
  EXPECT_THAT(fixedTerms("y ~ -1 + a"), ElementsAre("a"));
  EXPECT_THAT(fixedTerms("y ~ 1"), ElementsAre("1"));
}

TEST(Formula, NamesVariablesAsRDeparsesThem) {
  EXPECT_THAT(fixedTerms("y~I(x*2)+I( x / 2 )+I(-x)+I(x^-1)+I((x+1)*200000)"),
              ElementsAre("1", "I(x * 2)", "I(x/2)", "I(-x)", "I(x^-1)", "I((x + 1) * 2e+05)"));
  EXPECT_THAT(fixedTerms("y ~ poly(x,2)+poly(x,degree=3)+poly(z,2,raw=TRUE)"),
              ElementsAre("1", "poly(x, 2)", "poly(x, degree = 3)", "poly(z, 2, raw = TRUE)"));
  EXPECT_THAT(fixedTerms("y ~ `my var`*factor(site)"),
              ElementsAre("1", "`my var`", "factor(site)", "`my var`:factor(site)"));
  EXPECT_THAT(fixedTerms("y ~ I(x**2)"), ElementsAre("1", "I(x^2)"));
}

TEST(Formula, TakesArithmeticInTheOutcome) {
  const Formula formula = read("log(y + 1) ~ x");
  EXPECT_EQ(formula.response.name, "log(y + 1)");
  EXPECT_EQ(formula.response.kind, Variable::Kind::values);
  EXPECT_EQ(read("y ~ x").response.kind, Variable::Kind::column);
}

// R's operators, weakest first: | & ! and comparisons, then arithmetic.
TEST(Formula, ComparesInsideI) {
  EXPECT_THAT(fixedTerms("y~I(x>2)+I(!x<=z+1)+I(x==1&z!=2|!(w<3))"),
              ElementsAre("1", "I(x > 2)", "I(!x <= z + 1)", "I(x == 1 & z != 2 | !(w < 3))"));
  EXPECT_THAT(randomTerms("y ~ x + (I(x > 2 | z) | g)"), ElementsAre("1 + I(x > 2 | z) | g"));
  const Formula formula = read("I(y > 2) ~ I(x > 2) + I((x > 2) * 3)");
  EXPECT_EQ(formula.response.name, "I(y > 2)");
  EXPECT_TRUE(isLogical(formula.fixed.variables[0].values));
  EXPECT_FALSE(isLogical(formula.fixed.variables[1].values));
  EXPECT_TRUE(holdsLogical(formula.fixed.variables[1].values));
}

TEST(FormulaProblem, KnowsComparisonsNowhereElse) {
  for (const char* text : {"y ~ x > 2", "y ~ z + (x == 2)", "y ~ !x", "y ~ (x > 2 | g)",
                           "y > 2 ~ x", "y ~ x & z", "y ~ offset(x > 2)"}) {
    EXPECT_THAT(problemOf(text), HasSubstr("a comparison stands in I()")) << text;
  }
  EXPECT_THAT(problemOf("y ~ I(1 < x < 2)"), HasSubstr("join two by &"));
  EXPECT_THAT(problemOf("y ~ I(x > 2 && z)"), HasSubstr("joined by a single &"));
  EXPECT_THAT(problemOf("y ~ I(arm == \"A\")"), HasSubstr("formulas know no text"));
}

TEST(Formula, TakesAsFactorForFactor) {
  const Formula formula = read("y ~ as.factor(site) + (1 | as.factor(team))");
  EXPECT_EQ(formula.fixed.variables[0].kind, Variable::Kind::factor);
  EXPECT_EQ(formula.fixed.variables[0].name, "as.factor(site)");
  EXPECT_THAT(formula.random[0].columns, ElementsAre("team"));
}

TEST(Formula, KeepsOffsetsApart) {
  const Formula formula = read("y ~ a + offset(log(days)) + offset(z)");
  EXPECT_THAT(terms(formula.fixed), ElementsAre("1", "a"));
  ASSERT_EQ(formula.fixed.offsets.size(), 2U);
  EXPECT_EQ(formula.fixed.offsets[0].name, "log(days)");
}

// Expected groups are those of lme4 1.1-31, before it sorts them by their numbers of levels.
TEST(Formula, WritesRandomTermsOutAsLme4Does) {
  EXPECT_THAT(randomTerms("y ~ x + (1 | team)"), ElementsAre("1 | team"));
  EXPECT_THAT(randomTerms("y ~ (x | team) + (0 + x | site)"),
              ElementsAre("1 + x | team", "x | site"));
  EXPECT_THAT(randomTerms("y ~ x + (x || team)"), ElementsAre("1 | team", "x | team"));
  EXPECT_THAT(randomTerms("y ~ x + (x || a/b)"),
              ElementsAre("1 | b:a", "1 | a", "x | b:a", "x | a"));
  EXPECT_THAT(randomTerms("y ~ x + (1 | a/b)"), ElementsAre("1 | b:a", "1 | a"));
  EXPECT_THAT(randomTerms("y ~ x + (1 | a/b/c)"), ElementsAre("1 | c:(b:a)", "1 | b:a", "1 | a"));
  EXPECT_THAT(randomTerms("y ~ (1 | a:b)"), ElementsAre("1 | a:b"));
  EXPECT_THAT(randomTerms("y ~ (a * x | g)"), ElementsAre("1 + a + x + a:x | g"));
  EXPECT_THAT(randomTerms("y ~ x"), IsEmpty());
}

TEST(Formula, FixedPartKnowsNothingOfRandomVariables) {
  const Formula formula = read("y ~ (1 | team) + x");
  EXPECT_THAT(terms(formula.fixed), ElementsAre("1", "x"));
  EXPECT_EQ(formula.fixed.variables.size(), 1U);
}

TEST(Formula, ForgetsVariablesThatWereTakenAway) {
  EXPECT_EQ(read("y ~ a + b - b").fixed.variables.size(), 1U);
}

TEST(FormulaProblem, ShowsThePlaceWithACaret) {
  EXPECT_EQ(problemOf("y ~ x + * z"),
            "a name, a number or ( is missing before this\n"
            "  y ~ x + * z\n"
            "          ^");
  EXPECT_EQ(problemOf("naïve ~ x )"),
            "this ) has no ( before it\n"
            "  naïve ~ x )\n"
            "            ^");
}

TEST(FormulaProblem, SaysWhatIsWrong) {
  EXPECT_THAT(problemOf(""), HasSubstr("something is missing at the end"));
  EXPECT_THAT(problemOf("y"), HasSubstr("outcome ~ terms"));
  EXPECT_THAT(problemOf("~ x"), HasSubstr("the outcome is missing"));
  EXPECT_THAT(problemOf("y ~ x + (1 | )"), HasSubstr("no grouping"));
  EXPECT_THAT(problemOf("y ~ x + 1 | team"), HasSubstr("stands in parentheses"));
  EXPECT_THAT(problemOf("y ~ x * (1 | team)"), HasSubstr("stands in parentheses"));
  EXPECT_THAT(problemOf("y ~ (x"), HasSubstr("this ( is never closed"));
  EXPECT_THAT(problemOf("y ~ x z"), HasSubstr("an operator such as + is missing"));
  EXPECT_THAT(problemOf("y ~ 2*x"), HasSubstr("I() holds arithmetic"));
  EXPECT_THAT(problemOf("y ~ spline(x)"),
              HasSubstr("spline() is not known here: there are I, log, log2, log10, exp, sqrt, and "
                        "as terms of their own factor, poly and offset"));
  EXPECT_THAT(problemOf("y ~ log(factor(x))"), HasSubstr("factor() is a term of its own"));
  EXPECT_THAT(problemOf("y ~ x ~ z"), HasSubstr("a second ~"));
  EXPECT_THAT(problemOf("y ~ (0 | team)"), HasSubstr("no effect"));
  EXPECT_THAT(problemOf("y ~ (1 | 2)"), HasSubstr("the grouping of a random term is a column"));
  EXPECT_THAT(problemOf("y ~ x^z"), HasSubstr("whole number"));
  EXPECT_THAT(problemOf("y ~ `x"), HasSubstr("never closed"));
  EXPECT_THAT(problemOf("y ~ poly(x)"), HasSubstr("poly(x, degree)"));
  EXPECT_THAT(problemOf("y ~ x $ z"), HasSubstr("formulas know no $"));
  EXPECT_THAT(problemOf("3 ~ x"), HasSubstr("names no column"));
}

TEST(FormulaProblem, MeetsTextsThatWouldExhaustTheProgram) {
  const std::string deep = "y ~ " + std::string(5000, '(') + "x" + std::string(4000, ')');
  EXPECT_THAT(problemOf(deep), HasSubstr("nested too deeply"));
  std::string wide = "y ~ (a0";
  for (int i = 1; i < 60; ++i) wide += "+a" + std::to_string(i);
  EXPECT_THAT(problemOf(wide + ")^9"), HasSubstr("more than 1000 terms"));
  EXPECT_THAT(problemOf("y ~ " + std::string(20000, 'x')), HasSubstr("at most 10000 bytes"));
  std::string chain = "y ~ x";
  for (int i = 0; i < 1500; ++i) chain += "+x";
  EXPECT_THAT(problemOf(chain), HasSubstr("too many operators"));
}

}  // namespace
}  // namespace refocus::fitting
