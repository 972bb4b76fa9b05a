#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "statistics/basis.hpp"
#include "statistics/binary_unit.hpp"
#include "statistics/fit_parts.hpp"
#include "statistics/gee.hpp"

namespace refocus::statistics {
namespace {

// Below this many clusters the normal distribution promises too much.
constexpr std::size_t kFewClusters = 40;
// A working correlation above this is 1 but for rounding.
constexpr double kAlike = 1 - 1e-9;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

const Grouping& clusterOf(const Design& design) {
  return design.groupings[design.random.front().grouping];
}

std::optional<std::string> refusalOf(const Design& design, const Rows& rows, Family family) {
  if (design.random.size() != 1 || !design.random.front().interceptOnly()) {
    return std::string(
        "estimating equations need to know the clusters: name them by one random intercept and "
        "nothing else, such as (1 | team)");
  }
  for (Eigen::Index i = 0; i < rows.count(); ++i) {
    const auto trials = design.weighted ? std::optional(rows.weights[i]) : std::nullopt;
    if (const auto reason = refusalOf(family, rows.y[i], trials)) {
      return fmt::format("the response {} is {} in one of the rows; {}", design.response, rows.y[i],
                         *reason);
    }
  }
  return std::nullopt;
}

std::optional<std::string> refusalOf(const Design& design, const Canonical& canonical,
                                     const GeeSolution& solution) {
  const std::string& name = clusterOf(design).name;
  if (static_cast<Eigen::Index>(solution.clusters) <= canonical.p) {
    return fmt::format(
        "there are {} levels of {} and {} coefficients: standard errors from the clusters need "
        "more clusters than coefficients",
        solution.clusters, name, canonical.p);
  }
  if (!solution.possible) {
    return fmt::format(
        "rows of a {} are so negatively correlated ({:.4f}) that {} of them cannot all be: take "
        "--gee independence",
        name, solution.correlation, solution.largest);
  }
  if (!solution.converged && solution.correlation > kAlike) {
    return fmt::format(
        "the working correlation reached 1: beyond the fixed part rows of a {} do not differ; take "
        "--gee independence",
        name);
  }
  if (!solution.converged) {
    return fmt::format(
        "the estimating equations of {} have no solution that can be found: some columns may tell "
        "outcomes apart without exception",
        design.response);
  }
  return std::nullopt;
}

std::string noteOn(const Fit& fit, std::size_t clusters, double level) {
  const auto df = static_cast<double>(clusters - fit.fixed.size());
  return fmt::format(
      "with {} clusters, z is better compared with t on clusters − coefficients = {}", clusters,
      widthWords(df, level));
}

}  // namespace

std::expected<Fit, std::string> fitGee(const Design& design, const Rows& rows,
                                       const FitOptions& options) {
  if (auto refusal = refusalOf(design, rows, options.family)) {
    return std::unexpected(*std::move(refusal));
  }
  Basis basis = basisOf(design, rows);
  if (auto refusal = refusalOf(basis.columns, design)) return std::unexpected(*std::move(refusal));
  // Measurements are computed with in a unit of their own size.
  const double unit = options.family == Family::gaussian ? binaryUnitOf(rows.y) : 1.0;
  toUnit(basis.columns, unit);
  const Canonical& canonical = basis.columns;
  const Eigen::VectorXd y = rows.y / unit;
  const Eigen::VectorXd offset = rows.offset / unit;
  const GeeData data{options.family, basis.q, y,
                     rows.weights,   offset,  rows.group[design.random.front().grouping]};
  const GeeSolution solution = solveGee(data, options.gee->correlation, options.gee->correction);
  if (auto refusal = refusalOf(design, canonical, solution)) {
    return std::unexpected(*std::move(refusal));
  }
  Fit fit;
  fit.family = options.family;
  fit.df = DfMethod::normal;
  fit.gee = GeeResult{*options.gee, solution.correlation, solution.scale * unit * unit};
  fillCounts(fit, design, canonical, options);
  fit.groups.assign(design.groupings.size(), 0);
  fit.groups[design.random.front().grouping] = solution.clusters;
  fit.criterion = fit.logLikelihood = fit.aic = fit.bic = std::numeric_limits<double>::quiet_NaN();
  LinearFunctions functions({canonical, solution.delta, solution.robust, solution.model,
                             DfMethod::normal, [](const auto&, const auto&) { return kInfinite; }},
                            options.level);
  fit.fixed = coefficientsOf(design, functions);
  fillMeans(fit, functions, options.means);
  fit.covariance = canonical.back * solution.robust * canonical.back.transpose();
  if (options.jointTests) fillWaldTests(fit, design, canonical, solution.robust, options);
  fit.convergence = {solution.iterations, solution.step * solution.step, false, true};
  if (solution.clusters <= kFewClusters) {
    fit.notes.push_back(noteOn(fit, solution.clusters, options.level));
  }
  return fit;
}

}  // namespace refocus::statistics
