// What must hold whatever the numbers are.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <numeric>
#include <optional>

#include "base/fault.hpp"
#include "statistics/inference.hpp"
#include "statistics/moments.hpp"
#include "statistics/moments_merge.hpp"
#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::fitted;
using sample::Model;

// y ~ arm + x + (1 | team) with whole numbers, so that sums in any order are the same numbers.
Model trial(std::size_t least = 2) {
  const auto teams = *rc::gen::inRange<std::size_t>(4, 9);
  std::vector<std::string> team;
  std::vector<std::size_t> number;
  std::vector<double> arm;
  for (std::size_t t = 0; t < teams; ++t) {
    const auto size = *rc::gen::inRange(least, least + 6);
    for (std::size_t i = 0; i < size; ++i) {
      team.push_back(std::to_string(t));
      number.push_back(t);
      arm.push_back(static_cast<double>(t % 2));
    }
  }
  const auto n = static_cast<Eigen::Index>(team.size());
  Eigen::VectorXd y(n);
  Eigen::VectorXd x(n);
  const auto effect = *rc::gen::container<std::vector<int>>(teams, rc::gen::inRange(-40, 40));
  for (Eigen::Index i = 0; i < n; ++i) {
    x[i] = *rc::gen::inRange(0, 50);
    y[i] = 3 * x[i] + effect[number[static_cast<std::size_t>(i)]] + *rc::gen::inRange(-30, 30);
  }
  Model model = sample::modelOf(y);
  sample::addColumn(model, "arm", Eigen::Map<Eigen::VectorXd>(arm.data(), n));
  sample::addColumn(model, "x", x);
  sample::addIntercept(model, sample::addGrouping(model, "team", team));
  return model;
}

// The fit, or nothing where chance made data that no model fits (a constant column, an exact y).
std::optional<Fit> tried(const Model& model, const FitOptions& options = {}) {
  auto fit = fitModel(model.design, model.rows, options);
  if (!fit || !fit->dropped.empty()) return std::nullopt;
  return *std::move(fit);
}

void expectNear(double a, double b, double scale, double digits = 9) {
  RC_ASSERT(std::abs(a - b) <= std::pow(10, -digits) * std::max(std::abs(b), scale));
}

RC_GTEST_PROP(Properties, UnitsOfTheResponseCarryOver, ()) {
  Model model = trial();
  const auto before = tried(model);
  RC_PRE(before.has_value());
  model.rows.y = (model.rows.y * 8).array() + 1000;
  const auto after = tried(model);
  expectNear(after->theta[0], before->theta[0], 1e-3);
  expectNear(after->residualSd, 8 * before->residualSd, 0);
  for (std::size_t i = 0; i < before->fixed.size(); ++i) {
    const double shift = i == 0 ? 1000 : 0;
    expectNear(after->fixed[i].estimate, 8 * before->fixed[i].estimate + shift,
               8 * before->fixed[i].stdError);
    expectNear(after->fixed[i].stdError, 8 * before->fixed[i].stdError, 0);
    expectNear(after->fixed[i].df, before->fixed[i].df, 0, 7);
  }
}

RC_GTEST_PROP(Properties, OrderOfRowsAndNamesOfGroupsDoNotMatter, ()) {
  const Model model = trial();
  const auto before = tried(model, by(Method::reml, DfMethod::satterthwaite));
  RC_PRE(before.has_value());
  const auto n = static_cast<std::size_t>(model.rows.count());
  Model turned = model;
  const auto levels = static_cast<std::uint32_t>(model.design.groupings[0].levels.size());
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t from = n - 1 - i;
    turned.rows.y[static_cast<Eigen::Index>(i)] = model.rows.y[static_cast<Eigen::Index>(from)];
    turned.rows.x.row(static_cast<Eigen::Index>(i)) =
        model.rows.x.row(static_cast<Eigen::Index>(from));
    turned.rows.group[0][i] = levels - 1 - model.rows.group[0][from];
  }
  const auto after = tried(turned, by(Method::reml, DfMethod::satterthwaite));
  expectNear(after->criterion, before->criterion, 1, 11);
  for (std::size_t i = 0; i < before->fixed.size(); ++i) {
    expectNear(after->fixed[i].estimate, before->fixed[i].estimate, before->fixed[i].stdError);
    expectNear(after->fixed[i].df, before->fixed[i].df, 0, 6);
  }
}

