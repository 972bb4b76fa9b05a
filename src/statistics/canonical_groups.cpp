#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/canonical.hpp"
#include "statistics/canonical_parts.hpp"
#include "statistics/dot_products.hpp"

namespace refocus::statistics {
namespace {

// 1e-12 of a length is 1e-24 of its square.
constexpr double kConstantWithin = 1e-24;

// A row of a term's sums, in the basis' order.
void fillUnshifted(const Canonical& canonical, const Moments& moments, std::size_t term,
                   std::size_t row, std::vector<Wide>& sums) {
  sums.resize(canonical.order.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t column = canonical.order[i];
    sums[i] = moments.sumOf(term, row, column);
    if (canonical.unshift[column] != 0) {
      sums[i] += moments.sumOf(term, row, 0) * Wide(canonical.unshift[column]);
    }
  }
}

// Σ a_i b_j over pairs of rows a and b, the upper triangle, with 31 digits: of the parts that a
// double holds by products that carry their errors, of what is left by plain ones.
class ProductsOfRows {
 public:
  explicit ProductsOfRows(std::size_t columns) : total_(columns) {
    for (auto* part : {&aHigh_, &aLow_, &bHigh_, &bLow_}) {
      part->resize(kSome, static_cast<Eigen::Index>(columns));
    }
  }

  void add(const std::vector<Wide>& a, const std::vector<Wide>& b) {
    for (std::size_t i = 0; i < total_.size; ++i) {
      const auto column = static_cast<Eigen::Index>(i);
      aHigh_(count_, column) = a[i].hi;
      aLow_(count_, column) = a[i].lo;
      bHigh_(count_, column) = b[i].hi;
      bLow_(count_, column) = b[i].lo;
    }
    if (++count_ == kSome) sumUp();
  }

  [[nodiscard]] const WideSquare& total() {
    sumUp();
    return total_;
  }

 private:
  static constexpr Eigen::Index kSome = 8 * kLanes;

  void sumUp() {
    constexpr auto kAbreast = static_cast<Eigen::Index>(kLanes);
    const Eigen::Index padded = (count_ + kAbreast - 1) / kAbreast * kAbreast;
    for (auto* part : {&aHigh_, &aLow_, &bHigh_, &bLow_}) {
      part->middleRows(count_, padded - count_).setZero();
    }
    for (Eigen::Index i = 0; i < aHigh_.cols(); ++i) {
      for (Eigen::Index j = i; j < aHigh_.cols(); ++j) {
        Wide& to = total_(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
        to += dotProduct(aHigh_.col(i).data(), bHigh_.col(j).data(),
                         static_cast<std::size_t>(padded));
        to += Wide(aHigh_.col(i).head(padded).dot(bLow_.col(j).head(padded)) +
                   aLow_.col(i).head(padded).dot(bHigh_.col(j).head(padded)));
      }
    }
    count_ = 0;
  }

  WideSquare total_;
  Eigen::Index count_ = 0;
  Eigen::MatrixXd aHigh_;  // kSome × columns
  Eigen::MatrixXd aLow_;
  Eigen::MatrixXd bHigh_;
  Eigen::MatrixXd bLow_;
};

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

// How many columns but the last do not depend on those before them, and whether the last does; by a
// Cholesky factor. `own` are the columns' squares before means were taken away.
void fillRank(WideSquare g, const std::vector<double>& own, CanonicalGroups& groups) {
  for (std::size_t c = 0; c < g.size; ++c) {
    const bool isDependent = g(c, c).hi <= kConstantWithin * own[c];
    if (c + 1 == g.size) {
      groups.exactWithin = isDependent;
      return;
    }
    if (isDependent) {
      for (std::size_t j = c; j < g.size; ++j) g(c, j) = Wide();
      continue;
    }
    ++groups.rankWithin;
    const Wide scale = Wide(1.0) / sqrt(g(c, c));
    for (std::size_t j = c; j < g.size; ++j) g(c, j) *= scale;
    for (std::size_t i = c + 1; i < g.size; ++i) {
      for (std::size_t j = i; j < g.size; ++j) g(i, j) -= g(c, i) * g(c, j);
    }
  }
}

}  // namespace

CanonicalGroups groupsOf(const Canonical& canonical, const Moments& moments) {
  const TermSums& term = moments.terms.front();
  CanonicalGroups groups;
  for (std::size_t level = 0; level < term.rows.size(); ++level) {
    if (term.rows[level] == 0) continue;
    groups.level.push_back(static_cast<std::uint32_t>(level));
  }
  const std::size_t n = canonical.order.size();
  const auto count = static_cast<Eigen::Index>(groups.level.size());
  groups.size.resize(count);
  groups.sums.resize(count, static_cast<Eigen::Index>(n));

  std::vector<double> line(n);
  std::vector<Wide> sums;
  std::vector<Wide> means(n);
  ProductsOfRows between(n);
  for (Eigen::Index j = 0; j < count; ++j) {
    const std::size_t level = groups.level[static_cast<std::size_t>(j)];
    fillUnshifted(canonical, moments, 0, level, sums);
    const Wide size = moments.sumOf(0, level, 0);
    groups.size[j] = double(size);
    toCanonical(canonical, sums.data(), line.data());
    groups.sums.row(j) = Eigen::Map<const Eigen::RowVectorXd>(line.data(), groups.sums.cols());
    const Wide share = Wide(1.0) / size;
    for (std::size_t i = 0; i < n; ++i) means[i] = sums[i] * share;
    between.add(means, sums);
  }
  const WideSquare all = productsOfAll(moments, canonical.unshift);
  WideSquare within = between.total();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      within(i, j) = all(canonical.order[i], canonical.order[j]) - within(i, j);
    }
  }
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const std::size_t column = canonical.order[i];
    groups.constant.push_back(within(i, i).hi <= kConstantWithin * all(column, column).hi);
    if (!groups.constant.back()) continue;
    // What is left is rounding; exactly nothing is what it stands for.
    for (std::size_t j = 0; j < n; ++j) within(std::min(i, j), std::max(i, j)) = Wide();
  }
  std::vector<double> own;
  for (const std::size_t column : canonical.order) own.push_back(all(column, column).hi);
  fillRank(within, own, groups);
  groups.within = changedBasis(canonical, within);
  return groups;
}

