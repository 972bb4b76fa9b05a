// Generalised linear models without random effects: closed forms, published sets, and what happens
// where the likelihood has no maximum.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::digits;
using sample::fitted;
using sample::Model;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

FitOptions of(Family family) {
  FitOptions options;
  options.family = family;
  return options;
}

Eigen::VectorXd vectorOf(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Model modelOf(const std::vector<double>& y) { return sample::modelOf(vectorOf(y)); }

void addNumbers(Model& model, const std::string& name, const std::vector<double>& values) {
  sample::addColumn(model, name, vectorOf(values));
}

void weigh(Model& model, const std::vector<double>& weights) {
  model.design.weighted = true;
  model.rows.weights = vectorOf(weights);
}

// Collett, Modelling Binary Data, 1991: budworm moths dead of 20, by sex and log2 dose.
Model budworm() {
  const std::vector<double> dead{1, 4, 9, 13, 18, 20, 0, 2, 6, 10, 12, 16};
  std::vector<double> share;
  std::vector<double> male;
  std::vector<double> dose;
  std::vector<double> both;
  for (std::size_t i = 0; i < dead.size(); ++i) {
    share.push_back(dead[i] / 20);
    male.push_back(i < 6 ? 1 : 0);
    dose.push_back(static_cast<double>(i % 6));
    both.push_back(male.back() * dose.back());
  }
  Model model = modelOf(share);
  addNumbers(model, "sexM", male);
  addNumbers(model, "ldose", dose);
  addNumbers(model, "sexM:ldose", both);
  weigh(model, std::vector<double>(12, 20));
  return model;
}

TEST(Generalised, TwoGroupsOfOutcomesHaveTheirLogOddsRatio) {
  std::vector<double> y;
  std::vector<double> arm;
  const auto add = [&](int count, double outcome, double in) {
    y.insert(y.end(), static_cast<std::size_t>(count), outcome);
    arm.insert(arm.end(), static_cast<std::size_t>(count), in);
  };
  add(11, 1, 0), add(29, 0, 0), add(23, 1, 1), add(14, 0, 1);
  Model model = modelOf(y);
  addNumbers(model, "arm", arm);
  const Fit fit = fitted(model, of(Family::binomial));
  EXPECT_GE(digits(fit.fixed[0].estimate, std::log(11.0 / 29)), 12);
  EXPECT_GE(digits(fit.fixed[1].estimate, std::log(23.0 * 29 / (14 * 11))), 12);
  EXPECT_GE(digits(fit.fixed[1].stdError, std::sqrt(1.0 / 11 + 1.0 / 29 + 1.0 / 23 + 1.0 / 14)),
            14);
  EXPECT_TRUE(std::isinf(fit.fixed[1].df));
  EXPECT_EQ(fit.fixed[1].dfMethod, DfMethod::normal);
  EXPECT_EQ(fit.fixed[1].t, fit.fixed[1].estimate / fit.fixed[1].stdError);
  const double logLikelihood = 11 * std::log(11.0 / 40) + 29 * std::log(29.0 / 40) +
                               23 * std::log(23.0 / 37) + 14 * std::log(14.0 / 37);
  EXPECT_GE(digits(fit.logLikelihood, logLikelihood), 12);
  EXPECT_GE(digits(*fit.deviance, -2 * logLikelihood), 12);
  EXPECT_GE(digits(fit.aic, 4 - 2 * logLikelihood), 12);
}

TEST(Generalised, RatesWithExposureAreEventsOverTime) {
  Model model = modelOf({7, 4, 9, 3, 2, 1});
  addNumbers(model, "arm", {0, 0, 0, 1, 1, 1});
  model.design.offset = true;
  model.rows.offset = vectorOf({10, 12, 11, 14, 9, 13}).array().log();
  const Fit fit = fitted(model, of(Family::poisson));
  EXPECT_GE(digits(fit.fixed[0].estimate, std::log(20.0 / 33)), 12);
  EXPECT_GE(digits(fit.fixed[1].estimate, std::log(6.0 / 36) - std::log(20.0 / 33)), 12);
  EXPECT_GE(digits(fit.fixed[1].stdError, std::sqrt(1.0 / 20 + 1.0 / 6)), 12);
}

// R 4.2, glm(control = list(epsilon = 1e-16)).
TEST(Generalised, PublishedSets) {
  Model dobson = modelOf({18, 17, 15, 20, 10, 20, 25, 13, 12});
  addNumbers(dobson, "outcome2", {0, 1, 0, 0, 1, 0, 0, 1, 0});
  addNumbers(dobson, "outcome3", {0, 0, 1, 0, 0, 1, 0, 0, 1});
  addNumbers(dobson, "treatment2", {0, 0, 0, 1, 1, 1, 0, 0, 0});
  addNumbers(dobson, "treatment3", {0, 0, 0, 0, 0, 0, 1, 1, 1});
  const Fit counts = fitted(dobson, of(Family::poisson));
  EXPECT_GE(digits(counts.fixed[1].estimate, -4.5425527227759660e-01), 12);
  EXPECT_GE(digits(counts.fixed[1].stdError, 0.20217075919384542), 12);
  EXPECT_GE(digits(counts.fixed[3].estimate, 0, 0.2), 12);
  EXPECT_GE(digits(*counts.deviance, 5.1291410770011421), 11);
  EXPECT_GE(digits(counts.logLikelihood, -23.38065920097884), 12);
  EXPECT_GE(digits(counts.aic, 56.761318401957681), 12);

  const Fit moths = fitted(budworm(), of(Family::binomial));
  EXPECT_GE(digits(moths.fixed[0].estimate, -2.99354175517102794), 12);
  EXPECT_GE(digits(moths.fixed[3].estimate, 0.35291298873649768), 12);
  EXPECT_GE(digits(moths.fixed[3].stdError, 0.26999025879703881), 12);
  EXPECT_GE(digits(moths.fixed[3].p, 1.9116778212236354e-01), 11);
  EXPECT_GE(digits(*moths.deviance, 4.9937273076203432), 11);
  EXPECT_GE(digits(moths.logLikelihood, -17.552064154518405), 12);
}

TEST(Generalised, TrialsAreAsManyRowsOfOneTrial) {
  const Model trials = budworm();
  std::vector<double> y;
  std::vector<Eigen::Index> from;
  for (Eigen::Index i = 0; i < trials.rows.count(); ++i) {
    for (int k = 0; k < 20; ++k) {
      y.push_back(k < std::lround(trials.rows.y[i] * 20) ? 1 : 0);
      from.push_back(i);
    }
  }
  Model rows = modelOf(y);
  rows.design = trials.design;
  rows.design.weighted = false;
  rows.rows.x = trials.rows.x(from, Eigen::all);
  const Fit a = fitted(trials, of(Family::binomial));
  const Fit b = fitted(rows, of(Family::binomial));
  for (std::size_t i = 0; i < a.fixed.size(); ++i) {
    EXPECT_GE(digits(b.fixed[i].estimate, a.fixed[i].estimate, a.fixed[i].stdError), 11);
    EXPECT_GE(digits(b.fixed[i].stdError, a.fixed[i].stdError), 11);
  }
}

// x + 1e6 and a column that differs from it by a millionth.
TEST(Generalised, ColumnsThatHurtKeepTheirDigits) {
  Model plain = budworm();
  Model moved = plain;
  const Eigen::VectorXd dose = plain.rows.x.col(2);
  moved.rows.x.col(2) = dose.array() + 1048576;
  moved.rows.x.col(3) = moved.rows.x.col(2) + plain.rows.x.col(1) * std::ldexp(1.0, -20);
  plain.rows.x.conservativeResize(Eigen::NoChange, 3);
  for (Model* model : {&plain, &moved}) model->design.columns.resize(3);
  moved.rows.x.col(1) = moved.rows.x.col(3);
  moved.rows.x.conservativeResize(Eigen::NoChange, 3);
  for (Model* model : {&plain, &moved}) {
    model->design.terms.resize(3);
    model->design.termOfColumn.resize(3);
  }
  const Fit a = fitted(plain, of(Family::binomial));
  const Fit b = fitted(moved, of(Family::binomial));
  ASSERT_EQ(b.fixed.size(), 3U);
  // Column 1 is dose + 2⁻²⁰·male: its coefficient is 2²⁰ times that of male.
  EXPECT_GE(digits(std::ldexp(b.fixed[1].estimate, -20), a.fixed[1].estimate), 12);
  EXPECT_GE(digits(std::ldexp(b.fixed[1].stdError, -20), a.fixed[1].stdError), 12);
  EXPECT_GE(digits(b.logLikelihood, a.logLikelihood), 12);
}

TEST(Generalised, SeparationIsSaidAndTheRestIsTheLimit) {
  // Everybody of the third site recovers.
  Model model = modelOf({0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1});
  addNumbers(model, "x", {1, 2, 5, 3, 4, 2, 3, 1, 2, 5, 3});
  addNumbers(model, "siteC", {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1});
  const Fit fit = fitted(model, of(Family::binomial));
  Model rest = modelOf({0, 1, 1, 0, 1, 0, 0, 1});
  addNumbers(rest, "x", {1, 2, 5, 3, 4, 2, 3, 1});
  const Fit limit = fitted(rest, of(Family::binomial));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_GE(digits(fit.fixed[i].estimate, limit.fixed[i].estimate, limit.fixed[i].stdError), 11);
    EXPECT_GE(digits(fit.fixed[i].stdError, limit.fixed[i].stdError), 11);
  }
  EXPECT_EQ(fit.fixed[2].estimate, std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(fit.fixed[2].p));
  EXPECT_GE(digits(fit.logLikelihood, limit.logLikelihood), 11);
  EXPECT_FALSE(fit.convergence.converged);
  EXPECT_THAT(fit.notes, ElementsAre(HasSubstr("estimates of siteC are infinite")));
}

