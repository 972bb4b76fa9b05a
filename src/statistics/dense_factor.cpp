#include "statistics/dense_factor.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>

namespace refocus::statistics {
namespace {

using Index = Eigen::Index;

constexpr Index kDepth = 256;   // products that are summed before they go to memory
constexpr Index kColumns = 6;   // of one tile
constexpr Index kMostRows = 8;  // of one tile, on any machine
constexpr Index kRowsAtOnce =
    96;  // whose packed values stay in the first cache with a tile's columns
constexpr Index kColumnsAtOnce = 384;
constexpr Index kSmall = 32;    // up to this size, column by column
constexpr Index kFew = 20'000;  // products that are not worth packing
constexpr Index kNarrow = 8;    // columns that are not

// A matrix in memory, or its transpose: element (i, j) is at data[i·down + j·right].
struct View {
  const double* data;
  Index down;
  Index right;
  [[nodiscard]] View at(Index i, Index j) const {
    return {data + i * down + j * right, down, right};
  }
};

using Numbers = std::unique_ptr<double[]>;
Numbers numbers(Index count) {
  return std::make_unique_for_overwrite<double[]>(static_cast<std::size_t>(count));
}

// Writes count × depth values in strips of `width`, each strip depth by depth; short strips are
// padded with zeros.
void pack(View from, Index count, Index depth, Index width, double* to) {
  for (Index first = 0; first < count; first += width) {
    const Index here = std::min(width, count - first);
    for (Index k = 0; k < depth; ++k) {
      const double* values = from.data + first * from.down + k * from.right;
      for (Index i = 0; i < here; ++i) to[i] = values[i * from.down];
      for (Index i = here; i < width; ++i) to[i] = 0;
      to += width;
    }
  }
}

// Two vectors of rows by six columns: Σ over depth of one column of `a` times one row of `b`.
template <class Vector, std::size_t... column>
[[gnu::always_inline]] inline void sumTile(const double* a, const double* b, Index depth,
                                           double* tile, std::index_sequence<column...>) {
  constexpr std::size_t kLanes = sizeof(Vector) / sizeof(double);
  Vector upper[sizeof...(column)] = {};
  Vector lower[sizeof...(column)] = {};
  for (; depth > 0; --depth, a += 2 * kLanes, b += sizeof...(column)) {
    Vector first;
    Vector second;
    __builtin_memcpy(&first, a, sizeof(Vector));
    __builtin_memcpy(&second, a + kLanes, sizeof(Vector));
    ((upper[column] += first * b[column], lower[column] += second * b[column]), ...);
  }
  ((__builtin_memcpy(tile + 2 * kLanes * column, &upper[column], sizeof(Vector)),
    __builtin_memcpy(tile + 2 * kLanes * column + kLanes, &lower[column], sizeof(Vector))),
   ...);
}

using Two = double __attribute__((vector_size(16)));
using Four = double __attribute__((vector_size(32)));

void tileByTwos(const double* a, const double* b, Index depth, double* tile) {
  sumTile<Two>(a, b, depth, tile, std::make_index_sequence<kColumns>{});
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void tileByFours(const double* a, const double* b, Index depth,
                                                 double* tile) {
  sumTile<Four>(a, b, depth, tile, std::make_index_sequence<kColumns>{});
}
#endif

struct Kernel {
  Index rows;  // of a tile
  void (*sum)(const double* a, const double* b, Index depth, double* tile);
};

Kernel widestKernel() {
#if defined(__x86_64__)
  static const bool hasFours = __builtin_cpu_supports("avx2");
  if (hasFours) return {8, tileByFours};
#endif
  return {4, tileByTwos};
}

enum class Triangle { whole, lower };

// A part of a matrix that is changed: its corner, and the distance of its columns.
struct Target {
  double* data;
  Index stride;
};

// c += sign·a·b for an m × n c and k products for each element; of a lower triangle, tiles that lie
// above the diagonal are left out.
void addProduct(Target c, double sign, View a, View b, Index m, Index n, Index k,
                Triangle triangle = Triangle::whole) {
  const Kernel kernel = widestKernel();
  const Index deepest = std::min(kDepth, k);
  const Numbers packedRows = numbers((std::min(kRowsAtOnce, m) + kMostRows) * deepest);
  const Numbers packedColumns = numbers((std::min(kColumnsAtOnce, n) + kColumns) * deepest);
  alignas(32) double tile[kMostRows * kColumns];
  for (Index column = 0; column < n; column += kColumnsAtOnce) {
    const Index columns = std::min(kColumnsAtOnce, n - column);
    for (Index from = 0; from < k; from += kDepth) {
      const Index depth = std::min(kDepth, k - from);
      const View right = b.at(from, column);
      pack({right.data, right.right, right.down}, columns, depth, kColumns, packedColumns.get());
      const Index top = triangle == Triangle::lower ? column / kRowsAtOnce * kRowsAtOnce : 0;
      for (Index row = top; row < m; row += kRowsAtOnce) {
        const Index rows = std::min(kRowsAtOnce, m - row);
        pack(a.at(row, from), rows, depth, kernel.rows, packedRows.get());
        for (Index j = 0; j < columns; j += kColumns) {
          for (Index i = 0; i < rows; i += kernel.rows) {
            if (triangle == Triangle::lower && row + i + kernel.rows <= column + j) continue;
            kernel.sum(packedRows.get() + i * depth, packedColumns.get() + j * depth, depth, tile);
            const Index wide = std::min(kColumns, columns - j);
            const Index high = std::min(kernel.rows, rows - i);
            for (Index x = 0; x < wide; ++x) {
              double* to = c.data + row + i + (column + j + x) * c.stride;
              for (Index y = 0; y < high; ++y) to[y] += sign * tile[x * kernel.rows + y];
            }
          }
        }
      }
    }
  }
}

Index halfOf(Index n) { return (n / 2 + kSmall - 1) / kSmall * kSmall; }

using Block = Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
Block blockOf(Target a, Index rows, Index columns) {
  return Block(a.data, rows, columns, Eigen::OuterStride<>(a.stride));
}
Target from(Target a, Index i, Index j) { return {a.data + i + j * a.stride, a.stride}; }
View viewOf(Target a) { return {a.data, 1, a.stride}; }
View turned(View a) { return {a.data, a.right, a.down}; }

// b := b·L'⁻¹ for m rows.
void divideByFactor(Target b, Index m, Target lower, Index n) {
  if (n <= kSmall) {
    Block x = blockOf(b, m, n);
    const Block l = blockOf(lower, n, n);
    for (Index j = 0; j < n; ++j) {
      for (Index k = 0; k < j; ++k) x.col(j) -= l(j, k) * x.col(k);
      x.col(j) /= l(j, j);
    }
    return;
  }
  const Index half = halfOf(n);
  divideByFactor(b, m, lower, half);
  addProduct(from(b, 0, half), -1, viewOf(b), turned(viewOf(from(lower, half, 0))), m, n - half,
             half);
  divideByFactor(from(b, 0, half), m, from(lower, half, half), n - half);
}

bool factorBlock(Target a, Index n) {
  if (n <= kSmall) {
    Block x = blockOf(a, n, n);
    for (Index j = 0; j < n; ++j) {
      for (Index k = 0; k < j; ++k) x.col(j).tail(n - j) -= x(j, k) * x.col(k).tail(n - j);
      if (!(x(j, j) > 0)) return false;
      x.col(j).tail(n - j) /= std::sqrt(x(j, j));
    }
    return true;
  }
  const Index half = halfOf(n);
  if (!factorBlock(a, half)) return false;
  const Target below = from(a, half, 0);
  const Target rest = from(a, half, half);
  divideByFactor(below, n - half, a, half);
  addProduct(rest, -1, viewOf(below), turned(viewOf(below)), n - half, n - half, half,
             Triangle::lower);
  return factorBlock(rest, n - half);
}

// L := L⁻¹; `spare` holds n²/4 numbers.
void invertBlock(Target l, Index n, double* spare) {
  if (n <= kSmall) {
    Block x = blockOf(l, n, n);
    for (Index j = n - 1; j >= 0; --j) {
      x(j, j) = 1 / x(j, j);
      // From the last element up: each needs those above it as they were.
      for (Index i = n - 1; i > j; --i) {
        double sum = 0;
        for (Index k = j + 1; k <= i; ++k) sum += x(i, k) * x(k, j);
        x(i, j) = -sum * x(j, j);
      }
    }
    return;
  }
  const Index half = halfOf(n);
  const Index rest = n - half;
  invertBlock(l, half, spare);
  invertBlock(from(l, half, half), rest, spare);
  const Target below = from(l, half, 0);
  const Target between{spare, rest};
  blockOf(between, rest, half).setZero();
  addProduct(between, 1, viewOf(below), viewOf(l), rest, half, half);
  blockOf(below, rest, half).setZero();
  addProduct(below, -1, viewOf(from(l, half, half)), viewOf(between), rest, half, rest);
}

}  // namespace

bool factorInPlace(Eigen::MatrixXd& a) {
  if (!factorBlock({a.data(), a.outerStride()}, a.rows())) return false;
  a.triangularView<Eigen::StrictlyUpper>().setZero();
  return true;
}

Eigen::MatrixXd inverseOfFactored(const Eigen::MatrixXd& lower) {
  const Index n = lower.rows();
  Eigen::MatrixXd inverse = lower;
  const Target l{inverse.data(), n};
  invertBlock(l, n, numbers(n * n / 4 + 1).get());
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(n, n);
  // L⁻ᵀL⁻¹: rows from i on are all that columns from i on have.
  for (Index i = 0; i < n; i += kRowsAtOnce) {
    const Index rows = std::min(kRowsAtOnce, n - i);
    const View below = viewOf(from(l, i, 0));
    addProduct({result.data() + i, n}, 1, turned(below.at(0, i)), below, rows, i + rows, n - i);
  }
  result.triangularView<Eigen::StrictlyUpper>() = result.transpose();
  return result;
}

void solveInPlace(const Eigen::MatrixXd& lower, Eigen::MatrixXd& x) {
  const Index n = lower.rows();
  for (Index column = 0; column < x.cols(); ++column) {
    auto values = x.col(column);
    for (Index i = 0; i < n; ++i) {
      values[i] /= lower(i, i);
      values.tail(n - i - 1) -= values[i] * lower.col(i).tail(n - i - 1);
    }
  }
}

void solveTransposedInPlace(const Eigen::MatrixXd& lower, Eigen::MatrixXd& x) {
  const Index n = lower.rows();
  for (Index column = 0; column < x.cols(); ++column) {
    auto values = x.col(column);
    for (Index i = n - 1; i >= 0; --i) {
      const Index below = n - i - 1;
      values[i] = (values[i] - lower.col(i).tail(below).dot(values.tail(below))) / lower(i, i);
    }
  }
}

namespace {
Eigen::MatrixXd columnwise(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(a.rows(), b.cols());
  for (Index j = 0; j < b.cols(); ++j) {
    for (Index k = 0; k < a.cols(); ++k) result.col(j) += a.col(k) * b(k, j);
  }
  return result;
}
}  // namespace

Eigen::MatrixXd product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  if (a.rows() * a.cols() * b.cols() <= kFew || b.cols() <= kNarrow) return columnwise(a, b);
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(a.rows(), b.cols());
  addProduct({result.data(), result.outerStride()}, 1, {a.data(), 1, a.outerStride()},
             {b.data(), 1, b.outerStride()}, a.rows(), b.cols(), a.cols());
  return result;
}

Eigen::MatrixXd transposedProduct(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  if (a.rows() * a.cols() * b.cols() <= kFew) return a.transpose().lazyProduct(b);
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(a.cols(), b.cols());
  addProduct({result.data(), result.outerStride()}, 1, {a.data(), a.outerStride(), 1},
             {b.data(), 1, b.outerStride()}, a.cols(), b.cols(), a.rows());
  return result;
}

}  // namespace refocus::statistics
