// Generalised linear mixed models: what must hold whatever the numbers are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "statistics/basis.hpp"
#include "statistics/gauss_hermite.hpp"
#include "statistics/mixed_likelihood.hpp"
#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::digits;
using sample::fitted;
using sample::Model;
using ::testing::Contains;
using ::testing::HasSubstr;

FitOptions of(Family family, int points = 1) {
  FitOptions options;
  options.family = family;
  options.quadrature = points;
  return options;
}

// Outcomes of 12 teams in 4 sites; a fixed recipe, not random numbers.
Model trial(Family family) {
  const int n = 96;
  Eigen::VectorXd y(n);
  Eigen::VectorXd x(n);
  Eigen::VectorXd trials(n);
  std::vector<std::string> team;
  std::vector<std::string> site;
  std::vector<std::string> day;
  for (int i = 0; i < n; ++i) {
    const int t = i % 12;
    x[i] = ((i * 37) % 19) / 6.0 - 1.5;
    trials[i] = 3 + i % 4;
    const int count = (i * 29 + t * t * 5 + (i / 12) * 7) % 4 + (t % 5 == 0 ? 0 : t % 3);
    y[i] = family == Family::poisson ? count : std::min<double>(count, trials[i]) / trials[i];
    team.push_back(std::to_string(10 + t));
    site.push_back(std::to_string(t / 3));
    day.push_back(std::to_string((i * 5 + i / 12) % 7));
  }
  Model model = sample::modelOf(y);
  sample::addColumn(model, "x", x);
  if (family == Family::binomial) {
    model.design.weighted = true;
    model.rows.weights = trials;
  }
  sample::addGrouping(model, "team", team);
  sample::addGrouping(model, "site", site);
  sample::addGrouping(model, "day", day);
  return model;
}

Model withTeams(Family family) {
  Model model = trial(family);
  sample::addIntercept(model, 0);
  return model;
}

// Slopes by team, intercepts by site, which teams are nested in, and by day, which crosses them.
Model withEverything(Family family) {
  Model model = trial(family);
  model.design.random.push_back({0, {"(Intercept)", "x"}});
  model.rows.z.push_back(model.rows.x);
  sample::addIntercept(model, 1);
  sample::addIntercept(model, 2);
  return model;
}

TEST(GaussHermite, IntegratesWhatItIsExactFor) {
  for (const int points : {1, 2, 5, 20, 61, 101}) {
    const HermiteRule rule = hermiteRule(points);
    const Eigen::VectorXd normal = (-rule.nodes.array().square() / 2).exp();
    EXPECT_NEAR(rule.factors.dot(normal), 1, 1e-13) << points;
    if (points < 3) continue;
    EXPECT_NEAR(rule.factors.dot(normal.cwiseProduct(rule.nodes.array().pow(4).matrix())), 3,
                1e-12);
  }
  EXPECT_EQ(hermiteRule(2).nodes[1], 1);
  EXPECT_NEAR(hermiteRule(3).nodes[2], std::numbers::sqrt3, 1e-15);
}

// Of every kind of random effect, by central differences of the values alone.
TEST(GeneralisedMixed, TheGradientIsThatOfTheValues) {
  for (const Family family : {Family::binomial, Family::poisson}) {
    for (const int points : {1, 2, 7}) {
      const Model model = points == 1 ? withEverything(family) : withTeams(family);
      const Eigen::Index n = model.rows.count();
      const Observations observations{
          family, model.rows.y,
          model.design.weighted ? model.rows.weights : Eigen::VectorXd(Eigen::VectorXd::Ones(n)),
          Eigen::VectorXd::Constant(n, 0.1)};
      const Basis basis = basisOf(model.design, model.rows);
      MixedLikelihood likelihood(model.design, model.rows, basis.q, observations, points);
      Eigen::VectorXd at(likelihood.thetaCount() + 2);
      for (Eigen::Index i = 0; i < at.size(); ++i) at[i] = 0.7 - 0.23 * static_cast<double>(i);
      const Eigen::VectorXd gradient = likelihood.at(at).gradient;
      for (Eigen::Index i = 0; i < at.size(); ++i) {
        constexpr double h = 1e-4;
        const auto valueAt = [&](double steps) {
          Eigen::VectorXd moved = at;
          moved[i] += steps * h;
          return likelihood.at(moved).value;
        };
        const double slope =
            (8 * (valueAt(1) - valueAt(-1)) - (valueAt(2) - valueAt(-2))) / (12 * h);
        EXPECT_NEAR(gradient[i], slope, 1e-8 * (1 + std::abs(slope))) << points << ' ' << i;
      }
    }
  }
}

