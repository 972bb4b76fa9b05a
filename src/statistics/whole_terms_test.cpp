// Tests of whole terms by hypotheses that were asked for, over columns that are made by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "base/fault.hpp"
#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::digits;
using sample::fitted;
using sample::Model;
using ::testing::Contains;
using ::testing::HasSubstr;

struct Cell {
  int a;
  int b;
  double y;
};
const std::vector<Cell> kUnbalanced{{0, 0, 12}, {0, 0, 15}, {0, 1, 9},  {0, 1, 14}, {0, 1, 10},
                                    {0, 2, 21}, {1, 0, 8},  {1, 1, 19}, {1, 1, 17}, {1, 2, 25},
                                    {1, 2, 22}, {1, 2, 30}, {1, 2, 24}};
const std::vector<Cell> kBalanced{{0, 0, 12}, {0, 0, 15}, {0, 1, 9},  {0, 1, 14},
                                  {0, 2, 21}, {0, 2, 18}, {1, 0, 8},  {1, 0, 11},
                                  {1, 1, 19}, {1, 1, 17}, {1, 2, 25}, {1, 2, 30}};

// y ~ a * b with treatment contrasts: 1, a1, b1, b2, a1:b1, a1:b2.
Model crossed(const std::vector<Cell>& cells) {
  const auto count = static_cast<Eigen::Index>(cells.size());
  const auto column = [&](const auto& of) {
    Eigen::VectorXd values(count);
    for (Eigen::Index i = 0; i < count; ++i) values[i] = of(cells[static_cast<std::size_t>(i)]);
    return values;
  };
  const auto is = [](bool holds) { return holds ? 1.0 : 0.0; };
  Model model = sample::modelOf(column([](const Cell& cell) { return cell.y; }));
  sample::addColumn(model, "a", column([&](const Cell& cell) { return is(cell.a == 1); }));
  for (const int level : {1, 2}) {
    sample::addColumn(model, "b", column([&](const Cell& cell) { return is(cell.b == level); }),
                      level == 1);
  }
  for (const int level : {1, 2}) {
    sample::addColumn(model, "a:b",
                      column([&](const Cell& cell) { return is(cell.a == 1 && cell.b == level); }),
                      level == 1);
  }
  return model;
}

// On average over the levels of the other factor.
FitOptions marginal() {
  FitOptions options;
  options.jointTests = true;
  options.hypotheses.resize(4);
  options.hypotheses[1].resize(1, 6);
  options.hypotheses[1] << 0, 1, 0, 0, 1.0 / 3, 1.0 / 3;
  options.hypotheses[2].resize(2, 6);
  options.hypotheses[2] << 0, 0, 1, 0, 0.5, 0, 0, 0, 0, 1, 0, 0.5;
  return options;
}

// The residual sums of squares of the model with contrasts that sum to 0, with and without a term's
// columns, as fractions.
TEST(WholeTerms, OfAnUnbalancedCrossingAreAsByContrastsThatSumToNothing) {
  const std::vector<JointTest> tests = fitted(crossed(kUnbalanced), marginal()).jointTests;
  ASSERT_EQ(tests.size(), 3U);
  EXPECT_GE(digits(tests[0].f, 11109.0 / 9503), 14);
  EXPECT_GE(digits(tests[1].f, 172557.0 / 11050), 14);
  EXPECT_GE(digits(tests[2].f, 48027.0 / 11050), 14);
  EXPECT_EQ(tests[0].numeratorDf, 1);
  EXPECT_EQ(tests[1].numeratorDf, 2);
  EXPECT_EQ(tests[1].denominatorDf, 7);
}

TEST(WholeTerms, AreOfTheTermsOwnColumnsUnlessAsked) {
  FitOptions options;
  options.jointTests = true;
  const std::vector<JointTest> tests = fitted(crossed(kUnbalanced), options).jointTests;
  EXPECT_GE(digits(tests[0].f, 1694.0 / 663), 14);
  EXPECT_GE(digits(tests[1].f, 1050.0 / 221), 14);
  EXPECT_GE(digits(tests[2].f, 48027.0 / 11050), 14);
}

// Σ of squares between the factor's means over that within cells, by hand.
TEST(WholeTerms, OfABalancedCrossingAreThoseOfTheMarginalMeans) {
  const std::vector<JointTest> tests = fitted(crossed(kBalanced), marginal()).jointTests;
  EXPECT_GE(digits(tests[0].f, 49.0 / 9), 14);
  EXPECT_GE(digits(tests[1].f, 1849.0 / 81), 14);
}

