// What several random terms have beyond one intercept: exact derivatives whatever the layout,
// robust errors, degrees of freedom and profile intervals. Values from R are those of lme4 1.1-31,
// clubSandwich 0.5.8 and, with weights, of tests/references/weighted_kr.R.
#include "statistics/several_terms.hpp"

#include <gtest/gtest.h>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::fitted;
using sample::Model;

// A model and what its terms are made of.
struct Terms {
  Model model;
  Canonical canonical;
  std::optional<SeveralTerms> terms;

  Terms(const Model& made, Method method) : model(made) {
    const Design& design = model.design;
    Moments moments = noMoments(design, scalingOf(design, model.rows), Keep::sums);
    addRows(moments, design, model.rows);
    canonical = canonicalOf(design, moments);
    std::vector<Eigen::MatrixXd> sums;
    for (std::size_t term = 0; term < design.random.size(); ++term) {
      sums.push_back(termSumsOf(canonical, moments, term));
    }
    terms.emplace(design, model.rows, canonical, sums, method);
  }
};

// 36 groups crossed with 5, both with correlated slopes.
Model crossedSlopes() {
  constexpr Eigen::Index kRows = 144;
  Eigen::VectorXd y(kRows);
  Eigen::VectorXd x(kRows);
  std::vector<std::string> many;
  std::vector<std::string> few;
  for (Eigen::Index i = 0; i < kRows; ++i) {
    x[i] = static_cast<double>((i * 29) % 11) / 4;
    y[i] = 3 + x[i] + static_cast<double>((i * i * 7 + i) % 23) / 5 +
           static_cast<double>(i % 36 % 7) * x[i] / 6 + static_cast<double>(i * 5 % 13 % 5);
    many.push_back(std::to_string(100 + i % 36));
    few.push_back(std::to_string(i * 5 % 13 % 5));
  }
  Model model = sample::modelOf(y);
  sample::addColumn(model, "x", x);
  sample::addGrouping(model, "many", many);
  sample::addGrouping(model, "few", few);
  model.design.random = {{0, {"(Intercept)", "x"}}, {1, {"(Intercept)", "x"}}};
  model.rows.z = {model.rows.x, model.rows.x};
  return model;
}

void expectDerivatives(const Terms& made, const Eigen::VectorXd& theta) {
  const SeveralTerms& terms = *made.terms;
  const auto valueAt = [&](const Eigen::VectorXd& at) {
    return SeveralState(terms, terms.factorsOf(at)).criterion();
  };
  const auto gradientAt = [&](const Eigen::VectorXd& at) {
    return terms.thetaOf(SeveralState(terms, terms.factorsOf(at)).criterionSlopes());
  };
  const SeveralState state(terms, terms.factorsOf(theta));
  const Eigen::VectorXd gradient = gradientAt(theta);
  const Eigen::MatrixXd curvature = curvatureOf(terms, state, Curvature::exact);
  const double size = curvature.cwiseAbs().maxCoeff();
  for (Eigen::Index i = 0; i < theta.size(); ++i) {
    constexpr double kStep = 1e-5;
    Eigen::VectorXd above = theta;
    Eigen::VectorXd below = theta;
    above[i] += kStep;
    below[i] -= kStep;
    EXPECT_NEAR(gradient[i], (valueAt(above) - valueAt(below)) / (2 * kStep), 1e-6 * size);
    const Eigen::VectorXd change = (gradientAt(above) - gradientAt(below)) / (2 * kStep);
    for (Eigen::Index j = 0; j < theta.size(); ++j) {
      EXPECT_NEAR(curvature(j, i), change[j], 1e-7 * size) << i << ' ' << j;
    }
  }
}

TEST(SeveralTerms, DerivativesAreExactWhereGroupingsCross) {
  for (const Method method : {Method::reml, Method::ml}) {
    const Terms plates(sample::penicillin(), method);
    EXPECT_EQ(plates.terms->layout().parts().size(), 24U);
    EXPECT_EQ(plates.terms->layout().trailing(), 6);
    expectDerivatives(plates, Eigen::Vector2d(1.3, 3.1));
    const Terms slopes(crossedSlopes(), method);
    EXPECT_EQ(slopes.terms->layout().trailing(), 10);
    Eigen::VectorXd theta(6);
    theta << 0.8, 0.2, 0.4, 0.6, -0.3, 0.5;
    expectDerivatives(slopes, theta);
    theta[3] = theta[4] = theta[5] = 0;  // nothing among what trails has an inverse
    const SeveralState none(*slopes.terms, slopes.terms->factorsOf(theta));
    EXPECT_TRUE(curvatureOf(*slopes.terms, none, Curvature::exact).allFinite());
  }
}

TEST(SeveralTerms, DerivativesAreExactWhereGroupingsAreNested) {
  const Terms casks(sample::pastes(), Method::reml);
  EXPECT_EQ(casks.terms->layout().trailing(), 0);
  expectDerivatives(casks, Eigen::Vector2d(2.9, 1.2));
}

TEST(SeveralTerms, CrossedSlopesConverge) {
  const Fit fit = fitted(crossedSlopes());
  EXPECT_TRUE(fit.convergence.converged);
  EXPECT_FALSE(fit.clusterLevel.has_value());
}

