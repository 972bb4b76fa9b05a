#include "statistics/profile_likelihood.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <utility>

#include "statistics/binary_unit.hpp"
#include "statistics/inference.hpp"
#include "statistics/interval_end.hpp"
#include "statistics/one_intercept.hpp"

namespace refocus::statistics {
namespace {

// Deviances here leave out what does not depend on parameters: units are those of y's residual.
class Profiles {
 public:
  Profiles(const Canonical& canonical, const CanonicalGroups& groups)
      : canonical_(canonical),
        model_(canonical, groups, Method::ml),
        n_(static_cast<double>(canonical.rows)),
        unit_(static_cast<double>(groups.size.size()) / groups.size.sum()) {}

  [[nodiscard]] const OneIntercept& model() const { return model_; }

  /// At the standard deviation of the intercepts.
  [[nodiscard]] double ofIntercepts(double sd) const {
    if (sd == 0) return deviance(model_.solve(0).rss, 0);
    const double v = sd * sd;
    return lowest([&](double lambda) {
      return n_ * std::log(2 * std::numbers::pi * v / lambda) + model_.logVolume(lambda) +
             lambda * model_.solve(lambda).rss / v;
    });
  }

  [[nodiscard]] double ofSigma(double sd) const {
    const double v = sd * sd;
    const auto at = [&](double lambda) {
      return model_.logVolume(lambda) + model_.solve(lambda).rss / v;
    };
    return n_ * std::log(2 * std::numbers::pi * v) + std::min(at(0), lowest(at));
  }

  [[nodiscard]] double ofCoefficient(Eigen::Index column, double value) const {
    const InUnits row = inUnits(canonical_.back.row(column));
    const Eigen::VectorXd& contrast = row.values;
    const auto at = [&](double lambda) {
      const InterceptSolution solution = model_.solve(lambda);
      const double away =
          (value - canonical_.ols[column]) / row.unit - contrast.dot(solution.delta);
      const double variance = contrast.dot(solution.inverse * contrast);
      return deviance(solution.rss + away * away / variance, lambda);
    };
    return std::min(at(0), lowest(at));
  }

 private:
  [[nodiscard]] double deviance(double rss, double lambda) const {
    return n_ * (1 + std::log(2 * std::numbers::pi * rss / n_)) + model_.logVolume(lambda);
  }

  // Over λ > 0, on the scale of its logarithm; a coarse look first, so that the valley is the right
  // one.
  template <class Function>
  [[nodiscard]] double lowest(const Function& function) const {
    const auto onLog = [&](double log) { return function(std::exp(log)); };
    const double middle = std::log(unit_);
    constexpr double kStep = 1.5;
    double best = middle;
    double least = onLog(middle);
    for (double log = middle - 20 * kStep; log <= middle + 16 * kStep; log += kStep) {
      const double value = onLog(log);
      if (value < least) {
        least = value;
        best = log;
      }
    }
    std::uintmax_t most = 60;
    const auto found =
        boost::math::tools::brent_find_minima(onLog, best - kStep, best + kStep, 26, most);
    return std::min(least, found.second);
  }

  const Canonical& canonical_;
  OneIntercept model_;
  double n_;
  double unit_;
};

}  // namespace

std::vector<ProfileInterval> profileIntervals(const Design& design, const Canonical& canonical,
                                              const CanonicalGroups& groups, double level) {
  const Profiles profiles(canonical, groups);
  const auto estimate = profiles.model().estimate();
  if (!estimate) return {};
  const double sigma = std::sqrt(estimate->sigma2);
  const double sd = std::sqrt(estimate->lambda) * sigma;
  const double limit = profiles.ofSigma(sigma) + quantileChiSquared(level, 1);
  const double length = canonical.length;
  const auto scaled = [](std::optional<double> value, double by) {
    return value ? std::optional(*value * by) : std::nullopt;
  };

  std::vector<ProfileInterval> intervals;
  const auto overIntercepts = [&](double at) { return profiles.ofIntercepts(at) - limit; };
  const double first = std::max(sd, 0.1 * sigma) / 4;
  intervals.push_back({"sd (Intercept)|" + design.groupings[design.random[0].grouping].name,
                       sd * length, scaled(endFrom(overIntercepts, sd, -first, 0.0), length),
                       scaled(endFrom(overIntercepts, sd, first, std::nullopt), length)});
  const auto overSigma = [&](double at) { return profiles.ofSigma(at) - limit; };
  const double least = sigma * 1e-3;
  intervals.push_back({"sigma", sigma * length,
                       scaled(endFrom(overSigma, sigma, -sigma / 8, least), length),
                       scaled(endFrom(overSigma, sigma, sigma / 8, std::nullopt), length)});
  const Eigen::VectorXd beta = canonical.ols + canonical.back * estimate->delta;
  for (Eigen::Index i = 0; i < canonical.p; ++i) {
    const InUnits contrast = inUnits(canonical.back.row(i));
    const double error =
        sigma * contrast.unit * std::sqrt(contrast.values.dot(estimate->inverse * contrast.values));
    const auto over = [&](double at) { return profiles.ofCoefficient(i, at) - limit; };
    intervals.push_back({design.columns[canonical.kept[static_cast<std::size_t>(i)]], beta[i],
                         endFrom(over, beta[i], -error, std::nullopt),
                         endFrom(over, beta[i], error, std::nullopt)});
  }
  return intervals;
}

}  // namespace refocus::statistics
