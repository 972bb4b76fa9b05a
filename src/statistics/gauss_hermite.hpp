// Gauss–Hermite quadrature, for integrals of functions that look like a normal density:
//
//   ∫ f(z) dz / √(2π) ≈ Σ factor_k f(node_k),
//
// exact where f is e^(−z²/2) times a polynomial of degree 2N − 1. Nodes are symmetric about 0.
#pragma once

#include <Eigen/Core>

namespace refocus::statistics {

inline constexpr int kMostQuadraturePoints = 101;

struct HermiteRule {
  Eigen::VectorXd nodes;
  Eigen::VectorXd factors;
};

/// Of 1 to kMostQuadraturePoints points, to the last digits.
[[nodiscard]] HermiteRule hermiteRule(int points);

}  // namespace refocus::statistics