void expectRobust(const Model& model, Robust type, const std::vector<double>& errors,
                  const std::vector<double>& df) {
  FitOptions options;
  options.robust = type;
  const Fit fit = fitted(model, options);
  ASSERT_TRUE(fit.robust.has_value());
  for (std::size_t i = 0; i < errors.size(); ++i) {
    // lme4's θ have some seven digits.
    EXPECT_NEAR(fit.robust->fixed[i].stdError, errors[i], 2e-6 * errors[i]) << i;
    if (type == Robust::cr2) EXPECT_NEAR(fit.robust->fixed[i].df, df[i], 1e-5) << i;
  }
}

TEST(SeveralTerms, RobustErrorsAreClubSandwichs) {
  const Model slopes = sample::sleepstudy(sample::Slopes::correlated);
  expectRobust(slopes, Robust::cr0, {6.632276807, 1.502236782}, {});
  expectRobust(slopes, Robust::cr2, {6.824556532, 1.545788896}, {17, 17});
  expectRobust(sample::pastes(), Robust::cr0, {0.6421353267}, {});
  expectRobust(sample::pastes(), Robust::cr2, {0.6768700661}, {9});
  expectRobust(sample::machines(), Robust::cr0, {1.534272391, 2.209924305, 1.405912339}, {});
  expectRobust(sample::machines(), Robust::cr2, {1.680711196, 2.420850784, 1.540099804}, {5, 5, 5});
}

TEST(SeveralTerms, CrossedGroupingsHaveNoRobustErrorsAndTheNotesSayWhy) {
  FitOptions options;
  options.robust = Robust::cr2;
  options.df = DfMethod::betweenWithin;
  const Fit fit = fitted(sample::penicillin(), options);
  EXPECT_FALSE(fit.robust.has_value());
  EXPECT_EQ(fit.fixed[0].dfMethod, DfMethod::residual);
  ASSERT_EQ(fit.notes.size(), 2U);
  EXPECT_EQ(fit.notes[0],
            "between–within degrees of freedom are for groupings that are nested; here they cross, "
            "and degrees of freedom are residual");
  EXPECT_EQ(fit.notes[1],
            "robust standard errors need a grouping in which all others are nested; here they "
            "cross");
}

TEST(SeveralTerms, BetweenWithinCountsGroupsAtEachLevel) {
  const Fit fit = fitted(sample::machines(), by(Method::reml, DfMethod::betweenWithin));
  EXPECT_EQ(fit.fixed[0].df, 5);   // the intercept, among 6 workers
  EXPECT_EQ(fit.fixed[1].df, 10);  // 18 workers' machines − 6 workers − 2 columns
  EXPECT_EQ(fit.fixed[2].df, 10);
}

TEST(SeveralTerms, MeansAreOfTheOutermostGrouping) {
  const Fit fit = fitted(sample::pastes());
  ASSERT_TRUE(fit.clusterLevel.has_value());
  EXPECT_EQ(fit.clusterLevel->fixed[0].df, 9);  // 10 batches
  EXPECT_NEAR(fit.clusterLevel->fixed[0].estimate, 60.05333333333333, 1e-11);
}

TEST(SeveralTerms, WeightedKenwardRogerByItsDefinition) {
  Model model = sample::machines();
  model.design.weighted = true;
  model.rows.weights.resize(model.rows.count());
  for (Eigen::Index i = 0; i < model.rows.count(); ++i) {
    model.rows.weights[i] = 1 + static_cast<double>(i % 3);
  }
  const Fit fit = fitted(model);
  EXPECT_NEAR(fit.fixed[0].stdError, 2.486435623, 5e-6);
  EXPECT_NEAR(fit.fixed[0].df, 8.592140511, 5e-5);
  EXPECT_NEAR(fit.fixed[1].stdError, 2.194135912, 5e-6);
  EXPECT_NEAR(fit.fixed[1].df, 10, 1e-6);
}

struct Ends {
  std::string name;
  double low;
  double high;
};

// lme4 interpolates the ends: four digits are its own.
void expectProfiles(const Model& model, const std::vector<Ends>& expected) {
  FitOptions options;
  options.profile = true;
  const Fit fit = fitted(model, options);
  ASSERT_EQ(fit.profile.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(fit.profile[i].parameter, expected[i].name);
    ASSERT_TRUE(fit.profile[i].low && fit.profile[i].high) << expected[i].name;
    const double close = 5e-4 * (expected[i].high - expected[i].low);
    EXPECT_NEAR(*fit.profile[i].low, expected[i].low, close) << expected[i].name;
    EXPECT_NEAR(*fit.profile[i].high, expected[i].high, close) << expected[i].name;
  }
}

TEST(SeveralTerms, ProfileIntervalsAreLme4s) {
  expectProfiles(sample::sleepstudy(sample::Slopes::correlated),
                 {{"sd (Intercept)|Subject", 14.38147348, 37.71599186},
                  {"cor Days.(Intercept)|Subject", -0.48150076, 0.68498627},
                  {"sd Days|Subject", 3.80116406, 8.75338057},
                  {"sigma", 22.89826688, 28.85799651},
                  {"(Intercept)", 237.68069551, 265.12951468},
                  {"Days", 7.35865328, 13.57591875}});
  expectProfiles(sample::pastes(), {{"sd (Intercept)|sample", 2.15793371, 4.0535889},
                                    {"sd (Intercept)|batch", 0, 2.9465911},
                                    {"sigma", 0.65202336, 1.0854481},
                                    {"(Intercept)", 58.66365038, 61.4430164}});
}

}  // namespace
}  // namespace refocus::statistics
