#include "statistics/moments.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/dot_products.hpp"

namespace refocus::statistics {
namespace {

constexpr Eigen::Index kBlock = 512;
constexpr Eigen::Index kRowsForScaling = 4096;

// The shift for values between low and high whose first is `first`: a value
// within a factor of two of all others differs from them without rounding
// (Sterbenz).
double shiftFor(double low, double high, double first) {
  const double least = std::min(std::abs(low), std::abs(high));
  const double most = std::max(std::abs(low), std::abs(high));
  const bool near = (low > 0) == (high > 0) && most <= 2 * least;
  return near ? first : 0.0;
}

double scaleFor(double low, double high, double shift) {
  const double most = std::max(std::abs(low - shift), std::abs(high - shift));
  return most > 0 ? std::ldexp(1.0, -std::ilogb(most)) : 1.0;
}

Eigen::Index skippedColumns(const Design& design) { return design.intercept ? 1 : 0; }

// One block of rows twice: by column for the totals, by row for the groups.
struct Block {
  std::size_t columns;
  std::size_t count = 0;
  Eigen::MatrixXd byColumn;     // kBlock × k
  Eigen::MatrixXd weighted;     // the same times the weight, rounded
  Eigen::MatrixXd rest;         // what that rounding left
  Eigen::MatrixXd byRow;        // k × kBlock
  Eigen::MatrixXd rowWeighted;  // k × kBlock
  Eigen::MatrixXd rowRest;

  Block(std::size_t k, bool hasWeights)
      : columns(k), byColumn(kBlock, width()), byRow(width(), kBlock) {
    if (!hasWeights) return;
    for (auto* buffer : {&weighted, &rest}) buffer->resize(kBlock, width());
    for (auto* buffer : {&rowWeighted, &rowRest}) buffer->resize(width(), kBlock);
  }

  [[nodiscard]] Eigen::Index width() const { return static_cast<Eigen::Index>(columns); }
  // Rows with those of zeros that make up whole lanes.
  [[nodiscard]] std::size_t padded() const { return (count + kLanes - 1) / kLanes * kLanes; }

  void fill(const Moments& moments, const Design& design, const Rows& rows, Eigen::Index from) {
    const Eigen::Index some = std::min<Eigen::Index>(kBlock, rows.count() - from);
    count = static_cast<std::size_t>(some);
    const Eigen::Index skip = skippedColumns(design);
    for (Eigen::Index column = 0; column < width(); ++column) {
      const auto at = static_cast<std::size_t>(column);
      const double shift = moments.scaling.shift[at];
      const double scale = moments.scaling.scale[at];
      auto to = byColumn.col(column).head(some).array();
      if (column == 0) {
        to = 1.0;
      } else if (column + 1 < width()) {
        to = rows.x.col(column - 1 + skip).segment(from, some).array();
      } else {
        to = rows.y.segment(from, some).array();
        if (design.offset) to -= rows.offset.segment(from, some).array();
      }
      to = (to - shift) * scale;
      byRow.row(column).head(some) = to.matrix().transpose();
      byColumn.col(column).segment(some, static_cast<Eigen::Index>(padded()) - some).setZero();
    }
    if (design.weighted) applyWeights(rows, from);
  }

