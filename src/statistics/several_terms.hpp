// Any number of random terms, crossed, nested or correlated: V = σ²(I + ZΛΛ'Z'), Λ made of θ,
// lme4's lower-triangular factors of the relative covariance. Everything comes from the blocked
// Cholesky factor of Λ'Z'ZΛ + I (blocked_factor.hpp): nothing has a side as long as the rows.
//
// Units are those of canonical.hpp: y's residual has length 1.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <vector>

#include "statistics/canonical.hpp"
#include "statistics/design.hpp"
#include "statistics/effect_layout.hpp"
#include "statistics/fit.hpp"
#include "statistics/free_variances.hpp"
#include "statistics/marginal_blocks.hpp"
#include "statistics/small_sample.hpp"

namespace refocus::statistics {

class SeveralTerms {
 public:
  /// `termSums`: Σ z·[Q q] of each term (canonical.hpp). Keeps a reference to canonical.
  SeveralTerms(const Design& design, const Rows& rows, const Canonical& canonical,
               const std::vector<Eigen::MatrixXd>& termSums, Method method);

  [[nodiscard]] const EffectLayout& layout() const { return layout_; }
  [[nodiscard]] const std::vector<TermPlace>& places() const { return layout_.places(); }
  [[nodiscard]] const EffectProducts& products() const { return products_; }
  /// Z'[Q q], a row for each effect.
  [[nodiscard]] const Eigen::MatrixXd& sums() const { return sums_; }
  [[nodiscard]] const Canonical& canonical() const { return canonical_; }
  [[nodiscard]] bool restricted() const { return restricted_; }
  /// n − p or n: what the residual sum of squares is divided by.
  [[nodiscard]] double divisor() const { return divisor_; }

  [[nodiscard]] Eigen::Index thetaCount() const { return thetaCount_; }
  /// Where the diagonals of the factors stand in θ.
  [[nodiscard]] std::vector<Eigen::Index> diagonals() const;
  /// λ of each place, lower triangular; and back to θ.
  [[nodiscard]] std::vector<Eigen::MatrixXd> factorsOf(const Eigen::VectorXd& theta) const;
  [[nodiscard]] Eigen::VectorXd thetaOf(const std::vector<Eigen::MatrixXd>& byPlace) const;
  /// The relative covariances' lower triangles, place by place, column by column.
  [[nodiscard]] std::vector<CovarianceParameter> parameters() const;

 private:
  const Canonical& canonical_;
  EffectLayout layout_;
  EffectProducts products_;
  Eigen::MatrixXd sums_;
  Eigen::Index thetaCount_ = 0;
  bool restricted_;
  double divisor_;
};

enum class Traces { none, all };

/// What square factors λ determine (any, not triangular ones alone). Keeps references.
class SeveralState {
 public:
  SeveralState(const SeveralTerms& terms, std::vector<Eigen::MatrixXd> factors);
  SeveralState(const SeveralState&) = delete;
  SeveralState& operator=(const SeveralState&) = delete;

  [[nodiscard]] const std::vector<Eigen::MatrixXd>& factors() const { return factor_.factors(); }
  /// log |ZΛΛ'Z' + I|.
  [[nodiscard]] double logVolume() const { return factor_.logDeterminant(); }
  [[nodiscard]] const Eigen::VectorXd& delta() const { return delta_; }
  /// (X'V⁻¹X)⁻¹ with σ² = 1.
  [[nodiscard]] const Eigen::MatrixXd& inverse() const { return inverse_; }
  /// r'V⁻¹r with σ² = 1.
  [[nodiscard]] double rss() const { return rss_; }
  [[nodiscard]] double sigma2() const { return rss_ / terms_.divisor(); }
  /// −2 log (restricted) likelihood, σ² and β at their best.
  [[nodiscard]] double criterion() const;
  /// The same but for what θ does not change: the same whatever the units of X and y.
  [[nodiscard]] double height() const { return height_; }

  /// d log|V| / dλ by place, q × q.
  [[nodiscard]] std::vector<Eigen::MatrixXd> volumeSlopes() const;
  /// −d r'V⁻¹r / dλ for the residuals of [Q q]·v.
  [[nodiscard]] std::vector<Eigen::MatrixXd> squareSlopes(const Eigen::VectorXd& v) const;
  /// d criterion / dλ.
  [[nodiscard]] std::vector<Eigen::MatrixXd> criterionSlopes() const;
  /// d criterion / d(relative covariance) of each term, symmetric q × q: on its diagonal, at a
  /// variance of 0, the score that decides whether it stays there.
  [[nodiscard]] std::vector<Eigen::MatrixXd> covarianceSlopes() const;

  /// For SeveralTerms::parameters(), with σ² = 1.
  [[nodiscard]] VarianceSums varianceSums(Traces traces) const;
  /// For the covariances by lower triangle, then σ².
  [[nodiscard]] Information information() const;
  /// Of the user's columns: of each random term T, b = T·b*.
  [[nodiscard]] std::vector<RandomEffects> effects(
      const Design& design, const std::vector<Eigen::MatrixXd>& toUser) const;
  /// (−δ, 1): the residuals are [Q q]·v.
  [[nodiscard]] Eigen::VectorXd residualOf() const;

 private:
  [[nodiscard]] const MarginalBlocks& blocks() const;

  const SeveralTerms& terms_;
  BlockedFactor factor_;
  Eigen::MatrixXd marginal_;  // Z'V⁻¹[Q q]
  Eigen::VectorXd delta_;
  Eigen::MatrixXd inverse_;
  Eigen::MatrixXd base_;  // [Q q]'V⁻¹[Q q]
  double rss_ = 0;
  double height_ = 0;
  mutable std::optional<MarginalBlocks> blocks_;  // made when first asked for
};

/// d(relative covariance) / dλ: rows and columns are parameters(), where λ's elements stand too.
[[nodiscard]] Eigen::MatrixXd covarianceChange(const SeveralTerms& terms,
                                               const SeveralState& state);

/// Of the covariances and σ² as in SeveralState::information(). Free are the columns of λ that are
/// not 0. Keeps references.
[[nodiscard]] FreeVariances freeVariancesOf(const Design& design, const Rows& rows,
                                            const SeveralTerms& terms, const SeveralState& state);

/// The criterion's second derivatives by θ; `average` replaces traces by quadratic forms that have
/// the same expectation (average information), which is never negative and needs no inverse.
enum class Curvature { exact, average };
[[nodiscard]] Eigen::MatrixXd curvatureOf(const SeveralTerms& terms, const SeveralState& state,
                                          Curvature kind);

}  // namespace refocus::statistics
