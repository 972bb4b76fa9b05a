#include "fitting/interactions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace refocus::fitting {
namespace {

using ::testing::ElementsAre;

CodedVariable factor(const std::string& name, std::size_t levels) {
  FactorLevels all;
  for (std::size_t i = 0; i < levels; ++i) all.names.push_back(std::to_string(i));
  return {.variable = {.name = name, .column = name, .values = {}},
          .use = 0,
          .factor = std::move(all),
          .basis = {}};
}
CodedVariable number(const std::string& name) {
  return {.variable = {.name = name, .column = name, .values = {}},
          .use = 0,
          .factor = {},
          .basis = {}};
}

// Of a formula whose variables are a (two levels), b (three), c (two) and numbers.
CodedTerms coded(const std::string& formula) {
  const TermList list = parseFormula(formula).value().fixed;
  std::vector<CodedVariable> variables;
  for (const Variable& variable : list.variables) {
    variables.push_back(variable.name == "a"   ? factor("a", 2)
                        : variable.name == "b" ? factor("b", 3)
                        : variable.name == "c" ? factor("c", 2)
                                               : number(variable.name));
  }
  return codeTerms(list, std::move(variables), 100);
}

TEST(Interactions, AreThoseWithAFactor) {
  EXPECT_TRUE(hasInteractions(coded("y ~ a * b")));
  EXPECT_TRUE(hasInteractions(coded("y ~ a * x")));
  EXPECT_TRUE(hasInteractions(coded("y ~ a + a:b")));
  EXPECT_FALSE(hasInteractions(coded("y ~ a + b + x")));
  EXPECT_FALSE(hasInteractions(coded("y ~ a:b")));
  EXPECT_FALSE(hasInteractions(coded("y ~ x * z")));
}

Eigen::MatrixXd hypothesisOf(const std::string& formula, const std::string& term) {
  const CodedTerms terms = coded(formula);
  const auto at = std::find(terms.terms.begin(), terms.terms.end(), term) - terms.terms.begin();
  return typeThreeHypotheses(terms).at(static_cast<std::size_t>(at));
}

std::vector<double> rowOf(const Eigen::MatrixXd& matrix, Eigen::Index row) {
  const Eigen::RowVectorXd values = matrix.row(row);
  return {values.begin(), values.end()};
}

TEST(TypeThree, AveragesATermOverTheLevelsItIsCrossedWith) {
  // 1, a1, b1, b2, a1:b1, a1:b2
  const Eigen::MatrixXd a = hypothesisOf("y ~ a * b", "a");
  EXPECT_EQ(a.rows(), 1);
  EXPECT_THAT(rowOf(a, 0), ElementsAre(0, 1, 0, 0, 1.0 / 3, 1.0 / 3));
  const Eigen::MatrixXd b = hypothesisOf("y ~ a * b", "b");
  EXPECT_EQ(b.rows(), 2);
  EXPECT_THAT(rowOf(b, 0), ElementsAre(0, 0, 1, 0, 0.5, 0));
  EXPECT_THAT(rowOf(b, 1), ElementsAre(0, 0, 0, 1, 0, 0.5));
}

TEST(TypeThree, IsOfTheOwnColumnsWhereNothingHoldsTheTerm) {
  EXPECT_EQ(typeThreeHypotheses(coded("y ~ a * b")).size(), 4U);
  EXPECT_EQ(hypothesisOf("y ~ a * b", "(Intercept)").size(), 0);
  EXPECT_EQ(hypothesisOf("y ~ a * b", "a:b").size(), 0);
  EXPECT_EQ(hypothesisOf("y ~ a:b", "a:b").size(), 0);
  EXPECT_EQ(hypothesisOf("y ~ a + a:b:c", "a:b:c").size(), 0);
  for (const Eigen::MatrixXd& one : typeThreeHypotheses(coded("y ~ a + b + x * z + a:c"))) {
    EXPECT_LE(one.rows(), 1);
  }
  for (const Eigen::MatrixXd& one : typeThreeHypotheses(coded("y ~ a + b + c + x * z"))) {
    EXPECT_EQ(one.size(), 0);
  }
}

// Slopes of x are averaged; the effect of a is that at x = 0.
TEST(TypeThree, TellsNumbersApartFromFactors) {
  // 1, a1, x, a1:x
  EXPECT_EQ(hypothesisOf("y ~ a * x", "a").size(), 0);
  EXPECT_THAT(rowOf(hypothesisOf("y ~ a * x", "x"), 0), ElementsAre(0, 0, 1, 0.5));
  // 1, x, a1:x: nothing but x has a slope
  EXPECT_THAT(rowOf(hypothesisOf("y ~ x + a:x", "x"), 0), ElementsAre(0, 1, 0.5));
}

// Without b's own columns, a:b has one for each level of a: what is tested is a difference.
TEST(TypeThree, TakesTheFirstLevelOffWhereItHasColumns) {
  // 1, a1, a0:b1, a1:b1, a0:b2, a1:b2
  EXPECT_THAT(rowOf(hypothesisOf("y ~ a + a:b", "a"), 0),
              ElementsAre(0, 1, -1.0 / 3, 1.0 / 3, -1.0 / 3, 1.0 / 3));
}

// Without an intercept it is the levels' own means, on average over the others.
TEST(TypeThree, AveragesFullIndicatorsToo) {
  // a0, a1, b1, b2
  const Eigen::MatrixXd a = hypothesisOf("y ~ 0 + a + b", "a");
  EXPECT_EQ(a.rows(), 2);
  EXPECT_THAT(rowOf(a, 1), ElementsAre(0, 1, 1.0 / 3, 1.0 / 3));
  EXPECT_EQ(hypothesisOf("y ~ 0 + a + b", "b").size(), 0);
}

// a:b has an indicator for each cell, and so has the intercept's part: differences are left.
TEST(TypeThree, LeavesOutWhatOtherTermsStandFor) {
  const Eigen::MatrixXd cells = hypothesisOf("y ~ a:b + b:c", "a:b");
  EXPECT_EQ(cells.rows(), 5);
  EXPECT_EQ(cells.cols(), 10);
  EXPECT_TRUE(cells.col(0).isZero());
  EXPECT_NEAR(cells.leftCols(7).rowwise().sum().cwiseAbs().maxCoeff(), 0, 1e-15);
}

}  // namespace
}  // namespace refocus::fitting
