#include "statistics/cluster_totals.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>

#include "statistics/small_products.hpp"

namespace refocus::statistics {
namespace {

constexpr double kNoVariation = 1e-12;

}  // namespace

Eigen::MatrixXd inverseRoot(const Eigen::MatrixXd& b) {
  if (b.rows() == 2) {
    const double determinant = b(0, 0) * b(1, 1) - b(0, 1) * b(0, 1);
    const double trace = b(0, 0) + b(1, 1);
    if (determinant > 1e-3 * trace * trace) {
      const double s = std::sqrt(determinant);
      const double scale = 1 / (s * std::sqrt(trace + 2 * s));
      Eigen::MatrixXd root(2, 2);
      root << (b(1, 1) + s) * scale, -b(0, 1) * scale, -b(0, 1) * scale, (b(0, 0) + s) * scale;
      return root;
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(b);
  const double least = kNoVariation * parts.eigenvalues().maxCoeff();
  const Eigen::VectorXd roots = parts.eigenvalues().unaryExpr(
      [&](double value) { return value > least ? 1 / std::sqrt(value) : 0.0; });
  return parts.eigenvectors() * roots.asDiagonal() * parts.eigenvectors().transpose();
}

ClusterTotals::ClusterTotals(Eigen::Index p)
    : covariance_(Eigen::MatrixXd::Zero(p, p)),
      trace_(Eigen::VectorXd::Zero(p)),
      diagonal_(Eigen::VectorXd::Zero(p)),
      spread_(Eigen::MatrixXd::Zero(p, p * p)) {}

void ClusterTotals::add(const ClusterPart& cluster) {
  const Eigen::Index p = trace_.size();
  count_ += 1;
  sums_.noalias() = cluster.t.lazyProduct(cluster.residual);
  addProductByTransposed(sums_, sums_, covariance_);
  shares_.setZero(p, p);
  addProductByTransposed(cluster.taken, cluster.t, shares_);
  for (Eigen::Index l = 0; l < p; ++l) {
    const double* share = shares_.col(l).data();
    double own = 0;
    for (Eigen::Index d = 0; d < cluster.t.cols(); ++d) own += cluster.t(l, d) * cluster.tv(l, d);
    double shared = 0;
    for (Eigen::Index i = 0; i < p; ++i) {
      shared += share[i] * share[i];
      double* to = spread_.col(l * p + i).data();
      for (Eigen::Index k = 0; k <= i; ++k) to[k] += share[i] * share[k];
    }
    trace_[l] += own - shared;
    diagonal_[l] += (own - shared) * (own - shared) - shared * shared;
  }
}

Sandwich ClusterTotals::sandwich(Robust type) const {
  const Eigen::Index p = trace_.size();
  Sandwich result{covariance_, Eigen::VectorXd::Ones(p), Eigen::VectorXd(p)};
  if (type == Robust::cr1) result.covariance *= count_ / (count_ - 1);
  for (Eigen::Index l = 0; l < p; ++l) {
    const auto upper = spread_.middleCols(l * p, p);
    const double squares = diagonal_[l] + 2 * upper.squaredNorm() - upper.diagonal().squaredNorm();
    result.df[l] = trace_[l] * trace_[l] / squares;
  }
  return result;
}

}  // namespace refocus::statistics
