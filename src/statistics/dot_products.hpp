// Sums of products of doubles with the error of every product and sum carried along (Ogita, Rump,
// Oishi: Dot2, SIAM J. Sci. Comput. 26(6), 2005), eight rows abreast. The eight lanes are part of
// the definition, so the bits are the same with any vector unit; the widest one there is chosen at
// run time.
#pragma once

#include <cstddef>

#include "statistics/wide.hpp"

namespace refocus::statistics {

inline constexpr std::size_t kLanes = 8;

/// Σ a[i]·b[i] for i < count; count is a multiple of kLanes (pad with zeros) and not above a few
/// thousand, so that the carried errors stay small against the result's last digit.
[[nodiscard]] Wide dotProduct(const double* a, const double* b, std::size_t count);

/// sums[i] += values[i] for i < count, each exactly to about 31 digits: the pair (high, low).
void addTo(double* high, double* low, const double* values, std::size_t count);

/// The same for an upper triangle: sums[i·count + j] += factors[i]·values[j] for i ≤ j < count.
void addProductsTo(double* high, double* low, const double* factors, const double* values,
                   std::size_t count);

}  // namespace refocus::statistics
