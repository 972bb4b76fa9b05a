// What gradients and informations need of S = Z'V⁻¹Z, V = W⁻¹ + ZΛΛ'Z': its diagonal blocks and
// traces of products, by the blocks of a BlockedFactor. The only dense inverse is that of the
// trailing effects; with leading parts, S_PQ = [P = Q]·(S of the part alone) − R_P H R_Q', H the
// trailing effects' ΛK⁻¹Λ'. Keeps a reference to the factor.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "statistics/blocked_factor.hpp"

namespace refocus::statistics {

/// An element of the lower triangle of one place's relative covariance: V changes along it by
/// Z·E·Z', and E exchanges the rows of the two columns of z within each level.
struct CovarianceParameter {
  std::size_t place = 0;
  Eigen::Index row = 0;
  Eigen::Index column = 0;
};

/// E·x for consecutive blocks.
[[nodiscard]] Eigen::MatrixXd patterned(const BlockRange& blocks,
                                        const CovarianceParameter& parameter,
                                        const Eigen::MatrixXd& x);

class MarginalBlocks {
 public:
  explicit MarginalBlocks(const BlockedFactor& factor);

  /// Σ of S_bb·λ over the levels b of each place: half of d log|K| / dλ.
  [[nodiscard]] std::vector<Eigen::MatrixXd> sumsAlongFactors() const;
  /// Σ of S_bb over the levels of each place.
  [[nodiscard]] std::vector<Eigen::MatrixXd> sums() const;
  /// tr(E_i·S) for each parameter.
  [[nodiscard]] Eigen::VectorXd traces(const std::vector<CovarianceParameter>& parameters) const;
  /// tr(E_i·S·E_j·S) for i ≤ j.
  [[nodiscard]] Eigen::MatrixXd traceProducts(
      const std::vector<CovarianceParameter>& parameters) const;
  /// ΛK⁻¹Λ' of one level's effects: their variance over σ² when the fixed part is known.
  [[nodiscard]] Eigen::MatrixXd spreadOf(std::size_t block) const;

 private:
  struct Part {
    Eigen::MatrixXd alone;   // Z'V⁻¹Z of a V in which only the parts vary
    Eigen::MatrixXd across;  // R
  };
  struct Cross;
  [[nodiscard]] std::vector<Eigen::MatrixXd> inverseScales() const;
  [[nodiscard]] Eigen::MatrixXd remainder(const std::vector<Eigen::MatrixXd>& inverses) const;
  [[nodiscard]] Eigen::MatrixXd throughH(std::size_t part, const Eigen::MatrixXd& x) const;
  [[nodiscard]] Eigen::MatrixXd trailingS() const;
  void addPartTraces(Eigen::MatrixXd& to, const std::vector<CovarianceParameter>& parameters,
                     const std::vector<std::size_t>& leading, std::size_t number,
                     std::vector<Cross>& crosses) const;
  void addLeadingTraces(Eigen::MatrixXd& to, const std::vector<CovarianceParameter>& parameters,
                        std::vector<Cross>& crosses) const;
  void addTrailingTraces(Eigen::MatrixXd& to, const std::vector<CovarianceParameter>& parameters,
                         const std::vector<Cross>& crosses) const;

  const BlockedFactor& factor_;
  std::vector<Part> parts_;
  std::vector<std::size_t> partOf_;  // of each leading block
  Eigen::MatrixXd inverse_;          // K⁻¹ of the trailing effects
  Eigen::MatrixXd half_;             // ΛK⁻¹
  Eigen::MatrixXd h_;                // ΛK⁻¹Λ'
};

}  // namespace refocus::statistics
