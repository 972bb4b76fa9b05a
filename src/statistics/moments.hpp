// Everything a mixed model with one grouping factor needs of its rows: sums of products of the
// columns, over all rows and for each group, to about 31 digits. One pass, rows in the order given;
// the bits depend on that order and on where the calls to `addRows` divide it, and on nothing else.
//
// Columns are "1, the columns of X but its intercept, y", shifted and scaled: c·(x − shift), c a
// power of two. With a weight w a row counts w times. Several sums of the same scaling add up
// (`merge`), over files, machines and trusts.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "statistics/design.hpp"
#include "statistics/wide.hpp"

namespace refocus::statistics {

/// How each column is brought near 0 before it is multiplied; the ones and columns that straddle 0
/// keep shift 0. A shift is a value of the column itself, so that differences from it are exact.
struct Scaling {
  std::vector<double> shift;
  std::vector<double> scale;  ///< powers of two; the scaled column is (x − shift) · scale
};

/// From the first rows (4,096 at most). What these do not foresee costs digits, not correctness.
[[nodiscard]] Scaling scalingOf(const Design& design, const Rows& rows);

/// Sums over the rows of each level of a random term, for its q columns z:
/// Σ w·z·column, at (level · q + column of z) · k + column.
struct TermSums {
  std::size_t width = 1;  ///< q
  std::vector<double> high;
  std::vector<double> low;
  std::vector<std::uint64_t> rows;  ///< for each level
};

/// Products of each level are kept for one random intercept; there are none without a random term.
enum class Keep { sums, productsToo };

struct Moments {
  Scaling scaling;
  Keep keep = Keep::sums;
  std::size_t columns = 0;  ///< k = 2 + columns of X without its intercept
  std::uint64_t rows = 0;
  double logWeights = 0;        ///< Σ log w
  std::vector<Wide> total;      ///< k × k by row, upper triangle
  std::vector<TermSums> terms;  ///< for each random term
  std::vector<double>
      productsHigh;  ///< of each level of term 0: its k × k products, upper triangle
  std::vector<double> productsLow;

  [[nodiscard]] Wide sumOf(std::size_t term, std::size_t row, std::size_t column) const {
    const std::size_t at = row * columns + column;
    return exactSum(terms[term].high[at], terms[term].low[at]);
  }
  [[nodiscard]] Wide productOf(std::size_t level, std::size_t i, std::size_t j) const {
    const std::size_t at = (level * columns + i) * columns + j;
    return exactSum(productsHigh[at], productsLow[at]);
  }
};

[[nodiscard]] Moments noMoments(const Design& design, Scaling scaling, Keep keep);

/// Adds rows; levels that are new since the last call are made room for.
void addRows(Moments& moments, const Design& design, const Rows& rows);

}  // namespace refocus::statistics