  void applyWeights(const Rows& rows, Eigen::Index from) {
    for (Eigen::Index column = 0; column < width(); ++column) {
      for (Eigen::Index row = 0; row < static_cast<Eigen::Index>(padded()); ++row) {
        const bool isRow = row < static_cast<Eigen::Index>(count);
        const double weight = isRow ? rows.weights[from + row] : 0.0;
        const Wide product = exactProduct(byColumn(row, column), weight);
        weighted(row, column) = rowWeighted(column, row) = product.hi;
        rest(row, column) = rowRest(column, row) = product.lo;
      }
    }
  }
};

void addTotals(Moments& moments, const Block& block, bool hasWeights) {
  const std::size_t padded = block.padded();
  const auto column = [](const Eigen::MatrixXd& values, std::size_t i) {
    return values.col(static_cast<Eigen::Index>(i)).data();
  };
  for (std::size_t i = 0; i < block.columns; ++i) {
    for (std::size_t j = i; j < block.columns; ++j) {
      Wide& to = moments.total[i * block.columns + j];
      const double* by = column(block.byColumn, j);
      if (hasWeights) {
        to += dotProduct(column(block.weighted, i), by, padded);
        to += dotProduct(column(block.rest, i), by, padded);
      } else {
        to += dotProduct(column(block.byColumn, i), by, padded);
      }
    }
  }
}

// Σ over rows of factor · values, for one level.
void addScaled(double* high, double* low, double factor, const double* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const Wide product = exactProduct(factor, values[i]);
    const Wide sum = exactSum(high[i], product.hi);
    high[i] = sum.hi;
    low[i] += sum.lo + product.lo;
  }
}

// Where products are kept, a group's sums are its products with the ones.
void takeSums(Moments& moments) {
  const std::size_t k = moments.columns;
  TermSums& sums = moments.terms.front();
  for (std::size_t level = 0; level < sums.rows.size(); ++level) {
    std::copy_n(&moments.productsHigh[level * k * k], k, &sums.high[level * k]);
    std::copy_n(&moments.productsLow[level * k * k], k, &sums.low[level * k]);
  }
}

void addTerm(TermSums& sums, const Design& design, const Rows& rows, const Block& block,
             std::size_t term, Eigen::Index from) {
  const auto& group = rows.group[design.random[term].grouping];
  const bool plain = design.random[term].interceptOnly();
  for (std::size_t row = 0; row < block.count; ++row) {
    const auto at = from + static_cast<Eigen::Index>(row);
    const std::size_t level = group[static_cast<std::size_t>(at)];
    ++sums.rows[level];
    for (std::size_t z = 0; z < sums.width; ++z) {
      const std::size_t to = (level * sums.width + z) * block.columns;
      const double factor = plain ? 1.0 : rows.z[term](at, static_cast<Eigen::Index>(z));
      const auto add = [&](const Eigen::MatrixXd& values) {
        const double* source = values.data() + row * block.columns;
        if (plain) {
          addTo(&sums.high[to], &sums.low[to], source, block.columns);
        } else {
          addScaled(&sums.high[to], &sums.low[to], factor, source, block.columns);
        }
      };
      if (design.weighted) {
        add(block.rowWeighted);
        add(block.rowRest);
      } else {
        add(block.byRow);
      }
    }
  }
}

void addProducts(Moments& moments, const Design& design, const Rows& rows, const Block& block,
                 Eigen::Index from) {
  const std::size_t k = block.columns;
  const auto& group = rows.group[design.random[0].grouping];
  for (std::size_t row = 0; row < block.count; ++row) {
    const std::size_t level = group[static_cast<std::size_t>(from) + row];
    ++moments.terms.front().rows[level];
    const double* values = block.byRow.data() + row * k;
    double* high = &moments.productsHigh[level * k * k];
    double* low = &moments.productsLow[level * k * k];
    if (design.weighted) {
      addProductsTo(high, low, block.rowWeighted.data() + row * k, values, k);
      addProductsTo(high, low, block.rowRest.data() + row * k, values, k);
    } else {
      addProductsTo(high, low, values, values, k);
    }
  }
}

void makeRoom(Moments& moments, const Design& design) {
  for (std::size_t term = 0; term < moments.terms.size(); ++term) {
    TermSums& sums = moments.terms[term];
    const std::size_t levels = design.groupings[design.random[term].grouping].levels.size();
    if (levels <= sums.rows.size()) continue;
    sums.rows.resize(levels);
    sums.high.resize(levels * sums.width * moments.columns);
    sums.low.resize(levels * sums.width * moments.columns);
    if (term > 0 || moments.keep == Keep::sums) continue;
    moments.productsHigh.resize(levels * moments.columns * moments.columns);
    moments.productsLow.resize(levels * moments.columns * moments.columns);
  }
}

}  // namespace

Scaling scalingOf(const Design& design, const Rows& rows) {
  const Eigen::Index skip = skippedColumns(design);
  const Eigen::Index count = std::min(rows.count(), kRowsForScaling);
  const auto k = static_cast<std::size_t>(rows.x.cols() - skip + 2);
  Scaling scaling{std::vector<double>(k, 0.0), std::vector<double>(k, 1.0)};
  for (std::size_t column = 1; count > 0 && column < k; ++column) {
    const bool isResponse = column + 1 == k;
    const auto values = [&](const auto& all) {
      const auto some = all.head(count).array();
      const double low = some.minCoeff();
      const double high = some.maxCoeff();
      scaling.shift[column] = shiftFor(low, high, some[0]);
      scaling.scale[column] = scaleFor(low, high, scaling.shift[column]);
    };
    if (!isResponse) {
      values(rows.x.col(static_cast<Eigen::Index>(column) - 1 + skip));
    } else if (design.offset) {
      values(Eigen::VectorXd(rows.y.head(count) - rows.offset.head(count)));
    } else {
      values(rows.y);
    }
  }
  return scaling;
}

Moments noMoments(const Design& design, Scaling scaling, Keep keep) {
  Moments moments;
  moments.columns = scaling.shift.size();
  moments.scaling = std::move(scaling);
  moments.keep = design.random.empty() ? Keep::sums : keep;
  moments.total.resize(moments.columns * moments.columns);
  for (const RandomTerm& term : design.random) {
    moments.terms.push_back(TermSums{term.columns.size(), {}, {}, {}});
  }
  makeRoom(moments, design);
  return moments;
}

void addRows(Moments& moments, const Design& design, const Rows& rows) {
  makeRoom(moments, design);
  Block block(moments.columns, design.weighted);
  for (Eigen::Index from = 0; from < rows.count(); from += kBlock) {
    block.fill(moments, design, rows, from);
    addTotals(moments, block, design.weighted);
    if (moments.keep == Keep::productsToo) {
      addProducts(moments, design, rows, block, from);
      continue;
    }
    for (std::size_t term = 0; term < moments.terms.size(); ++term) {
      addTerm(moments.terms[term], design, rows, block, term, from);
    }
  }
  if (moments.keep == Keep::productsToo) takeSums(moments);
  moments.rows += static_cast<std::uint64_t>(rows.count());
  if (design.weighted) moments.logWeights += rows.weights.array().log().sum();
}

}  // namespace refocus::statistics
