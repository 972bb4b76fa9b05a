// The values that lme4 and its papers print for the classic sets, to every printed digit, and those
// that MixedModels.jl's tests pin.
#include <gtest/gtest.h>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::fitted;

const FitOptions kMl = by(Method::ml, DfMethod::satterthwaite);

TEST(Published, DyestuffIsTheAnalysisOfVariance) {
  const Fit fit = fitted(sample::dyestuff());
  EXPECT_NEAR(fit.criterion, 319.6542768422576, 1e-11);
  EXPECT_NEAR(fit.random[0].variance, 1764.05, 1e-10);
  EXPECT_NEAR(fit.residualVariance, 2451.25, 1e-10);
  EXPECT_NEAR(fit.fixed[0].estimate, 1527.5, 1e-11);
  EXPECT_NEAR(fit.fixed[0].stdError, 19.383, 5e-4);
  EXPECT_NEAR(fit.fixed[0].df, 5, 1e-10);
}

TEST(Published, DyestuffByMaximumLikelihood) {
  const Fit fit = fitted(sample::dyestuff(), kMl);
  EXPECT_NEAR(fit.criterion, 327.32705988112673, 2e-11);
  EXPECT_NEAR(fit.theta[0], 0.75258065, 2e-7);
  EXPECT_NEAR(fit.random[0].variance, 1388 + 1.0 / 3, 1e-10);
  EXPECT_NEAR(fit.residualVariance, 2451.25, 1e-10);
}

TEST(Published, Dyestuff2HasExactlyNoVarianceBetweenBatches) {
  const Fit fit = fitted(sample::dyestuff("dyestuff2.csv"));
  EXPECT_EQ(fit.theta[0], 0.0);
  EXPECT_EQ(fit.random[0].variance, 0.0);
  EXPECT_TRUE(fit.convergence.boundary);
  EXPECT_NEAR(fit.criterion, 161.8283, 5e-5);
  EXPECT_EQ(fit.fixed[0].dfMethod, DfMethod::kenwardRoger);
}

TEST(Published, SatterthwaiteAtNoVarianceGivesWayAndSaysSo) {
  const Fit fit =
      fitted(sample::dyestuff("dyestuff2.csv"), by(Method::reml, DfMethod::satterthwaite));
  EXPECT_EQ(fit.fixed[0].dfMethod, DfMethod::betweenWithin);
  EXPECT_EQ(fit.fixed[0].df, 5);
  ASSERT_EQ(fit.notes.size(), 1U);
  EXPECT_EQ(fit.notes[0],
            "the between-Batch variance is estimated as 0; degrees of freedom are between–within");
}

TEST(Published, AMethodBesideTheFirstGivesWayByItself) {
  FitOptions options = by(Method::reml, DfMethod::kenwardRoger);
  options.otherDf = {DfMethod::satterthwaite};
  const Fit fit = fitted(sample::dyestuff("dyestuff2.csv"), options);
  EXPECT_EQ(fit.fixed[0].dfMethod, DfMethod::kenwardRoger);
  EXPECT_EQ(fit.otherDf[0].method, DfMethod::satterthwaite);
  EXPECT_EQ(fit.otherDf[0].fixed[0].dfMethod, DfMethod::betweenWithin);
  ASSERT_EQ(fit.notes.size(), 1U);
  EXPECT_EQ(fit.notes[0],
            "the between-Batch variance is estimated as 0; in place of Satterthwaite's, degrees of "
            "freedom are between–within");
}

TEST(Published, SleepstudyWithCorrelatedSlopes) {
  const Fit fit = fitted(sample::sleepstudy(sample::Slopes::correlated));
  EXPECT_NEAR(fit.criterion, 1743.628, 5e-4);
  EXPECT_NEAR(fit.random[0].sd, 24.74, 5e-3);
  EXPECT_NEAR(fit.random[1].sd, 5.92, 5e-3);
  EXPECT_NEAR(fit.correlations[0].value, 0.066, 5e-4);
  EXPECT_NEAR(fit.residualSd, 25.592, 5e-4);
  EXPECT_NEAR(fit.fixed[0].estimate, 251.405, 5e-4);
  EXPECT_NEAR(fit.fixed[0].stdError, 6.825, 5e-4);
  EXPECT_NEAR(fit.fixed[1].estimate, 10.467, 5e-4);
  EXPECT_NEAR(fit.fixed[1].stdError, 1.546, 5e-4);
  EXPECT_NEAR(fit.fixed[0].df, 17, 1e-8);
  EXPECT_NEAR(fit.fixed[1].df, 17, 1e-8);
  EXPECT_TRUE(fit.convergence.converged);
  EXPECT_TRUE(fit.notes.empty());
}

TEST(Published, SleepstudyByMaximumLikelihood) {
  EXPECT_NEAR(fitted(sample::sleepstudy(sample::Slopes::correlated), kMl).criterion,
              1751.9393444636682, 1e-9);
}

TEST(Published, PenicillinCrossesPlatesAndSamples) {
  const Fit fit = fitted(sample::penicillin());
  EXPECT_NEAR(fit.criterion, 330.8606, 5e-5);
  EXPECT_NEAR(fit.residualSd, 0.5499, 5e-5);
  EXPECT_EQ(fit.groups, (std::vector<std::size_t>{24, 6}));
  EXPECT_NEAR(fitted(sample::penicillin(), kMl).criterion, 332.1883486700085, 1e-8);
}

TEST(Published, PastesNestsCasksInBatches) {
  const Fit fit = fitted(sample::pastes());
  EXPECT_NEAR(fit.criterion, 246.9907, 5e-5);
  EXPECT_NEAR(fit.residualSd, 0.8234, 5e-5);
  // lme4's order: the term with more levels first, however the formula was written.
  EXPECT_EQ(fit.random[0].group, "sample");
  EXPECT_NEAR(fitted(sample::pastes(), kMl).criterion, 247.9944658624955, 1e-9);
}

TEST(Published, MachinesWithinWorkers) {
  FitOptions options;
  options.jointTests = true;
  const Fit fit = fitted(sample::machines(), options);
  EXPECT_NEAR(fit.criterion, 215.6876, 5e-5);
  EXPECT_NEAR(fit.random[0].sd, 3.73, 5e-3);
  EXPECT_NEAR(fit.random[1].sd, 4.78, 5e-3);
  EXPECT_NEAR(fit.residualSd, 0.96, 5e-3);
  // Balanced: the F test of Machine is the analysis of variance's, on 2 and 10.
  ASSERT_EQ(fit.jointTests.size(), 1U);
  EXPECT_NEAR(fit.jointTests[0].denominatorDf, 10, 1e-6);
  EXPECT_NEAR(fit.jointTests[0].f, 20.576, 5e-4);
}

}  // namespace
}  // namespace refocus::statistics