TEST(GeneralisedMixed, TheOrderOfRowsDoesNotMatter) {
  for (const Family family : {Family::binomial, Family::poisson}) {
    const Model model = withEverything(family);
    Model turned = model;
    std::vector<Eigen::Index> order;
    for (Eigen::Index i = 0; i < model.rows.count(); ++i) order.push_back((i * 35) % 96);
    turned.rows.x = model.rows.x(order, Eigen::all);
    turned.rows.y = model.rows.y(order);
    if (model.design.weighted) turned.rows.weights = model.rows.weights(order);
    for (std::size_t g = 0; g < 3; ++g) {
      for (std::size_t i = 0; i < order.size(); ++i) {
        turned.rows.group[g][i] = model.rows.group[g][static_cast<std::size_t>(order[i])];
      }
    }
    turned.rows.z[0] = model.rows.z[0](order, Eigen::all);
    const Fit a = fitted(model, of(family));
    const Fit b = fitted(turned, of(family));
    EXPECT_GE(digits(b.criterion, a.criterion), 13);
    for (std::size_t i = 0; i < a.fixed.size(); ++i) {
      EXPECT_GE(digits(b.fixed[i].estimate, a.fixed[i].estimate, a.fixed[i].stdError), 9);
    }
    for (std::size_t i = 0; i < a.theta.size(); ++i) EXPECT_NEAR(b.theta[i], a.theta[i], 1e-9);
  }
}

TEST(GeneralisedMixed, TrialsAreAsManyRowsOfOneTrial) {
  const Model trials = withTeams(Family::binomial);
  std::vector<double> y;
  std::vector<Eigen::Index> from;
  for (Eigen::Index i = 0; i < trials.rows.count(); ++i) {
    const auto count = std::lround(trials.rows.weights[i]);
    for (long k = 0; k < count; ++k) {
      y.push_back(k < std::lround(trials.rows.y[i] * trials.rows.weights[i]) ? 1 : 0);
      from.push_back(i);
    }
  }
  Model rows = trials;
  rows.design.weighted = false;
  rows.rows.weights.resize(0);
  rows.rows.y = Eigen::Map<Eigen::VectorXd>(y.data(), static_cast<Eigen::Index>(y.size()));
  rows.rows.x = trials.rows.x(from, Eigen::all);
  for (std::size_t g = 0; g < 3; ++g) {
    rows.rows.group[g].clear();
    for (const Eigen::Index i : from) {
      rows.rows.group[g].push_back(trials.rows.group[g][static_cast<std::size_t>(i)]);
    }
  }
  for (const int points : {1, 9}) {
    const Fit a = fitted(trials, of(Family::binomial, points));
    const Fit b = fitted(rows, of(Family::binomial, points));
    EXPECT_GE(digits(b.theta[0], a.theta[0]), 11);
    for (std::size_t i = 0; i < a.fixed.size(); ++i) {
      EXPECT_GE(digits(b.fixed[i].estimate, a.fixed[i].estimate, a.fixed[i].stdError), 11);
      EXPECT_GE(digits(b.fixed[i].stdError, a.fixed[i].stdError), 9);
    }
  }
}

