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

// Where the score is looked at before its roots are narrowed down, as λ times
// the mean size of a group: from a share of variance that no data show to one
// that leaves no residual.
constexpr std::array kScan{1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 4e-3, 1.6e-2, 6.4e-2, 0.25, 1.0,
                           4.0,  16.0, 64.0, 250., 1e3,  1e4,  1e5,  1e6,    1e8,    1e10, 1e12};

// Ends of an interval are known to this share of themselves: more would be
// rounding of the criterion.
constexpr double kEnd = 1e-11;

// Groups are gone through some at a time, so that what is made of them stays near.
constexpr Eigen::Index kGroups = 64;

// The products s_j s_j' of some groups, a row each, in the order of a lower triangle by column.
Eigen::MatrixXd productsOf(const CanonicalGroups& groups, Eigen::Index from, Eigen::Index some) {
  const Eigen::Index n = groups.sums.cols();
  Eigen::MatrixXd products(some, n * (n + 1) / 2);
  Eigen::Index pair = 0;
  for (Eigen::Index a = 0; a < n; ++a) {
    const auto first = groups.sums.col(a).segment(from, some);
    for (Eigen::Index b = a; b < n; ++b) {
      products.col(pair++) = first.cwiseProduct(groups.sums.col(b).segment(from, some));
    }
  }
  return products;
}

// One of these columns added to a lower triangle, n × n by column.
void addTriangle(const Eigen::MatrixXd& sums, Eigen::Index column, Eigen::Index n, double* to) {
  Eigen::Index pair = 0;
  for (Eigen::Index a = 0; a < n; ++a) {
    for (Eigen::Index b = a; b < n; ++b) to[a * n + b] += sums(pair++, column);
  }
}

// A handful of columns: the loops written out cost a third of what general
// routines do, and the search for the root is made of nothing else. Lower
// triangles, by column.
void factorInPlace(double* a, Eigen::Index n) {
  for (Eigen::Index j = 0; j < n; ++j) {
    double* column = a + j * n;
    for (Eigen::Index k = 0; k < j; ++k) {
      const double* before = a + k * n;
      for (Eigen::Index i = j; i < n; ++i) column[i] -= before[i] * before[j];
    }
    const double scale = 1 / std::sqrt(column[j]);
    for (Eigen::Index i = j; i < n; ++i) column[i] *= scale;
  }
}

// The diagonal of L⁻¹CL⁻ᵀ for a symmetric C whose lower triangle is given.
// `row`, n × n of zeros, becomes L⁻¹ by row.
void reducedDiagonal(const double* l, const double* c, Eigen::Index n, double* row,
                     double* diagonal) {
  for (Eigen::Index i = 0; i < n; ++i) {
    double* own = row + i * n;
    for (Eigen::Index k = 0; k < i; ++k) {
      const double factor = l[k * n + i];
      const double* other = row + k * n;
      for (Eigen::Index m = 0; m <= k; ++m) own[m] -= factor * other[m];
    }
    own[i] = 1;
    const double scale = 1 / l[i * n + i];
    for (Eigen::Index m = 0; m <= i; ++m) own[m] *= scale;
    double sum = 0;
    for (Eigen::Index a = 0; a <= i; ++a) {
      const double* column = c + a * n;
      double cross = 0;
      for (Eigen::Index b = a + 1; b <= i; ++b) cross += column[b] * own[b];
      sum += own[a] * (column[a] * own[a] + 2 * cross);
    }
    diagonal[i] = sum;
  }
}

}  // namespace

OneIntercept::OneIntercept(const Canonical& canonical, const CanonicalGroups& groups, Method method)
    : canonical_(canonical),
      groups_(groups),
      restricted_(method == Method::reml),
      divisor_(static_cast<double>(canonical.rows - (restricted_ ? canonical.p : 0))) {
  const Eigen::Index count = groups.size.size();
  if (count <= kGroups) products_ = productsOf(groups, 0, count);
}

// Σ weight_j · s_j s_j' over all groups for several weights at once: a column for each, of the
// products of every two coordinates. `fill` makes the weights (groups × count) of some groups from
// their sizes.
template <class Fill>
Eigen::MatrixXd OneIntercept::productSums(Eigen::Index count, const Fill& fill) const {
  const Eigen::Index n = groups_.sums.cols();
  const Eigen::Index all = groups_.size.size();
  Eigen::MatrixXd total(n * (n + 1) / 2, count);
  Eigen::MatrixXd weights(std::min(kGroups, all), count);
  Eigen::MatrixXd made;
  for (Eigen::Index from = 0; from < all; from += kGroups) {
    const Eigen::Index some = std::min(kGroups, all - from);
    if (products_.size() == 0) made = productsOf(groups_, from, some);
    const Eigen::MatrixXd& products = products_.size() == 0 ? made : products_;
    fill(groups_.size.segment(from, some).array(), weights.topRows(some).array());
    const auto add = [&](const auto& part) {
      if (from == 0) {
        total.noalias() = part;
      } else {
        total.noalias() += part;
      }
    };
    // What general matrix products prepare costs more than it saves for one column or two.
    if (count <= 2) {
      add(products.transpose().lazyProduct(weights.topRows(some)));
    } else {
      add(products.transpose() * weights.topRows(some));
    }
  }
  return total;
}

