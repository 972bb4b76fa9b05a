// Cholesky factors, inverses and products of dense matrices with hundreds or thousands of columns,
// with the same bits on every machine: each element is summed in one fixed order, and the vector
// unit only decides how many elements are summed abreast (no product is fused into a sum). Eigen's
// own would order the sums by the size of the processor's caches.
#pragma once

#include <Eigen/Core>

namespace refocus::statistics {

/// Turns a symmetric matrix, whose lower triangle is read, into its lower Cholesky factor; what is
/// above the diagonal becomes 0. False where it is not positive definite; then nothing is kept.
[[nodiscard]] bool factorInPlace(Eigen::MatrixXd& a);

/// (LL')⁻¹ of a lower triangular L with no 0 on its diagonal; both triangles.
[[nodiscard]] Eigen::MatrixXd inverseOfFactored(const Eigen::MatrixXd& lower);

/// x := L⁻¹x, and x := L'⁻¹x.
void solveInPlace(const Eigen::MatrixXd& lower, Eigen::MatrixXd& x);
void solveTransposedInPlace(const Eigen::MatrixXd& lower, Eigen::MatrixXd& x);

/// a·b, and a'·b.
[[nodiscard]] Eigen::MatrixXd product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
[[nodiscard]] Eigen::MatrixXd transposedProduct(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

}  // namespace refocus::statistics
