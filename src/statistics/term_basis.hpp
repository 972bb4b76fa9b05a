// The columns of random terms in the basis in which variances are searched for: scaled by powers of
// two, centred where the term has a constant, and orthogonal. A model does not depend on the basis
// of a term, b = T·b*, but a search for its covariance does: of intercepts at an x = 0 that lies
// far from the data, and their slopes, hardly anything but the correlation moves the likelihood.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "statistics/design.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {

/// Keeps a reference to the rows.
class TermBasis {
 public:
  TermBasis(const Design& design, const Rows& rows);

  /// With z·T for z: the same rows where all terms are intercepts. Centred columns are made from
  /// differences, and lose no digits.
  [[nodiscard]] const Rows& rows() const { return changed_ ? *changed_ : rows_; }
  /// T of each random term, q × q.
  [[nodiscard]] const std::vector<Eigen::MatrixXd>& toUser() const { return toUser_; }
  /// θ of the user's columns.
  [[nodiscard]] Eigen::VectorXd userTheta(const std::vector<TermPlace>& places,
                                          const Eigen::VectorXd& theta) const;

 private:
  const Rows& rows_;
  std::optional<Rows> changed_;
  std::vector<Eigen::MatrixXd> toUser_;
};

/// A lower-triangular λ, its diagonal not negative, with the covariance of `left`. As many of its
/// columns are exactly 0 as of those.
[[nodiscard]] Eigen::MatrixXd lowerFactor(Eigen::MatrixXd left);

}  // namespace refocus::statistics