// Several methods asked of one fit say what each says by itself, to the last bit.
RC_GTEST_PROP(Properties, OneFitHasEveryMethodsDegreesOfFreedom, ()) {
  const Model model = trial();
  FitOptions options = by(Method::reml, DfMethod::kenwardRoger);
  options.otherDf = {DfMethod::satterthwaite, DfMethod::betweenWithin};
  const auto together = tried(model, options);
  RC_PRE(together.has_value());
  RC_ASSERT(together->otherDf.size() == 2U);
  const auto same = [](const std::vector<Coefficient>& a, const std::vector<Coefficient>& b) {
    RC_ASSERT(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      RC_ASSERT(a[i].df == b[i].df && a[i].stdError == b[i].stdError && a[i].p == b[i].p);
      RC_ASSERT(a[i].dfMethod == b[i].dfMethod);
    }
  };
  same(together->fixed, tried(model)->fixed);
  for (const DfTable& table : together->otherDf) {
    same(table.fixed, tried(model, by(Method::reml, table.method))->fixed);
  }
}

RC_GTEST_PROP(Properties, TheGeneralMethodAgreesWithTheClosedForm, ()) {
  const Model model = trial();
  const auto closed = tried(model);
  RC_PRE(closed.has_value());
  RC_PRE(closed->theta[0] > 0.05);
  // The same model told to the general method: the intercept's z as a column of ones.
  Model general = model;
  general.design.random[0].columns = {"one"};
  general.rows.z[0] = Eigen::MatrixXd::Ones(model.rows.count(), 1);
  const auto several = fitModel(general.design, general.rows, {});
  if (!several) RC_FAIL(several.error());
  expectNear(several->criterion, closed->criterion, 1, 10);
  expectNear(several->theta[0], closed->theta[0], 0);
  for (std::size_t i = 0; i < closed->fixed.size(); ++i) {
    expectNear(several->fixed[i].stdError, closed->fixed[i].stdError, 0);
    expectNear(several->fixed[i].df, closed->fixed[i].df, 0, 7);
  }
}

RC_GTEST_PROP(Properties, SumsOfTwoHalvesAreTheSumsOfAll, ()) {
  const Model model = trial();
  RC_PRE(tried(model).has_value());
  const Eigen::Index n = model.rows.count();
  const Eigen::Index half = n / 2;
  const auto part = [&](Eigen::Index from, Eigen::Index count) {
    Rows rows;
    rows.x = model.rows.x.middleRows(from, count);
    rows.y = model.rows.y.segment(from, count);
    rows.group = {{model.rows.group[0].begin() + from, model.rows.group[0].begin() + from + count}};
    rows.z.resize(1);
    return rows;
  };
  const Scaling scaling = scalingOf(model.design, model.rows);
  Moments first = noMoments(model.design, scaling, Keep::productsToo);
  Moments second = noMoments(model.design, scaling, Keep::productsToo);
  Moments all = noMoments(model.design, scaling, Keep::productsToo);
  addRows(first, model.design, part(0, half));
  addRows(second, model.design, part(half, n - half));
  addRows(all, model.design, model.rows);
  std::vector<std::uint32_t> places(second.terms.front().rows.size());
  std::iota(places.begin(), places.end(), 0U);
  mergeAt(first, second, places);
  FitOptions options;
  options.robust = Robust::cr2;
  const Fit merged = *fitMoments(model.design, first, options);
  const Fit whole = *fitMoments(model.design, all, options);
  RC_ASSERT(merged.theta == whole.theta);
  for (std::size_t i = 0; i < whole.fixed.size(); ++i) {
    RC_ASSERT(merged.fixed[i].estimate == whole.fixed[i].estimate);
    RC_ASSERT(merged.fixed[i].stdError == whole.fixed[i].stdError);
    RC_ASSERT(merged.robust->fixed[i].stdError == whole.robust->fixed[i].stdError);
  }
}

RC_GTEST_PROP(Properties, NoSmallChangeOfThetaLowersTheCriterion, ()) {
  Model model = trial(8);
  model.design.random[0].columns = {"(Intercept)", "x"};
  model.rows.z[0] = Eigen::MatrixXd(model.rows.count(), 2);
  model.rows.z[0] << model.rows.x.col(0), model.rows.x.col(2) / 16;
  const auto fit = tried(model);
  RC_PRE(fit.has_value());
  RC_ASSERT(fit->convergence.converged);
  RC_ASSERT(fit->convergence.boundary || fit->convergence.gradient < 1e-10);
}

