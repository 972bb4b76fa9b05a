// Where random effects stand in Z'Z. Some groupings lead: their effects fall into parts that share
// no row, each a small block of its own. The effects of all other groupings trail: one dense block
// that may share rows with every part. Groupings are chosen to lead so that factoring costs least:
// where they are nested all of them may, where they cross the one with most levels does.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "statistics/design.hpp"

namespace refocus::statistics {

/// Where one random term's parameters stand. Terms are in lme4's order: by falling number of
/// levels.
struct TermPlace {
  std::size_t term = 0;    ///< in Design::random
  Eigen::Index width = 1;  ///< q
  Eigen::Index levels = 0;
  Eigen::Index firstTheta = 0;
};

[[nodiscard]] std::vector<TermPlace> placesOf(const Design& design);

/// The effects of one level of one term; they stand together.
struct EffectBlock {
  std::size_t place = 0;
  Eigen::Index level = 0;
  Eigen::Index first = 0;  ///< among all effects
};

struct EffectPart {
  Eigen::Index first = 0;  ///< among all effects
  Eigen::Index size = 0;
  std::size_t firstBlock = 0;
  std::size_t blocks = 0;
  std::vector<Eigen::Index> touched;  ///< trailing effects that share its rows, ascending
};

/// Levels without rows have no effects here.
class EffectLayout {
 public:
  EffectLayout(const Design& design, const Rows& rows);

  [[nodiscard]] const std::vector<TermPlace>& places() const { return places_; }
  /// In the order of their effects: part after part, then the trailing ones.
  [[nodiscard]] const std::vector<EffectBlock>& blocks() const { return blocks_; }
  [[nodiscard]] const std::vector<EffectPart>& parts() const { return parts_; }
  [[nodiscard]] Eigen::Index count() const { return count_; }
  /// Trailing effects are counted from here.
  [[nodiscard]] Eigen::Index trailingFirst() const { return count_ - trailing_; }
  [[nodiscard]] Eigen::Index trailing() const { return trailing_; }
  [[nodiscard]] std::size_t firstTrailingBlock() const { return firstTrailingBlock_; }
  [[nodiscard]] bool leads(std::size_t place) const { return leads_[place]; }

  [[nodiscard]] std::size_t partOfRow(Eigen::Index row) const {
    return partOfRow_[static_cast<std::size_t>(row)];
  }
  /// The first effect of the row's level at a place: of a leading place, counted from its part's
  /// first; of a trailing one, its position in the part's `touched`.
  [[nodiscard]] Eigen::Index positionOf(Eigen::Index row, std::size_t place) const {
    return static_cast<Eigen::Index>(
        positions_[static_cast<std::size_t>(row) * places_.size() + place]);
  }

 private:
  class Components;
  [[nodiscard]] std::vector<std::size_t> chosenToLead(const Design& design, const Rows& rows) const;
  [[nodiscard]] double costOf(const Design& design, const Rows& rows,
                              const std::vector<std::size_t>& leading) const;
  void placeEffects(const Design& design, Components& components);
  void placeRows(const Design& design, const Rows& rows, Components& components);

  std::vector<TermPlace> places_;
  std::vector<bool> leads_;
  std::vector<EffectBlock> blocks_;
  std::vector<EffectPart> parts_;
  std::vector<std::vector<Eigen::Index>> firstEffect_;  // of each place's levels
  std::vector<std::uint32_t> partOfRow_;
  std::vector<std::uint32_t> positions_;
  std::size_t firstTrailingBlock_ = 0;
  Eigen::Index count_ = 0;
  Eigen::Index trailing_ = 0;
};

/// Z'WZ by blocks.
struct EffectProducts {
  struct Part {
    Eigen::MatrixXd squares;
    Eigen::MatrixXd across;  ///< with the part's `touched`
  };
  std::vector<Part> parts;
  Eigen::MatrixXd trailing;
};

[[nodiscard]] Eigen::VectorXd diagonalOf(const EffectLayout& layout,
                                         const EffectProducts& products);

/// `weights` is empty or one for each row.
[[nodiscard]] EffectProducts productsOf(const EffectLayout& layout, const Design& design,
                                        const Rows& rows, const Eigen::VectorXd& weights);

}  // namespace refocus::statistics
