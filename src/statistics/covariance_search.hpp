// The lowest criterion over the covariances of random effects, their bounds included: a variance of
// 0, or effects that depend on each other wholly, is a covariance whose rank is not full.
//
// A search over θ sees a bound as a place where its gradient vanishes, whether or not the criterion
// falls beyond. So it ends only where the criterion's slope by the covariance itself, S = d/dΣ, has
// no direction down: SΣ = 0 and no eigenvalue of S below 0, the conditions of a minimum over
// matrices without negative variances. Where there is one, the search leaves the bound along it.
//
// Small data have several such minima. Where the first is not plainly the only one, the search
// starts again from many places on and off the bounds, and the lowest is taken.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "statistics/minimum.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {

inline constexpr int kManyStarts = 60;
inline constexpr int kFewStarts = 6;

struct CovarianceProblem {
  const std::vector<TermPlace>& places;
  /// Of θ, and of whatever stands behind it.
  Objective objective;
  /// d criterion / dΣ of each place, symmetric q × q.
  std::function<std::vector<Eigen::MatrixXd>(const Eigen::VectorXd&)> slopes;
  int mostStarts = kManyStarts;
};

/// How many places a fit may be searched from: as many as cost about what all cost of 400 rows.
/// What large data leave no doubt about is not worth many times its seconds.
[[nodiscard]] inline int mostStartsOf(Eigen::Index rows, Eigen::Index trailing) {
  constexpr Eigen::Index kAllOf = 400;
  constexpr Eigen::Index kManyTrailing = 300;
  if (trailing > kManyTrailing) return kFewStarts;
  const Eigen::Index share = kManyStarts * kAllOf / std::max(rows, kAllOf);
  return std::max(kFewStarts, static_cast<int>(share));
}

struct CovarianceMinimum {
  Minimum minimum;                 ///< its evaluations are those of all searches
  std::vector<Eigen::Index> free;  ///< all but the columns of λ that are 0
  int starts = 1;                  ///< from how many places it was searched for
};

/// Diagonals of every λ come out not negative.
[[nodiscard]] CovarianceMinimum lowestOf(const CovarianceProblem& problem,
                                         const Eigen::VectorXd& start);

}  // namespace refocus::statistics
