// Summaries of trusts: put together they give the fit to all rows, and they are refused where they
// would tell of single persons or do not belong together.
#include "fitting/fit_summary.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/fault.hpp"
#include "fitting/frame.hpp"
#include "fitting/small_cells.hpp"
#include "statistics/fit.hpp"

namespace refocus::fitting {

using statistics::Coefficient;
using statistics::Fit;
using statistics::FitOptions;
using statistics::Keep;
using statistics::Robust;
namespace {

using ::testing::HasSubstr;

SharedModel trialModel() {
  SharedModel model;
  model.formula = "y ~ arm + x + site + (1 | team)";
  const auto levels = [](std::vector<std::string> all) {
    return ColumnReading{ColumnKind::levels, LevelTable::Values::text, std::move(all)};
  };
  model.columns = {{"y", {}},
                   {"arm", levels({"TAU", "REFOCUS"})},
                   {"x", {}},
                   {"site", levels({"North", "South", "East"})},
                   {"team", {ColumnKind::levels, LevelTable::Values::text, std::nullopt}}};
  model.centring = {{"y", {1000, 0.125}}, {"x", {35, 0.0625}}};
  return model;
}

// Rows of some teams of a made-up trial; which team a row is of decides everything about it but
// noise.
struct Trial {
  std::vector<std::size_t> sizes;  ///< of the teams
  std::vector<double> noise;

  [[nodiscard]] Rows rowsOf(const std::vector<std::size_t>& teams) const {
    std::vector<double> values;
    values.reserve(6);  // Eigen looks at no rows at all through a pointer, too
    std::vector<std::uint32_t> groups;
    for (std::uint32_t at = 0; at < teams.size(); ++at) {
      const std::size_t team = teams[at];
      for (std::size_t row = 0; row < sizes[team]; ++row) {
        const double first = noise[(team * 37 + row * 11) % noise.size()];
        const double second = noise[(team * 17 + row * 5 + 3) % noise.size()];
        const double arm = team % 2 == 0 ? 0 : 1;
        values.insert(values.end(),
                      {1, arm, 35 + 8 * first, team % 3 == 1 ? 1.0 : 0.0, team % 3 == 2 ? 1.0 : 0.0,
                       1000 + 2 * arm + 3 * first + 5 * second + noise[team % noise.size()] * 4});
        groups.push_back(at);
      }
    }
    const auto count = static_cast<Eigen::Index>(groups.size());
    const Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, 6, Eigen::RowMajor>> all(
        values.data(), count, 6);
    Rows rows;
    rows.x = all.leftCols(5);
    rows.y = all.col(5);
    rows.group = {groups};
    rows.z.resize(1);
    return rows;
  }
};

Trial someTrial() {
  Trial trial;
  const auto teams = *rc::gen::inRange<std::size_t>(8, 16);
  for (std::size_t i = 0; i < teams; ++i) {
    trial.sizes.push_back(*rc::gen::inRange<std::size_t>(7, 20));
  }
  trial.noise = *rc::gen::container<std::vector<double>>(
      101, rc::gen::map(rc::gen::inRange(-1000, 1000), [](int i) { return i / 317.0; }));
  return trial;
}

FitSummary summaryOfTeams(const Trial& trial, const std::vector<std::size_t>& teams,
                          const std::string& label) {
  FitSummary summary;
  summary.label = label;
  summary.model = trialModel();
  summary.minimumCell = 5;
  Design design = frameOf(summary.model).design();
  for (const std::size_t team : teams) summary.groups.push_back(fmt::format("T{}", team));
  design.groupings.front().levels = summary.groups;
  summary.moments = noMoments(design, scalingOf(design, summary.model), Keep::productsToo);
  addRows(summary.moments, design, trial.rowsOf(teams));
  return summary;
}

bool agree(double a, double b, double size) { return std::abs(a - b) <= 1e-15 * size; }

RC_GTEST_PROP(FitSummaries, GiveThePooledFitHoweverTeamsAreSplitBetweenTrusts, ()) {
  const Trial trial = someTrial();
  const auto trusts = *rc::gen::inRange<std::size_t>(1, 6);
  std::vector<std::vector<std::size_t>> teams(trusts);
  for (std::size_t team = 0; team < trial.sizes.size(); ++team) {
    teams[*rc::gen::inRange<std::size_t>(0, trusts)].push_back(team);
  }
  std::vector<FitSummary> summaries;
  std::vector<std::size_t> inOrder;
  for (std::size_t trust = 0; trust < trusts; ++trust) {
    summaries.push_back(summaryOfTeams(trial, teams[trust], fmt::format("trust {}", trust)));
    inOrder.insert(inOrder.end(), teams[trust].begin(), teams[trust].end());
  }
  FitOptions options;
  options.robust = Robust::cr2;
  const FitSummary whole = summaryOfTeams(trial, inOrder, "all");
  Design design = frameOf(whole.model).design();
  design.groupings.front().levels = whole.groups;
  const auto expected = fitMoments(design, whole.moments, options);
  RC_PRE(expected.has_value());

  // Merged here, and through their files in another order: the same bits.
  const PooledSums here = pooled(summaries);
  std::vector<FitSummary> read;
  for (auto each = summaries.rbegin(); each != summaries.rend(); ++each) {
    read.push_back(summaryOf(summaryText(*each)));
  }
  const PooledSums there = pooled(read);
  const Fit merged = fitMoments(here.design, here.moments, options).value();
  const Fit fit = fitMoments(there.design, there.moments, options).value();
  RC_ASSERT(fit.theta == merged.theta);
  RC_ASSERT(there.moments.rows == whole.moments.rows);
  for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
    const Coefficient& one = fit.fixed[i];
    const Coefficient& pooledFit = expected->fixed[i];
    RC_ASSERT(one.estimate == merged.fixed[i].estimate);
    RC_ASSERT(one.stdError == merged.fixed[i].stdError);
    const double size = std::max(std::abs(pooledFit.estimate), pooledFit.stdError);
    RC_ASSERT(agree(one.estimate, pooledFit.estimate, size));
    RC_ASSERT(agree(one.stdError, pooledFit.stdError, pooledFit.stdError));
    RC_ASSERT(agree(fit.robust->fixed[i].stdError, expected->robust->fixed[i].stdError,
                    expected->robust->fixed[i].stdError));
  }
}

std::string refusalOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::badRequest);
    return fault.what();
  }
  return "nothing was refused";
}

