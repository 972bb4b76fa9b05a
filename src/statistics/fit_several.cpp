#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/fit_parts.hpp"
#include "statistics/group_tables.hpp"
#include "statistics/nested_sandwich.hpp"
#include "statistics/nesting.hpp"
#include "statistics/random_part.hpp"
#include "statistics/several_profile.hpp"
#include "statistics/several_search.hpp"
#include "statistics/several_terms.hpp"

namespace refocus::statistics {
namespace {

std::optional<std::string> refusalOf(const Design& design, const Rows& rows,
                                     const Canonical& canonical) {
  for (const RandomTerm& term : design.random) {
    const Grouping& grouping = design.groupings[term.grouping];
    std::vector<bool> seen(grouping.levels.size(), false);
    for (const std::uint32_t level : rows.group[term.grouping]) seen[level] = true;
    const auto count = std::count(seen.begin(), seen.end(), true);
    if (count < 2) {
      return fmt::format("the rows are all of one {}: a random effect needs at least two",
                         grouping.name);
    }
    if (count == rows.count() && term.columns.size() == 1) {
      return fmt::format(
          "every {} has one row: its variance cannot be told from the residual variance; take its "
          "random term out of the formula",
          grouping.name);
    }
    const auto own = count * static_cast<Eigen::Index>(term.columns.size());
    if (own >= rows.count()) {
      return fmt::format(
          "there are {} rows and {} random effects of {}: its variances cannot be told from the "
          "residual variance",
          rows.count(), own, grouping.name);
    }
  }
  if (canonical.length == 0) {
    return std::string(
        "the fixed part gives the response exactly: no variance is left to estimate");
  }
  return std::nullopt;
}

void noteLimits(Fit& fit, const std::vector<std::string>& boundaries) {
  for (const std::string& boundary : boundaries) noteOnce(fit, boundary);
  if (!fit.convergence.converged) {
    fit.notes.emplace_back("the search for the variances did not settle: treat them with caution");
  }
}

// What is told of whole groups: of the grouping in which all others are nested.
void fillGroupTables(Fit& fit, const Design& design, const Rows& rows, const SeveralTerms& model,
                     const SeveralState& state, const FitOptions& options) {
  const std::optional<std::size_t> outer = outermostGrouping(design, rows);
  if (!outer) {
    if (options.robust != Robust::none) {
      fit.notes.emplace_back(
          "robust standard errors need a grouping in which all others are nested; here they cross");
    }
    return;
  }
  if (options.robust != Robust::none) {
    fit.robust = robustTableOf(nestedSandwichOf(design, rows, model, state, *outer, options.robust),
                               fit, options);
  }
  Design means = design;
  means.random = {{*outer, {"(Intercept)"}}};
  Moments moments = noMoments(means, scalingOf(means, rows), Keep::sums);
  addRows(moments, means, rows);
  fit.clusterLevel = clusterLevelOf(means, moments, fit, options.level);
}

}  // namespace

std::expected<Fit, std::string> fitSeveral(const Design& design, const Rows& rows,
                                           const FitOptions& options) {
  Moments moments = noMoments(design, scalingOf(design, rows), Keep::sums);
  addRows(moments, design, rows);
  const Canonical canonical = canonicalOf(design, moments);
  if (auto refusal = refusalOf(canonical, design)) return std::unexpected(*std::move(refusal));
  if (auto refusal = refusalOf(design, rows, canonical)) {
    return std::unexpected(*std::move(refusal));
  }
  std::vector<Eigen::MatrixXd> sums;
  for (std::size_t term = 0; term < design.random.size(); ++term) {
    sums.push_back(termSumsOf(canonical, moments, term));
  }
  const SeveralTerms model(design, rows, canonical, sums, options.method);
  const Minimum found = lowestCriterion(model);
  const SeveralState state(model, model.factorsOf(found.at));

  Fit fit;
  fillCounts(fit, design, canonical, options);
  fillGroups(fit, design, rows);
  fit.residualSd = std::sqrt(state.sigma2()) * canonical.length;
  fit.residualVariance = fit.residualSd * fit.residualSd;
  fillVariances(fit, design, model.places(), found.at, fit.residualSd);
  fit.convergence = {found.evaluations,
                     found.gradient.lpNorm<Eigen::Infinity>() / static_cast<double>(canonical.rows),
                     isSingular(model, found.at), found.converged};
  const std::vector<std::string> boundaries = boundaryWords(design, model.places(), found.at);
  const FixedPart part{design,
                       canonical,
                       state.delta(),
                       state.information(),
                       static_cast<double>(canonical.rows - canonical.p),
                       betweenWithinDf(nestedChain(design, rows), design, rows, canonical),
                       boundaries.empty() ? std::string() : boundaries.front(),
                       freeVariancesOf(design, rows, model, state)};
  fillFixedPart(fit, part, options);
  fillCriterion(fit, state.criterion(), fit.theta.size() + 1);
  fillGroupTables(fit, design, rows, model, state, options);
  if (options.profile) {
    fit.profile = severalProfiles(design, SeveralTerms(design, rows, canonical, sums, Method::ml),
                                  options.level);
  }
  if (options.effects) fit.effects = state.effects(design);
  noteLimits(fit, boundaries);
  return fit;
}

}  // namespace refocus::statistics
