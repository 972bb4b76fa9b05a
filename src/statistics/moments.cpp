#include "statistics/moments.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/dot_products.hpp"

namespace refocus::statistics {
namespace {

constexpr std::size_t kBlock = 512;
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

double responseOf(const Rows& rows, Eigen::Index row, bool offset) {
  return offset ? rows.y[row] - rows.offset[row] : rows.y[row];
}

// One block of rows twice: by column for the totals, by row for the groups.
struct Block {
  std::size_t columns;
  std::size_t count = 0;
  std::vector<double> byColumn;  // k × kBlock
  std::vector<double> weighted;  // the same times the weight, rounded
  std::vector<double> rest;      // what that rounding left
  std::vector<double> byRow;     // kBlock × k
  std::vector<double> rowWeighted;
  std::vector<double> rowRest;

  Block(std::size_t k, bool hasWeights) : columns(k), byColumn(k * kBlock), byRow(k * kBlock) {
    if (!hasWeights) return;
    for (auto* buffer : {&weighted, &rest, &rowWeighted, &rowRest}) buffer->resize(k * kBlock);
  }

  void fill(const Moments& moments, const Design& design, const Rows& rows, Eigen::Index from) {
    count = static_cast<std::size_t>(
        std::min<Eigen::Index>(static_cast<Eigen::Index>(kBlock), rows.count() - from));
    const std::size_t kept = padded();
    const Eigen::Index skip = skippedColumns(design);
    for (std::size_t column = 0; column < columns; ++column) {
      double* to = byColumn.data() + column * kBlock;
      const double shift = moments.scaling.shift[column];
      const double scale = moments.scaling.scale[column];
      for (std::size_t row = 0; row < count; ++row) {
        const Eigen::Index at = from + static_cast<Eigen::Index>(row);
        const double value = column == 0 ? 1.0
                             : column + 1 == columns
                                 ? responseOf(rows, at, design.offset)
                                 : rows.x(at, static_cast<Eigen::Index>(column) - 1 + skip);
        to[row] = (value - shift) * scale;
        byRow[row * columns + column] = to[row];
      }
      std::fill(to + count, to + kept, 0.0);
    }
    if (design.weighted) applyWeights(rows, from);
  }

  // Rows with those of zeros that make up whole lanes.
  [[nodiscard]] std::size_t padded() const { return (count + kLanes - 1) / kLanes * kLanes; }

  void applyWeights(const Rows& rows, Eigen::Index from) {
    for (std::size_t column = 0; column < columns; ++column) {
      for (std::size_t row = 0; row < padded(); ++row) {
        const std::size_t at = column * kBlock + row;
        const double weight =
            row < count ? rows.weights[from + static_cast<Eigen::Index>(row)] : 0.0;
        const Wide product = exactProduct(byColumn[at], weight);
        weighted[at] = rowWeighted[row * columns + column] = product.hi;
        rest[at] = rowRest[row * columns + column] = product.lo;
      }
    }
  }
};

void addTotals(Moments& moments, const Block& block, bool hasWeights) {
  const std::size_t padded = block.padded();
  const auto column = [](const std::vector<double>& values, std::size_t i) {
    return values.data() + i * kBlock;
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
      const auto add = [&](const std::vector<double>& values) {
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
  moments.keep = keep;
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
  for (Eigen::Index from = 0; from < rows.count(); from += static_cast<Eigen::Index>(kBlock)) {
    block.fill(moments, design, rows, from);
    addTotals(moments, block, design.weighted);
    for (std::size_t term = 0; term < moments.terms.size(); ++term) {
      addTerm(moments.terms[term], design, rows, block, term, from);
    }
    if (moments.keep == Keep::productsToo) addProducts(moments, design, rows, block, from);
  }
  moments.rows += static_cast<std::uint64_t>(rows.count());
  if (design.weighted) moments.logWeights += rows.weights.array().log().sum();
}

}  // namespace refocus::statistics
