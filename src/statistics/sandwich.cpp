#include "statistics/sandwich.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <vector>

namespace refocus::statistics {
namespace {

// Directions in which a group's residuals cannot vary get no weight, as in
// clubSandwich.
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

// A group in its own orthonormal basis, whose first direction is along the
// ones. V/σ² is diagonal there: 1 + nλ, 1, 1, … One after another in the same
// memory.
class Cluster {
 public:
  Cluster(const InterceptSolution& solution, Robust type, const Eigen::MatrixXd& contrasts)
      : solution_(solution), type_(type), contrasts_(contrasts) {}

  void fill(const Eigen::MatrixXd& coordinates, double size) {
    const Eigen::Index p = coordinates.cols() - 1;
    x = coordinates.leftCols(p);
    residual = coordinates.col(p);
    residual.noalias() -= x.lazyProduct(solution_.delta);
    v.setOnes(x.rows());
    v[0] += size * solution_.lambda;
    along_.noalias() = x.lazyProduct(contrasts_);
    const Eigen::VectorXd root = v.cwiseSqrt();
    if (type_ != Robust::cr2) {
      t = v.cwiseInverse().asDiagonal() * along_;
      return;
    }
    // A_j V⁻¹ = √V (√V S √V)^(−1/2) √V V⁻¹, S being V without what the fit
    // takes.
    along_ = root.cwiseInverse().asDiagonal() * along_;
    half_.noalias() = x.lazyProduct(solution_.inverse);
    s_.noalias() = -half_.lazyProduct(x.transpose());
    s_.diagonal() += v;
    s_ = root.asDiagonal() * s_ * root.asDiagonal();
    t.noalias() = inverseRoot(s_).lazyProduct(along_);
    t = root.asDiagonal() * t;
  }

  Eigen::MatrixXd x;         // (1 + r) × p
  Eigen::VectorXd residual;  // of y, in the basis
  Eigen::VectorXd v;
  Eigen::MatrixXd t;  // A_j V⁻¹ X_j of each coefficient, a column each

 private:
  const InterceptSolution& solution_;
  Robust type_;
  const Eigen::MatrixXd& contrasts_;
  Eigen::MatrixXd along_;
  Eigen::MatrixXd half_;
  Eigen::MatrixXd s_;
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
  LevelCoordinates coordinates(canonical, moments);
  Cluster cluster(solution, type, contrasts);
  Eigen::VectorXd sums(p);
  Eigen::MatrixXd q(p, p);
  Eigen::MatrixXd mq(p, p);
  for (std::size_t j = 0; j < groups.level.size(); ++j) {
    cluster.fill(coordinates.of(groups.level[j]), groups.size[static_cast<Eigen::Index>(j)]);
    const Eigen::MatrixXd& t = cluster.t;
    sums.noalias() = t.transpose().lazyProduct(cluster.residual);
    covariance.noalias() += sums.lazyProduct(sums.transpose());
    q.noalias() = cluster.x.transpose().lazyProduct(t);
    mq.noalias() = solution.inverse.lazyProduct(q);
    for (Eigen::Index l = 0; l < p; ++l) {
      const double own = t.col(l).cwiseAbs2().dot(cluster.v);
      const double shared = q.col(l).dot(mq.col(l));
      trace[l] += own - shared;
      diagonal[l] += (own - shared) * (own - shared) - shared * shared;
      spread[static_cast<std::size_t>(l)].noalias() += mq.col(l).lazyProduct(q.col(l).transpose());
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
