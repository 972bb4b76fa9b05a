#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include "statistics/covariance_search.hpp"
#include "statistics/fit_parts.hpp"
#include "statistics/generalised.hpp"
#include "statistics/mixed_likelihood.hpp"
#include "statistics/nesting.hpp"
#include "statistics/random_part.hpp"
#include "statistics/term_basis.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {
namespace {

constexpr double kStep = 1.5e-2;  // of differences of the gradient, in standard errors

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

// The gradient's derivative by the coordinates in `free`: central differences of eighth order,
// whose steps may be long enough for rounding to matter little.
Eigen::MatrixXd hessianOf(const Objective& objective, const CovarianceMinimum& found,
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

struct Covariance {
  Eigen::MatrixXd of;      // twice the inverse of the criterion's Hessian, 0 for what is held
  bool redundant = false;  // a generalised inverse: along some direction of θ nothing changes
};

// The inverse of a matrix that may be flat in directions of θ alone, which is what a model with one
// variance too many has; empty where something else is flat, or falls.
std::optional<Covariance> inverseOf(const Eigen::MatrixXd& hessian, Eigen::Index thetas) {
  constexpr double kFlat = 1e-8;
  constexpr double kThetaAlone = 1e-5;
  if (!(hessian.diagonal().minCoeff() > 0)) return std::nullopt;
  const Eigen::VectorXd scale = hessian.diagonal().array().rsqrt();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(scale.asDiagonal() * hessian *
                                                             scale.asDiagonal());
  if (parts.info() != Eigen::Success) return std::nullopt;
  Covariance result{Eigen::MatrixXd::Zero(hessian.rows(), hessian.cols())};
  for (Eigen::Index i = 0; i < hessian.rows(); ++i) {
    const double value = parts.eigenvalues()[i];
    const Eigen::VectorXd direction = parts.eigenvectors().col(i);
    if (std::abs(value) > kFlat) {
      if (value < 0) return std::nullopt;
      const Eigen::VectorXd along = scale.cwiseProduct(direction);
      result.of += along * along.transpose() / value;
    } else if (direction.tail(hessian.rows() - thetas).norm() < kThetaAlone) {
      result.redundant = true;
    } else {
      return std::nullopt;
    }
  }
  return result;
}

// Of the coordinates, θ first.
std::optional<Covariance> covarianceOf(const Objective& objective, const CovarianceMinimum& found,
                                       Eigen::Index thetas) {
  const Eigen::MatrixXd rough =
      Eigen::MatrixXd(objective.hessian(found.minimum.at))(found.free, found.free);
  if (!(rough.diagonal().minCoeff() > 0)) return std::nullopt;
  const Eigen::VectorXd step = kStep * (2 / rough.diagonal().array()).sqrt();
  const auto freeThetas = std::count_if(found.free.begin(), found.free.end(),
                                        [&](Eigen::Index i) { return i < thetas; });
  const auto inverse = inverseOf(hessianOf(objective, found, step), freeThetas);
  if (!inverse) return std::nullopt;
  const Eigen::Index all = found.minimum.at.size();
  Covariance covariance{Eigen::MatrixXd::Zero(all, all), inverse->redundant};
  covariance.of(found.free, found.free) = 2 * inverse->of;
  return covariance;
}

std::string flatWords(const Design& design) {
  std::vector<std::string> terms;
  for (const RandomTerm& term : design.random) {
    terms.push_back(fmt::format("{} by {}", fmt::join(term.columns, " and "),
                                design.groupings[term.grouping].name));
  }
  return fmt::format(
      "the likelihood of {} has no clear maximum: the data say too little about the variances of "
      "{}; take some of them out of the formula",
      design.response, fmt::join(terms, ", "));
}

// Effects so large that the odds of levels differ by a factor of thousands: what the outcomes say
// of them hardly has a maximum, and Laplace's approximation is poor there.
void noteFarVariances(Fit& fit, const Design& design, const std::vector<TermPlace>& places,
                      const Eigen::VectorXd& theta) {
  constexpr double kFar = 10;
  for (const TermPlace& place : places) {
    if (factorOf(place, theta).rowwise().norm().maxCoeff() < kFar) continue;
    fit.notes.push_back(fmt::format(
        "the standard deviation between {} is above {} on the scale of {}: the data hardly bound "
        "it, and other estimates may be as good; treat all of them with caution",
        groupingOf(design, place.term).name, kFar,
        fit.family == Family::binomial ? "log odds" : "logarithms"));
  }
}

// Below this many groups the normal distribution promises too much.
void noteFewGroups(Fit& fit, const GeneralisedPart& part, const Rows& rows, double level) {
  constexpr std::size_t kFewGroups = 40;
  std::optional<std::size_t> fewest;
  for (std::size_t g = 0; g < fit.groups.size(); ++g) {
    if (!fewest || fit.groups[g] < fit.groups[*fewest]) fewest = g;
  }
  if (!fewest || fit.groups[*fewest] > kFewGroups) return;
  const std::string& name = part.design.groupings[*fewest].name;
  const std::size_t groups = fit.groups[*fewest];
  const std::size_t constant = constantColumns(*fewest, part.design, rows, part.basis.columns.kept);
  if (groups <= constant) {
    fit.notes.push_back(fmt::format(
        "with {} levels of {}, which {} columns do not vary within, the z tests of these mean "
        "nothing",
        groups, name, constant));
    return;
  }
  fit.notes.push_back(fmt::format(
      "with {} levels of {}, z of what does not vary within them is better compared with t on {}",
      groups, name, widthWords(static_cast<double>(groups - constant), level)));
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
  const TermBasis basis(design, some.rows);
  MixedLikelihood likelihood(design, basis.rows(), some.q, some.observations, options.quadrature);
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
  const auto slopes = [&](const Eigen::VectorXd& x) {
    return likelihood.covarianceSlopes(scaled.parametersAt(x));
  };
  Eigen::VectorXd from = start;
  from.tail(some.q.cols()).setZero();
  const CovarianceMinimum found = lowestOf(
      {places, objective, slopes, mostStartsOf(rows.count(), likelihood.layout().trailing())},
      from);
  const auto covariance = covarianceOf(objective, found, thetas);
  if (!covariance) return std::unexpected(flatWords(design));
  const Eigen::VectorXd parameters = scaled.parametersAt(found.minimum.at);

  const Eigen::MatrixXd carried = scaled.carried(covariance->of);
  GeneralisedPart whole = part;
  whole.found.delta = some.directions * parameters.tail(some.q.cols());
  whole.found.covariance = some.directions *
                           carried.bottomRightCorner(some.q.cols(), some.q.cols()) *
                           some.directions.transpose();
  Fit fit;
  fillGeneralised(fit, whole, options);
  fillGroups(fit, design, rows);
  fit.quadrature = options.quadrature;
  const Eigen::VectorXd theta = basis.userTheta(places, parameters.head(thetas));
  fillVariances(fit, design, places, theta, 1);
  fillCriterion(fit, likelihood.at(parameters).value, static_cast<std::size_t>(thetas));
  fit.deviance = likelihood.deviance();
  std::vector<std::string> boundaries = boundaryWords(design, places, theta);
  fit.convergence = {
      found.minimum.evaluations,
      found.minimum.gradient.lpNorm<Eigen::Infinity>() / static_cast<double>(rows.count()),
      !boundaries.empty(), found.minimum.converged && !part.found.separated(), found.starts};
  std::move(boundaries.begin(), boundaries.end(), std::back_inserter(fit.notes));
  if (options.effects) fit.effects = likelihood.effects(parameters, carried, basis.toUser());
  if (covariance->redundant) {
    fit.notes.emplace_back(
        "the data cannot tell all variances apart: the random terms say some of it twice");
  }
  if (!found.minimum.converged) {
    fit.notes.emplace_back("the search for the estimates did not settle: treat them with caution");
  }
  noteFarVariances(fit, design, places, parameters.head(thetas));
  noteFewGroups(fit, part, rows, options.level);
  return fit;
}

}  // namespace refocus::statistics
