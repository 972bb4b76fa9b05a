// The covariance of the variance parameters ϑ, where some are held at a bound or the model has one
// too many. Of a model with one too many, such as `(1 | g) + (0 + f | g)` with a factor f, the
// likelihood knows V but not every ϑ: along Σ v_iG_i = 0 the information is 0, and so are the sums
// Σ v_iP_i and Σ v_iQ_ij. Any generalised inverse then gives the same degrees of freedom, those of
// the model without what is redundant.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>

namespace refocus::statistics {

/// What ϑ may do. Made empty, all of ϑ is free and nothing is redundant.
struct FreeVariances {
  /// dϑ by each parameter that is not held at a bound, m × k.
  Eigen::MatrixXd along;
  /// k × k: the observed information about those beyond along'·information·along; ϑ is no linear
  /// function of them, and the score at a bound is not 0. Asked for at a bound alone: it costs as
  /// much as a step of the fit.
  std::function<Eigen::MatrixXd()> bend;
  /// Whether V stays as it is when ϑ moves in this direction.
  std::function<bool(const Eigen::VectorXd&)> isRedundant;
};

struct VarianceCovariance {
  Eigen::MatrixXd w;       ///< m × m, of ϑ
  bool redundant = false;  ///< w is a generalised inverse
};

/// The inverse of the information about all of ϑ, scaled before it is inverted; empty when it is
/// not positive definite beside what is redundant.
[[nodiscard]] std::optional<VarianceCovariance> covarianceOf(const Eigen::MatrixXd& information,
                                                             const FreeVariances& free);

/// The same with ϑ moving along `free.along` alone.
enum class Bend { none, observed };
[[nodiscard]] std::optional<VarianceCovariance> covarianceAlong(const Eigen::MatrixXd& information,
                                                                const FreeVariances& free,
                                                                Bend bend);

}  // namespace refocus::statistics
