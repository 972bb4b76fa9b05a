#include "statistics/one_intercept.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "statistics/root.hpp"

namespace refocus::statistics {
namespace {

// Where the score is looked at before its roots are narrowed down, as λ times the mean size of a
// group: from a share of variance that no data show to one that leaves no residual.
constexpr std::array kScan{1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 4e-3, 1.6e-2, 6.4e-2, 0.25, 1.0,
                           4.0,  16.0, 64.0, 250., 1e3,  1e4,  1e5,  1e6,    1e8,    1e10, 1e12};

// Ends of an interval are known to this share of themselves: more would be rounding of the
// criterion.
constexpr double kEnd = 1e-11;

// Σ weight_j · s_j s_j' over all groups.
template <class Weight>
Eigen::MatrixXd weightedProducts(const Eigen::MatrixXd& sums, const Weight& weight) {
  const Eigen::Index n = sums.rows();
  Eigen::MatrixXd total = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index j = 0; j < sums.cols(); ++j) {
    const double* s = sums.data() + j * n;
    const double w = weight(j);
    for (Eigen::Index a = 0; a < n; ++a) {
      const double scaled = w * s[a];
      double* column = total.data() + a * n;
      for (Eigen::Index b = a; b < n; ++b) column[b] += scaled * s[b];
    }
  }
  return total.selfadjointView<Eigen::Lower>();
}

// A handful of columns: the loops written out cost a third of what general routines do, and the
// search for the root is made of nothing else. Lower triangles, by column.
void factorInPlace(double* a, Eigen::Index n) {
  for (Eigen::Index j = 0; j < n; ++j) {
    double* column = a + j * n;
    for (Eigen::Index k = 0; k < j; ++k) {
      const double* before = a + k * n;
      for (Eigen::Index i = j; i < n; ++i) column[i] -= before[i] * before[j];
    }
    const double root = std::sqrt(column[j]);
    for (Eigen::Index i = j; i < n; ++i) column[i] /= root;
  }
}

// The diagonal of L⁻¹CL⁻ᵀ for a symmetric C whose lower triangle is given.
void reducedDiagonal(const double* l, const double* c, Eigen::Index n,
                     std::vector<double>& diagonal) {
  std::vector<double> row(static_cast<std::size_t>(n * n));  // L⁻¹, by row
  for (Eigen::Index i = 0; i < n; ++i) {
    double* own = row.data() + i * n;
    for (Eigen::Index k = 0; k < i; ++k) {
      const double factor = l[k * n + i];
      const double* other = row.data() + k * n;
      for (Eigen::Index m = 0; m <= k; ++m) own[m] -= factor * other[m];
    }
    own[i] = 1;
    for (Eigen::Index m = 0; m <= i; ++m) own[m] /= l[i * n + i];
    double sum = 0;
    for (Eigen::Index a = 0; a <= i; ++a) {
      const double* column = c + a * n;
      double cross = 0;
      for (Eigen::Index b = a + 1; b <= i; ++b) cross += column[b] * own[b];
      sum += own[a] * (column[a] * own[a] + 2 * cross);
    }
    diagonal[static_cast<std::size_t>(i)] = sum;
  }
}

}  // namespace

OneIntercept::OneIntercept(const Canonical& canonical, const CanonicalGroups& groups, Method method)
    : canonical_(canonical),
      groups_(groups),
      restricted_(method == Method::reml),
      divisor_(static_cast<double>(canonical.rows - (restricted_ ? canonical.p : 0))) {}

// [Q q]'(I + λZZ')⁻¹[Q q] factored: the last row of the factor is [L⁻¹b; √rss].
Eigen::MatrixXd OneIntercept::factorAt(double lambda) const {
  const Eigen::Index n = groups_.sums.rows();
  Eigen::MatrixXd factor = groups_.within;
  for (Eigen::Index j = 0; j < groups_.size.size(); ++j) {
    const double* s = groups_.sums.data() + j * n;
    const double weight = 1 / (groups_.size[j] * (1 + groups_.size[j] * lambda));
    for (Eigen::Index a = 0; a < n; ++a) {
      const double scaled = weight * s[a];
      double* column = factor.data() + a * n;
      for (Eigen::Index b = a; b < n; ++b) column[b] += scaled * s[b];
    }
  }
  factorInPlace(factor.data(), n);
  return factor;
}

double OneIntercept::score(double lambda) const {
  const Eigen::Index n = groups_.sums.rows();
  std::vector<double> factor(groups_.within.data(), groups_.within.data() + n * n);
  std::vector<double> squares(static_cast<std::size_t>(n * n));
  double slope = 0;
  for (Eigen::Index j = 0; j < groups_.size.size(); ++j) {
    const double* s = groups_.sums.data() + j * n;
    const double size = groups_.size[j];
    const double share = 1 / (1 + size * lambda);
    const double weight = share / size;
    const double square = share * share;
    slope += size * share;
    for (Eigen::Index a = 0; a < n; ++a) {
      const double first = weight * s[a];
      const double second = square * s[a];
      double* to = factor.data() + a * n;
      double* other = squares.data() + a * n;
      for (Eigen::Index b = a; b < n; ++b) {
        to[b] += first * s[b];
        other[b] += second * s[b];
      }
    }
  }
  factorInPlace(factor.data(), n);
  if (!(factor.back() > 0)) return -std::numeric_limits<double>::infinity();
  // The leading part is tr(M⁻¹C), the last element r'Cr/rss.
  std::vector<double> diagonal(static_cast<std::size_t>(n));
  reducedDiagonal(factor.data(), squares.data(), n, diagonal);
  if (restricted_) {
    for (Eigen::Index i = 0; i + 1 < n; ++i) slope -= diagonal[static_cast<std::size_t>(i)];
  }
  return slope - divisor_ * diagonal.back();
}

