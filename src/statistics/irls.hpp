// The maximum of a generalised linear model's likelihood by Newton's method (with a canonical link
// the same as Fisher's scoring, as iteratively reweighted least squares), in coordinates where the
// columns are orthonormal (basis.hpp).
//
// Where columns separate the responses the likelihood rises for ever along some direction. Then the
// rows that the direction separates are left out, as their likelihood is 1 in the limit, and the
// rest is fitted: what stays estimable is exact, and the directions are told.
#pragma once

#include <Eigen/Core>

#include "statistics/family.hpp"

namespace refocus::statistics {

/// y (of the binomial family: proportions), the weights (its numbers of trials) and the offset, for
/// each row. None is left empty.
struct Observations {
  Family family = Family::gaussian;
  Eigen::VectorXd y;
  Eigen::VectorXd weights;
  Eigen::VectorXd offset;
};

struct IrlsFit {
  Eigen::VectorXd delta;       ///< where directions are unbounded, of those that are not
  Eigen::MatrixXd covariance;  ///< inverse Fisher information, 0 along unbounded directions
  Eigen::VectorXd eta;         ///< linear predictors; infinite where rows are separated
  double logLikelihood = 0;    ///< constants included; in the limit, where it has no maximum
  double deviance = 0;
  double gradient = 0;  ///< what is left of it: half the squared length of Newton's last step
  int iterations = 0;
  bool converged = false;
  Eigen::MatrixXd
      unbounded;         ///< p × k, orthonormal: directions without a maximum; k is 0 as a rule
  Eigen::VectorXd away;  ///< the direction in which the likelihood rises; size 0 for k = 0

  [[nodiscard]] bool separated() const { return unbounded.cols() > 0; }
};

[[nodiscard]] IrlsFit irls(const Eigen::MatrixXd& q, const Observations& observations);

}  // namespace refocus::statistics
