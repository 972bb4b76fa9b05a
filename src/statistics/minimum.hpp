// The minimum of a smooth function of a few parameters whose gradient is known: quasi-Newton steps
// (BFGS) until it is near, then Newton's own on the gradient, so that the answer is a root of the
// gradient to its last digits and not the lowest of rounded function values.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

namespace refocus::statistics {

struct ValueAndGradient {
  double value = 0;
  Eigen::VectorXd gradient;
};

struct Minimum {
  Eigen::VectorXd at;
  double value = 0;
  Eigen::VectorXd gradient;
  int evaluations = 0;
  bool converged = false;  ///< nothing is left of the gradient but rounding
};

using Objective = std::function<ValueAndGradient(const Eigen::VectorXd&)>;

/// From `start`, moving only the coordinates that `free` lists.
[[nodiscard]] Minimum minimumOf(const Objective& objective, const Eigen::VectorXd& start,
                                const std::vector<Eigen::Index>& free);

}  // namespace refocus::statistics