TEST(WholeTerms, ThatNeedACellWithoutRowsAreLeftOpen) {
  std::vector<Cell> cells = kUnbalanced;
  std::erase_if(cells, [](const Cell& cell) { return cell.a == 1 && cell.b == 0; });
  for (const Family family : {Family::gaussian, Family::poisson}) {
    FitOptions options = marginal();
    options.family = family;
    const Fit fit = fitted(crossed(cells), options);
    ASSERT_EQ(fit.jointTests.size(), 3U);
    for (const std::size_t open : {0U, 1U}) {
      EXPECT_TRUE(std::isnan(fit.jointTests[open].f));
      EXPECT_TRUE(std::isnan(fit.jointTests[open].denominatorDf));
      EXPECT_TRUE(std::isnan(fit.jointTests[open].p));
    }
    EXPECT_GT(fit.jointTests[2].f, 0);
    EXPECT_EQ(fit.jointTests[2].numeratorDf, 1);
    EXPECT_THAT(fit.notes, Contains(HasSubstr("the test of a cannot be told: it needs "
                                              "combinations of levels that no row has")));
  }
}

// A hypothesis that says something twice is tested once.
TEST(WholeTerms, CountContrastsThatAreIndependent) {
  FitOptions options = marginal();
  const double f = fitted(crossed(kUnbalanced), options).jointTests[1].f;
  Eigen::MatrixXd& rows = options.hypotheses[2];
  rows.conservativeResize(3, Eigen::NoChange);
  rows.row(2) = rows.row(0) - 2 * rows.row(1);
  const JointTest test = fitted(crossed(kUnbalanced), options).jointTests[1];
  EXPECT_EQ(test.numeratorDf, 2);
  EXPECT_GE(digits(test.f, f), 12);
}

TEST(WholeTerms, AreTestedByWaldWhereThereIsNoResidualVariance) {
  Model model = crossed(kUnbalanced);
  std::vector<std::string> team;
  for (Eigen::Index i = 0; i < model.rows.count(); ++i) team.push_back(std::to_string(i % 9));
  sample::addIntercept(model, sample::addGrouping(model, "team", team));
  for (const bool isGee : {false, true}) {
    FitOptions options = marginal();
    options.family = Family::poisson;
    if (isGee) options.gee = GeeChoice{.correlation = WorkingCorrelation::independence};
    const Fit fit = fitted(model, options);
    Eigen::VectorXd estimates(6);
    for (Eigen::Index i = 0; i < 6; ++i) {
      estimates[i] = fit.fixed[static_cast<std::size_t>(i)].estimate;
    }
    for (const std::size_t term : {1U, 2U}) {
      const Eigen::MatrixXd& rows = options.hypotheses[term];
      const Eigen::VectorXd value = rows * estimates;
      const Eigen::MatrixXd variance = rows * fit.covariance * rows.transpose();
      const JointTest& test = fit.jointTests[term - 1];
      EXPECT_GE(
          digits(test.f, value.dot(variance.inverse() * value) / static_cast<double>(rows.rows())),
          10);
      EXPECT_EQ(test.numeratorDf, static_cast<double>(rows.rows()));
      EXPECT_TRUE(std::isinf(test.denominatorDf));
    }
  }
}

// The levels of b tell outcomes apart, so nothing that holds their estimates is tested.
TEST(WholeTerms, ThatHoldAnInfiniteEstimateAreLeftOut) {
  std::vector<Cell> cells = kUnbalanced;
  for (Cell& cell : cells) cell.y = cell.a == 1 && cell.b == 2 ? 0 : cell.y;
  FitOptions options = marginal();
  options.family = Family::poisson;
  const Fit fit = fitted(crossed(cells), options);
  EXPECT_TRUE(fit.jointTests.empty());
}

TEST(WholeTerms, RefuseHypothesesThatDoNotFitTheDesign) {
  const Model model = crossed(kUnbalanced);
  FitOptions options = marginal();
  options.hypotheses.pop_back();
  EXPECT_THROW((void)fitModel(model.design, model.rows, options), Fault);
  options = marginal();
  options.hypotheses[1].conservativeResize(Eigen::NoChange, 5);
  EXPECT_THROW((void)fitModel(model.design, model.rows, options), Fault);
}

}  // namespace
}  // namespace refocus::statistics
