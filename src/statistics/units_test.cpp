// Units do not matter: a column or the response times any power of two gives the same t, degrees of
// freedom and p, to the last bit, from 1e-200 to 1e200.
#include <gtest/gtest.h>

#include <cmath>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::Model;

struct Kind {
  std::string name;
  Model model;
  FitOptions options;
};

// Twelve teams in three sites, by a fixed recipe.
Model trial(Family family) {
  constexpr Eigen::Index kRows = 96;
  Eigen::VectorXd y(kRows);
  Eigen::VectorXd x(kRows);
  std::vector<std::string> team;
  std::vector<std::string> day;
  for (Eigen::Index i = 0; i < kRows; ++i) {
    const auto t = i % 12;
    x[i] = static_cast<double>((i * 37) % 19) / 6 + 2;
    const auto count = static_cast<double>((i * 29 + t * t * 5 + (i / 12) * 7) % 4 + t % 3);
    y[i] = family == Family::gaussian ? count + x[i] * static_cast<double>(t % 4) / 3
                                      : (family == Family::binomial ? (count > 2 ? 1 : 0) : count);
    team.push_back(std::to_string(10 + t));
    day.push_back(std::to_string((i * 5 + i / 12) % 7));
  }
  Model model = sample::modelOf(y);
  sample::addColumn(model, "x", x);
  sample::addGrouping(model, "team", team);
  sample::addGrouping(model, "day", day);
  return model;
}

FitOptions everything(Family family) {
  FitOptions options = by(Method::reml);
  options.family = family;
  options.jointTests = true;
  options.profile = family == Family::gaussian;
  options.effects = true;
  if (family == Family::gaussian) {
    options.robust = Robust::cr2;
    options.otherDf = {DfMethod::satterthwaite, DfMethod::betweenWithin};
  }
  return options;
}

std::vector<Kind> kinds() {
  std::vector<Kind> all;
  Model plain = trial(Family::gaussian);
  plain.design.groupings.clear();
  plain.rows.group.clear();
  all.push_back({"linear", plain, everything(Family::gaussian)});
  for (const Family family : {Family::gaussian, Family::binomial, Family::poisson}) {
    const std::string name = family == Family::gaussian   ? "gaussian"
                             : family == Family::binomial ? "binomial"
                                                          : "poisson";
    Model teams = trial(family);
    sample::addIntercept(teams, 0);
    all.push_back({name + " teams", teams, everything(family)});
    FitOptions estimating = everything(family);
    estimating.gee = GeeChoice{};
    estimating.effects = estimating.profile = false;
    estimating.robust = Robust::none;
    estimating.otherDf.clear();
    all.push_back({name + " equations", teams, estimating});
    Model slopes = trial(family);
    slopes.design.random.push_back({0, {"(Intercept)", "x"}});
    slopes.rows.z.push_back(slopes.rows.x);
    all.push_back({name + " slopes", slopes, everything(family)});
    sample::addIntercept(slopes, 1);
    all.push_back({name + " slopes and days", slopes, everything(family)});
  }
  return all;
}

void expectSame(const std::vector<Coefficient>& a, const std::vector<Coefficient>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].t, b[i].t) << a[i].term;
    EXPECT_EQ(a[i].df, b[i].df) << a[i].term;
    EXPECT_EQ(a[i].p, b[i].p) << a[i].term;
  }
}

void expectSame(const Fit& scaled, const Fit& plain) {
  expectSame(scaled.fixed, plain.fixed);
  for (std::size_t i = 0; i < plain.otherDf.size(); ++i) {
    expectSame(scaled.otherDf[i].fixed, plain.otherDf[i].fixed);
  }
  ASSERT_EQ(scaled.jointTests.size(), plain.jointTests.size());
  for (std::size_t i = 0; i < plain.jointTests.size(); ++i) {
    EXPECT_EQ(scaled.jointTests[i].f, plain.jointTests[i].f);
    EXPECT_EQ(scaled.jointTests[i].denominatorDf, plain.jointTests[i].denominatorDf);
  }
  ASSERT_EQ(scaled.robust.has_value(), plain.robust.has_value());
  if (plain.robust) expectSame(scaled.robust->fixed, plain.robust->fixed);
  ASSERT_EQ(scaled.clusterLevel.has_value(), plain.clusterLevel.has_value());
  if (plain.clusterLevel) expectSame(scaled.clusterLevel->fixed, plain.clusterLevel->fixed);
  ASSERT_EQ(scaled.profile.size(), plain.profile.size());
  for (std::size_t i = 0; i < plain.profile.size(); ++i) {
    EXPECT_EQ(scaled.profile[i].low.has_value(), plain.profile[i].low.has_value());
    EXPECT_EQ(scaled.profile[i].high.has_value(), plain.profile[i].high.has_value());
  }
  EXPECT_EQ(scaled.notes, plain.notes);
}

TEST(Units, OfAColumnDoNotMatter) {
  for (const Kind& kind : kinds()) {
    const Fit plain = sample::fitted(kind.model, kind.options);
    for (const int power : {-664, 40, 664}) {
      SCOPED_TRACE(kind.name + " x times 2 to the " + std::to_string(power));
      const double unit = std::ldexp(1.0, power);
      Model model = kind.model;
      model.rows.x.col(1) *= unit;
      for (Eigen::MatrixXd& z : model.rows.z) {
        if (z.size() > 0) z.col(1) *= unit;
      }
      const Fit scaled = sample::fitted(model, kind.options);
      expectSame(scaled, plain);
      EXPECT_EQ(scaled.fixed[1].estimate, plain.fixed[1].estimate / unit);
      EXPECT_EQ(scaled.fixed[1].stdError, plain.fixed[1].stdError / unit);
    }
  }
}

TEST(Units, OfTheResponseDoNotMatter) {
  for (const Kind& kind : kinds()) {
    if (kind.options.family != Family::gaussian) continue;
    const Fit plain = sample::fitted(kind.model, kind.options);
    for (const int power : {-664, 40, 664}) {
      SCOPED_TRACE(kind.name + " y times 2 to the " + std::to_string(power));
      const double unit = std::ldexp(1.0, power);
      Model model = kind.model;
      model.rows.y *= unit;
      const Fit scaled = sample::fitted(model, kind.options);
      expectSame(scaled, plain);
      EXPECT_EQ(scaled.fixed[1].stdError, plain.fixed[1].stdError * unit);
    }
  }
}

TEST(Units, ThatNoCoefficientCanBeWrittenInAreRefused) {
  Model model = kinds()[1].model;
  model.rows.x.col(1) *= std::ldexp(1.0, 700);
  model.rows.y *= std::ldexp(1.0, -700);
  const auto fit = fitModel(model.design, model.rows, {});
  ASSERT_FALSE(fit.has_value());
  EXPECT_NE(fit.error().find("too large or too far apart"), std::string::npos) << fit.error();
}

}  // namespace
}  // namespace refocus::statistics
