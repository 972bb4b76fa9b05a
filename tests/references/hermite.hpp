// Gauss and Hermite's rule with 50 digits.
#pragma once

#include <vector>

#include "dense_matrix.hpp"

struct Rule {
  std::vector<Real> nodes;
  std::vector<Real> weights;  // of ∫ f e^(−x²) dx
};

// Roots of the Hermite polynomial by bisection between those of the one before.
inline Rule ruleOf(int points) {
  const auto polynomial = [](int n, const Real& x) {
    Real before = 0;
    Real last = 1;
    for (int k = 0; k < n; ++k) {
      const Real next = 2 * x * last - 2 * k * before;
      before = last;
      last = next;
    }
    return last;
  };
  std::vector<Real> roots;
  for (int n = 1; n <= points; ++n) {
    const Real edge = sqrt(Real(2 * n + 2));
    std::vector<Real> ends{-edge};
    ends.insert(ends.end(), roots.begin(), roots.end());
    ends.push_back(edge);
    roots.clear();
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
      Real low = ends[i];
      Real high = ends[i + 1];
      const bool rises = polynomial(n, high) > 0;
      for (int k = 0; k < 180; ++k) {
        const Real middle = (low + high) / 2;
        ((polynomial(n, middle) > 0) == rises ? high : low) = middle;
      }
      roots.push_back((low + high) / 2);
    }
  }
  Rule rule{roots, {}};
  Real factor = sqrt(acos(Real(-1))) / (2 * points * points);  // √π 2ⁿ⁻¹ n! / n²
  for (int k = 1; k <= points; ++k) factor *= 2 * k;
  for (const Real& x : roots) {
    const Real before = polynomial(points - 1, x);
    rule.weights.push_back(factor / (before * before));
  }
  return rule;
}