TEST(Generalised, AColumnThatTellsOutcomesApartLeavesNothingToEstimate) {
  Model model = modelOf({0, 0, 0, 1, 1, 1});
  addNumbers(model, "x", {1, 2, 3, 4, 5, 6});
  const Fit fit = fitted(model, of(Family::binomial));
  EXPECT_TRUE(std::isinf(fit.fixed[0].estimate) && fit.fixed[0].estimate < 0);
  EXPECT_TRUE(std::isinf(fit.fixed[1].estimate) && fit.fixed[1].estimate > 0);
  EXPECT_EQ(fit.logLikelihood, 0);
  // One exception, however far, and there is a maximum again.
  model.rows.x(0, 1) = 4.5;
  EXPECT_THAT(fitted(model, of(Family::binomial)).notes, ElementsAre());
}

TEST(Generalised, AnArmWithoutEventsHasARateOfNothing) {
  Model model = modelOf({2, 0, 3, 0, 0, 0});
  addNumbers(model, "arm", {0, 0, 0, 1, 1, 1});
  const Fit fit = fitted(model, of(Family::poisson));
  EXPECT_GE(digits(fit.fixed[0].estimate, std::log(5.0 / 3)), 11);
  EXPECT_EQ(fit.fixed[1].estimate, -std::numeric_limits<double>::infinity());
}

