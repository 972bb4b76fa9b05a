// Searches that stopped at the wrong place: a bound where the gradient vanishes and the criterion
// falls beyond it, and slopes of an x that lies far from 0.
#include "statistics/covariance_search.hpp"

#include <gtest/gtest.h>

#include "statistics/sample_data.hpp"
#include "statistics/term_basis.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::digits;
using sample::fitted;
using sample::Model;

// y ~ columns + (x | g), x being the last of the columns.
Model slopesOf(const std::string& file, const std::vector<std::string>& columns) {
  const sample::Table table(file);
  Model model = sample::modelOf(table.numbers("y"));
  for (const std::string& column : columns) sample::addColumn(model, column, table.numbers(column));
  sample::addGrouping(model, "g", table.column.at("g"));
  model.design.random = {{0, {"(Intercept)", columns.back()}}};
  Eigen::MatrixXd z = Eigen::MatrixXd::Ones(model.rows.count(), 2);
  z.col(1) = table.numbers(columns.back());
  model.rows.z = {z};
  return model;
}

// The search ended at 167.978 with an intercept's variance of 0, where moving the covariance too
// would have led on.
TEST(CovarianceSearch, LeavesABoundThatIsNoMinimum) {
  const Fit fit = fitted(slopesOf("slope_local_optimum.csv", {"arm", "t"}));
  EXPECT_NEAR(fit.criterion, 167.382482691, 1e-9);
  EXPECT_NEAR(fit.fixed[1].estimate, 0.84783, 5e-6);
  EXPECT_NEAR(fit.fixed[1].stdError, 0.43037, 5e-6);
  EXPECT_NEAR(fit.fixed[1].p, 0.084, 5e-4);
  EXPECT_TRUE(fit.convergence.converged);
}

// The search ended at 186.63 and said that it had not settled.
TEST(CovarianceSearch, SettlesWhereXLiesFarFromZero) {
  const Fit fit = fitted(slopesOf("slope_not_settled.csv", {"x"}));
  EXPECT_NEAR(fit.criterion, 183.349374754, 1e-9);
  EXPECT_TRUE(fit.convergence.converged);
}

// The same model in other columns: y ~ x + (x | g) and (x − 1e6 | g).
TEST(CovarianceSearch, DoesNotDependOnWhereXIsZero) {
  Model model = sample::sleepstudy(sample::Slopes::correlated);
  FitOptions options = by(Method::reml);
  options.effects = true;
  options.robust = Robust::cr2;
  const Fit near = fitted(model, options);
  model.rows.x.col(1).array() += 1e6;
  model.rows.z = {model.rows.x};
  const Fit far = fitted(model, options);
  EXPECT_GE(digits(far.criterion, near.criterion), 13);
  EXPECT_GE(digits(far.random[1].sd, near.random[1].sd), 11);
  EXPECT_GE(digits(far.fixed[1].estimate, near.fixed[1].estimate), 11);
  EXPECT_GE(digits(far.fixed[1].df, near.fixed[1].df), 9);
  EXPECT_GE(digits(far.robust->fixed[1].stdError, near.robust->fixed[1].stdError), 9);
  EXPECT_GE(digits(far.effects[0].value(3, 1), near.effects[0].value(3, 1)), 9);
  EXPECT_GE(digits(far.effects[0].stdError(3, 1), near.effects[0].stdError(3, 1)), 9);
}

TEST(CovarianceSearch, TheUsersFactorHasTheSameCovarianceAndItsColumnsOfZero) {
  Eigen::MatrixXd left(3, 3);
  left << 0, 2, 0,  //
      1, -1, 0,     //
      4, 0.5, 0;
  const Eigen::MatrixXd lower = lowerFactor(left);
  EXPECT_TRUE((lower * lower.transpose()).isApprox(left * left.transpose(), 1e-15));
  EXPECT_TRUE(lower.isLowerTriangular(0));
  EXPECT_GE(lower.diagonal().minCoeff(), 0);
  int zero = 0;
  for (Eigen::Index i = 0; i < 3; ++i) zero += lower.col(i).isZero(0) ? 1 : 0;
  EXPECT_EQ(zero, 1);
}

// f = (a − 1)² + (b − 2)² + 6ab over covariances [a c; c b] would be lowest at a < 0: at the bound
// a = 0, where every search by θ stays that begins there, or ends.
TEST(CovarianceSearch, EndsWhereNoCovarianceIsLower) {
  const std::vector<TermPlace> places{{0, 2, 5, 0}};
  const auto slope = [](const Eigen::MatrixXd& s) {
    Eigen::MatrixXd slopes(2, 2);
    slopes << 2 * (s(0, 0) - 1) + 6 * s(1, 1), s(1, 0), s(1, 0), 2 * (s(1, 1) - 2) + 6 * s(0, 0);
    return slopes;
  };
  const auto value = [&](const Eigen::VectorXd& theta) -> ValueAndGradient {
    const Eigen::MatrixXd l = factorOf(places[0], theta);
    const Eigen::MatrixXd s = l * l.transpose();
    const Eigen::MatrixXd by = 2 * slope(s) * l;
    return {std::pow(s(0, 0) - 1, 2) + std::pow(s(1, 1) - 2, 2) + 6 * s(0, 0) * s(1, 1) +
                std::pow(s(1, 0), 2),
            Eigen::Vector3d(by(0, 0), by(1, 0), by(1, 1))};
  };
  const auto slopes = [&](const Eigen::VectorXd& theta) {
    const Eigen::MatrixXd l = factorOf(places[0], theta);
    return std::vector<Eigen::MatrixXd>{slope(l * l.transpose())};
  };
  // From the worse of the two bounds, (1, 0), a local minimum with a value of 4.
  const CovarianceMinimum found =
      lowestOf({places, {value, {}, differencesOf(value), {}}, slopes}, Eigen::Vector3d(1, 0, 0));
  EXPECT_NEAR(found.minimum.value, 1, 1e-9);
  const Eigen::MatrixXd l = factorOf(places[0], found.minimum.at);
  EXPECT_NEAR((l * l.transpose())(1, 1), 2, 1e-6);
  EXPECT_NEAR((l * l.transpose())(0, 0), 0, 1e-9);
  EXPECT_GT(found.starts, 1);
}

}  // namespace
}  // namespace refocus::statistics
