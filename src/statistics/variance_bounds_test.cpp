// Degrees of freedom where some variances are at a bound or the model has one too many: those of
// the model without them. Values from R are those of lme4 1.1-31, lmerTest and pbkrtest.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::digits;
using sample::fitted;
using sample::Model;

enum class Intercept { without, beside };

// score ~ Machine + (0 + Machine | Worker), and (1 | Worker) beside it, of which the block of a
// factor's levels has no need. Rows stand in this order.
Model machinesByWorker(Intercept intercept, const std::vector<std::size_t>& order) {
  const sample::Table table("machines.csv");
  const Eigen::VectorXd score = table.numbers("score");
  const auto count = static_cast<Eigen::Index>(order.size());
  Eigen::VectorXd y(count);
  Eigen::MatrixXd is = Eigen::MatrixXd::Zero(count, 3);
  std::vector<std::string> worker;
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::size_t from = order[static_cast<std::size_t>(i)];
    y[i] = score[static_cast<Eigen::Index>(from)];
    is(i, table.column.at("Machine")[from].front() - 'A') = 1;
    worker.push_back(table.column.at("Worker")[from]);
  }
  Model model = sample::modelOf(y);
  sample::addColumn(model, "Machine", is.col(1));
  sample::addColumn(model, "MachineC", is.col(2), false);
  const std::size_t grouping = sample::addGrouping(model, "Worker", worker);
  if (intercept == Intercept::beside) sample::addIntercept(model, grouping);
  model.design.random.push_back({grouping, {"MachineA", "MachineB", "MachineC"}});
  model.rows.z.push_back(is);
  return model;
}

std::vector<std::size_t> inOrder() {
  std::vector<std::size_t> order(54);
  std::iota(order.begin(), order.end(), 0U);
  return order;
}

std::vector<std::size_t> shuffled() {
  std::vector<std::size_t> order = inOrder();
  for (std::size_t& at : order) at = at * 31 % 54;
  return order;
}

void expectSame(const Fit& fit, const Fit& expected) {
  for (std::size_t i = 0; i < expected.fixed.size(); ++i) {
    EXPECT_EQ(fit.fixed[i].dfMethod, expected.fixed[i].dfMethod) << i;
    EXPECT_GE(digits(fit.fixed[i].stdError, expected.fixed[i].stdError), 8) << i;
    EXPECT_GE(digits(fit.fixed[i].df, expected.fixed[i].df), 8) << i;
  }
  for (std::size_t i = 0; i < expected.jointTests.size(); ++i) {
    EXPECT_GE(digits(fit.jointTests[i].f, expected.jointTests[i].f), 8) << i;
    EXPECT_GE(digits(fit.jointTests[i].denominatorDf, expected.jointTests[i].denominatorDf), 8);
  }
}

TEST(VarianceBounds, AVarianceThatAnotherTermHoldsChangesNoDegreesOfFreedom) {
  for (const DfMethod method :
       {DfMethod::kenwardRoger, DfMethod::satterthwaite, DfMethod::satterthwaiteExpected}) {
    FitOptions options = by(Method::reml, method);
    options.jointTests = true;
    const Fit plain = fitted(machinesByWorker(Intercept::without, inOrder()), options);
    EXPECT_TRUE(plain.notes.empty());
    for (const auto& order : {inOrder(), shuffled()}) {
      const Fit fit = fitted(machinesByWorker(Intercept::beside, order), options);
      expectSame(fit, plain);
      ASSERT_EQ(fit.notes.size(), 1U);
      EXPECT_TRUE(fit.notes[0].starts_with("the data cannot tell all variances apart"));
    }
  }
}

// lme4's θ have some four digits here.
TEST(VarianceBounds, KenwardRogerOfAFactorsBlockIsPbkrtests) {
  const Fit fit = fitted(machinesByWorker(Intercept::beside, inOrder()));
  EXPECT_NEAR(fit.fixed[0].stdError, 1.68069, 5e-5);
  EXPECT_NEAR(fit.fixed[1].stdError, 2.42090, 1e-4);
  EXPECT_NEAR(fit.fixed[2].stdError, 1.54014, 1e-4);
  for (const Coefficient& row : fit.fixed) EXPECT_NEAR(row.df, 5, 1e-8);
}

// Some subjects of sleepstudy, which has ten rows of each.
Model subjects(std::size_t first, std::size_t count) {
  const Model all = sample::sleepstudy(sample::Slopes::correlated);
  const auto from = static_cast<Eigen::Index>(first * 10);
  const auto rows = static_cast<Eigen::Index>(count * 10);
  Model some = all;
  some.rows.x = all.rows.x.middleRows(from, rows);
  some.rows.y = all.rows.y.segment(from, rows);
  some.rows.z = {some.rows.x};
  const auto begin = all.rows.group[0].begin() + from;
  some.rows.group = {{begin, begin + rows}};
  return some;
}

TEST(VarianceBounds, SatterthwaiteOfWhollyDependentEffectsIsLmerTests) {
  const Fit fit = fitted(subjects(4, 4), by(Method::reml, DfMethod::satterthwaite));
  EXPECT_TRUE(fit.convergence.boundary);
  EXPECT_NEAR(fit.fixed[0].df, 3.40606, 1e-4);
  EXPECT_NEAR(fit.fixed[1].df, 11.64766, 1e-3);
  const Fit other = fitted(subjects(5, 4), by(Method::reml, DfMethod::satterthwaite));
  EXPECT_NEAR(other.fixed[0].df, 34.34900, 2e-3);
  EXPECT_NEAR(other.fixed[1].df, 3.13912, 1e-4);
  ASSERT_EQ(other.notes.size(), 1U);
  EXPECT_EQ(other.notes[0],
            "the random effects of Days by Subject are estimated as wholly dependent; "
            "Satterthwaite's degrees of freedom take that as known");
}

TEST(VarianceBounds, ATermWithoutAVarianceLeavesTheDegreesOfFreedomOfTheOthers) {
  Model model = sample::sleepstudy(sample::Slopes::correlated);
  const Model plain = model;
  std::vector<std::string> parity;
  for (Eigen::Index i = 0; i < model.rows.count(); ++i) parity.push_back(std::to_string(i * 7 % 4));
  sample::addIntercept(model, sample::addGrouping(model, "rater", parity));
  for (const DfMethod method : {DfMethod::satterthwaite, DfMethod::satterthwaiteExpected}) {
    const Fit fit = fitted(model, by(Method::reml, method));
    ASSERT_EQ(fit.theta.back(), 0);
    expectSame(fit, fitted(plain, by(Method::reml, method)));
    ASSERT_EQ(fit.notes.size(), 1U);
    EXPECT_EQ(fit.notes[0],
              "the between-rater variance of (Intercept) is estimated as 0; Satterthwaite's "
              "degrees of freedom take that as known");
  }
}

}  // namespace
}  // namespace refocus::statistics
