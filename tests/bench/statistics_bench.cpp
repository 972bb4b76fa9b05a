// Measures `src/statistics`: fits of made-up trials of the sizes that docs and peers are compared
// at. Asserts nothing. Prints the median of several runs.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "statistics/canonical.hpp"
#include "statistics/fit.hpp"
#include "statistics/free_variances.hpp"
#include "statistics/one_intercept.hpp"
#include "statistics/small_sample.hpp"

namespace {

using namespace refocus::statistics;

class Dice {
 public:
  double uniform() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state_ >> 11U) * 0x1p-53;
  }
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

 private:
  std::uint64_t state_ = 20;
};

// y ~ arm + baseline + site + (1 | team).
struct Trial {
  Design design;
  Rows rows;

  Trial(Eigen::Index people, Eigen::Index teams) {
    Dice dice;
    design.response = "y";
    design.columns = design.terms = {"(Intercept)", "armREFOCUS", "baseline", "siteB"};
    design.termOfColumn = {0, 1, 2, 3};
    design.groupings = {{"team", {}}};
    design.random = {{0, {"(Intercept)"}}};
    rows.x = Eigen::MatrixXd::Ones(people, 4);
    rows.y.resize(people);
    rows.group.resize(1);
    rows.z.resize(1);
    std::vector<double> effect;
    for (Eigen::Index t = 0; t < teams; ++t) {
      design.groupings[0].levels.push_back(std::to_string(t));
      effect.push_back(2 * dice.normal());
    }
    for (Eigen::Index i = 0; i < people; ++i) {
      const Eigen::Index team = i * teams / people;
      rows.x(i, 1) = static_cast<double>(team % 2);
      rows.x(i, 2) = 40 + 8 * dice.normal();
      rows.x(i, 3) = static_cast<double>(team % 3 == 0);
      rows.y[i] = 10 + rows.x(i, 1) + rows.x(i, 2) / 2 + effect[static_cast<std::size_t>(team)] +
                  8 * dice.normal();
      rows.group[0].push_back(static_cast<std::uint32_t>(team));
    }
  }
};

double medianSeconds(int runs, const std::function<void()>& work) {
  std::vector<double> seconds;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

void report(const std::string& what, double seconds) {
  fmt::print("{:<64} {:>10.4f} ms\n", what, seconds * 1000);
}

void fitAll(const Trial& trial, Robust robust, std::vector<DfMethod> otherDf) {
  FitOptions options;
  options.otherDf = std::move(otherDf);
  options.robust = robust;
  const auto fit = fitModel(trial.design, trial.rows, options);
  if (!fit) fmt::print("{}\n", fit.error());
}

// What a fit's time is made of.
void reportParts(const Trial& trial, int runs) {
  Moments moments = noMoments(trial.design, scalingOf(trial.design, trial.rows), Keep::sums);
  report("  of it the pass over the rows", medianSeconds(runs, [&] {
           moments = noMoments(trial.design, scalingOf(trial.design, trial.rows), Keep::sums);
           addRows(moments, trial.design, trial.rows);
         }));
  const Canonical canonical = canonicalOf(trial.design, moments);
  CanonicalGroups groups;
  report("  the change of basis", medianSeconds(runs, [&] {
           (void)canonicalOf(trial.design, moments);
           groups = groupsOf(canonical, moments);
         }));
  const OneIntercept model(canonical, groups, Method::reml);
  std::optional<InterceptSolution> solution;
  report("  the root of the score", medianSeconds(runs, [&] { solution = model.estimate(); }));
  report("  Kenward–Roger", medianSeconds(runs, [&] {
           const Information information = model.information(*solution);
           const auto covariance = covarianceOf(information.expected, {});
           (void)adjustedCovariance(information, covariance->w);
         }));
  report("  the interval of the ICC",
         medianSeconds(runs, [&] { (void)model.around(*solution, 3.84); }));
  report("  the regression of means",
         medianSeconds(runs, [&] { (void)canonicalOf(trial.design, meansOf(moments)); }));
}

}  // namespace

int main() {
  const Trial small(403, 27);
  const auto time = [](const Trial& trial, int runs, Robust robust,
                       const std::vector<DfMethod>& otherDf) {
    return medianSeconds(runs, [&] { fitAll(trial, robust, otherDf); });
  };
  report("403 in 27 teams, Kenward–Roger", time(small, 300, Robust::none, {}));
  reportParts(small, 300);
  report("403 in 27 teams, Kenward–Roger, Satterthwaite, CR2",
         time(small, 300, Robust::cr2, {DfMethod::satterthwaite}));
  const Trial large(1'000'000, 10'000);
  report("1e6 in 10,000 teams, Kenward–Roger, in memory", time(large, 5, Robust::none, {}));
  reportParts(large, 5);
  return 0;
}
