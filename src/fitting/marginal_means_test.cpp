// Marginal means against emmeans 1.8.4 with lme4 and pbkrtest, as tests/references/marginal_means.R
// prints them.
#include "statistics/marginal_means.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/fault.hpp"
#include "fitting/sample_file.hpp"

namespace refocus::fitting {

using statistics::Coefficient;
using statistics::Fit;
using statistics::FitOptions;
using statistics::MarginalMeans;
namespace {

using sample::digits;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kCells = "tests/data/statistics/cells.csv";

MarginalMeans meansOf(const std::string& formula, const std::string& term, FitOptions options = {},
                      const std::string& path = kCells) {
  const sample::FileModel model = sample::fromFile(path, formula, {term});
  options.means = model.cells;
  return sample::fitted(model, options).means.at(0);
}

// estimate, std error, df; lme4's search for θ stops at seven digits.
void expectRow(const Coefficient& row, double estimate, double error, double df) {
  EXPECT_GE(digits(row.estimate, estimate, error), 8) << row.term;
  EXPECT_GE(digits(row.stdError, error), 7) << row.term;
  EXPECT_GE(digits(row.df, df), 7) << row.term;
}

TEST(MarginalMeans, OfAFactorAverageTheOthersInEqualShares) {
  const MarginalMeans site = meansOf("after ~ arm + before + site + (1 | team)", "site");
  ASSERT_EQ(site.means.size(), 3U);
  expectRow(site.means[0], 40.9468077867257, 2.75706159761838, 5.24256574688724);
  expectRow(site.means[1], 43.2427652644144, 1.86996433261291, 3.90651425145785);
  expectRow(site.means[2], 47.0353845807281, 1.79415724447604, 3.59280413251213);
  EXPECT_GE(digits(site.means[0].p, 1.74401211168346e-05), 6);
  EXPECT_GE(digits(site.means[0].low, 33.9570586483692), 8);
  EXPECT_THAT(site.cells.averaged, ElementsAre("arm"));
  const MarginalMeans arm = meansOf("after ~ arm + before + site + (1 | team)", "arm");
  expectRow(arm.means[0], 44.9299750512204, 1.83712216983173, 3.74811082315658);
  expectRow(arm.means[1], 42.5533300366918, 1.69911206991700, 4.56673579596192);
}

TEST(MarginalMeans, DifferWithDegreesOfFreedomOfTheirOwn) {
  const MarginalMeans site = meansOf("after ~ arm + before + site + (1 | team)", "site");
  ASSERT_EQ(site.differences.size(), 3U);
  EXPECT_EQ(site.differences[1].of, 0U);
  EXPECT_EQ(site.differences[1].minus, 2U);
  EXPECT_EQ(site.differences[1].value.term, "A - C");
  expectRow(site.differences[0].value, -2.29595747768870, 3.59331587760672, 5.09220784582477);
  expectRow(site.differences[1].value, -6.08857679400245, 3.47839890366390, 4.62287218692241);
  expectRow(site.differences[2].value, -3.79261931631376, 2.47406168587382, 3.52968240207302);
  EXPECT_GE(digits(site.differences[1].value.p, 0.145214917279017), 6);
}

// No row of site A has arm REFOCUS: what needs that cell has no number, everything else has.
TEST(MarginalMeans, OfACombinationThatNoRowHasAreLeftOpen) {
  const sample::FileModel model = sample::fromFile(
      kCells, "after ~ arm * site + log(before) + (1 | team)", {"arm:site", "arm"});
  FitOptions options;
  options.means = model.cells;
  const Fit fit = sample::fitted(model, options);
  const std::vector<Coefficient>& means = fit.means[0].means;
  ASSERT_EQ(means.size(), 6U);
  EXPECT_EQ(means[0].term, "REFOCUS A");
  EXPECT_TRUE(std::isnan(means[0].estimate));
  expectRow(means[1], 39.7625417822205, 2.45041306200162, 4.17439513635998);
  expectRow(means[4], 48.4952973386067, 2.19119922537382, 2.68641228194708);
  expectRow(means[5], 45.2884598468800, 3.10381794207372, 2.70074975920884);
  const MarginalMeans::Difference& last = fit.means[0].differences.back();
  expectRow(last.value, 3.20683749172669, 3.79436925314347, 2.68430907055016);
  EXPECT_TRUE(std::isnan(fit.means[1].means[0].estimate));
  expectRow(fit.means[1].means[1], 42.594772401186, 1.74871973525893, 3.5263458600865);
  EXPECT_THAT(fit.notes, ::testing::Contains(
                             HasSubstr("1 of the 6 marginal means of arm:site cannot be told")));
}

TEST(MarginalMeans, OfANumberWithTwoValuesAreThoseOfAFactor) {
  const MarginalMeans treated = meansOf("after ~ treated + before + (1 | team)", "treated");
  expectRow(treated.means[0], 42.0543292586657, 1.83564299205730, 6.90249442044782);
  expectRow(treated.means[1], 46.2855481258013, 1.68757194477937, 4.96768531261115);
  EXPECT_THAT(treated.cells.levels[1], ElementsAre("1"));
  const MarginalMeans site = meansOf("after ~ treated + site + (1 | team)", "site");
  expectRow(site.means[0], 40.9361702127660, 2.68962471613988, 5.30458134728385);
}

TEST(MarginalMeans, HoldAnOffsetAtTheMeanOfItsColumn) {
  const MarginalMeans arm = meansOf("after ~ arm + site + offset(before / 10)", "arm");
  expectRow(arm.means[0], 44.8977647132014, 1.80350749634034, 34);
  expectRow(arm.differences[0].value, 2.33829787234042, 2.6467248474135, 34);
}

// Far from 0 a mean is a small number made of large ones.
TEST(MarginalMeans, KeepTheirDigitsFarFromZero) {
  sample::FileModel near =
      sample::fromFile(kCells, "after ~ arm + before + site + (1 | team)", {"site"});
  FitOptions options;
  options.means = near.cells;
  const Fit reference = sample::fitted(near, options);
  constexpr double kFar = 0x1p30;  // values stay exact
  near.rows.x.col(2).array() += kFar;
  near.rows.y.array() += kFar;
  options.means[0].x.col(2).array() += kFar;
  const Fit moved = sample::fitted(near, options);
  for (std::size_t i = 0; i < 3; ++i) {
    // The mean of `before` itself has lost 30 bits of its fraction there.
    EXPECT_NEAR(moved.means[0].means[i].estimate - kFar, reference.means[0].means[i].estimate,
                1e-6);
    EXPECT_GE(digits(moved.means[0].means[i].stdError, reference.means[0].means[i].stdError), 8);
    EXPECT_GE(digits(moved.means[0].differences[i].value.estimate,
                     reference.means[0].differences[i].value.estimate),
              10);
  }
}

// Of the whole interaction they are the cells' own values, whatever the reference is.
TEST(MarginalMeans, DoNotDependOnTheReference) {
  const std::string formula = "after ~ arm + before + site + (1 | team)";
  const sample::FileModel other =
      sample::fromFile(kCells, formula, {"site"}, {{"arm", "TAU"}, {"site", "C"}});
  FitOptions options;
  options.means = other.cells;
  const Fit fit = sample::fitted(other, options);
  const MarginalMeans usual = meansOf(formula, "site");
  EXPECT_EQ(fit.means[0].means[0].term, "C");
  EXPECT_GE(digits(fit.means[0].means[0].estimate, usual.means[2].estimate), 13);
  EXPECT_GE(digits(fit.means[0].means[1].df, usual.means[0].df), 10);
}

TEST(MarginalMeans, AreRefusedForWhatIsNoFactor) {
  const auto refusal = [](const std::string& term) {
    try {
      (void)sample::fromFile(kCells, "after ~ arm + before + (1 | team)", {term});
    } catch (const Fault& fault) {
      return std::string(fault.what());
    }
    return std::string("not refused");
  };
  EXPECT_THAT(refusal("before"), HasSubstr("before is a number with more than two values"));
  EXPECT_THAT(refusal("arms"), HasSubstr("no factor arms; is arm meant?"));
  EXPECT_THAT(refusal("arm:site"), HasSubstr("no factor site"));
  EXPECT_EQ(parseTerm("arm + site").error().reason,
            "one term is asked for here, such as arm or arm:site");
}

}  // namespace
}  // namespace refocus::fitting
