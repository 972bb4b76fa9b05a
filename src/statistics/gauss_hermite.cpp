#include "statistics/gauss_hermite.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numbers>

#include "base/fault.hpp"

namespace refocus::statistics {
namespace {

// Orthonormal Hermite functions ψ_{n−1} and ψ_n at x; they bear e^(−x²/2), so nothing overflows.
struct HermiteFunctions {
  double before;
  double last;
};

HermiteFunctions functionsAt(int n, double x) {
  double before = 0;
  double last = std::exp(-x * x / 2) / std::sqrt(std::sqrt(std::numbers::pi));
  for (int k = 0; k < n; ++k) {
    const double next =
        std::sqrt(2.0 / (k + 1)) * x * last - std::sqrt(static_cast<double>(k) / (k + 1)) * before;
    before = last;
    last = next;
  }
  return {before, last};
}

}  // namespace

HermiteRule hermiteRule(int points) {
  if (points < 1 || points > kMostQuadraturePoints) {
    throw Fault(FaultCode::invalid, "hermiteRule: a number of points that there is no rule for");
  }
  // Golub and Welsch: eigenvalues of the recurrence's matrix, then Newton's steps on ψ_n.
  const auto n = static_cast<Eigen::Index>(points);
  Eigen::VectorXd beside(n - 1);
  for (Eigen::Index i = 0; i + 1 < n; ++i) beside[i] = std::sqrt(static_cast<double>(i + 1) / 2);
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> recurrence;
  recurrence.computeFromTridiagonal(Eigen::VectorXd::Zero(n), beside, Eigen::EigenvaluesOnly);
  HermiteRule rule{Eigen::VectorXd::Zero(n), Eigen::VectorXd(n)};
  for (Eigen::Index i = 0; i <= (n - 1) / 2; ++i) {
    double x = 2 * i + 1 == n ? 0 : recurrence.eigenvalues()[i];
    for (int step = 0; step < 3 && x != 0; ++step) {
      const HermiteFunctions at = functionsAt(points, x);
      x -= at.last / (std::sqrt(2.0 * points) * at.before - x * at.last);
    }
    const double before = functionsAt(points, x).before;
    const double factor = 1 / (std::sqrt(std::numbers::pi) * points * before * before);
    rule.nodes[i] = std::numbers::sqrt2 * x;
    rule.nodes[n - 1 - i] = -rule.nodes[i];
    rule.factors[i] = rule.factors[n - 1 - i] = factor;
  }
  return rule;
}

}  // namespace refocus::statistics
