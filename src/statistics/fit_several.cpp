#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/fit_parts.hpp"
#include "statistics/group_tables.hpp"
#include "statistics/nested_sandwich.hpp"
#include "statistics/nesting.hpp"
#include "statistics/several_profile.hpp"
#include "statistics/several_search.hpp"
#include "statistics/several_terms.hpp"

namespace refocus::statistics {
namespace {

const Grouping& groupingOf(const Design& design, std::size_t term) {
  return design.groupings[design.random[term].grouping];
}

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

void fillVariances(Fit& fit, const Design& design, const SeveralTerms& model,
                   const Eigen::VectorXd& theta, double sigma) {
  fit.residualSd = sigma;
  fit.residualVariance = sigma * sigma;
  fit.theta.assign(theta.data(), theta.data() + theta.size());
  const std::vector<Eigen::MatrixXd> factors = model.factorsOf(theta);
  for (std::size_t place = 0; place < model.places().size(); ++place) {
    const std::size_t term = model.places()[place].term;
    const std::vector<std::string>& columns = design.random[term].columns;
    const std::string& group = groupingOf(design, term).name;
    const Eigen::MatrixXd& factor = factors[place];
    const Eigen::MatrixXd relative = factor * factor.transpose();
    const Eigen::VectorXd sd = factor.rowwise().norm();
    for (Eigen::Index i = 0; i < sd.size(); ++i) {
      fit.random.push_back({group, columns[static_cast<std::size_t>(i)],
                            relative(i, i) * fit.residualVariance, sd[i] * fit.residualSd});
    }
    for (Eigen::Index j = 0; j < sd.size(); ++j) {
      for (Eigen::Index i = j + 1; i < sd.size(); ++i) {
        fit.correlations.push_back({group, columns[static_cast<std::size_t>(j)],
                                    columns[static_cast<std::size_t>(i)],
                                    relative(i, j) / (sd[i] * sd[j])});
      }
    }
  }
}

void fillGroups(Fit& fit, const Design& design, const Rows& rows) {
  for (std::size_t g = 0; g < design.groupings.size(); ++g) {
    std::vector<bool> seen(design.groupings[g].levels.size(), false);
    for (const std::uint32_t level : rows.group[g]) seen[level] = true;
    fit.groups.push_back(static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true)));
  }
}

std::string boundaryWords(const Design& design, const SeveralTerms& model,
                          const Eigen::VectorXd& theta) {
  const std::vector<Eigen::MatrixXd> factors = model.factorsOf(theta);
  for (std::size_t place = 0; place < model.places().size(); ++place) {
    const Eigen::MatrixXd& factor = factors[place];
    const std::size_t term = model.places()[place].term;
    for (Eigen::Index i = 0; i < factor.rows(); ++i) {
      if (factor(i, i) != 0) continue;
      const std::string& column = design.random[term].columns[static_cast<std::size_t>(i)];
      const std::string& group = groupingOf(design, term).name;
      if (factor.row(i).norm() == 0) {
        return fmt::format("the between-{} variance of {} is estimated as 0", group, column);
      }
      return fmt::format("the random effects of {} by {} are estimated as wholly dependent", column,
                         group);
    }
  }
  return {};
}

void noteLimits(Fit& fit, const std::string& boundary) {
  const bool told = std::any_of(fit.notes.begin(), fit.notes.end(), [&](const std::string& note) {
    return note.rfind(boundary, 0) == 0;
  });
  if (!boundary.empty() && !told) fit.notes.push_back(boundary);
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
  fillVariances(fit, design, model, found.at, std::sqrt(state.sigma2()) * canonical.length);
  fit.convergence = {found.evaluations,
                     found.gradient.lpNorm<Eigen::Infinity>() / static_cast<double>(canonical.rows),
                     isSingular(model, found.at), found.converged};
  const FixedPart part{design,
                       canonical,
                       state.delta(),
                       state.information(),
                       static_cast<double>(canonical.rows - canonical.p),
                       betweenWithinDf(nestedChain(design, rows), design, rows, canonical),
                       boundaryWords(design, model, found.at)};
  fillFixedPart(fit, part, options);
  fillCriterion(fit, state.criterion(), fit.theta.size() + 1);
  fillGroupTables(fit, design, rows, model, state, options);
  if (options.profile) {
    fit.profile = severalProfiles(design, SeveralTerms(design, rows, canonical, sums, Method::ml),
                                  options.level);
  }
  if (options.effects) fit.effects = state.effects(design);
  noteLimits(fit, part.boundary);
  return fit;
}

}  // namespace refocus::statistics
