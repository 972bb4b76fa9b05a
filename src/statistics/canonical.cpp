#include "statistics/canonical.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace refocus::statistics {
namespace {

// 1e-13 of a length is 1e-26 of its square.
constexpr double kDependent = 1e-26;
constexpr double kConstantWithin = 1e-24;

// A square matrix of Wide by row.
struct WideSquare {
  std::size_t size;
  std::vector<Wide> values;

  explicit WideSquare(std::size_t n) : size(n), values(n * n) {}
  Wide& operator()(std::size_t i, std::size_t j) { return values[i * size + j]; }
  const Wide& operator()(std::size_t i, std::size_t j) const { return values[i * size + j]; }
};

// Sums of products with the shifts undone where no intercept absorbs them; `shifted` gives those of
// two columns, the first not after the second.
template <class Shifted>
WideSquare unshiftedProducts(std::size_t k, const std::vector<double>& unshift,
                             const Shifted& shifted) {
  WideSquare g(k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = i; j < k; ++j) {
      Wide value = shifted(i, j);
      if (unshift[i] != 0) value += shifted(0, j) * Wide(unshift[i]);
      if (unshift[j] != 0) value += shifted(0, i) * Wide(unshift[j]);
      if (unshift[i] != 0 && unshift[j] != 0) {
        value += shifted(0, 0) * exactProduct(unshift[i], unshift[j]);
      }
      g(i, j) = g(j, i) = value;
    }
  }
  return g;
}

WideSquare productsOfAll(const Moments& moments, const std::vector<double>& unshift) {
  return unshiftedProducts(moments.columns, unshift, [&](std::size_t i, std::size_t j) {
    return moments.total[i * moments.columns + j];
  });
}

WideSquare productsOfLevel(const Moments& moments, const std::vector<double>& unshift,
                           std::size_t level) {
  return unshiftedProducts(moments.columns, unshift, [&](std::size_t i, std::size_t j) {
    return moments.productOf(level, i, j);
  });
}

struct Factor {
  WideSquare r;
  std::vector<std::size_t> order;  // columns that have a pivot, then y
  bool exact = false;              // y is a function of X
  std::vector<std::size_t> dropped = {};
  std::vector<std::vector<Wide>> droppedCoordinates = {};  // in the basis of those before each
};

// The upper Cholesky factor of the columns in `candidates`, without those that depend on others.
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

// The inverse of the factor's leading part; the last column, y's, is left unscaled for an exact
// fit.
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

// One column of coefficients from moments' units to the user's: y' = Σ x'β' in scaled, shifted
// columns is y = Σ xβ in the user's, but for y's own shift. `target` is the moments' column of y.
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

// T' · sums: what moments' columns in `order` sum to, in canonical coordinates.
void toCanonical(const Canonical& canonical, const std::vector<Wide>& sums, double* to) {
  const std::size_t n = canonical.order.size();
  for (std::size_t j = 0; j < n; ++j) {
    Wide value;
    for (std::size_t i = 0; i <= j; ++i) value += canonical.change[i * n + j] * sums[i];
    to[j] = double(value);
  }
}

std::vector<Wide> unshifted(const Canonical& canonical, const Moments& moments, std::size_t term,
                            std::size_t row) {
  std::vector<Wide> sums(canonical.order.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t column = canonical.order[i];
    sums[i] = moments.sumOf(term, row, column);
    if (canonical.unshift[column] != 0) {
      sums[i] += moments.sumOf(term, row, 0) * Wide(canonical.unshift[column]);
    }
  }
  return sums;
}

// T'·A·T for a symmetric A whose upper triangle is given.
Eigen::MatrixXd changedBasis(const Canonical& canonical, const WideSquare& a) {
  const std::size_t n = canonical.order.size();
  const auto change = [&](std::size_t i, std::size_t j) { return canonical.change[i * n + j]; };
  WideSquare half(n);  // A·T
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      Wide value;
      for (std::size_t m = 0; m <= j; ++m) value += (i <= m ? a(i, m) : a(m, i)) * change(m, j);
      half(i, j) = value;
    }
  }
  Eigen::MatrixXd result(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      Wide value;
      for (std::size_t m = 0; m <= i; ++m) value += change(m, i) * half(m, j);
      const auto row = static_cast<Eigen::Index>(i);
      const auto column = static_cast<Eigen::Index>(j);
      result(row, column) = result(column, row) = double(value);
    }
  }
  return result;
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
  toCanonical(canonical, moved, values.data());
  const double unit = canonical.length == 0 ? 1 / scaling.scale[response] : canonical.length;
  Functional functional;
  functional.along = unit * Eigen::Map<const Eigen::VectorXd>(values.data(), canonical.p);
  functional.atOls = -values[n - 1] / canonical.change[n * n - 1].hi / scaling.scale[response] +
                     scaling.shift[response] * ones;
  return functional;
}

