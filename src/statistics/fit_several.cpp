#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/fit_parts.hpp"
#include "statistics/minimum.hpp"
#include "statistics/several_terms.hpp"

namespace refocus::statistics {
namespace {

// A standard deviation this small beside the residual's may be a 0 that the search came close to.
constexpr double kMaybeZero = 0.03;
constexpr double kBesideZero = 0.1;

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

// Columns of a factor have no sign: those whose diagonal came out negative are turned.
void turnUpright(const SeveralTerms& model, Eigen::VectorXd& theta) {
  for (const TermPlace& place : model.places()) {
    Eigen::Index at = place.firstTheta;
    for (Eigen::Index column = 0; column < place.width; ++column) {
      const Eigen::Index length = place.width - column;
      if (theta[at] < 0) theta.segment(at, length) *= -1;
      at += length;
    }
  }
}

// The elements of the column of a factor that starts at this diagonal.
std::vector<Eigen::Index> columnOf(const SeveralTerms& model, Eigen::Index diagonal) {
  for (const TermPlace& place : model.places()) {
    Eigen::Index at = place.firstTheta;
    for (Eigen::Index column = 0; column < place.width; ++column) {
      const Eigen::Index length = place.width - column;
      if (at == diagonal) {
        std::vector<Eigen::Index> elements;
        for (Eigen::Index i = 0; i < length; ++i) elements.push_back(at + i);
        return elements;
      }
      at += length;
    }
  }
  return {};
}

std::vector<Eigen::Index> allBut(const SeveralTerms& model, const std::vector<Eigen::Index>& held) {
  std::vector<Eigen::Index> free;
  for (Eigen::Index i = 0; i < model.thetaCount(); ++i) {
    if (std::find(held.begin(), held.end(), i) == held.end()) free.push_back(i);
  }
  return free;
}

// The score of the variance whose factor's diagonal this is.
double slopeAt(const SeveralTerms& model, const Eigen::VectorXd& theta, Eigen::Index diagonal) {
  const std::vector<Eigen::MatrixXd> slopes = model.slopes(theta);
  for (std::size_t place = 0; place < slopes.size(); ++place) {
    Eigen::Index at = model.places()[place].firstTheta;
    for (Eigen::Index column = 0; column < slopes[place].cols(); ++column) {
      if (at == diagonal) return slopes[place](column, column);
      at += slopes[place].cols() - column;
    }
  }
  return 0;
}

// A search creeps up on a variance of 0 and never arrives, or lands on it by chance, where the
// gradient vanishes whether or not the criterion falls beyond. Where the score at exactly 0 does
// not ask to leave and the criterion is no higher, 0 is the estimate; where it asks, the search
// starts again beside it.
Minimum settled(const SeveralTerms& model, const Objective& objective, Minimum found) {
  std::vector<Eigen::Index> held;
  for (const Eigen::Index diagonal : model.diagonals()) {
    if (std::abs(found.at[diagonal]) > kMaybeZero) continue;
    // Below a diagonal of 0 the column adds nothing that those after it do not.
    std::vector<Eigen::Index> trial = held;
    for (const Eigen::Index at : columnOf(model, diagonal)) trial.push_back(at);
    Eigen::VectorXd start = found.at;
    for (const Eigen::Index at : trial) start[at] = 0;
    Minimum without = minimumOf(objective, start, allBut(model, trial));
    without.evaluations += found.evaluations;
    if (slopeAt(model, without.at, diagonal) < 0) {
      start = without.at;
      start[diagonal] = kBesideZero;
      Minimum beside = minimumOf(objective, start, allBut(model, held));
      beside.evaluations += without.evaluations;
      if (beside.value <= found.value) found = beside;
    } else if (without.value <= found.value + 1e-9 * (1 + std::abs(found.value))) {
      held = trial;
      found = without;
    }
  }
  return found;
}

bool singular(const SeveralTerms& model, const Eigen::VectorXd& theta) {
  const std::vector<Eigen::Index> diagonals = model.diagonals();
  return std::any_of(diagonals.begin(), diagonals.end(),
                     [&](Eigen::Index i) { return theta[i] == 0; });
}

void fillVariances(Fit& fit, const Design& design, const SeveralTerms& model,
                   const SeveralSolution& solution, double length) {
  fit.residualSd = std::sqrt(solution.sigma2) * length;
  fit.residualVariance = fit.residualSd * fit.residualSd;
  fit.theta.assign(solution.theta.data(), solution.theta.data() + solution.theta.size());
  for (std::size_t place = 0; place < model.places().size(); ++place) {
    const std::size_t term = model.places()[place].term;
    const std::vector<std::string>& columns = design.random[term].columns;
    const std::string& group = groupingOf(design, term).name;
    const Eigen::MatrixXd factor = model.factorOf(solution.theta, place);
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

// Of one grouping only; with several, what lies between groups has no one meaning.
std::vector<double> betweenWithinDf(const Design& design, const Rows& rows,
                                    const Canonical& canonical) {
  const std::size_t grouping = design.random.front().grouping;
  for (const RandomTerm& term : design.random) {
    if (term.grouping != grouping) return {};
  }
  constexpr Eigen::Index kNone = -1;
  const auto& group = rows.group[grouping];
  std::vector<Eigen::Index> first(design.groupings[grouping].levels.size(), kNone);
  std::vector<bool> constant(static_cast<std::size_t>(canonical.p), true);
  Eigen::Index groups = 0;
  for (Eigen::Index row = 0; row < rows.count(); ++row) {
    Eigen::Index& seen = first[group[static_cast<std::size_t>(row)]];
    if (seen == kNone) {
      seen = row;
      ++groups;
    }
    for (std::size_t i = 0; i < constant.size(); ++i) {
      const auto column = static_cast<Eigen::Index>(canonical.kept[i]);
      if (rows.x(row, column) != rows.x(seen, column)) constant[i] = false;
    }
  }
  const auto between = std::count(constant.begin(), constant.end(), true);
  const auto within = canonical.p - between;
  std::vector<double> df;
  for (const bool is : constant) {
    df.push_back(static_cast<double>(is ? groups - between : canonical.rows - groups - within));
  }
  return df;
}

std::string boundaryWords(const Design& design, const SeveralTerms& model,
                          const Eigen::VectorXd& theta) {
  for (std::size_t place = 0; place < model.places().size(); ++place) {
    const Eigen::MatrixXd factor = model.factorOf(theta, place);
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

// From lme4's start: every standard deviation as large as the residual's.
Minimum searched(const SeveralTerms& model) {
  const Objective objective = [&](const Eigen::VectorXd& theta) { return model.criterion(theta); };
  Eigen::VectorXd start = Eigen::VectorXd::Zero(model.thetaCount());
  for (const Eigen::Index diagonal : model.diagonals()) start[diagonal] = 1;
  Minimum found = settled(model, objective, minimumOf(objective, start, allBut(model, {})));
  turnUpright(model, found.at);
  return found;
}

void noteLimits(Fit& fit, const FitOptions& options, const std::string& boundary) {
  const bool told = std::any_of(fit.notes.begin(), fit.notes.end(), [&](const std::string& note) {
    return note.rfind(boundary, 0) == 0;
  });
  if (!boundary.empty() && !told) fit.notes.push_back(boundary);
  if (options.robust != Robust::none) {
    fit.notes.emplace_back("robust standard errors are made for models with one random intercept");
  }
  if (options.profile) {
    fit.notes.emplace_back("profile intervals are made for models with one random intercept");
  }
  if (!fit.convergence.converged) {
    fit.notes.emplace_back("the search for the variances did not settle: treat them with caution");
  }
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
  const Minimum found = searched(model);
  const SeveralSolution solution = model.solve(found.at);

  Fit fit;
  fillCounts(fit, design, canonical, options);
  fillGroups(fit, design, rows);
  fillVariances(fit, design, model, solution, canonical.length);
  fit.convergence = {found.evaluations,
                     found.gradient.lpNorm<Eigen::Infinity>() / static_cast<double>(canonical.rows),
                     singular(model, found.at), found.converged};
  const FixedPart part{design,
                       canonical,
                       solution.delta,
                       model.information(solution),
                       static_cast<double>(canonical.rows - canonical.p),
                       betweenWithinDf(design, rows, canonical),
                       boundaryWords(design, model, found.at)};
  fillFixedPart(fit, part, options);
  fillCriterion(fit, solution.criterion, fit.theta.size() + 1);
  if (options.effects) fit.effects = model.effects(solution, design);
  noteLimits(fit, options, part.boundary);
  return fit;
}

}  // namespace refocus::statistics
