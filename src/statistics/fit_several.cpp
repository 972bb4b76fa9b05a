#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/basis.hpp"
#include "statistics/fit_parts.hpp"
#include "statistics/group_tables.hpp"
#include "statistics/nested_sandwich.hpp"
#include "statistics/nesting.hpp"
#include "statistics/random_part.hpp"
#include "statistics/several_profile.hpp"
#include "statistics/several_search.hpp"
#include "statistics/several_terms.hpp"
#include "statistics/term_basis.hpp"

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

// All columns of the random terms, each level's by itself.
Eigen::MatrixXd randomColumns(const Design& design, const Rows& rows) {
  Eigen::Index count = 0;
  for (const RandomTerm& term : design.random) {
    count += static_cast<Eigen::Index>(design.groupings[term.grouping].levels.size() *
                                       term.columns.size());
  }
  Eigen::MatrixXd z = Eigen::MatrixXd::Zero(rows.count(), count);
  Eigen::Index first = 0;
  for (std::size_t k = 0; k < design.random.size(); ++k) {
    const RandomTerm& term = design.random[k];
    const auto width = static_cast<Eigen::Index>(term.columns.size());
    for (Eigen::Index row = 0; row < rows.count(); ++row) {
      const Eigen::Index level = rows.group[term.grouping][static_cast<std::size_t>(row)];
      for (Eigen::Index column = 0; column < width; ++column) {
        z(row, first + level * width + column) =
            term.interceptOnly() ? 1.0 : rows.z[k](row, column);
      }
    }
    first += static_cast<Eigen::Index>(design.groupings[term.grouping].levels.size()) * width;
  }
  return z;
}

// Fixed and random effects together give any response at all: the likelihood has no maximum, since
// it rises without end, or to a level, as the residual variance goes to 0. What is found before is
// a maximum by accident. Too many rows for a dense matrix are not looked at.
bool giveAnyResponse(const Design& design, const Rows& rows, Eigen::Index p) {
  constexpr Eigen::Index kMostRows = 1000;
  if (rows.count() > kMostRows) return false;
  const Eigen::MatrixXd z = randomColumns(design, rows);
  if (z.cols() + p < rows.count()) return false;
  const Eigen::MatrixXd q = basisOf(design, rows).q;
  return Eigen::ColPivHouseholderQR<Eigen::MatrixXd>(z - q * (q.transpose() * z)).rank() + p >=
         rows.count();
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

// The random effects take all: the criterion falls without end, or as far as numbers go.
bool leavesNoResidual(const SeveralState& state, const Eigen::VectorXd& theta) {
  constexpr double kNoResidual = 1e6;
  return !std::isfinite(state.criterion()) || !(state.rss() > 0) ||
         !(theta.lpNorm<Eigen::Infinity>() < kNoResidual);
}

std::string residualWords(const Design& design) {
  return fmt::format(
      "the random effects give {} exactly, as far as numbers tell: there is no residual variance "
      "to estimate; take a random term out of the formula",
      design.response);
}

}  // namespace

std::expected<Fit, std::string> fitSeveral(const Design& design, const Rows& given,
                                           const FitOptions& options) {
  const TermBasis basis(design, given);
  const Rows& rows = basis.rows();
  Moments moments = noMoments(design, scalingOf(design, rows), Keep::sums);
  addRows(moments, design, rows);
  const Canonical canonical = canonicalOf(design, moments);
  if (auto refusal = refusalOf(canonical, design)) return std::unexpected(*std::move(refusal));
  if (auto refusal = refusalOf(design, rows, canonical)) {
    return std::unexpected(*std::move(refusal));
  }
  if (giveAnyResponse(design, rows, canonical.p)) {
    return std::unexpected(fmt::format(
        "fixed and random effects together are as many as the {} rows: they give any {} "
        "exactly, and no residual variance can be told; take a random term out of the "
        "formula",
        rows.count(), design.response));
  }
  std::vector<Eigen::MatrixXd> sums;
  for (std::size_t term = 0; term < design.random.size(); ++term) {
    sums.push_back(termSumsOf(canonical, moments, term));
  }
  const SeveralTerms model(design, rows, canonical, sums, options.method);
  const CovarianceMinimum lowest = lowestCriterion(model);
  const Minimum& found = lowest.minimum;
  const SeveralState state(model, model.factorsOf(found.at));
  if (leavesNoResidual(state, found.at)) return std::unexpected(residualWords(design));
  const Eigen::VectorXd theta = basis.userTheta(model.places(), found.at);

  Fit fit;
  fillCounts(fit, design, canonical, options);
  fillGroups(fit, design, rows);
  fit.residualSd = std::sqrt(state.sigma2()) * canonical.length;
  fit.residualVariance = fit.residualSd * fit.residualSd;
  fillVariances(fit, design, model.places(), theta, fit.residualSd);
  fit.convergence = {found.evaluations,
                     found.gradient.lpNorm<Eigen::Infinity>() / static_cast<double>(canonical.rows),
                     isSingular(model, found.at), found.converged, lowest.starts};
  const std::vector<std::string> boundaries = boundaryWords(design, model.places(), theta);
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
                                  basis.toUser(), options.level);
  }
  if (options.effects) fit.effects = state.effects(design, basis.toUser());
  noteLimits(fit, boundaries);
  return fit;
}

}  // namespace refocus::statistics
