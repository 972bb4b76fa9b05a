// Error-carrying sums, on numbers where plain ones lose everything.
#include "statistics/dot_products.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace refocus::statistics {
namespace {

TEST(Wide, KeepsWhatADoubleLoses) {
  const Wide sum = Wide(1e16) + Wide(1.0) - Wide(1e16);
  EXPECT_EQ(sum.hi, 1.0);
  const Wide third = Wide(1.0) / Wide(3.0);
  const Wide rest = Wide(1.0) - third * Wide(3.0);
  EXPECT_LT(std::abs(rest.hi), 1e-31);
  const Wide root = sqrt(Wide(2.0));
  EXPECT_LT(std::abs((root * root - Wide(2.0)).hi), 1e-31);
}

TEST(DotProduct, SurvivesCancellation) {
  // 1e16·1 + 1·1 − 1e16·1 and padding: plain sums give 0.
  const std::vector<double> a{1e16, 1, -1e16, 0, 0, 0, 0, 0, 1e16, 1, -1e16, 0, 0, 0, 0, 0};
  const std::vector<double> b(16, 1.0);
  EXPECT_EQ(dotProduct(a.data(), b.data(), 16).hi, 2.0);
}

TEST(DotProduct, KeepsTheProductsErrors) {
  // (1 + 2⁻³⁰)² − (1 + 2⁻²⁹) is 2⁻⁶⁰, which no double near 1 can hold.
  const double x = 1 + 0x1p-30;
  const std::vector<double> a{x, -1, 0, 0, 0, 0, 0, 0};
  const std::vector<double> b{x, 1 + 0x1p-29, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(dotProduct(a.data(), b.data(), 8).hi, 0x1p-60);
}

TEST(DotProduct, TriangleOfProductsKeepsThemToo) {
  const double x = 1 + 0x1p-30;
  std::vector<double> high(4, 0.0);
  std::vector<double> low(4, 0.0);
  const std::vector<double> first{x, -1};
  const std::vector<double> second{x, 1 + 0x1p-29};
  addProductsTo(high.data(), low.data(), first.data(), second.data(), 2);
  EXPECT_EQ((exactSum(high[0], low[0]) + exactSum(high[3], low[3])).hi, 0x1p-60);
}

// Whatever the triangle's side, its elements are those of sums taken one by one.
TEST(DotProduct, TrianglesOfEverySideAreSumsOfProducts) {
  for (std::size_t n = 1; n < 14; ++n) {
    std::vector<double> high(n * n, 0.0);
    std::vector<double> low(n * n, 0.0);
    std::vector<double> factors(n);
    std::vector<double> values(n);
    for (std::size_t round = 1; round < 5; ++round) {
      for (std::size_t i = 0; i < n; ++i) {
        factors[i] = 1 / static_cast<double>(i + round);
        values[i] = std::sqrt(static_cast<double>(i + 3 * round));
      }
      addProductsTo(high.data(), low.data(), factors.data(), values.data(), n);
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i; j < n; ++j) {
        Wide sum;
        for (std::size_t round = 1; round < 5; ++round) {
          sum += exactProduct(1 / static_cast<double>(i + round),
                              std::sqrt(static_cast<double>(j + 3 * round)));
        }
        const Wide off = exactSum(high[i * n + j], low[i * n + j]) - sum;
        EXPECT_LT(std::abs(off.hi), 1e-30) << n << ' ' << i << ' ' << j;
      }
      for (std::size_t j = 0; j < i; ++j)
        EXPECT_EQ(high[i * n + j], 0) << n << ' ' << i << ' ' << j;
    }
  }
}

}  // namespace
}  // namespace refocus::statistics
