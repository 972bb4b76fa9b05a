// θ, lme4's relative covariance parameters: for each random term the columns of a lower-triangular
// λ, q × q, one after another; terms in the order of their places. The sign of a column has no
// meaning; where a diagonal and what stands below it are 0, a direction has no variance.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "statistics/effect_layout.hpp"

namespace refocus::statistics {

[[nodiscard]] Eigen::Index thetaCountOf(const std::vector<TermPlace>& places);

/// λ of one term.
[[nodiscard]] Eigen::MatrixXd factorOf(const TermPlace& place, const Eigen::VectorXd& theta);

/// Writes the lower triangle of one term's λ into θ.
void setFactor(const TermPlace& place, const Eigen::MatrixXd& factor, Eigen::VectorXd& theta);

/// One column of a λ: which elements of θ it is, its diagonal first.
struct ThetaColumn {
  std::size_t place = 0;
  Eigen::Index first = 0;
  Eigen::Index length = 0;
};
[[nodiscard]] std::vector<ThetaColumn> columnsOf(const std::vector<TermPlace>& places);

/// The length of each row, whose square may be no number: standard deviations of a λ's effects.
[[nodiscard]] Eigen::VectorXd rowLengths(const Eigen::MatrixXd& factor);

/// √ of the diagonal of T·variance·T'; rounding below 0 counts as 0.
[[nodiscard]] Eigen::VectorXd spreadsOf(const Eigen::MatrixXd& toUser,
                                        const Eigen::MatrixXd& variance);

}  // namespace refocus::statistics