RC_GTEST_PROP(Properties, WholeNumberWeightsAreRepeatedRowsForTheFixedPart, ()) {
  Model model = trial();
  RC_PRE(tried(model).has_value());
  Model repeated = model;
  const Eigen::Index n = model.rows.count();
  model.design.weighted = true;
  model.rows.weights = Eigen::VectorXd::Ones(n);
  std::vector<Eigen::Index> rows;
  for (Eigen::Index i = 0; i < n; ++i) {
    model.rows.weights[i] = 1 + i % 3;
    for (Eigen::Index k = 0; k < 1 + i % 3; ++k) rows.push_back(i);
  }
  repeated.rows.x = model.rows.x(rows, Eigen::all);
  repeated.rows.y = model.rows.y(rows);
  model.design.random.clear();
  model.rows.z.clear();
  repeated.design.random.clear();
  repeated.rows.z.clear();
  repeated.rows.group[0].clear();
  for (const Eigen::Index row : rows) {
    repeated.rows.group[0].push_back(model.rows.group[0][static_cast<std::size_t>(row)]);
  }
  const auto weighted = tried(model);
  const auto longer = tried(repeated);
  for (std::size_t i = 0; i < weighted->fixed.size(); ++i) {
    expectNear(weighted->fixed[i].estimate, longer->fixed[i].estimate, longer->fixed[i].stdError);
  }
}

TEST(Fit, ADependentColumnIsDroppedAndNamed) {
  Model model = sample::sleepstudy(sample::Slopes::correlated);
  const Eigen::VectorXd days = model.rows.x.col(1);
  sample::addColumn(model, "Weeks", days / 7);
  const Fit fit = fitted(model);
  EXPECT_EQ(fit.dropped, std::vector<std::string>{"Weeks"});
  EXPECT_EQ(fit.fixed.size(), 2U);
  EXPECT_EQ(fit.notes.front(),
            "the column Weeks depends exactly on the columns before it and was left out");
}

TEST(Fit, AnOffsetIsTakenFromTheResponse) {
  Model model = sample::sleepstudy(sample::Slopes::correlated);
  const Fit plain = fitted(model);
  model.design.offset = true;
  model.rows.offset = 5 * model.rows.x.col(1);
  const Fit shifted = fitted(model);
  EXPECT_NEAR(shifted.fixed[1].estimate, plain.fixed[1].estimate - 5, 1e-10);
  EXPECT_NEAR(shifted.criterion, plain.criterion, 1e-8);
}

TEST(Fit, BetweenWithinCountsGroupsAlsoForSlopes) {
  const Fit fit = fitted(sample::sleepstudy(sample::Slopes::correlated),
                         by(Method::reml, DfMethod::betweenWithin));
  EXPECT_EQ(fit.fixed[0].df, 17);   // the intercept, among 18 subjects
  EXPECT_EQ(fit.fixed[1].df, 161);  // 180 rows − 18 subjects − Days
}

TEST(Fit, AFixedPartMayBeEmpty) {
  Model model = sample::dyestuff();
  model.rows.y.array() -= 1500;
  model.design.columns.clear();
  model.design.terms.clear();
  model.design.termOfColumn.clear();
  model.design.intercept = false;
  model.rows.x.resize(model.rows.count(), 0);
  const Fit closed = fitted(model);
  model.design.random[0].columns = {"one"};
  model.rows.z[0] = Eigen::MatrixXd::Ones(model.rows.count(), 1);
  const Fit general = fitted(model);
  EXPECT_TRUE(closed.fixed.empty());
  EXPECT_NEAR(general.criterion, closed.criterion, 1e-9);
  EXPECT_NEAR(general.theta[0], closed.theta[0], 1e-9);
}

// The variance of a row is σ²/weight: with every weight 4 only σ doubles.
TEST(Fit, EqualWeightsChangeOnlyWhatSigmaMeans) {
  Model model = sample::dyestuff();
  FitOptions options;
  options.robust = Robust::cr2;
  const Fit plain = fitted(model, options);
  model.design.weighted = true;
  model.rows.weights = Eigen::VectorXd::Constant(model.rows.count(), 4);
  const Fit weighted = fitted(model, options);
  EXPECT_NEAR(weighted.residualSd, 2 * plain.residualSd, 1e-10);
  EXPECT_NEAR(weighted.random[0].variance, plain.random[0].variance, 1e-9);
  EXPECT_NEAR(weighted.fixed[0].stdError, plain.fixed[0].stdError, 1e-12);
  EXPECT_NEAR(weighted.fixed[0].df, plain.fixed[0].df, 1e-9);
  EXPECT_NEAR(weighted.criterion, plain.criterion, 1e-10);
  EXPECT_NEAR(weighted.robust->fixed[0].stdError, plain.robust->fixed[0].stdError, 1e-11);
}

TEST(Fit, Cr1IsCr0ForFewGroups) {
  FitOptions options;
  options.robust = Robust::cr0;
  const Fit zero = fitted(sample::dyestuff(), options);
  options.robust = Robust::cr1;
  const Fit one = fitted(sample::dyestuff(), options);
  EXPECT_NEAR(one.robust->fixed[0].stdError, zero.robust->fixed[0].stdError * std::sqrt(6.0 / 5.0),
              1e-12);
}

