// Sums of products and changes of basis with 31 digits. For the files that make canonical
// coordinates; users of the room need canonical.hpp alone.
#pragma once

#include <cstddef>
#include <vector>

#include "statistics/canonical.hpp"
#include "statistics/wide.hpp"

namespace refocus::statistics {

// A square matrix of Wide by row.
struct WideSquare {
  std::size_t size;
  std::vector<Wide> values;

  explicit WideSquare(std::size_t n) : size(n), values(n * n) {}
  Wide& operator()(std::size_t i, std::size_t j) { return values[i * size + j]; }
  const Wide& operator()(std::size_t i, std::size_t j) const { return values[i * size + j]; }
};

// Sums of products with the shifts undone where no intercept absorbs them;
// `shifted` gives those of two columns, the first not after the second.
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

inline WideSquare productsOfAll(const Moments& moments, const std::vector<double>& unshift) {
  return unshiftedProducts(moments.columns, unshift, [&](std::size_t i, std::size_t j) {
    return moments.total[i * moments.columns + j];
  });
}

// T' · sums: what moments' columns in `order` sum to, in canonical coordinates.
inline void toCanonical(const Canonical& canonical, const Wide* sums, double* to) {
  const std::size_t n = canonical.order.size();
  for (std::size_t j = 0; j < n; ++j) {
    Wide value;
    for (std::size_t i = 0; i <= j; ++i) value += canonical.change[i * n + j] * sums[i];
    to[j] = double(value);
  }
}

}  // namespace refocus::statistics
