// Numbers of twice double's length (about 31 decimal digits), as an unevaluated sum of two doubles:
// hi is the rounded value, lo what rounding left. Sums of squares that cancel to their last digits
// (an offset of a million, columns almost alike) keep enough of them this way.
//
// Error-free sums and products are Knuth's and Dekker's; the algorithms for pairs are those of
// Joldes, Muller and Popescu (ACM TOMS 44(2), 2017). Needs -ffp-contract=off. Values between 1e-140
// and 1e140 are safe; columns are scaled into that range before they get here.
#pragma once

#include <cmath>

namespace refocus::statistics {

struct Wide {
  double hi = 0;
  double lo = 0;

  constexpr Wide() = default;
  constexpr Wide(double value)
      : hi(value) {}  // NOLINT(google-explicit-constructor): a number is one
  constexpr Wide(double high, double low) : hi(high), lo(low) {}

  [[nodiscard]] explicit constexpr operator double() const { return hi; }
};

/// a + b exactly.
[[nodiscard]] inline Wide exactSum(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

/// a + b exactly, for |a| ≥ |b|.
[[nodiscard]] inline Wide exactSumOrdered(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// The upper 26 bits of a (Veltkamp).
[[nodiscard]] inline double upperHalf(double a) {
  const double c = 134217729.0 * a;
  return c - (c - a);
}

/// a · b exactly.
[[nodiscard]] inline Wide exactProduct(double a, double b) {
  const double product = a * b;
  const double aHigh = upperHalf(a);
  const double aLow = a - aHigh;
  const double bHigh = upperHalf(b);
  const double bLow = b - bHigh;
  return {product, ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow};
}

[[nodiscard]] inline Wide operator+(Wide a, Wide b) {
  const Wide high = exactSum(a.hi, b.hi);
  const Wide low = exactSum(a.lo, b.lo);
  const Wide sum = exactSumOrdered(high.hi, high.lo + low.hi);
  return exactSumOrdered(sum.hi, sum.lo + low.lo);
}

[[nodiscard]] inline Wide operator-(Wide a) { return {-a.hi, -a.lo}; }
[[nodiscard]] inline Wide operator-(Wide a, Wide b) { return a + (-b); }

[[nodiscard]] inline Wide operator*(Wide a, Wide b) {
  const Wide product = exactProduct(a.hi, b.hi);
  return exactSumOrdered(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

[[nodiscard]] inline Wide operator/(Wide a, Wide b) {
  const double first = a.hi / b.hi;
  const Wide product = b * Wide(first);
  const double rest = (a.hi - product.hi) + (a.lo - product.lo);
  return exactSumOrdered(first, rest / b.hi);
}

[[nodiscard]] inline Wide sqrt(Wide a) {
  if (a.hi <= 0) return {};
  const double root = std::sqrt(a.hi);
  const Wide rest = a - exactProduct(root, root);
  return exactSumOrdered(root, rest.hi / (2 * root));
}

inline Wide& operator+=(Wide& a, Wide b) { return a = a + b; }
inline Wide& operator-=(Wide& a, Wide b) { return a = a - b; }
inline Wide& operator*=(Wide& a, Wide b) { return a = a * b; }
inline Wide& operator/=(Wide& a, Wide b) { return a = a / b; }
[[nodiscard]] inline bool operator<(Wide a, Wide b) {
  return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}
[[nodiscard]] inline bool operator<=(Wide a, Wide b) { return !(b < a); }

}  // namespace refocus::statistics