// Groups that are more alike than chance: the model is the one without them, to the last digit.
TEST(GeneralisedMixed, AVarianceOfNothingIsExactlyNothing) {
  Model model = trial(Family::poisson);
  for (Eigen::Index i = 0; i < model.rows.count(); ++i)
    model.rows.y[i] = static_cast<double>((i / 12 + i % 2) % 4);
  const Fit plain = fitted(model, of(Family::poisson));
  sample::addIntercept(model, 0);
  for (const int points : {1, 9}) {
    const Fit fit = fitted(model, of(Family::poisson, points));
    EXPECT_EQ(fit.theta[0], 0);
    EXPECT_TRUE(fit.convergence.boundary && fit.convergence.converged);
    EXPECT_THAT(fit.notes,
                Contains(HasSubstr("between-team variance of (Intercept) is estimated as 0")));
    EXPECT_GE(digits(fit.criterion, plain.criterion), 14);
    for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
      EXPECT_GE(digits(fit.fixed[i].estimate, plain.fixed[i].estimate, plain.fixed[i].stdError),
                12);
      EXPECT_GE(digits(fit.fixed[i].stdError, plain.fixed[i].stdError), 10);
    }
  }
}

// A team in which everybody recovers does not hide that site C does: rows of C say nothing, and the
// rest is fitted without them.
TEST(GeneralisedMixed, SeparationIsSaidAndTheRestIsTheLimit) {
  Model model = withTeams(Family::binomial);
  Eigen::VectorXd apart = Eigen::VectorXd::Zero(model.rows.count());
  std::vector<Eigen::Index> rest;
  for (Eigen::Index i = 0; i < apart.size(); ++i) {
    if (i % 16 == 3) {
      apart[i] = 1;
      model.rows.y[i] = 1;
    } else {
      rest.push_back(i);
    }
  }
  Model without = model;
  sample::addColumn(model, "apart", apart);
  without.rows.x = without.rows.x(rest, Eigen::all).eval();
  without.rows.y = without.rows.y(rest).eval();
  without.rows.weights = without.rows.weights(rest).eval();
  for (auto& group : without.rows.group) {
    std::vector<std::uint32_t> some;
    for (const Eigen::Index i : rest) some.push_back(group[static_cast<std::size_t>(i)]);
    group = some;
  }
  const Fit fit = fitted(model, of(Family::binomial));
  const Fit limit = fitted(without, of(Family::binomial));
  EXPECT_EQ(fit.fixed[2].estimate, std::numeric_limits<double>::infinity());
  EXPECT_THAT(fit.notes, Contains(HasSubstr("estimates of apart are infinite")));
  EXPECT_GE(digits(fit.theta[0], limit.theta[0]), 10);
  EXPECT_GE(digits(fit.criterion, limit.criterion), 12);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_GE(digits(fit.fixed[i].estimate, limit.fixed[i].estimate, limit.fixed[i].stdError), 10);
    EXPECT_GE(digits(fit.fixed[i].stdError, limit.fixed[i].stdError), 9);
  }
}

TEST(GeneralisedMixed, WhatCannotBeFittedIsSaid) {
  const auto refusal = [](const Model& model, const FitOptions& options) {
    const auto fit = fitModel(model.design, model.rows, options);
    return fit ? std::string("fitted") : fit.error();
  };
  EXPECT_THAT(refusal(withEverything(Family::poisson), of(Family::poisson, 5)),
              HasSubstr("leave --quadrature out"));
  Model one = withTeams(Family::poisson);
  one.rows.group[0].assign(96, 0);
  EXPECT_THAT(refusal(one, of(Family::poisson)), HasSubstr("all of one team"));
  Model alike = withTeams(Family::binomial);
  for (Eigen::Index i = 0; i < 96; ++i) alike.rows.y[i] = i % 12 < 6 ? 1 : 0;
  EXPECT_THAT(refusal(alike, of(Family::binomial)), HasSubstr("no finite estimate"));
  Model single = sample::modelOf(Eigen::VectorXd::LinSpaced(6, 0, 5).unaryExpr(
      [](double i) { return static_cast<double>(static_cast<int>(i) % 2); }));
  sample::addIntercept(single,
                       sample::addGrouping(single, "person", {"a", "b", "c", "d", "e", "f"}));
  EXPECT_THAT(refusal(single, of(Family::binomial)), HasSubstr("every person has one trial"));
}

}  // namespace
}  // namespace refocus::statistics