TEST(Fit, OneRowForEachLevelIsRefused) {
  const Model model = sample::oneWay(Eigen::VectorXd::LinSpaced(5, 0, 1).cwiseAbs2(),
                                     {"a", "b", "c", "d", "e"}, "team");
  const auto fit = fitModel(model.design, model.rows, {});
  ASSERT_FALSE(fit.has_value());
  EXPECT_EQ(fit.error(),
            "every team has one row: its variance cannot be told from the residual variance; take "
            "(1 | team) out of the formula");
}

TEST(Fit, OneGroupIsRefused) {
  const Model model = sample::oneWay(Eigen::VectorXd::LinSpaced(5, 0, 1).cwiseAbs2(),
                                     {"a", "a", "a", "a", "a"}, "team");
  EXPECT_FALSE(fitModel(model.design, model.rows, {}).has_value());
}

TEST(Fit, NoVariationWithinGroupsIsRefused) {
  Eigen::VectorXd y(6);
  y << 1, 1, 2, 2, 5, 5;
  const Model model = sample::oneWay(y, {"a", "a", "b", "b", "c", "c"}, "team");
  EXPECT_FALSE(fitModel(model.design, model.rows, {}).has_value());
}

TEST(Fit, EffectsShrinkTheGroupsMeans) {
  FitOptions options;
  options.effects = true;
  const Model model = sample::dyestuff();
  const Fit fit = fitted(model, options);
  // Batch A: mean 1505, five rows; λ = 1764.05/2451.25.
  const double lambda = 1764.05 / 2451.25;
  EXPECT_NEAR(fit.effects[0].value(0, 0), (1505 - 1527.5) * 5 * lambda / (1 + 5 * lambda), 1e-9);
  const Eigen::VectorXd values =
      predict(fit, model.design, model.rows, Prediction::withRandomEffects);
  EXPECT_NEAR(values[0], 1527.5 + fit.effects[0].value(0, 0), 1e-9);
}

TEST(Fit, ProfileOfTheMeanOfDyestuff) {
  FitOptions options;
  options.profile = true;
  const Fit fit = fitted(sample::dyestuff(), options);
  // lme4's documentation prints these ends.
  EXPECT_NEAR(*fit.profile[0].low, 12.2, 0.05);
  EXPECT_NEAR(*fit.profile[0].high, 84.06, 0.05);
  EXPECT_NEAR(*fit.profile[1].low, 38.23, 0.05);
  EXPECT_NEAR(*fit.profile[1].high, 67.66, 0.05);
  EXPECT_NEAR(*fit.profile[2].low, 1486.45, 0.05);
  EXPECT_NEAR(*fit.profile[2].high, 1568.55, 0.05);
}

TEST(Fit, RatioOfLikelihoodsNeedsMl) {
  Model model = sample::sleepstudy(sample::Slopes::correlated);
  const Fit larger = fitted(model, by(Method::ml, DfMethod::satterthwaite));
  model.design.random = {{0, {"(Intercept)"}}};
  model.rows.z = {Eigen::MatrixXd()};
  const Fit smaller = fitted(model, by(Method::ml, DfMethod::satterthwaite));
  const RatioTest test = likelihoodRatio(smaller, larger);
  EXPECT_NEAR(test.chiSquared, 42.1393, 5e-4);
  EXPECT_EQ(test.df, 2);
  EXPECT_NEAR(test.p, 7.072e-10, 1e-13);
  EXPECT_THROW((void)likelihoodRatio(fitted(model), larger), Fault);
}

TEST(Inference, TailsAgreeWithTables) {
  EXPECT_NEAR(quantileT(0.95, 5), 2.5705818356363141, 1e-13);
  EXPECT_NEAR(twoSidedT(2.5705818356363141, 5), 0.05, 1e-13);
  EXPECT_NEAR(quantileT(0.95, 1), 12.706204736174694, 1e-11);
  EXPECT_NEAR(quantileT(0.95, 10), 2.2281388519862735, 1e-13);
  for (const double df : {4.0, 4.7, 23.5, 396.2, 1e6}) {
    EXPECT_NEAR(twoSidedT(quantileT(0.9, df), df), 0.1, 1e-14) << df;
  }
  EXPECT_NEAR(quantileT(0.95, 1e13), 1.959963984540054, 1e-12);
  EXPECT_NEAR(quantileChiSquared(0.95, 1), 3.841458820694124, 1e-12);
  EXPECT_NEAR(upperF(4.102821015, 2, 10), 0.05, 1e-9);
  EXPECT_TRUE(std::isnan(twoSidedT(1, 0)));
}

}  // namespace
}  // namespace refocus::statistics