Trial smallTrial() {
  Trial trial{{9, 8, 10, 7, 9, 8, 12, 11}, {}};
  for (int i = 0; i < 101; ++i) trial.noise.push_back(std::sin(i * 1.7) * 2);
  return trial;
}

TEST(FitSummary, IsReadAsItWasWritten) {
  const FitSummary summary = summaryOfTeams(smallTrial(), {0, 3, 5}, "North");
  const std::string text = summaryText(summary);
  const FitSummary read = summaryOf(text);
  EXPECT_EQ(summaryText(read), text);
  EXPECT_EQ(read.moments.productsHigh, summary.moments.productsHigh);
  EXPECT_EQ(read.moments.terms.front().low, summary.moments.terms.front().low);
  EXPECT_EQ(read.groups, (std::vector<std::string>{"T0", "T3", "T5"}));
}

TEST(FitSummary, OfAnotherModelIsRefusedSayingWhatDiffers) {
  const FitSummary north = summaryOfTeams(smallTrial(), {0, 1, 2, 3}, "North");
  const auto refusal = [&](const auto& change) {
    FitSummary other = summaryOfTeams(smallTrial(), {4, 5, 6, 7}, "South");
    change(other);
    return refusalOf([&] { (void)pooled({north, other}); });
  };
  EXPECT_THAT(refusal([](FitSummary& s) { s.model.formula = "y ~ arm + (1 | team)"; }),
              HasSubstr("North and South are of two models: the formula"));
  EXPECT_THAT(refusal([](FitSummary& s) { s.model.weights = "w"; }), HasSubstr("the weights w"));
  EXPECT_THAT(
      refusal([](FitSummary& s) { s.model.columns[1].reading.levels = {"REFOCUS", "TAU"}; }),
      HasSubstr("arm is a factor with the levels \"TAU\", \"REFOCUS\", and"));
  EXPECT_THAT(refusal([](FitSummary& s) { s.model.centring["x"].shift = 34; }),
              HasSubstr("x is centred otherwise"));
  EXPECT_THAT(refusal([](FitSummary& s) { s.moments.keep = Keep::sums; }),
              HasSubstr("that of North keeps products"));
  EXPECT_THAT(refusal([](FitSummary& s) { s.label = "North"; }), HasSubstr("given twice"));
}

