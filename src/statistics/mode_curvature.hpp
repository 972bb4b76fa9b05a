// H = I + A'WA, the curvature of a mixed model's conditional density at some random effects, by the
// blocks of effect_layout.hpp: each part's own effects, and those that trail. W changes with every
// step of a search for the modes, so that products are summed anew each time, by parts.
//
// Where nothing trails, parts are solved one by one; else all of them together. A range of parts
// says which.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "statistics/effect_layout.hpp"

namespace refocus::statistics {

struct PartRange {
  std::size_t first;
  std::size_t end;
};

class ModeCurvature {
 public:
  explicit ModeCurvature(const EffectLayout& layout);

  [[nodiscard]] std::vector<PartRange> ranges() const;
  /// A range's effects, among all.
  [[nodiscard]] Eigen::Index firstEffect(PartRange range) const;
  [[nodiscard]] Eigen::Index effectCount(PartRange range) const;
  /// Where an effect of a part (its own, then those it touches) stands among all.
  [[nodiscard]] Eigen::Index effectOf(std::size_t part, Eigen::Index position) const;

  /// A'WA over the rows of a part, of the part's own effects and those it touches: to be filled,
  /// both triangles, before a range is factored.
  [[nodiscard]] Eigen::MatrixXd& squares(std::size_t part) { return parts_[part].squares; }

  /// False where H is not finite.
  [[nodiscard]] bool factor(PartRange range);
  /// log |H| of the range factored last.
  [[nodiscard]] double logDeterminant() const { return logDeterminant_; }
  /// H⁻¹·sums, a row for each effect of the range.
  [[nodiscard]] Eigen::MatrixXd solve(PartRange range, const Eigen::MatrixXd& sums) const;
  /// Makes `inverse` of the range's parts.
  void invert(PartRange range);
  /// H⁻¹ of a part's own effects and those it touches.
  [[nodiscard]] const Eigen::MatrixXd& inverse(std::size_t part) const {
    return parts_[part].inverse;
  }
  /// H⁻¹ of the trailing effects.
  [[nodiscard]] const Eigen::MatrixXd& trailingInverse() const { return trailingInverse_; }

 private:
  struct Part {
    Eigen::MatrixXd squares;
    Eigen::MatrixXd lower;   // of the part's own block
    Eigen::MatrixXd across;  // (own block)⁻¹ · the block with what it touches
    Eigen::MatrixXd inverse;
  };

  [[nodiscard]] bool factorPart(std::size_t number);
  [[nodiscard]] bool factorTrailing(PartRange range);

  const EffectLayout& layout_;
  std::vector<Part> parts_;
  Eigen::MatrixXd trailingLower_;
  Eigen::MatrixXd trailingInverse_;
  double logDeterminant_ = 0;
};

}  // namespace refocus::statistics