double OneIntercept::logVolume(double lambda) const {
  // Logarithms of products of eight: below 1e300 as long as a group's n·λ is below 1e37.
  double logs = 0;
  const Eigen::Index count = groups_.size.size();
  for (Eigen::Index j = 0; j < count; j += 8) {
    double product = 1;
    for (Eigen::Index i = j; i < std::min(j + 8, count); ++i)
      product *= 1 + groups_.size[i] * lambda;
    logs += std::log(product);
  }
  return logs;
}

double OneIntercept::criterion(double lambda) const {
  const Eigen::Index p = canonical_.p;
  const Eigen::MatrixXd factor = factorAt(lambda);
  double logs = 0;
  if (restricted_) {
    for (Eigen::Index i = 0; i < p; ++i) logs += 2 * std::log(factor(i, i));
    logs += canonical_.logDeterminant;
  }
  logs += logVolume(lambda);
  const double rss = factor(p, p) * factor(p, p);
  return divisor_ * (1 + std::log(2 * std::numbers::pi * rss / divisor_) +
                     2 * std::log(canonical_.length)) +
         logs - canonical_.logWeights;
}

InterceptSolution OneIntercept::solve(double lambda) const {
  const Eigen::Index p = canonical_.p;
  const Eigen::MatrixXd lower = factorAt(lambda);
  InterceptSolution solution;
  solution.lambda = lambda;
  const auto leading = lower.topLeftCorner(p, p).triangularView<Eigen::Lower>();
  solution.delta = leading.transpose().solve(lower.row(p).head(p).transpose());
  solution.inverse = Eigen::MatrixXd::Identity(p, p);
  leading.solveInPlace(solution.inverse);
  solution.inverse = solution.inverse.transpose() * solution.inverse;
  solution.rss = lower(p, p) * lower(p, p);
  solution.sigma2 = solution.rss / divisor_;
  return solution;
}

std::optional<InterceptSolution> OneIntercept::estimate() const {
  const double unit = static_cast<double>(groups_.size.size()) / groups_.size.sum();
  int evaluations = 1;
  const auto counted = [&](double lambda) {
    ++evaluations;
    return score(lambda);
  };
  double below = 0;
  double scoreBelow = score(0);
  std::optional<double> best;
  double lowest = 0;
  const auto consider = [&](double lambda) {
    const double value = criterion(lambda);
    if (best && lowest <= value) return;
    best = lambda;
    lowest = value;
  };
  if (scoreBelow >= 0) consider(0);
  for (const double point : kScan) {
    const double above = point * unit;
    const double scoreAbove = counted(above);
    if (scoreBelow < 0 && scoreAbove >= 0) {
      consider(rootBetween(counted, {below, scoreBelow}, {above, scoreAbove}));
    }
    below = above;
    scoreBelow = scoreAbove;
  }
  if (!best || scoreBelow < 0) return std::nullopt;
  InterceptSolution solution = solve(*best);
  solution.evaluations = evaluations;
  return solution;
}

std::pair<double, std::optional<double>> OneIntercept::around(const InterceptSolution& estimate,
                                                              double drop) const {
  const double unit = static_cast<double>(groups_.size.size()) / groups_.size.sum();
  const double limit = criterion(estimate.lambda) + drop;
  const auto over = [&](double lambda) { return criterion(lambda) - limit; };
  double low = 0;
  if (estimate.lambda > 0) {
    const double atZero = over(0);
    if (atZero > 0) low = rootBetween(over, {0, atZero}, {estimate.lambda, -drop}, kEnd);
  }
  PointAndValue below{estimate.lambda, -drop};
  for (double step = std::max(estimate.lambda, 0.1 * unit); step < 1e12 * unit; step *= 4) {
    const double at = estimate.lambda + step;
    const PointAndValue above{at, over(at)};
    if (above.value > 0) return {low, rootBetween(over, below, above, kEnd)};
    below = above;
  }
  return {low, std::nullopt};
}

Information OneIntercept::information(const InterceptSolution& solution) const {
  const Eigen::VectorXd& size = groups_.size;
  const Eigen::ArrayXd d = 1 / (1 + size.array() * solution.lambda);
  const auto sum = [&](const Eigen::ArrayXd& weights) {
    return weightedProducts(groups_.sums, [&](Eigen::Index j) { return weights[j]; });
  };
  // On a group's mean V⁻¹σ² is d, on what is left it is 1. The residual variance's sums are written
  // down rather than taken from V's, so that no large λ cancels them.
  VarianceSums sums(2, canonical_.p + 1, static_cast<double>(canonical_.rows));
  sums.a = {sum(d.square()), groups_.within + sum(d.square() / size.array())};
  sums.q = {sum(size.array() * d.cube()), sum(d.cube()), Eigen::MatrixXd(),
            groups_.within + sum(d.cube() / size.array())};
  sums.q[2] = sums.q[1];
  sums.trace(0, 0) = (size.array() * d).square().sum();
  sums.trace(0, 1) = (size.array() * d.square()).sum();
  sums.trace(1, 1) = sums.rows - static_cast<double>(size.size()) + d.square().sum();
  return informationOf(sums, solution.inverse, solution.delta, solution.sigma2, restricted_);
}

}  // namespace refocus::statistics
