#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/canonical.hpp"
#include "statistics/canonical_parts.hpp"

namespace refocus::statistics {
namespace {

// 1e-12 of a length is 1e-24 of its square.
constexpr double kConstantWithin = 1e-24;

WideSquare productsOfLevel(const Moments& moments, const std::vector<double>& unshift,
                           std::size_t level) {
  return unshiftedProducts(moments.columns, unshift, [&](std::size_t i, std::size_t j) {
    return moments.productOf(level, i, j);
  });
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
  groups.sums.resize(count, static_cast<Eigen::Index>(n));

  std::vector<double> line(n);
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
    toCanonical(canonical, sums.data(), line.data());
    groups.sums.row(j) = Eigen::Map<const Eigen::RowVectorXd>(line.data(), groups.sums.cols());
    const Wide share = Wide(1.0) / size;
    for (std::size_t a = 0; a < n; ++a) {
      const Wide mean = sums[a] * share;
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

LevelCoordinates::LevelCoordinates(const Canonical& canonical, const Moments& moments)
    : canonical_(canonical),
      moments_(moments),
      n_(canonical.order.size()),
      isShifted_(std::any_of(canonical.unshift.begin(), canonical.unshift.end(),
                             [](double value) { return value != 0; })),
      own_(n_),
      mean_(n_),
      within_(n_ * n_),
      line_(n_) {}

// Sums of products about the level's means.
void LevelCoordinates::fillWithin(std::size_t level) {
  const std::vector<std::size_t>& order = canonical_.order;
  const auto fill = [&](const auto& product) {
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t j = i; j < n_; ++j) within_[i * n_ + j] = product(order[i], order[j]);
    }
  };
  if (isShifted_) {
    fill(productsOfLevel(moments_, canonical_.unshift, level));
  } else {
    fill([&](std::size_t i, std::size_t j) {
      return moments_.productOf(level, std::min(i, j), std::max(i, j));
    });
  }
  const std::vector<Wide> sums = unshifted(canonical_, moments_, 0, level);
  const Wide scale = Wide(1.0) / sqrt(moments_.sumOf(0, level, 0));
  for (std::size_t i = 0; i < n_; ++i) {
    own_[i] = within_[i * n_ + i];
    mean_[i] = sums[i] * scale;
  }
  for (std::size_t i = 0; i < n_; ++i) {
    for (std::size_t j = i; j < n_; ++j) within_[i * n_ + j] -= mean_[i] * mean_[j];
  }
}

void LevelCoordinates::put(Eigen::Index row, const Wide* values) {
  toCanonical(canonical_, values, line_.data());
  result_.row(row) = Eigen::Map<const Eigen::RowVectorXd>(line_.data(), result_.cols());
}

const Eigen::MatrixXd& LevelCoordinates::of(std::size_t level) {
  fillWithin(level);
  // Rows of the Cholesky factor of the group's own sums of products, for the
  // columns that vary.
  varying_.clear();
  for (std::size_t c = 0; c + 1 < n_; ++c) {
    Wide* row = &within_[c * n_];
    for (const std::size_t earlier : varying_) {
      const Wide* before = &within_[earlier * n_];
      for (std::size_t j = c; j < n_; ++j) row[j] -= before[c] * before[j];
    }
    if (row[c].hi <= kConstantWithin * own_[c].hi) continue;
    const Wide scale = Wide(1.0) / sqrt(row[c]);
    for (std::size_t j = 0; j < n_; ++j) row[j] = j < c ? Wide() : row[j] * scale;
    varying_.push_back(c);
  }
  result_.resize(static_cast<Eigen::Index>(varying_.size()) + 1, static_cast<Eigen::Index>(n_));
  put(0, mean_.data());
  for (std::size_t i = 0; i < varying_.size(); ++i) {
    put(static_cast<Eigen::Index>(i) + 1, &within_[varying_[i] * n_]);
  }
  return result_;
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
    const Wide share = Wide(1.0) / size;
    for (std::size_t i = 0; i < k; ++i) mean[i] = moments.sumOf(0, level, i) * share;
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
    const auto own = unshifted(canonical, moments, term, static_cast<std::size_t>(row));
    toCanonical(canonical, own.data(), result.col(row).data());
  }
  return result;
}

}  // namespace refocus::statistics
