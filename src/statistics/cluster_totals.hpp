// What the clusters of a sandwich add up to: its covariance, and Bell and McCaffrey's degrees of
// freedom under the fitted model (Pustejovsky and Tipton, JBES 36(4), 2018). A cluster comes in an
// orthonormal basis of the span of its covariance and its part of X, beside which that covariance
// is the residual's.
#pragma once

#include <Eigen/Core>

#include "statistics/fit.hpp"

namespace refocus::statistics {

struct Sandwich {
  Eigen::MatrixXd covariance;  ///< p × p, of each coefficient in units of `unit`
  Eigen::VectorXd unit;        ///< powers of two
  Eigen::VectorXd df;          ///< of each coefficient
};

/// B^(−1/2) of a symmetric positive semidefinite matrix, zero in directions where B is: residuals
/// that cannot vary get no weight, as in clubSandwich.
[[nodiscard]] Eigen::MatrixXd inverseRoot(const Eigen::MatrixXd& b);

/// A cluster in r directions, of p coefficients: a column for each direction. V is over σ².
struct ClusterPart {
  Eigen::MatrixXd taken;     ///< p × r: a root of (X'V⁻¹X)⁻¹ times X', so that taken'·taken is what
                             ///< the fit takes of V
  Eigen::MatrixXd t;         ///< p × r: (X'V⁻¹X)⁻¹X'V⁻¹A of each coefficient
  Eigen::MatrixXd tv;        ///< that times V
  Eigen::VectorXd residual;  ///< of y
};

class ClusterTotals {
 public:
  explicit ClusterTotals(Eigen::Index p);

  void add(const ClusterPart& cluster);
  /// CR1 is CR0 times J/(J − 1).
  [[nodiscard]] Sandwich sandwich(Robust type) const;

 private:
  double count_ = 0;
  Eigen::MatrixXd covariance_;
  Eigen::VectorXd trace_;     ///< Σ_j P_jj of each coefficient
  Eigen::VectorXd diagonal_;  ///< Σ_j of P_jj² without its share of the rest
  Eigen::MatrixXd spread_;  ///< of each coefficient Σ_j of its share, upper triangles side by side
  Eigen::MatrixXd sums_;    ///< a column
  Eigen::MatrixXd shares_;
};

}  // namespace refocus::statistics
