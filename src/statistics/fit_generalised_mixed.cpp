#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "statistics/fit_parts.hpp"
#include "statistics/generalised.hpp"
#include "statistics/minimum.hpp"
#include "statistics/mixed_likelihood.hpp"
#include "statistics/random_part.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {
namespace {

// A standard deviation this small may be a 0 that the search came close to.
constexpr double kMaybeZero = 0.03;
constexpr double kBesideZero = 0.1;
constexpr double kSecondSlope = 1e-3;  // where the gradient tells the curvature at 0
constexpr double kStep = 1.5e-2;       // of differences of the gradient, in standard errors

// What one random intercept's groups hold.
struct GroupTotals {
  std::vector<double> trials;
  std::vector<double> successes;
};

GroupTotals totalsOf(const GeneralisedPart& part, const Rows& rows, const RandomTerm& term) {
  const std::size_t levels = part.design.groupings[term.grouping].levels.size();
  GroupTotals totals{std::vector<double>(levels), std::vector<double>(levels)};
  for (Eigen::Index row = 0; row < rows.count(); ++row) {
    const std::uint32_t level = rows.group[term.grouping][static_cast<std::size_t>(row)];
    totals.trials[level] += part.observations.weights[row];
    totals.successes[level] += part.observations.weights[row] * part.observations.y[row];
  }
  return totals;
}

std::optional<std::string> refusalOf(const GeneralisedPart& part, const Rows& rows,
                                     const FitOptions& options) {
  const std::vector<RandomTerm>& random = part.design.random;
  if (options.quadrature > 1 && (random.size() > 1 || random.front().columns.size() > 1)) {
    return fmt::format(
        "quadrature of {} points is for one random effect of one grouping factor; these are "
        "integrated out by Laplace's approximation: leave --quadrature out",
        options.quadrature);
  }
  for (const RandomTerm& term : random) {
    const std::string& name = part.design.groupings[term.grouping].name;
    const GroupTotals totals = totalsOf(part, rows, term);
    const auto used = [&](auto holds) {
      std::size_t count = 0;
      for (std::size_t level = 0; level < totals.trials.size(); ++level) {
        if (totals.trials[level] > 0 && holds(totals.trials[level], totals.successes[level])) {
          ++count;
        }
      }
      return count;
    };
    const std::size_t count = used([](double, double) { return true; });
    if (count < 2) {
      return fmt::format("the rows are all of one {}: a random effect needs at least two", name);
    }
    if (options.family != Family::binomial || !term.interceptOnly()) continue;
    if (used([](double trials, double) { return trials == 1; }) == count) {
      return fmt::format(
          "every {} has one trial: how they differ cannot be told; take (1 | {}) out of the "
          "formula",
          name, name);
    }
    if (used([](double trials, double successes) {
          return successes == 0 || successes == trials;
        }) == count) {
      return fmt::format(
          "within each {} the outcomes are all alike: the variance between them has no finite "
          "estimate",
          name);
    }
  }
  return std::nullopt;
}

// The rows whose likelihood depends on anything, in the directions that they know about; where
// columns separate the responses these are not all (irls.hpp).
struct Informative {
  Rows rows;
  Eigen::MatrixXd q;
  Observations observations;
  Eigen::MatrixXd directions;  // p × those known
};

Informative informativeOf(const GeneralisedPart& part, const Rows& rows) {
  const Eigen::Index p = part.basis.q.cols();
  std::vector<Eigen::Index> left;
  for (Eigen::Index i = 0; i < rows.count(); ++i) {
    if (std::isfinite(part.found.eta[i])) left.push_back(i);
  }
  Informative some;
  some.directions = Eigen::MatrixXd::Identity(p, p);
  if (part.found.separated()) {
    const Eigen::MatrixXd whole =
        Eigen::HouseholderQR<Eigen::MatrixXd>(part.found.unbounded).householderQ();
    some.directions = whole.rightCols(p - part.found.unbounded.cols());
  }
  some.q = part.basis.q(left, Eigen::all) * some.directions;
  const Observations& of = part.observations;
  some.observations = {of.family, of.y(left), of.weights(left), of.offset(left)};
  some.rows.y = some.observations.y;
  for (const auto& group : rows.group) {
    auto& to = some.rows.group.emplace_back();
    for (const Eigen::Index i : left) to.push_back(group[static_cast<std::size_t>(i)]);
  }
  for (const Eigen::MatrixXd& z : rows.z) {
    some.rows.z.emplace_back(z.size() == 0 ? z : Eigen::MatrixXd(z(left, Eigen::all)));
  }
  return some;
}

// The likelihood in coordinates (θ, ζ), δ = start + scale·ζ: scale is such that a step of 1 matters
// as much in ζ as in θ.
class Scaled {
 public:
  Scaled(MixedLikelihood& likelihood, Eigen::VectorXd start, Eigen::MatrixXd scale)
      : likelihood_(likelihood), start_(std::move(start)), scale_(std::move(scale)) {}