GroupCoordinates::GroupCoordinates(const Canonical& canonical, const CanonicalGroups& groups,
                                   const Moments& moments)
    : canonical_(canonical), groups_(groups), moments_(moments) {
  for (std::size_t i = 0; i < groups.constant.size(); ++i) {
    if (!groups.constant[i]) within_.push_back(i);
  }
  within_.push_back(groups.constant.size());
  own_.resize(within_.size());
  sums_.resize(within_.size());
  factor_.resize(within_.size() * within_.size());
}

// Sums of products about the level's means, which no shift changes.
void GroupCoordinates::fillWithin(std::size_t level) {
  const std::size_t m = within_.size();
  const auto column = [&](std::size_t i) { return canonical_.order[within_[i]]; };
  for (std::size_t i = 0; i < m; ++i) sums_[i] = moments_.sumOf(0, level, column(i));
  const Wide share = Wide(1.0) / moments_.sumOf(0, level, 0);
  for (std::size_t i = 0; i < m; ++i) {
    const Wide mean = sums_[i] * share;
    own_[i] = moments_.productOf(level, column(i), column(i));
    for (std::size_t j = i; j < m; ++j) {
      const std::size_t first = std::min(column(i), column(j));
      const std::size_t second = std::max(column(i), column(j));
      factor_[i * m + j] = moments_.productOf(level, first, second) - mean * sums_[j];
    }
  }
}

const Eigen::MatrixXd& GroupCoordinates::of(Eigen::Index group) {
  fillWithin(groups_.level[static_cast<std::size_t>(group)]);
  // Rows of the Cholesky factor of the group's own sums of products, for the columns that vary.
  const std::size_t m = within_.size();
  varying_.clear();
  for (std::size_t c = 0; c + 1 < m; ++c) {
    Wide* row = &factor_[c * m];
    for (const std::size_t earlier : varying_) {
      const Wide* before = &factor_[earlier * m];
      for (std::size_t j = c; j < m; ++j) row[j] -= before[c] * before[j];
    }
    if (row[c].hi <= kConstantWithin * own_[c].hi) continue;
    const Wide scale = Wide(1.0) / sqrt(row[c]);
    for (std::size_t j = c; j < m; ++j) row[j] *= scale;
    varying_.push_back(c);
  }
  const std::size_t n = canonical_.order.size();
  result_.resize(groups_.sums.cols(), static_cast<Eigen::Index>(varying_.size()) + 1);
  result_.col(0) = groups_.sums.row(group).transpose() / std::sqrt(groups_.size[group]);
  for (std::size_t r = 0; r < varying_.size(); ++r) {
    const std::size_t c = varying_[r];
    double* to = result_.col(static_cast<Eigen::Index>(r) + 1).data();
    for (std::size_t j = 0; j < n; ++j) {
      Wide value;
      for (std::size_t i = c; i < m && within_[i] <= j; ++i) {
        value += canonical_.change[within_[i] * n + j] * factor_[c * m + i];
      }
      to[j] = double(value);
    }
  }
  return result_;
}

Moments meansOf(const Moments& moments) {
  const std::size_t k = moments.columns;
  Moments means;
  means.scaling = moments.scaling;
  means.columns = k;
  std::vector<Wide> mean(k);
  ProductsOfRows products(k);
  for (std::size_t level = 0; level < moments.terms.front().rows.size(); ++level) {
    if (moments.terms.front().rows[level] == 0) continue;
    ++means.rows;
    const Wide share = Wide(1.0) / moments.sumOf(0, level, 0);
    for (std::size_t i = 0; i < k; ++i) mean[i] = moments.sumOf(0, level, i) * share;
    products.add(mean, mean);
  }
  means.total = products.total().values;
  return means;
}

Eigen::MatrixXd termSumsOf(const Canonical& canonical, const Moments& moments, std::size_t term) {
  const TermSums& sums = moments.terms[term];
  const auto count = static_cast<Eigen::Index>(sums.rows.size() * sums.width);
  Eigen::MatrixXd result(static_cast<Eigen::Index>(canonical.order.size()), count);
  std::vector<Wide> own;
  for (Eigen::Index row = 0; row < count; ++row) {
    fillUnshifted(canonical, moments, term, static_cast<std::size_t>(row), own);
    toCanonical(canonical, own.data(), result.col(row).data());
  }
  return result;
}

}  // namespace refocus::statistics
