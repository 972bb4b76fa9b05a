#include "statistics/blocked_factor.hpp"

#include <cmath>
#include <utility>

#include "base/fault.hpp"
#include "statistics/dense_factor.hpp"

namespace refocus::statistics {
namespace {

double logDeterminantOf(const Eigen::MatrixXd& lower) {
  double sum = 0;
  for (Eigen::Index i = 0; i < lower.rows(); ++i) sum += std::log(lower(i, i));
  return 2 * sum;
}

// Calls `use(λ, first row)` for each block.
template <class Use>
void forEachBlock(const BlockRange& blocks, const std::vector<Eigen::MatrixXd>& factors,
                  const Use& use) {
  if (blocks.count == 0) return;
  const std::vector<EffectBlock>& all = blocks.layout.blocks();
  const Eigen::Index origin = all[blocks.first].first;
  for (std::size_t i = blocks.first; i < blocks.first + blocks.count; ++i) {
    use(factors[all[i].place], all[i].first - origin);
  }
}

}  // namespace

BlockRange blocksOfPart(const EffectLayout& layout, std::size_t part) {
  return {layout, layout.parts()[part].firstBlock, layout.parts()[part].blocks};
}

BlockRange trailingBlocks(const EffectLayout& layout) {
  return {layout, layout.firstTrailingBlock(),
          layout.blocks().size() - layout.firstTrailingBlock()};
}

Eigen::MatrixXd factorsTransposedTimes(const BlockRange& blocks,
                                       const std::vector<Eigen::MatrixXd>& factors,
                                       const Eigen::MatrixXd& x) {
  std::vector<Eigen::MatrixXd> turned;
  for (const Eigen::MatrixXd& factor : factors) turned.emplace_back(factor.transpose());
  return factorsTimes(blocks, turned, x);
}

// Column by column, as they lie in memory.
Eigen::MatrixXd factorsTimes(const BlockRange& blocks, const std::vector<Eigen::MatrixXd>& factors,
                             const Eigen::MatrixXd& x) {
  Eigen::MatrixXd result(x.rows(), x.cols());
  for (Eigen::Index column = 0; column < x.cols(); ++column) {
    const double* from = x.col(column).data();
    double* to = result.col(column).data();
    forEachBlock(blocks, factors, [&](const Eigen::MatrixXd& factor, Eigen::Index first) {
      const Eigen::Index width = factor.rows();
      for (Eigen::Index i = 0; i < width; ++i) {
        double sum = factor(i, 0) * from[first];
        for (Eigen::Index k = 1; k < width; ++k) sum += factor(i, k) * from[first + k];
        to[first + i] = sum;
      }
    });
  }
  return result;
}

Eigen::MatrixXd timesFactors(const BlockRange& blocks, const std::vector<Eigen::MatrixXd>& factors,
                             const Eigen::MatrixXd& x) {
  Eigen::MatrixXd result(x.rows(), x.cols());
  forEachBlock(blocks, factors, [&](const Eigen::MatrixXd& factor, Eigen::Index first) {
    for (Eigen::Index j = 0; j < factor.cols(); ++j) {
      result.col(first + j) = x.col(first) * factor(0, j);
      for (Eigen::Index k = 1; k < factor.rows(); ++k) {
        result.col(first + j) += x.col(first + k) * factor(k, j);
      }
    }
  });
  return result;
}

BlockedFactor::BlockedFactor(const EffectLayout& layout, const EffectProducts& products,
                             std::vector<Eigen::MatrixXd> factors)
    : layout_(layout),
      products_(products),
      factors_(std::move(factors)),
      parts_(layout.parts().size()),
      trailing_(products.trailing) {
  for (std::size_t number = 0; number < parts_.size(); ++number) factorPart(number);
  factorTrailing();
  if (!std::isfinite(logDeterminant_)) {
    throw Fault(FaultCode::invalid, "BlockedFactor: a number is not finite");
  }
}

void BlockedFactor::factorPart(std::size_t number) {
  const EffectProducts::Part& own = products_.parts[number];
  const BlockRange blocks = blocksOfPart(layout_, number);
  Part& part = parts_[number];
  part.lower =
      timesFactors(blocks, factors_, factorsTransposedTimes(blocks, factors_, own.squares));
  part.lower.diagonal().array() += 1;
  (void)factorInPlace(part.lower);  // what is not finite shows in the determinant
  logDeterminant_ += logDeterminantOf(part.lower);
  const std::vector<Eigen::Index>& touched = layout_.parts()[number].touched;
  part.across = factorsTransposedTimes(blocks, factors_, own.across);
  if (touched.empty()) return;
  solveInPlace(part.lower, part.across);
  const Eigen::MatrixXd taken = transposedProduct(part.across, part.across);
  for (std::size_t j = 0; j < touched.size(); ++j) {
    double* to = trailing_.col(touched[j]).data();
    const double* from = taken.col(static_cast<Eigen::Index>(j)).data();
    for (std::size_t i = j; i < touched.size(); ++i) to[touched[i]] -= from[i];
  }
}

void BlockedFactor::factorTrailing() {
  if (layout_.trailing() == 0) return;
  trailing_.triangularView<Eigen::StrictlyUpper>() = trailing_.transpose();
  const BlockRange blocks = trailingBlocks(layout_);
  trailingLower_ =
      timesFactors(blocks, factors_, factorsTransposedTimes(blocks, factors_, trailing_));
  trailingLower_.diagonal().array() += 1;
  (void)factorInPlace(trailingLower_);
  logDeterminant_ += logDeterminantOf(trailingLower_);
}

Eigen::MatrixXd BlockedFactor::forward(const Eigen::MatrixXd& x) const {
  const Eigen::Index trailing = layout_.trailing();
  Eigen::MatrixXd result(x.rows(), x.cols());
  Eigen::MatrixXd rest = x.bottomRows(trailing);
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    const EffectPart& place = layout_.parts()[number];
    Eigen::MatrixXd own = factorsTransposedTimes(blocksOfPart(layout_, number), factors_,
                                                 x.middleRows(place.first, place.size));
    solveInPlace(parts_[number].lower, own);
    for (std::size_t i = 0; i < place.touched.size(); ++i) {
      rest.row(place.touched[i]) -=
          parts_[number].across.col(static_cast<Eigen::Index>(i)).transpose().lazyProduct(own);
    }
    result.middleRows(place.first, place.size) = own;
  }
  if (trailing > 0) {
    Eigen::MatrixXd own = factorsTransposedTimes(trailingBlocks(layout_), factors_, rest);
    solveInPlace(trailingLower_, own);
    result.bottomRows(trailing) = own;
  }
  return result;
}