  [[nodiscard]] Eigen::VectorXd parametersAt(const Eigen::VectorXd& x) const {
    Eigen::VectorXd parameters = x;
    parameters.tail(start_.size()) = start_ + scale_ * x.tail(start_.size());
    return parameters;
  }
  [[nodiscard]] ValueAndGradient operator()(const Eigen::VectorXd& x) const {
    ValueAndGradient there = likelihood_.at(parametersAt(x));
    there.gradient.tail(start_.size()) =
        (scale_.transpose() * there.gradient.tail(start_.size())).eval();
    return there;
  }
  /// A covariance of x as one of the parameters.
  [[nodiscard]] Eigen::MatrixXd carried(const Eigen::MatrixXd& covariance) const {
    Eigen::MatrixXd by = Eigen::MatrixXd::Identity(covariance.rows(), covariance.cols());
    by.bottomRightCorner(scale_.rows(), scale_.cols()) = scale_;
    return by * covariance * by.transpose();
  }

 private:
  MixedLikelihood& likelihood_;
  Eigen::VectorXd start_;
  Eigen::MatrixXd scale_;
};

// Coefficients' units: their standard errors beside random effects, or where rounding leaves none
// of that without them, times the root of how many levels there are.
Eigen::MatrixXd scaleAt(MixedLikelihood& likelihood, const Eigen::VectorXd& parameters,
                        const Eigen::MatrixXd& plain) {
  const auto levels = static_cast<double>(likelihood.layout().places().front().levels);
  const Eigen::MatrixXd information = likelihood.information(parameters);
  const Eigen::LLT<Eigen::MatrixXd> root(information);
  if (!information.allFinite() || root.info() != Eigen::Success) {
    return std::sqrt(2 * levels) * Eigen::MatrixXd(Eigen::LLT<Eigen::MatrixXd>(plain).matrixL());
  }
  return std::sqrt(2 * levels) * Eigen::MatrixXd(root.matrixU().solve(Eigen::MatrixXd::Identity(
                                     information.rows(), information.cols())));
}

std::vector<Eigen::Index> allBut(Eigen::Index count, const std::vector<Eigen::Index>& held) {
  std::vector<Eigen::Index> free;
  for (Eigen::Index i = 0; i < count; ++i) {
    if (std::find(held.begin(), held.end(), i) == held.end()) free.push_back(i);
  }
  return free;
}

struct Found {
  Minimum minimum;
  std::vector<Eigen::Index> free;
};

// A search creeps up on a variance of 0 and never arrives, or lands on it by chance, where the
// gradient vanishes whether or not the criterion falls beyond. The criterion is even in a column of
// λ; where its curvature at exactly 0 does not ask to leave and its value is no higher, 0 is the
// estimate; where it asks, the search starts again beside it.
Found settled(const Objective& objective, const std::vector<ThetaColumn>& columns, Minimum found) {
  const Eigen::Index count = found.at.size();
  std::vector<Eigen::Index> held;
  for (const ThetaColumn& column : columns) {
    if (std::abs(found.at[column.first]) > kMaybeZero) continue;
    std::vector<Eigen::Index> trial = held;
    for (Eigen::Index i = 0; i < column.length; ++i) trial.push_back(column.first + i);
    Eigen::VectorXd start = found.at;
    for (const Eigen::Index at : trial) start[at] = 0;
    Minimum without = minimumOf(objective, start, allBut(count, trial));
    without.evaluations += found.evaluations;
    Eigen::VectorXd beside = without.at;
    beside[column.first] = kSecondSlope;
    if (objective.value(beside).gradient[column.first] < 0) {
      beside[column.first] = kBesideZero;
      Minimum away = minimumOf(objective, beside, allBut(count, held));
      away.evaluations += without.evaluations;
      if (away.value <= found.value) found = away;
    } else if (without.value <= found.value + 1e-9 * (1 + std::abs(found.value))) {
      held = trial;
      found = without;
    }
  }
  return {std::move(found), allBut(count, held)};
}

// Columns of a factor have no sign: those whose diagonal came out negative are turned.
void turnUpright(const std::vector<ThetaColumn>& columns, Eigen::VectorXd& theta) {
  for (const ThetaColumn& column : columns) {
    if (theta[column.first] < 0) theta.segment(column.first, column.length) *= -1;
  }
}

Found searched(const Objective& objective, const std::vector<ThetaColumn>& columns,
               Eigen::Index count) {
  Eigen::VectorXd start = Eigen::VectorXd::Zero(count);
  for (const ThetaColumn& column : columns) start[column.first] = 1;
  Found found = settled(objective, columns, minimumOf(objective, start, allBut(count, {})));
  turnUpright(columns, found.minimum.at);
  return found;
}

// The gradient's derivative by the coordinates in `free`: central differences of eighth order,
// whose steps may be long enough for rounding to matter little.
Eigen::MatrixXd hessianOf(const Objective& objective, const Found& found,
                          const Eigen::VectorXd& step) {
  constexpr std::array<double, 4> kWeights{4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
  const auto count = static_cast<Eigen::Index>(found.free.size());
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(count, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto slopeAt = [&](double steps) {
      Eigen::VectorXd x = found.minimum.at;
      x[found.free[static_cast<std::size_t>(i)]] += steps * step[i];
      return Eigen::VectorXd(objective.value(x).gradient(found.free));
    };
    for (std::size_t k = 0; k < kWeights.size(); ++k) {
      const auto steps = static_cast<double>(k + 1);
      hessian.col(i) += kWeights[k] / step[i] * (slopeAt(steps) - slopeAt(-steps));
    }
  }
  return (hessian + hessian.transpose()) / 2;
}

// Twice the inverse of the criterion's Hessian, 0 for what is held; empty where it has none.
std::optional<Eigen::MatrixXd> covarianceOf(const Objective& objective, const Found& found) {
  const auto count = static_cast<Eigen::Index>(found.free.size());
  const Eigen::MatrixXd rough =
      Eigen::MatrixXd(objective.hessian(found.minimum.at))(found.free, found.free);
  if (!(rough.diagonal().minCoeff() > 0)) return std::nullopt;
  const Eigen::VectorXd step = kStep * (2 / rough.diagonal().array()).sqrt();
  const Eigen::LLT<Eigen::MatrixXd> hessian(hessianOf(objective, found, step));
  if (hessian.info() != Eigen::Success) return std::nullopt;
  Eigen::MatrixXd covariance =
      Eigen::MatrixXd::Zero(found.minimum.at.size(), found.minimum.at.size());
  covariance(found.free, found.free) = 2 * hessian.solve(Eigen::MatrixXd::Identity(count, count));
  return covariance;
}

}  // namespace

std::expected<Fit, std::string> fitGeneralisedMixed(const GeneralisedPart& part, const Rows& rows,
                                                    const FitOptions& options) {
  if (auto refusal = refusalOf(part, rows, options)) return std::unexpected(*std::move(refusal));
  const Design& design = part.design;
  const Informative some = informativeOf(part, rows);
  if (some.rows.count() == 0) {
    return std::unexpected(
        "the columns of the fixed part tell every outcome apart: nothing is left for random "
        "effects "
        "to explain");
  }
  MixedLikelihood likelihood(design, some.rows, some.q, some.observations, options.quadrature);
  const std::vector<TermPlace>& places = likelihood.layout().places();
  const Eigen::Index thetas = likelihood.thetaCount();

  // From the fit without random effects.
  Eigen::VectorXd start = Eigen::VectorXd::Zero(thetas + some.q.cols());
  for (const ThetaColumn& column : columnsOf(places)) start[column.first] = 1;
  start.tail(some.q.cols()) = some.directions.transpose() * part.found.delta;
  const Eigen::MatrixXd plain =
      some.directions.transpose() * part.found.covariance * some.directions;
  const Scaled scaled(likelihood, start.tail(some.q.cols()), scaleAt(likelihood, start, plain));
  const auto value = [&](const Eigen::VectorXd& x) { return scaled(x); };
  const Objective objective{value, {}, differencesOf(value), {}};
  const Found found = searched(objective, columnsOf(places), thetas + some.q.cols());
  const auto covariance = covarianceOf(objective, found);
  const Eigen::VectorXd parameters = scaled.parametersAt(found.minimum.at);

  Eigen::MatrixXd carried = Eigen::MatrixXd::Constant(parameters.size(), parameters.size(),
                                                      std::numeric_limits<double>::quiet_NaN());
  if (covariance) carried = scaled.carried(*covariance);
  GeneralisedPart whole = part;
  whole.found.delta = some.directions * parameters.tail(some.q.cols());
  whole.found.covariance = some.directions *
                           carried.bottomRightCorner(some.q.cols(), some.q.cols()) *
                           some.directions.transpose();
  Fit fit;
  fillGeneralised(fit, whole, options);
  fillGroups(fit, design, rows);
  fit.quadrature = options.quadrature;
  const Eigen::VectorXd theta = parameters.head(thetas);
  fillVariances(fit, design, places, theta, 1);
  fillCriterion(fit, likelihood.at(parameters).value, static_cast<std::size_t>(thetas));
  fit.deviance = likelihood.deviance();
  std::vector<std::string> boundaries = boundaryWords(design, places, theta);
  fit.convergence = {
      found.minimum.evaluations,
      found.minimum.gradient.lpNorm<Eigen::Infinity>() / static_cast<double>(rows.count()),
      !boundaries.empty(), found.minimum.converged && covariance && !part.found.separated()};
  std::move(boundaries.begin(), boundaries.end(), std::back_inserter(fit.notes));
  if (options.effects) fit.effects = likelihood.effects(parameters, carried);
  if (!found.minimum.converged || !covariance) {
    fit.notes.emplace_back("the search for the estimates did not settle: treat them with caution");
  }
  return fit;
}

}  // namespace refocus::statistics
