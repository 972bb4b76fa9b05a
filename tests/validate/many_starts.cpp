// The yardstick of validate_fits: plain searches from random places, half of them in the columns as
// they are written and half in a better basis; what they find at the bounds they find by creeping
// up.
#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "statistics/basis.hpp"
#include "statistics/irls.hpp"
#include "statistics/mixed_likelihood.hpp"
#include "statistics/several_terms.hpp"
#include "statistics/term_basis.hpp"
#include "validate/small_dice.hpp"
#include "validate/small_fits.hpp"

namespace refocus::validate {
namespace {

using namespace statistics;

// Standard deviations over four powers of ten, and any correlation.
Eigen::VectorXd randomTheta(const std::vector<TermPlace>& places, Dice& dice) {
  Eigen::VectorXd theta(thetaCountOf(places));
  for (const ThetaColumn& column : columnsOf(places)) {
    const double size = std::exp(1.8 * dice.normal() - 0.7);
    theta[column.first] = dice.below(6) == 0 ? 0.0 : size;
    for (Eigen::Index i = 1; i < column.length; ++i) {
      theta[column.first + i] = std::exp(1.8 * dice.normal() - 0.7) * dice.normal();
    }
  }
  return theta;
}

double lowestFrom(const Objective& objective, const Eigen::VectorXd& start) {
  std::vector<Eigen::Index> all(static_cast<std::size_t>(start.size()));
  std::iota(all.begin(), all.end(), Eigen::Index{0});
  const Minimum found = minimumOf(objective, start, all);
  return std::isfinite(found.value) ? found.value : std::numeric_limits<double>::infinity();
}

double lowestOfNormal(const SmallFit& fit, const Rows& rows, int starts, Dice& dice) {
  Moments moments = noMoments(fit.design, scalingOf(fit.design, rows), Keep::sums);
  addRows(moments, fit.design, rows);
  const Canonical canonical = canonicalOf(fit.design, moments);
  std::vector<Eigen::MatrixXd> sums;
  for (std::size_t k = 0; k < fit.design.random.size(); ++k) {
    sums.push_back(termSumsOf(canonical, moments, k));
  }
  const SeveralTerms terms(fit.design, rows, canonical, sums, fit.options.method);
  const auto exact = [&](const Eigen::VectorXd& theta) {
    return curvatureOf(terms, SeveralState(terms, terms.factorsOf(theta)), Curvature::exact);
  };
  const Objective objective{[&](const Eigen::VectorXd& theta) -> ValueAndGradient {
                              const SeveralState state(terms, terms.factorsOf(theta));
                              return {state.criterion(), terms.thetaOf(state.criterionSlopes())};
                            },
                            {},
                            exact,
                            {}};
  double lowest = std::numeric_limits<double>::infinity();
  for (int i = 0; i < starts; ++i) {
    lowest = std::min(lowest, lowestFrom(objective, randomTheta(terms.places(), dice)));
  }
  return lowest;
}

double lowestOfOthers(const SmallFit& fit, const Rows& rows, int starts, Dice& dice) {
  const Eigen::Index n = rows.count();
  const Observations of{fit.options.family, rows.y, Eigen::VectorXd::Ones(n),
                        Eigen::VectorXd::Zero(n)};
  const Basis basis = basisOf(fit.design, rows);
  const IrlsFit plain = irls(basis.q, of);
  MixedLikelihood likelihood(fit.design, rows, basis.q, of, 1);
  // Coefficients in units of their standard errors.
  const Eigen::MatrixXd unit = Eigen::LLT<Eigen::MatrixXd>(plain.covariance).matrixL();
  const Eigen::Index p = basis.q.cols();
  const Eigen::Index thetas = likelihood.thetaCount();
  const auto value = [&](const Eigen::VectorXd& x) {
    Eigen::VectorXd parameters = x;
    parameters.tail(p) = plain.delta + unit * x.tail(p);
    ValueAndGradient there = likelihood.at(parameters);
    there.gradient.tail(p) = (unit.transpose() * there.gradient.tail(p)).eval();
    return there;
  };
  const Objective objective{value, {}, differencesOf(value), {}};
  double lowest = std::numeric_limits<double>::infinity();
  for (int i = 0; i < starts; ++i) {
    Eigen::VectorXd start = Eigen::VectorXd::Zero(thetas + p);
    start.head(thetas) = randomTheta(likelihood.layout().places(), dice);
    lowest = std::min(lowest, lowestFrom(objective, start));
  }
  return lowest;
}

}  // namespace

double lowestOfMany(const SmallFit& fit, int starts) {
  Dice dice(static_cast<std::uint64_t>(fit.rows.count()) + 7);
  const TermBasis basis(fit.design, fit.rows);
  const auto lowest = [&](const Rows& rows, int count) {
    return fit.options.family == Family::gaussian ? lowestOfNormal(fit, rows, count, dice)
                                                  : lowestOfOthers(fit, rows, count, dice);
  };
  return std::min(lowest(fit.rows, starts / 2), lowest(basis.rows(), starts - starts / 2));
}

}  // namespace refocus::validate