CanonicalGroups groupsOf(const Canonical& canonical, const Moments& moments) {
  const TermSums& term = moments.terms.front();
  CanonicalGroups groups;
  for (std::size_t level = 0; level < term.rows.size(); ++level) {
    if (term.rows[level] == 0) continue;
    groups.level.push_back(level);
    groups.rows.push_back(term.rows[level]);
  }
  const std::size_t n = canonical.order.size();
  const auto count = static_cast<Eigen::Index>(groups.level.size());
  groups.size.resize(count);
  groups.sums.resize(static_cast<Eigen::Index>(n), count);

  WideSquare within(n);
  const WideSquare all = productsOfAll(moments, canonical.unshift);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) within(i, j) = all(canonical.order[i], canonical.order[j]);
  }
  for (Eigen::Index j = 0; j < count; ++j) {
    const std::size_t level = groups.level[static_cast<std::size_t>(j)];
    const std::vector<Wide> sums = unshifted(canonical, moments, 0, level);
    const Wide size = moments.sumOf(0, level, 0);
    groups.size[j] = double(size);
    toCanonical(canonical, sums, groups.sums.col(j).data());
    for (std::size_t a = 0; a < n; ++a) {
      const Wide mean = sums[a] / size;
      for (std::size_t b = a; b < n; ++b) within(a, b) -= mean * sums[b];
    }
  }
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const std::size_t column = canonical.order[i];
    groups.constant.push_back(within(i, i).hi <= kConstantWithin * all(column, column).hi);
    if (!groups.constant.back()) continue;
    // What is left is rounding; exactly nothing is what it stands for.
    for (std::size_t j = 0; j < n; ++j) within(std::min(i, j), std::max(i, j)) = Wide();
  }
  groups.within = changedBasis(canonical, within);
  return groups;
}

Eigen::MatrixXd coordinatesOf(const Canonical& canonical, const Moments& moments,
                              std::size_t level) {
  const std::size_t n = canonical.order.size();
  const std::vector<Wide> sums = unshifted(canonical, moments, 0, level);
  const Wide size = moments.sumOf(0, level, 0);
  const WideSquare products = productsOfLevel(moments, canonical.unshift, level);
  const auto within = [&](std::size_t i, std::size_t j) {
    return products(canonical.order[i], canonical.order[j]) - sums[i] * sums[j] / size;
  };
  // Rows of the Cholesky factor of the group's own sums of products, for the columns that vary.
  std::vector<std::vector<Wide>> rows;
  for (std::size_t c = 0; c + 1 < n; ++c) {
    std::vector<Wide> row(n);
    for (std::size_t j = c; j < n; ++j) {
      row[j] = within(c, j);
      for (const auto& earlier : rows) row[j] -= earlier[c] * earlier[j];
      if (j == c &&
          row[c].hi <= kConstantWithin * products(canonical.order[c], canonical.order[c]).hi)
        break;
    }
    if (row[c].hi <= kConstantWithin * products(canonical.order[c], canonical.order[c]).hi)
      continue;
    const Wide root = sqrt(row[c]);
    for (std::size_t j = c; j < n; ++j) row[j] /= root;
    rows.push_back(std::move(row));
  }
  const auto width = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd result(static_cast<Eigen::Index>(rows.size()) + 1, width);
  std::vector<double> line(n);
  const auto put = [&](Eigen::Index row, const std::vector<Wide>& values) {
    toCanonical(canonical, values, line.data());
    result.row(row) = Eigen::Map<const Eigen::RowVectorXd>(line.data(), width);
  };
  put(0, sums);
  result.row(0) /= std::sqrt(double(size));
  for (std::size_t i = 0; i < rows.size(); ++i) put(static_cast<Eigen::Index>(i) + 1, rows[i]);
  return result;
}

Moments meansOf(const Moments& moments) {
  const std::size_t k = moments.columns;
  Moments means;
  means.scaling = moments.scaling;
  means.columns = k;
  means.total.resize(k * k);
  std::vector<Wide> mean(k);
  for (std::size_t level = 0; level < moments.terms.front().rows.size(); ++level) {
    if (moments.terms.front().rows[level] == 0) continue;
    ++means.rows;
    const Wide size = moments.sumOf(0, level, 0);
    for (std::size_t i = 0; i < k; ++i) mean[i] = moments.sumOf(0, level, i) / size;
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = i; j < k; ++j) means.total[i * k + j] += mean[i] * mean[j];
    }
  }
  return means;
}

Eigen::MatrixXd termSumsOf(const Canonical& canonical, const Moments& moments, std::size_t term) {
  const TermSums& sums = moments.terms[term];
  const auto count = static_cast<Eigen::Index>(sums.rows.size() * sums.width);
  Eigen::MatrixXd result(static_cast<Eigen::Index>(canonical.order.size()), count);
  for (Eigen::Index row = 0; row < count; ++row) {
    toCanonical(canonical, unshifted(canonical, moments, term, static_cast<std::size_t>(row)),
                result.col(row).data());
  }
  return result;
}

}  // namespace refocus::statistics
