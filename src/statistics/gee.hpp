// Generalised estimating equations (Liang and Zeger, Biometrika 73, 1986) for clusters whose rows
// are equally correlated or not at all, with the covariance of the estimates by the model and by
// the clusters' own residuals (the sandwich), corrected for few clusters where that is asked for.
//
// With Pearson residuals z = √w(y − μ)/√v(μ), x̃ = √(w·v(μ))·x (the links are canonical) and R_j the
// working correlation of cluster j, n_j × n_j: the estimate solves Σ X̃_j'R_j⁻¹z_j = 0, with
//   φ = Σz²/N and α = Σ_j Σ_{i<k} z_i z_k / (φ · pairs)
// at the solution, as geepack defines them: no divisor is reduced by the number of coefficients
// (Liang and Zeger's N − p and pairs − p are). R_j⁻¹ is known in closed form, so that nothing
// n_j × n_j is formed: the cost is N p² an iteration.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "statistics/family.hpp"

namespace refocus::statistics {

enum class WorkingCorrelation { independence, exchangeable };

/// What is done to a cluster's residuals before the sandwich is made of them, because the fit has
/// drawn itself to them. With H_j = X̃_jB⁻¹X̃_j'R_j⁻¹, the cluster's leverage:
enum class SandwichCorrection {
  none,              ///< nothing
  kauermannCarroll,  ///< (I − H_j)^(−1/2): unbiased where the working model is right (JASA 96,
                     ///< 2001)
  manclDeRouen,      ///< (I − H_j)⁻¹: never too small on average (Biometrics 57, 2001)
};

/// What was asked for, and what came of it beside the coefficients.
struct GeeChoice {
  WorkingCorrelation correlation = WorkingCorrelation::exchangeable;
  SandwichCorrection correction = SandwichCorrection::kauermannCarroll;
};
struct GeeResult {
  GeeChoice choice;
  double correlation = 0;  ///< α
  double scale = 1;        ///< φ
};

/// Rows in an orthonormal basis Q of X's columns, and what they answer.
struct GeeData {
  Family family = Family::gaussian;
  const Eigen::MatrixXd& q;  ///< n × p
  const Eigen::VectorXd& y;
  const Eigen::VectorXd& weights;             ///< size 0 where there are none
  const Eigen::VectorXd& offset;              ///< size 0 where there is none
  const std::vector<std::uint32_t>& cluster;  ///< of each row
};

struct GeeSolution {
  Eigen::VectorXd delta;   ///< coefficients of Q
  Eigen::MatrixXd model;   ///< φB⁻¹
  Eigen::MatrixXd robust;  ///< the sandwich
  double scale = 1;        ///< φ
  double correlation = 0;  ///< α
  std::size_t clusters = 0;
  std::size_t largest = 0;  ///< rows of the largest cluster
  bool possible = true;     ///< α is above −1/(largest − 1): the working correlation exists
  bool converged = true;
  int iterations = 0;
  double step = 0;  ///< the last, in standard errors
};

/// With one row in each cluster α is 0.
[[nodiscard]] GeeSolution solveGee(const GeeData& data, WorkingCorrelation correlation,
                                   SandwichCorrection correction);

}  // namespace refocus::statistics
