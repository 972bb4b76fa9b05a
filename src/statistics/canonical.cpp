#include "statistics/canonical.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/canonical_parts.hpp"

namespace refocus::statistics {
namespace {

// 1e-13 of a length is 1e-26 of its square.
constexpr double kDependent = 1e-26;

struct Factor {
  WideSquare r;
  std::vector<std::size_t> order;  // columns that have a pivot, then y
  bool exact = false;              // y is a function of X
  std::vector<std::size_t> dropped = {};
  std::vector<std::vector<Wide>> droppedCoordinates = {};  // in the basis of those before each
};

// The upper Cholesky factor of the columns in `candidates`, without those that
// depend on others.
Factor factorOf(const WideSquare& g, const std::vector<std::size_t>& candidates, bool intercept) {
  Factor factor{WideSquare(candidates.size()), {}};
  WideSquare& r = factor.r;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const std::size_t column = candidates[c];
    const bool response = c + 1 == candidates.size();
    const std::size_t row = factor.order.size();
    Wide pivot = g(column, column);
    double ownSquare = pivot.hi;
    for (std::size_t i = 0; i < row; ++i) {
      Wide value = g(factor.order[i], column);
      for (std::size_t m = 0; m < i; ++m) value -= r(m, i) * r(m, row);
      r(i, row) = value / r(i, i);
      pivot -= r(i, row) * r(i, row);
      if (i == 0 && intercept) ownSquare = pivot.hi;
    }
    const double share = ownSquare > 0 ? pivot.hi / ownSquare : 0.0;
    const bool constant = ownSquare <= kDependent * g(column, column).hi;
    const bool dependent = pivot.hi <= 0 || share <= kDependent || constant;
    if (dependent && !response) {
      factor.dropped.push_back(column);
      auto& coordinates = factor.droppedCoordinates.emplace_back(row);
      for (std::size_t i = 0; i < row; ++i) coordinates[i] = r(i, row);
      continue;
    }
    factor.exact = dependent;
    r(row, row) = dependent ? Wide() : sqrt(pivot);
    factor.order.push_back(column);
  }
  return factor;
}

// The inverse of the factor's leading part; the last column, y's, is left
// unscaled for an exact fit.
std::vector<Wide> inverseOf(const Factor& factor) {
  const std::size_t n = factor.order.size();
  std::vector<Wide> inverse(n * n);
  for (std::size_t j = 0; j < n; ++j) {
    const Wide diagonal = j + 1 == n && factor.exact ? Wide(1.0) : factor.r(j, j);
    inverse[j * n + j] = Wide(1.0) / diagonal;
    for (std::size_t i = j; i-- > 0;) {
      Wide value;
      for (std::size_t m = i + 1; m <= j; ++m) value += factor.r(i, m) * inverse[m * n + j];
      inverse[i * n + j] = -value / factor.r(i, i);
    }
  }
  return inverse;
}

struct Units {
  const Scaling& scaling;
  bool intercept;
};

// One column of coefficients from moments' units to the user's: y' = Σ x'β' in
// scaled, shifted columns is y = Σ xβ in the user's, but for y's own shift.
// `target` is the moments' column of y.
std::vector<Wide> inUserUnits(std::vector<Wide> column, const std::vector<std::size_t>& order,
                              const Units& units, std::size_t target) {
  Wide carried;
  for (std::size_t i = 0; i < column.size(); ++i) {
    const double ratio = units.scaling.scale[order[i]] / units.scaling.scale[target];
    column[i] *= Wide(ratio);
    if (units.intercept && order[i] != 0)
      carried += column[i] * Wide(units.scaling.shift[order[i]]);
  }
  if (units.intercept) column[0] -= carried;
  return column;
}

void fillBack(Canonical& canonical, const Units& units, bool exact, double scaledLength) {
  const auto p = static_cast<std::size_t>(canonical.p);
  const std::size_t n = p + 1;
  const std::vector<std::size_t> order(canonical.order.begin(), canonical.order.end() - 1);
  const std::size_t response = canonical.order.back();
  canonical.back.resize(canonical.p, canonical.p);
  canonical.ols.resize(canonical.p);
  const auto change = [&](std::size_t i, std::size_t j) { return canonical.change[i * n + j]; };
  for (std::size_t j = 0; j < p; ++j) {
    std::vector<Wide> column(p);
    for (std::size_t i = 0; i <= j; ++i)
      column[i] = change(i, j) * Wide(exact ? 1.0 : scaledLength);
    column = inUserUnits(std::move(column), order, units, response);
    for (std::size_t i = 0; i < p; ++i) {
      canonical.back(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          double(column[i]);
    }
  }
  std::vector<Wide> ols(p);
  for (std::size_t i = 0; i < p; ++i) ols[i] = -change(i, p) / change(p, p);
  ols = inUserUnits(std::move(ols), order, units, response);
  if (units.intercept) ols[0] += Wide(units.scaling.shift.back());
  for (std::size_t i = 0; i < p; ++i) canonical.ols[static_cast<Eigen::Index>(i)] = double(ols[i]);
}

void fillDependence(Canonical& canonical, const Units& units, const Factor& factor) {
  const std::size_t n = canonical.order.size();
  canonical.dependence =
      Eigen::MatrixXd::Zero(canonical.p, static_cast<Eigen::Index>(factor.dropped.size()));
  for (std::size_t d = 0; d < factor.dropped.size(); ++d) {
    const std::vector<Wide>& coordinates = factor.droppedCoordinates[d];
    std::vector<Wide> column(coordinates.size());
    for (std::size_t i = 0; i < column.size(); ++i) {
      for (std::size_t j = i; j < column.size(); ++j) {
        column[i] += canonical.change[i * n + j] * coordinates[j];
      }
    }
    column = inUserUnits(std::move(column), canonical.order, units, factor.dropped[d]);
    if (units.intercept) column[0] += Wide(units.scaling.shift[factor.dropped[d]]);
    for (std::size_t i = 0; i < column.size(); ++i) {
      canonical.dependence(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(d)) =
          double(column[i]);
    }
  }
}

}  // namespace

Canonical canonicalOf(const Design& design, const Moments& moments) {
  const std::size_t k = moments.columns;
  Canonical canonical;
  canonical.rows = static_cast<Eigen::Index>(moments.rows);
  canonical.logWeights = moments.logWeights;
  canonical.unshift.assign(k, 0.0);
  if (!design.intercept) {
    for (std::size_t i = 1; i < k; ++i) {
      canonical.unshift[i] = moments.scaling.shift[i] * moments.scaling.scale[i];
    }
  }
  const WideSquare g = productsOfAll(moments, canonical.unshift);
  std::vector<std::size_t> candidates;
  for (std::size_t i = design.intercept ? 0 : 1; i < k; ++i) candidates.push_back(i);
  const Factor factor = factorOf(g, candidates, design.intercept);
  canonical.order = factor.order;
  canonical.p = static_cast<Eigen::Index>(factor.order.size()) - 1;
  canonical.change = inverseOf(factor);

  const std::size_t offset =
      design.intercept ? 0 : 1;  // moments' column 1 is X's first without one
  for (std::size_t i = 0; i + 1 < candidates.size(); ++i) {
    const auto found = std::find(factor.order.begin(), factor.order.end() - 1, candidates[i]);
    (found == factor.order.end() - 1 ? canonical.dropped : canonical.kept)
        .push_back(candidates[i] - offset);
  }
  for (std::size_t i = 0; i + 1 < factor.order.size(); ++i) {
    canonical.logDeterminant +=
        2 * (std::log(factor.r(i, i).hi) - std::log(moments.scaling.scale[factor.order[i]]));
  }
  const double scaledLength = factor.r(factor.order.size() - 1, factor.order.size() - 1).hi;
  const double responseScale = moments.scaling.scale[k - 1];
  canonical.length = scaledLength / responseScale;
  Wide spread = g(k - 1, k - 1);
  if (design.intercept) spread -= g(0, k - 1) * g(0, k - 1) / g(0, 0);
  canonical.responseLength = std::sqrt(std::max(spread.hi, 0.0)) / responseScale;
  canonical.scaling = moments.scaling;
  canonical.intercept = design.intercept;
  const Units units{canonical.scaling, design.intercept};
  fillBack(canonical, units, factor.exact, scaledLength);
  fillDependence(canonical, units, factor);
  return canonical;
}

void toUnit(Canonical& canonical, double unit) {
  canonical.back *= unit;
  canonical.scaling.scale[canonical.order.back()] /= unit;
}

Functional functionalOf(const Canonical& canonical, const Eigen::VectorXd& c) {
  const Scaling& scaling = canonical.scaling;
  const std::size_t n = canonical.order.size();
  const std::size_t response = canonical.order.back();
  const double ones = canonical.intercept ? c[0] : 0.0;
  std::vector<Wide> moved(n);  // c as a row of the moments' columns
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const std::size_t column = canonical.order[i];
    moved[i] = Wide(c[static_cast<Eigen::Index>(i)]);
    if (column != 0) moved[i] -= exactProduct(scaling.shift[column], ones);
    moved[i] *= Wide(scaling.scale[column]);
  }
  std::vector<double> values(n);
  toCanonical(canonical, moved.data(), values.data());
  const double unit = canonical.length == 0 ? 1 / scaling.scale[response] : canonical.length;
  Functional functional;
  functional.along = unit * Eigen::Map<const Eigen::VectorXd>(values.data(), canonical.p);
  functional.atOls = -values[n - 1] / canonical.change[n * n - 1].hi / scaling.scale[response] +
                     scaling.shift[response] * ones;
  return functional;
}

}  // namespace refocus::statistics
