// The minimum of a smooth function of a few parameters whose gradient is known: quasi-Newton steps
// until it is near, then Newton's own on the gradient, so that the answer is a root of the gradient
// to its last digits and not the lowest of rounded function values.
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

struct Objective {
  std::function<ValueAndGradient(const Eigen::VectorXd&)> value;
  /// A matrix without negative directions that is like the second derivatives; without it, one is
  /// learned from the gradients (BFGS).
  std::function<Eigen::MatrixXd(const Eigen::VectorXd&)> model;
  /// The second derivatives; without them the search ends where function values still tell.
  std::function<Eigen::MatrixXd(const Eigen::VectorXd&)> hessian;
  /// Coordinates that a step down the model may not bring below a quarter of themselves.
  std::vector<Eigen::Index> scales;
};

/// Second derivatives for an objective that has none of its own: central differences of the
/// gradient, right to some ten digits, which is plenty for Newton's steps to reach the last ones.
[[nodiscard]] std::function<Eigen::MatrixXd(const Eigen::VectorXd&)> differencesOf(
    std::function<ValueAndGradient(const Eigen::VectorXd&)> value);

/// From `start`, moving only the coordinates that `free` lists.
[[nodiscard]] Minimum minimumOf(const Objective& objective, const Eigen::VectorXd& start,
                                const std::vector<Eigen::Index>& free);

}  // namespace refocus::statistics
