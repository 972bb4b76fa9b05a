#include "statistics/sandwich.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <vector>

namespace refocus::statistics {
namespace {

// Directions in which a group's residuals cannot vary get no weight, as in clubSandwich.
constexpr double kNoVariation = 1e-12;

// B^(-1/2) of a symmetric positive semidefinite matrix, zero where B is.
Eigen::MatrixXd inverseRoot(const Eigen::MatrixXd& b) {
  if (b.rows() == 2) {
    const double determinant = b(0, 0) * b(1, 1) - b(0, 1) * b(0, 1);
    const double trace = b(0, 0) + b(1, 1);
    if (determinant > 1e-3 * trace * trace) {
      const double s = std::sqrt(determinant);
      const double t = std::sqrt(trace + 2 * s);
      Eigen::MatrixXd root(2, 2);
      root << b(1, 1) + s, -b(0, 1), -b(0, 1), b(0, 0) + s;
      return root / (s * t);
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(b);
  const double least = kNoVariation * parts.eigenvalues().maxCoeff();
  const Eigen::VectorXd roots = parts.eigenvalues().unaryExpr(
      [&](double value) { return value > least ? 1 / std::sqrt(value) : 0.0; });
  return parts.eigenvectors() * roots.asDiagonal() * parts.eigenvectors().transpose();
}

// A group in its own orthonormal basis, whose first direction is along the ones. V/σ² is diagonal
// there: 1 + nλ, 1, 1, …
struct Cluster {
  Eigen::MatrixXd x;         // (1 + r) × p
  Eigen::VectorXd residual;  // of y, in the basis
  Eigen::VectorXd v;
  Eigen::MatrixXd adjust;  // A_j

  Cluster(const Eigen::MatrixXd& coordinates, double size, const InterceptSolution& solution,
          Robust type) {
    const Eigen::Index p = coordinates.cols() - 1;
    x = coordinates.leftCols(p);
    residual = coordinates.col(p) - x * solution.delta;
    v = Eigen::VectorXd::Ones(x.rows());
    v[0] += size * solution.lambda;
    if (type != Robust::cr2) {
      adjust = Eigen::MatrixXd::Identity(x.rows(), x.rows());
      return;
    }
    Eigen::MatrixXd s = -x * solution.inverse * x.transpose();
    s.diagonal() += v;
    const Eigen::VectorXd root = v.cwiseSqrt();
    adjust = root.asDiagonal() * inverseRoot(root.asDiagonal() * s * root.asDiagonal()) *
             root.asDiagonal();
  }
};

}  // namespace

Sandwich sandwichOf(const OneIntercept& model, const InterceptSolution& solution,
                    const Moments& moments, Robust type) {
  const Canonical& canonical = model.canonical();
  const CanonicalGroups& groups = model.groups();
  const Eigen::Index p = canonical.p;
  const Eigen::MatrixXd contrasts = solution.inverse * canonical.back.transpose();
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(p, p);
  Eigen::VectorXd trace = Eigen::VectorXd::Zero(p);  // Σ_j P_jj of each coefficient
  Eigen::VectorXd diagonal =
      Eigen::VectorXd::Zero(p);  // Σ_j of P_jj² without its share of the rest
  std::vector<Eigen::MatrixXd> spread(static_cast<std::size_t>(p), Eigen::MatrixXd::Zero(p, p));
  for (std::size_t j = 0; j < groups.level.size(); ++j) {
    const Cluster cluster(coordinatesOf(canonical, moments, groups.level[j]),
                          groups.size[static_cast<Eigen::Index>(j)], solution, type);
    // t_j of each coefficient, a column each.
    const Eigen::MatrixXd t =
        cluster.adjust * cluster.v.cwiseInverse().asDiagonal() * cluster.x * contrasts;
    const Eigen::VectorXd sums = t.transpose() * cluster.residual;
    covariance += sums * sums.transpose();
    const Eigen::MatrixXd q = cluster.x.transpose() * t;
    const Eigen::MatrixXd mq = solution.inverse * q;
    for (Eigen::Index l = 0; l < p; ++l) {
      const double own = t.col(l).dot(cluster.v.asDiagonal() * t.col(l));
      const double shared = q.col(l).dot(mq.col(l));
      trace[l] += own - shared;
      diagonal[l] += (own - shared) * (own - shared) - shared * shared;
      spread[static_cast<std::size_t>(l)] += mq.col(l) * q.col(l).transpose();
    }
  }
  Sandwich result;
  result.df.resize(p);
  for (Eigen::Index l = 0; l < p; ++l) {
    const Eigen::MatrixXd& s = spread[static_cast<std::size_t>(l)];
    const double squares = diagonal[l] + s.cwiseProduct(s.transpose()).sum();
    result.df[l] = trace[l] * trace[l] / squares;
  }
  const auto count = static_cast<double>(groups.level.size());
  result.covariance =
      type == Robust::cr1 ? Eigen::MatrixXd(covariance * (count / (count - 1))) : covariance;
  return result;
}

}  // namespace refocus::statistics
