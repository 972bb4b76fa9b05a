#include "statistics/free_variances.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

namespace refocus::statistics {
namespace {

// Eigenvalues of information scaled to a unit diagonal. Columns far from 0 (years, not centred)
// make small ones too, so a direction counts as redundant only if V says so.
constexpr double kMaybeRedundant = 1e-10;
constexpr double kRounding = 1e-15;

// Orthonormal directions, as columns, that the information knows nothing about because V does not
// depend on them; empty where rounding hides something else. `toVariances` takes them to ϑ.
std::optional<Eigen::MatrixXd> redundantOf(const Eigen::MatrixXd& scaled,
                                           const Eigen::MatrixXd& toVariances,
                                           const FreeVariances& free) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spectrum(scaled);
  const Eigen::VectorXd& values = spectrum.eigenvalues();
  const double largest = values.tail(1).value();
  Eigen::MatrixXd found(scaled.rows(), 0);
  for (Eigen::Index i = 0; i < values.size() && values[i] < kMaybeRedundant * largest; ++i) {
    const Eigen::VectorXd direction = spectrum.eigenvectors().col(i);
    if (free.isRedundant(toVariances * direction)) {
      found.conservativeResize(Eigen::NoChange, found.cols() + 1);
      found.rightCols(1) = direction;
    } else if (values[i] < kRounding * largest) {
      return std::nullopt;
    }
  }
  return found;
}

// Of parameters whose information this is; their covariance is told as that of ϑ.
std::optional<VarianceCovariance> inverseOf(const Eigen::MatrixXd& information,
                                            const Eigen::MatrixXd& along,
                                            const FreeVariances& free) {
  const Eigen::VectorXd diagonal = information.diagonal();
  if (!(diagonal.array() > 0).all()) return std::nullopt;
  const Eigen::VectorXd scale = diagonal.array().rsqrt();
  const Eigen::MatrixXd toVariances = along * scale.asDiagonal();
  const Eigen::MatrixXd scaled = scale.asDiagonal() * information * scale.asDiagonal();
  // What is redundant is given an information of 1, and its covariance of 1 taken away again.
  Eigen::MatrixXd filled = Eigen::MatrixXd::Zero(scaled.rows(), scaled.cols());
  if (free.isRedundant) {
    const auto redundant = redundantOf(scaled, toVariances, free);
    if (!redundant) return std::nullopt;
    filled = *redundant * redundant->transpose();
  }
  const Eigen::LLT<Eigen::MatrixXd> factor(scaled + filled);
  if (factor.info() != Eigen::Success) return std::nullopt;
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(scaled.rows(), scaled.cols());
  const Eigen::MatrixXd inverse = factor.solve(identity) - filled;
  return VarianceCovariance{toVariances * inverse * toVariances.transpose(), !filled.isZero(0)};
}

}  // namespace

std::optional<VarianceCovariance> covarianceOf(const Eigen::MatrixXd& information,
                                               const FreeVariances& free) {
  const Eigen::Index m = information.rows();
  return inverseOf(information, Eigen::MatrixXd::Identity(m, m), free);
}

std::optional<VarianceCovariance> covarianceAlong(const Eigen::MatrixXd& information,
                                                  const FreeVariances& free, Bend bend) {
  Eigen::MatrixXd along = free.along.transpose() * information * free.along;
  if (bend == Bend::observed) along += free.bend();
  return inverseOf(along, free.along, free);
}

}  // namespace refocus::statistics
