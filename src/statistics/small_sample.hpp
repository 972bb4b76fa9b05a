// Small-sample inference about fixed effects when variances are estimated: Kenward and Roger
// (Biometrics 53, 1997) and Satterthwaite, from what any Gaussian mixed model with
// V = Σ ϑ_i G_i can say about itself.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <vector>

namespace refocus::statistics {

/// With Φ = (X'V⁻¹X)⁻¹ (p × p) and m variance parameters ϑ:
struct Information {
  Eigen::MatrixXd phi;
  std::vector<Eigen::MatrixXd> p;  ///< P_i = −X'V⁻¹G_iV⁻¹X, m of them
  std::vector<Eigen::MatrixXd> q;  ///< Q_ij = X'V⁻¹G_iV⁻¹G_jV⁻¹X, at i·m + j, i ≤ j
  Eigen::MatrixXd expected;        ///< of ϑ, m × m, from the restricted likelihood
  Eigen::MatrixXd observed;  ///< of ϑ, at the estimate, from the likelihood that was maximised

  [[nodiscard]] const Eigen::MatrixXd& qOf(Eigen::Index i, Eigen::Index j) const {
    return q[static_cast<std::size_t>(std::min(i, j) * expected.rows() + std::max(i, j))];
  }
};

/// Sums over V with σ² = 1 (V = I + Σ values_i G_i) for k variance parameters and n columns [X y]:
/// a_i = [X y]'V⁻¹G_iV⁻¹[X y], q_ij = [X y]'V⁻¹G_iV⁻¹G_jV⁻¹[X y] at i·k + j for i ≤ j,
/// trace_ij = tr(V⁻¹G_iV⁻¹G_j) for i ≤ j.
struct VarianceSums {
  VarianceSums(Eigen::Index parameters, Eigen::Index columns, double rowCount);

  double rows;
  Eigen::MatrixXd base;      ///< [X y]'V⁻¹[X y]
  Eigen::VectorXd traceOne;  ///< tr(V⁻¹G_i)
  std::vector<Eigen::MatrixXd> a;
  std::vector<Eigen::MatrixXd> q;
  Eigen::MatrixXd trace;
};

/// The same with σ² as one more, last, parameter whose G is I = V − Σ values_i G_i.
[[nodiscard]] VarianceSums withResidual(const VarianceSums& sums, const Eigen::VectorXd& values);

/// The information in units of σ²: `inverse` is (X'V⁻¹X)⁻¹ and `delta` the coefficients, with σ²
/// = 1. The likelihood that was maximised is the restricted one or not.
[[nodiscard]] Information informationOf(const VarianceSums& sums, const Eigen::MatrixXd& inverse,
                                        const Eigen::VectorXd& delta, double sigma2,
                                        bool restricted);

/// Kenward and Roger's Φ_A = Φ + 2Φ[Σ W_ij(Q_ij − P_iΦP_j)]Φ.
[[nodiscard]] Eigen::MatrixXd adjustedCovariance(const Information& information,
                                                 const Eigen::MatrixXd& w);

/// 2(l'Φl)² / (g'Wg) with g_i = −l'ΦP_iΦl: Satterthwaite's df of l'β with W the covariance of ϑ.
/// With the expected information it is Kenward and Roger's df of one contrast.
[[nodiscard]] double degreesOfFreedom(const Information& information, const Eigen::MatrixXd& w,
                                      const Eigen::VectorXd& contrast);

/// Kenward and Roger's F test of L'β = 0; L is p × l of full column rank, `estimate` is L'β̂.
struct FTest {
  double f = 0;
  double numeratorDf = 0;
  double denominatorDf = 0;
};
[[nodiscard]] FTest kenwardRogerTest(const Information& information, const Eigen::MatrixXd& w,
                                     const Eigen::MatrixXd& adjusted,
                                     const Eigen::MatrixXd& contrasts,
                                     const Eigen::VectorXd& estimate);

/// The F test of several contrasts from Satterthwaite's df of each of their principal directions
/// (as lmerTest does).
[[nodiscard]] FTest satterthwaiteTest(const Information& information, const Eigen::MatrixXd& w,
                                      const Eigen::MatrixXd& contrasts,
                                      const Eigen::VectorXd& estimate);

}  // namespace refocus::statistics