Eigen::MatrixXd BlockedFactor::backward(const Eigen::MatrixXd& x) const {
  const Eigen::Index trailing = layout_.trailing();
  Eigen::MatrixXd result(x.rows(), x.cols());
  if (trailing > 0) {
    Eigen::MatrixXd own = x.bottomRows(trailing);
    solveTransposedInPlace(trailingLower_, own);
    result.bottomRows(trailing) = factorsTimes(trailingBlocks(layout_), factors_, own);
  }
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    const EffectPart& place = layout_.parts()[number];
    Eigen::MatrixXd own = x.middleRows(place.first, place.size);
    for (std::size_t i = 0; i < place.touched.size(); ++i) {
      own.noalias() -= parts_[number]
                           .across.col(static_cast<Eigen::Index>(i))
                           .lazyProduct(result.row(layout_.trailingFirst() + place.touched[i]));
    }
    solveTransposedInPlace(parts_[number].lower, own);
    result.middleRows(place.first, place.size) =
        factorsTimes(blocksOfPart(layout_, number), factors_, own);
  }
  return result;
}

Eigen::MatrixXd BlockedFactor::timesProducts(const Eigen::MatrixXd& x) const {
  const Eigen::Index before = layout_.trailingFirst();
  Eigen::MatrixXd result(x.rows(), x.cols());
  result.bottomRows(layout_.trailing()) =
      product(products_.trailing, x.bottomRows(layout_.trailing()));
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    const EffectPart& place = layout_.parts()[number];
    const EffectProducts::Part& own = products_.parts[number];
    const auto values = x.middleRows(place.first, place.size);
    auto to = result.middleRows(place.first, place.size);
    to = product(own.squares, values);
    for (std::size_t i = 0; i < place.touched.size(); ++i) {
      const auto column = own.across.col(static_cast<Eigen::Index>(i));
      to += column.lazyProduct(x.row(before + place.touched[i]));
      result.row(before + place.touched[i]) += column.transpose().lazyProduct(values);
    }
  }
  return result;
}

Eigen::MatrixXd BlockedFactor::marginal(const Eigen::MatrixXd& sums) const {
  return sums - timesProducts(backward(forward(sums)));
}

}  // namespace refocus::statistics