TEST(FitSummary, ThatWasChangedIsRefused) {
  const std::string text = summaryText(summaryOfTeams(smallTrial(), {0, 1, 2, 3}, "North"));
  const auto refusal = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    return refusalOf([&] { (void)summaryOf(changed); });
  };
  EXPECT_THAT(refusal("\"version\": 1", "\"version\": 2"), HasSubstr("is of version 2"));
  EXPECT_THAT(refusal("fit summary", "fit sum"), HasSubstr("is not a \"refocus fit summary\""));
  EXPECT_THAT(refusal("\"total\": [", "\"total\": [1, 0, "), HasSubstr("\"total\" has"));
  EXPECT_THAT(refusal("\"level\": \"T1\"", "\"level\": \"T0\""), HasSubstr("a group twice"));
  EXPECT_THAT(refusal("\"rows\": 9", "\"rows\": 8"), HasSubstr("do not begin with its rows"));
  EXPECT_THAT(refusal("\"label\": \"North\"", "\"label\": \"\""), HasSubstr("label"));
  EXPECT_THAT(refusal("\"label\": \"North\"", "\"label\": \"N/T1\""), HasSubstr("has a slash"));
  EXPECT_THAT(refusal("{", "["), HasSubstr("line"));
  EXPECT_THAT(refusal("\"formula\": \"y", "\"formula\": \"z"), HasSubstr("lists others"));
}

DataRows rowsWith(std::vector<std::uint32_t> arms, std::vector<std::uint32_t> sites) {
  DataRows rows;
  rows.columns.resize(5);
  rows.lines.resize(arms.size());
  for (std::size_t i = 0; i < arms.size(); ++i) {
    rows.columns[0].numbers.push_back(static_cast<double>(i));
    rows.columns[2].numbers.push_back(static_cast<double>(i % 7));
  }
  rows.columns[1].codes = std::move(arms);
  rows.columns[3].codes = std::move(sites);
  return rows;
}

// Forty rows in two teams; the first `few` of them are of REFOCUS.
std::optional<std::string> cellRefusal(std::size_t few, std::uint64_t minimum) {
  const SharedModel model = trialModel();
  Design design = frameOf(model).design();
  design.groupings.front().levels = {"A", "B"};
  std::vector<std::uint32_t> arms(40, 0);
  std::fill_n(arms.begin(), few, 1U);
  std::vector<std::uint32_t> teams(40, 0);
  std::fill_n(teams.begin() + 20, 20, 1U);
  SmallCells cells(model, parseFormula(model.formula)->fixed);
  cells.add(rowsWith(arms, std::vector<std::uint32_t>(40, 0)), teams);
  Moments moments = noMoments(design, scalingOf(design, model), Keep::sums);
  moments.rows = 40;
  moments.terms.front().rows = {20, 20};
  return cells.refusal(moments, design, minimum);
}

TEST(SmallCells, AreCountsBetweenNothingAndTheMinimum) {
  EXPECT_EQ(cellRefusal(0, 5), std::nullopt);
  EXPECT_EQ(cellRefusal(5, 5), std::nullopt);
  EXPECT_EQ(cellRefusal(4, 4), std::nullopt);
  EXPECT_THAT(cellRefusal(4, 5).value(),
              HasSubstr("4 of the rows have arm \"REFOCUS\", fewer than 5"));
  // 22 of REFOCUS in all, of which two are in team B.
  EXPECT_THAT(cellRefusal(22, 5).value(),
              HasSubstr("in team \"B\", 2 of the rows have arm \"REFOCUS\""));
}

TEST(SmallCells, AreGroupsWithNoMoreRowsThanColumns) {
  const FitSummary summary = summaryOfTeams(Trial{{6, 7, 20}, {1, 2, 4}}, {0, 1, 2}, "North");
  Design design = frameOf(summary.model).design();
  design.groupings.front().levels = summary.groups;
  const SmallCells cells(summary.model, parseFormula(summary.model.formula)->fixed);
  EXPECT_THAT(cells.refusal(summary.moments, design, 1).value(),
              HasSubstr("the rows of team \"T0\" could be told from their sums: at least 7"));
}

}  // namespace
}  // namespace refocus::fitting
