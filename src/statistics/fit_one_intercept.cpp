#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "statistics/fit_parts.hpp"
#include "statistics/group_tables.hpp"
#include "statistics/one_intercept.hpp"
#include "statistics/profile_likelihood.hpp"
#include "statistics/sandwich.hpp"

namespace refocus::statistics {
namespace {

const Grouping& groupingOf(const Design& design) {
  return design.groupings[design.random.front().grouping];
}

// What is left within groups beside the columns that vary there.
Eigen::Index withinDf(const Canonical& canonical, const CanonicalGroups& groups) {
  return canonical.rows - groups.size.size() - groups.rankWithin;
}

std::optional<std::string> refusalOf(const Design& design, const Canonical& canonical,
                                     const CanonicalGroups& groups) {
  const std::string& name = groupingOf(design).name;
  const std::size_t count = groups.level.size();
  if (count < 2) {
    return fmt::format("the rows are all of one {}: a random intercept needs at least two", name);
  }
  if (static_cast<Eigen::Index>(count) == canonical.rows) {
    return fmt::format(
        "every {} has one row: its variance cannot be told from "
        "the residual variance; take "
        "(1 | {}) out of the formula",
        name, name);
  }
  const Eigen::Index between = canonical.p - groups.rankWithin;
  if (static_cast<Eigen::Index>(count) <= between) {
    return fmt::format(
        "there are {} levels of {} and {} columns that do not vary within them beyond the others: "
        "too few to estimate how {}s differ",
        count, name, between, name);
  }
  if (canonical.length == 0) {
    return std::string(
        "the fixed part gives the response exactly: no variance "
        "is left to estimate");
  }
  if (withinDf(canonical, groups) <= 0) {
    return fmt::format(
        "the {} rows have {} levels of {}, and {} columns vary within them: nothing is left within "
        "a {} to tell the residual variance from the variance between them; take columns out of "
        "the formula, or add rows",
        canonical.rows, count, name, groups.rankWithin, name);
  }
  return std::nullopt;
}

std::vector<double> betweenWithinDf(const Canonical& canonical, const CanonicalGroups& groups) {
  const auto between = static_cast<double>(groups.size.size() - (canonical.p - groups.rankWithin));
  const auto within = static_cast<double>(withinDf(canonical, groups));
  std::vector<double> df;
  for (const bool is : groups.constant) df.push_back(is ? between : within);
  return df;
}

RandomEffects effectsOf(const Design& design, const OneIntercept& model,
                        const InterceptSolution& solution) {
  const CanonicalGroups& groups = model.groups();
  const auto levels = static_cast<Eigen::Index>(groupingOf(design).levels.size());
  const double length = model.canonical().length;
  const Eigen::Index p = model.canonical().p;
  RandomEffects effects{0, Eigen::MatrixXd::Zero(levels, 1), Eigen::MatrixXd::Zero(levels, 1)};
  for (std::size_t j = 0; j < groups.level.size(); ++j) {
    const auto column = static_cast<Eigen::Index>(j);
    const auto level = static_cast<Eigen::Index>(groups.level[j]);
    const double share = solution.lambda / (1 + groups.size[column] * solution.lambda);
    const Eigen::VectorXd sums = groups.sums.row(column).head(p).transpose();
    const double residual = groups.sums(column, p) - sums.dot(solution.delta);
    const double variance = share + share * share * sums.dot(solution.inverse * sums);
    effects.value(level, 0) = share * residual * length;
    effects.stdError(level, 0) = std::sqrt(variance * solution.sigma2) * length;
  }
  return effects;
}

Interval correlationWithin(const OneIntercept& model, const InterceptSolution& solution,
                           double level) {
  const auto share = [](double lambda) { return lambda / (1 + lambda); };
  const auto [low, high] = model.around(solution, quantileChiSquared(level, 1));
  return {share(solution.lambda), share(low), high ? share(*high) : 1.0};
}

void fillVariances(Fit& fit, const Design& design, const OneIntercept& model,
                   const InterceptSolution& solution) {
  const double length = model.canonical().length;
  const double theta = std::sqrt(solution.lambda);
  fit.residualSd = std::sqrt(solution.sigma2) * length;
  fit.residualVariance = fit.residualSd * fit.residualSd;
  fit.theta = {theta};
  fit.random = {{groupingOf(design).name, "(Intercept)", solution.lambda * fit.residualVariance,
                 theta * fit.residualSd}};
  fit.groups.assign(design.groupings.size(), 0);
  fit.groups[design.random.front().grouping] = model.groups().level.size();
  fit.convergence = {solution.evaluations,
                     model.score(solution.lambda) * 2 * solution.lambda / model.divisor(),
                     solution.lambda == 0, true};
}

}  // namespace

std::expected<Fit, std::string> fitOneIntercept(const Design& design, const Moments& moments,
                                                const Canonical& canonical,
                                                const FitOptions& options) {
  const CanonicalGroups groups = groupsOf(canonical, moments);
  if (auto refusal = refusalOf(design, canonical, groups)) {
    return std::unexpected(*std::move(refusal));
  }
  const OneIntercept model(canonical, groups, options.method);
  const auto solution = model.estimate();
  const std::string& name = groupingOf(design).name;
  if (!solution) {
    return std::unexpected(
        groups.exactWithin
            ? fmt::format(
                  "beyond the fixed part the response is the same in all rows of a {}: there is no "
                  "residual variance to estimate; fit the {}s' means instead",
                  name, name)
            : fmt::format(
                  "the likelihood rises without end as the variance between {}s grows beside the "
                  "residual variance: beyond the fixed part rows of a {} hardly differ; fit the "
                  "{}s' means instead",
                  name, name, name));
  }
  Fit fit;
  fillCounts(fit, design, canonical, options);
  fillVariances(fit, design, model, *solution);
  FixedPart part{design,
                 canonical,
                 solution->delta,
                 model.information(*solution),
                 static_cast<double>(canonical.rows - canonical.p),
                 betweenWithinDf(canonical, groups),
                 {},
                 {}};
  if (fit.convergence.boundary) {
    part.boundary = fmt::format("the between-{} variance is estimated as 0", name);
  }
  fillFixedPart(fit, part, options);
  if (fit.convergence.boundary) noteOnce(fit, part.boundary);
  fillCriterion(fit, model.criterion(solution->lambda), 2);
  fit.icc = correlationWithin(model, *solution, options.level);
  if (options.robust != Robust::none) {
    fit.robust = robustTableOf(sandwichOf(model, *solution, moments, options.robust), fit, options);
  }
  fit.clusterLevel = clusterLevelOf(design, moments, fit, options.level);
  if (options.effects) fit.effects = {effectsOf(design, model, *solution)};
  if (options.profile) fit.profile = profileIntervals(design, canonical, groups, options.level);
  return fit;
}

}  // namespace refocus::statistics