// [Q q]'(I + λZZ')⁻¹[Q q] factored: the last row of the factor is [L⁻¹b; √rss].
Eigen::MatrixXd OneIntercept::factorAt(double lambda) const {
  const Eigen::MatrixXd sums = productSums(1, [&](const auto& size, auto&& weights) {
    weights.col(0) = 1 / (size * (1 + size * lambda));
  });
  Eigen::MatrixXd factor = groups_.within;
  addTriangle(sums, 0, factor.rows(), factor.data());
  factorInPlace(factor.data(), factor.rows());
  return factor;
}

double OneIntercept::score(double lambda) const {
  return scores(Eigen::ArrayXd::Constant(1, lambda))[0];
}

Eigen::ArrayXd OneIntercept::scores(const Eigen::ArrayXd& lambdas) const {
  const Eigen::Index count = lambdas.size();
  Eigen::ArrayXd slopes = Eigen::ArrayXd::Zero(count);  // Σ n·d
  // For each λ the weights d/n, of M, and d².
  const Eigen::MatrixXd sums = productSums(2 * count, [&](const auto& size, auto&& weights) {
    for (Eigen::Index i = 0; i < count; ++i) {
      auto share = weights.col(2 * i + 1);
      share = 1 / (1 + size * lambdas[i]);
      slopes[i] += (size * share).sum();
      weights.col(2 * i) = share / size;
      share = share.square();
    }
  });
  for (Eigen::Index i = 0; i < count; ++i) slopes[i] = scoreFrom(sums, i, slopes[i]);
  return slopes;
}

double OneIntercept::scoreFrom(const Eigen::MatrixXd& sums, Eigen::Index which,
                               double slope) const {
  const Eigen::Index n = groups_.sums.cols();
  // M's factor, its inverse, the sums with d², and what they make together, in one piece of memory.
  std::vector<double> memory(static_cast<std::size_t>(3 * n * n + n));
  double* factor = memory.data();
  double* squares = factor + n * n;
  double* inverse = squares + n * n;
  double* diagonal = inverse + n * n;
  std::copy_n(groups_.within.data(), n * n, factor);
  addTriangle(sums, 2 * which, n, factor);
  addTriangle(sums, 2 * which + 1, n, squares);
  factorInPlace(factor, n);
  if (!(factor[n * n - 1] > 0)) return -std::numeric_limits<double>::infinity();
  // The leading part is tr(M⁻¹C), the last element r'Cr/rss.
  reducedDiagonal(factor, squares, n, inverse, diagonal);
  if (restricted_) {
    for (Eigen::Index i = 0; i + 1 < n; ++i) slope -= diagonal[i];
  }
  return slope - divisor_ * diagonal[n - 1];
}

double OneIntercept::logVolume(double lambda) const {
  // Logarithms of products of eight: below 1e300 as long as a group's n·λ is
  // below 1e37.
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
  // All points of the scan in one pass over the groups, 0 before them.
  Eigen::ArrayXd points(static_cast<Eigen::Index>(kScan.size()) + 1);
  points[0] = 0;
  for (std::size_t i = 0; i < kScan.size(); ++i) {
    points[static_cast<Eigen::Index>(i) + 1] = kScan[i] * unit;
  }
  const Eigen::ArrayXd scan = scores(points);
  int evaluations = static_cast<int>(points.size());
  const auto counted = [&](double lambda) {
    ++evaluations;
    return score(lambda);
  };
  std::optional<double> best;
  double lowest = 0;
  const auto consider = [&](double lambda) {
    const double value = criterion(lambda);
    if (best && lowest <= value) return;
    best = lambda;
    lowest = value;
  };
  if (scan[0] >= 0) consider(0);
  for (Eigen::Index i = 1; i < points.size(); ++i) {
    if (scan[i - 1] < 0 && scan[i] >= 0) {
      consider(rootBetween(counted, {points[i - 1], scan[i - 1]}, {points[i], scan[i]}));
    }
  }
  if (!best || scan[points.size() - 1] < 0) return std::nullopt;
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
  const Eigen::Index n = groups_.sums.cols();
  const Eigen::MatrixXd products = productSums(5, [&](const auto& sizes, auto&& weights) {
    const auto share = 1 / (1 + sizes * solution.lambda);
    weights.col(0) = share.square();
    weights.col(1) = weights.col(0) / sizes;
    weights.col(3) = weights.col(0) * share;
    weights.col(2) = weights.col(3) * sizes;
    weights.col(4) = weights.col(3) / sizes;
  });
  const auto sum = [&](Eigen::Index column) -> Eigen::MatrixXd {
    Eigen::MatrixXd lower = Eigen::MatrixXd::Zero(n, n);
    addTriangle(products, column, n, lower.data());
    return lower.selfadjointView<Eigen::Lower>();
  };
  const Eigen::ArrayXd d = 1 / (1 + size.array() * solution.lambda);
  // On a group's mean V⁻¹σ² is d, on what is left it is 1. The residual variance's sums are written
  // down rather than taken from V's, so that no large λ cancels them.
  VarianceSums sums(2, canonical_.p + 1, static_cast<double>(canonical_.rows));
  sums.a = {sum(0), groups_.within + sum(1)};
  sums.q = {sum(2), sum(3), Eigen::MatrixXd(), groups_.within + sum(4)};
  sums.q[2] = sums.q[1];
  sums.trace(0, 0) = (size.array() * d).square().sum();
  sums.trace(0, 1) = (size.array() * d.square()).sum();
  sums.trace(1, 1) = sums.rows - static_cast<double>(size.size()) + d.square().sum();
  return informationOf(sums, solution.inverse, solution.delta, solution.sigma2, restricted_);
}

}  // namespace refocus::statistics
