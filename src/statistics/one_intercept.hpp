// The model with one random intercept, y = Xβ + u_group + e, in closed form. Everything is a
// function of λ = σ_b²/σ² through the groups' sums: with d_j = 1/(1 + n_jλ),
//   M(λ) = within + Σ (d_j/n_j)·s_j s_j',
// a sum of positive parts, so nothing cancels however large λ is. The estimate is a root of the
// analytic score, not the lowest of rounded criterion values; a variance of 0 is exactly 0.
//
// Lengths here are of y's residual made 1 (see canonical.hpp): multiply variances by length².
#pragma once

#include <Eigen/Core>
#include <optional>
#include <utility>

#include "statistics/canonical.hpp"
#include "statistics/fit.hpp"
#include "statistics/small_sample.hpp"

namespace refocus::statistics {

/// What λ determines.
struct InterceptSolution {
  double lambda = 0;
  Eigen::VectorXd delta;    ///< coefficients in canonical coordinates
  Eigen::MatrixXd inverse;  ///< M_xx⁻¹: the variance of delta over σ²
  double rss = 0;           ///< r'(I + λZZ')⁻¹r
  double sigma2 = 0;        ///< rss over N − p (REML) or N (ML)
  int evaluations = 0;      ///< of the score, until the root was found
};

class OneIntercept {
 public:
  /// Keeps references; both must outlive it. canonical.length > 0 and at least two groups.
  OneIntercept(const Canonical& canonical, const CanonicalGroups& groups, Method method);

  /// d criterion / dλ.
  [[nodiscard]] double score(double lambda) const;
  /// The same for several λ in one pass over the groups.
  [[nodiscard]] Eigen::ArrayXd scores(const Eigen::ArrayXd& lambdas) const;
  /// −2 log (restricted) likelihood with σ² and β at their best, all constants included.
  [[nodiscard]] double criterion(double lambda) const;
  [[nodiscard]] InterceptSolution solve(double lambda) const;
  /// Σ log(1 + n_jλ).
  [[nodiscard]] double logVolume(double lambda) const;

  /// The λ of the lowest criterion: 0 where the score there is not negative and no inner root is
  /// lower. Empty when the criterion falls without end (no variation within groups).
  [[nodiscard]] std::optional<InterceptSolution> estimate() const;

  /// The ends of {λ: criterion(λ) − criterion(estimate) ≤ drop}; the upper one may be empty.
  [[nodiscard]] std::pair<double, std::optional<double>> around(const InterceptSolution& estimate,
                                                                double drop) const;

  /// What Kenward–Roger and Satterthwaite need, for the parameters (σ_b², σ²), in unit length.
  [[nodiscard]] Information information(const InterceptSolution& solution) const;

  [[nodiscard]] const Canonical& canonical() const { return canonical_; }
  [[nodiscard]] const CanonicalGroups& groups() const { return groups_; }
  [[nodiscard]] double divisor() const { return divisor_; }

 private:
  [[nodiscard]] Eigen::MatrixXd factorAt(double lambda) const;
  [[nodiscard]] double scoreFrom(const Eigen::MatrixXd& sums, Eigen::Index which,
                                 double slope) const;
  template <class Fill>
  [[nodiscard]] Eigen::MatrixXd productSums(Eigen::Index count, const Fill& fill) const;

  const Canonical& canonical_;
  const CanonicalGroups& groups_;
  bool restricted_;
  double divisor_;
  Eigen::MatrixXd products_;  ///< of the groups' sums, where groups are few
};

}  // namespace refocus::statistics
