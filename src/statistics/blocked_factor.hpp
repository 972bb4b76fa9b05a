// The Cholesky factor of K = Λ'Z'WZΛ + I by the blocks of effect_layout.hpp, Λ block-diagonal with
// one square factor for each term: first each part's own block, then what the trailing effects have
// left after the parts (their Schur complement), dense. Any square factors will do, also singular
// ones; K is positive definite whatever they are.
//
// Vectors are matrices of one row for each effect, in the layout's order. Keeps references: layout
// and products must outlive it.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "statistics/effect_layout.hpp"

namespace refocus::statistics {

class BlockedFactor {
 public:
  /// `factors`: λ of each place, q × q. Throws Fault(invalid) where a number is not finite.
  BlockedFactor(const EffectLayout& layout, const EffectProducts& products,
                std::vector<Eigen::MatrixXd> factors);

  [[nodiscard]] double logDeterminant() const { return logDeterminant_; }
  /// L⁻¹Λ'·x.
  [[nodiscard]] Eigen::MatrixXd forward(const Eigen::MatrixXd& x) const;
  /// ΛL'⁻¹·x: with `forward`, Λ K⁻¹ Λ'.
  [[nodiscard]] Eigen::MatrixXd backward(const Eigen::MatrixXd& x) const;
  /// Z'WZ·x.
  [[nodiscard]] Eigen::MatrixXd timesProducts(const Eigen::MatrixXd& x) const;
  /// For V = W⁻¹ + ZΛΛ'Z': Z'V⁻¹u, given Z'Wu.
  [[nodiscard]] Eigen::MatrixXd marginal(const Eigen::MatrixXd& sums) const;

  struct Part {
    Eigen::MatrixXd lower;   ///< L of the part's own block
    Eigen::MatrixXd across;  ///< L⁻¹Λ'·Z'WZ with what the part touches
  };
  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
  /// Z'WZ of the trailing effects after the parts: Z'V⁻¹Z of a V in which only the parts vary.
  [[nodiscard]] const Eigen::MatrixXd& trailing() const { return trailing_; }
  [[nodiscard]] const Eigen::MatrixXd& trailingLower() const { return trailingLower_; }

  [[nodiscard]] const EffectLayout& layout() const { return layout_; }
  [[nodiscard]] const EffectProducts& products() const { return products_; }
  [[nodiscard]] const std::vector<Eigen::MatrixXd>& factors() const { return factors_; }

 private:
  void factorPart(std::size_t number);
  void factorTrailing();

  const EffectLayout& layout_;
  const EffectProducts& products_;
  std::vector<Eigen::MatrixXd> factors_;
  std::vector<Part> parts_;
  Eigen::MatrixXd trailing_;
  Eigen::MatrixXd trailingLower_;
  double logDeterminant_ = 0;
};

/// Of consecutive blocks, whose first effect stands in row 0 of x: Λ'x, Λx and xΛ.
struct BlockRange {
  const EffectLayout& layout;
  std::size_t first;
  std::size_t count;
};
[[nodiscard]] BlockRange blocksOfPart(const EffectLayout& layout, std::size_t part);
[[nodiscard]] BlockRange trailingBlocks(const EffectLayout& layout);
[[nodiscard]] Eigen::MatrixXd factorsTransposedTimes(const BlockRange& blocks,
                                                     const std::vector<Eigen::MatrixXd>& factors,
                                                     const Eigen::MatrixXd& x);
[[nodiscard]] Eigen::MatrixXd factorsTimes(const BlockRange& blocks,
                                           const std::vector<Eigen::MatrixXd>& factors,
                                           const Eigen::MatrixXd& x);
[[nodiscard]] Eigen::MatrixXd timesFactors(const BlockRange& blocks,
                                           const std::vector<Eigen::MatrixXd>& factors,
                                           const Eigen::MatrixXd& x);

}  // namespace refocus::statistics