TEST(Generalised, TheOrderOfRowsDoesNotMatter) {
  const Model model = budworm();
  Model turned = model;
  const std::vector<Eigen::Index> order{7, 2, 11, 0, 5, 9, 1, 3, 10, 4, 8, 6};
  turned.rows.x = model.rows.x(order, Eigen::all);
  turned.rows.y = model.rows.y(order);
  const Fit a = fitted(model, of(Family::binomial));
  const Fit b = fitted(turned, of(Family::binomial));
  for (std::size_t i = 0; i < a.fixed.size(); ++i) {
    EXPECT_GE(digits(b.fixed[i].estimate, a.fixed[i].estimate, a.fixed[i].stdError), 11);
  }
}

// Wald: the square of z of one column; of two, the quadratic form in their covariance.
TEST(Generalised, WholeTermsAreTestedByWald) {
  FitOptions options = of(Family::binomial);
  options.jointTests = true;
  Model model = budworm();
  model.design.terms = {"(Intercept)", "sex", "ldose"};
  model.design.termOfColumn = {0, 1, 2, 1};
  const Fit fit = fitted(model, options);
  ASSERT_EQ(fit.jointTests.size(), 2U);
  EXPECT_GE(digits(fit.jointTests[1].f, fit.fixed[2].t * fit.fixed[2].t), 11);
  EXPECT_GE(digits(fit.jointTests[1].p, fit.fixed[2].p), 12);
  const Eigen::Vector2d b(fit.fixed[1].estimate, fit.fixed[3].estimate);
  Eigen::Matrix2d v;
  v << fit.covariance(1, 1), fit.covariance(1, 3), fit.covariance(3, 1), fit.covariance(3, 3);
  EXPECT_GE(digits(fit.jointTests[0].f, b.dot(Eigen::LLT<Eigen::Matrix2d>(v).solve(b)) / 2), 12);
  EXPECT_EQ(fit.jointTests[0].numeratorDf, 2);
  EXPECT_TRUE(std::isinf(fit.jointTests[0].denominatorDf));
}

TEST(Generalised, DataThatSayNothingAreRefused) {
  for (const Family family : {Family::binomial, Family::poisson}) {
    const Model model = modelOf({0, 0, 0});
    const auto fit = fitModel(model.design, model.rows, of(family));
    ASSERT_FALSE(fit);
    EXPECT_THAT(fit.error(), HasSubstr("nothing to compare"));
  }
}

}  // namespace
}  // namespace refocus::statistics
