#include "statistics/marginal_blocks.hpp"

#include <algorithm>
#include <utility>

#include "statistics/dense_factor.hpp"

namespace refocus::statistics {
namespace {

double traceOfProduct(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return a.cwiseProduct(b.transpose()).sum();
}

// tr(E a b) for the blocks of E.
double patternedTrace(const BlockRange& blocks, const CovarianceParameter& parameter,
                      const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  double sum = 0;
  const std::vector<EffectBlock>& all = blocks.layout.blocks();
  for (std::size_t i = blocks.first; i < blocks.first + blocks.count; ++i) {
    if (all[i].place != parameter.place) continue;
    const Eigen::Index first = all[i].first - all[blocks.first].first;
    const Eigen::Index row = first + parameter.row;
    const Eigen::Index column = first + parameter.column;
    sum += a.row(row).dot(b.col(column));
    if (row != column) sum += a.row(column).dot(b.col(row));
  }
  return sum;
}

std::vector<Eigen::MatrixXd> zeroByPlace(const EffectLayout& layout) {
  std::vector<Eigen::MatrixXd> zeros;
  for (const TermPlace& place : layout.places()) {
    zeros.push_back(Eigen::MatrixXd::Zero(place.width, place.width));
  }
  return zeros;
}

}  // namespace

Eigen::MatrixXd patterned(const BlockRange& blocks, const CovarianceParameter& parameter,
                          const Eigen::MatrixXd& x) {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(x.rows(), x.cols());
  if (blocks.count == 0) return result;
  const std::vector<EffectBlock>& all = blocks.layout.blocks();
  const Eigen::Index origin = all[blocks.first].first;
  for (std::size_t i = blocks.first; i < blocks.first + blocks.count; ++i) {
    if (all[i].place != parameter.place) continue;
    const Eigen::Index first = all[i].first - origin;
    result.row(first + parameter.row) = x.row(first + parameter.column);
    result.row(first + parameter.column) = x.row(first + parameter.row);
  }
  return result;
}

MarginalBlocks::MarginalBlocks(const BlockedFactor& factor)
    : factor_(factor), parts_(factor.parts().size()) {
  const EffectLayout& layout = factor.layout();
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    const EffectProducts::Part& own = factor.products().parts[number];
    const BlockedFactor::Part& solved = factor.parts()[number];
    Eigen::MatrixXd f =
        factorsTransposedTimes(blocksOfPart(layout, number), factor.factors(), own.squares);
    solveInPlace(solved.lower, f);
    parts_[number].alone = own.squares - transposedProduct(f, f);
    if (own.across.cols() > 0) {
      parts_[number].across = own.across - transposedProduct(f, solved.across);
    }
  }
  partOf_.resize(layout.firstTrailingBlock());
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    const EffectPart& part = layout.parts()[number];
    std::fill_n(partOf_.begin() + static_cast<std::ptrdiff_t>(part.firstBlock), part.blocks,
                number);
  }
  if (layout.trailing() == 0) return;
  const BlockRange trailing = trailingBlocks(layout);
  inverse_ = inverseOfFactored(factor.trailingLower());
  half_ = factorsTimes(trailing, factor.factors(), inverse_);
  h_ = factorsTimes(trailing, factor.factors(), half_.transpose());
}

// x·H·x' for columns of x that stand for what a part touches.
Eigen::MatrixXd MarginalBlocks::throughH(std::size_t part, const Eigen::MatrixXd& x) const {
  const std::vector<Eigen::Index>& touched = factor_.layout().parts()[part].touched;
  Eigen::MatrixXd half = Eigen::MatrixXd::Zero(x.rows(), x.cols());
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    const double* h = h_.col(touched[static_cast<std::size_t>(j)]).data();
    double* to = half.col(j).data();
    const double* from = x.data();
    for (const Eigen::Index at : touched) {
      const double factor = h[at];
      for (Eigen::Index i = 0; i < x.rows(); ++i) to[i] += factor * *from++;
    }
  }
  return product(half, x.transpose());
}

std::vector<Eigen::MatrixXd> MarginalBlocks::sumsAlongFactors() const {
  const EffectLayout& layout = factor_.layout();
  std::vector<Eigen::MatrixXd> result = zeroByPlace(layout);
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    const EffectPart& part = layout.parts()[number];
    Eigen::MatrixXd s = parts_[number].alone;
    if (!part.touched.empty()) s -= throughH(number, parts_[number].across);
    for (std::size_t i = part.firstBlock; i < part.firstBlock + part.blocks; ++i) {
      const EffectBlock& block = layout.blocks()[i];
      const Eigen::MatrixXd& factor = factor_.factors()[block.place];
      const Eigen::Index first = block.first - part.first;
      result[block.place] += s.block(first, first, factor.rows(), factor.rows()) * factor;
    }
  }
  // S λ of the trailing effects is (K⁻¹Λ'·their Z'V⁻¹Z after the parts)'.
  for (std::size_t i = layout.firstTrailingBlock(); i < layout.blocks().size(); ++i) {
    const EffectBlock& block = layout.blocks()[i];
    const Eigen::Index first = block.first - layout.trailingFirst();
    const Eigen::Index width = layout.places()[block.place].width;
    result[block.place] += factor_.trailing()
                               .middleCols(first, width)
                               .transpose()
                               .lazyProduct(half_.middleCols(first, width));
  }
  return result;
}

std::vector<Eigen::MatrixXd> MarginalBlocks::sums() const {
  const EffectLayout& layout = factor_.layout();
  std::vector<Eigen::MatrixXd> result = zeroByPlace(layout);
  const auto add = [&](const EffectBlock& block, const Eigen::MatrixXd& s, Eigen::Index first) {
    const Eigen::Index width = layout.places()[block.place].width;
    result[block.place] += s.block(first, first, width, width);
  };
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    const EffectPart& part = layout.parts()[number];
    Eigen::MatrixXd s = parts_[number].alone;
    if (!part.touched.empty()) s -= throughH(number, parts_[number].across);
    for (std::size_t i = part.firstBlock; i < part.firstBlock + part.blocks; ++i) {
      add(layout.blocks()[i], s, layout.blocks()[i].first - part.first);
    }
  }
  if (layout.trailing() == 0) return result;
  const Eigen::MatrixXd s = trailingS();
  for (std::size_t i = layout.firstTrailingBlock(); i < layout.blocks().size(); ++i) {
    add(layout.blocks()[i], s, layout.blocks()[i].first - layout.trailingFirst());
  }
  return result;
}

Eigen::VectorXd MarginalBlocks::traces(const std::vector<CovarianceParameter>& parameters) const {
  const std::vector<Eigen::MatrixXd> own = sums();
  Eigen::VectorXd result(static_cast<Eigen::Index>(parameters.size()));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const CovarianceParameter& at = parameters[i];
    const double element = own[at.place](at.row, at.column);
    result[static_cast<Eigen::Index>(i)] = at.row == at.column ? element : 2 * element;
  }
  return result;
}

// λ⁻¹ of each place where every trailing term is one column with a variance; empty otherwise.
std::vector<Eigen::MatrixXd> MarginalBlocks::inverseScales() const {
  const EffectLayout& layout = factor_.layout();
  std::vector<Eigen::MatrixXd> inverses;
  for (std::size_t place = 0; place < layout.places().size(); ++place) {
    const Eigen::MatrixXd& factor = factor_.factors()[place];
    inverses.push_back(factor.cwiseInverse());
    if (!layout.leads(place) && (factor.size() > 1 || factor(0, 0) == 0)) return {};
  }
  return inverses;
}

// X = I − H D for D the trailing effects' Z'V⁻¹Z after the parts; ΛK⁻¹Λ⁻¹ where Λ has an inverse.
Eigen::MatrixXd MarginalBlocks::remainder(const std::vector<Eigen::MatrixXd>& inverses) const {
  if (!inverses.empty()) return timesFactors(trailingBlocks(factor_.layout()), inverses, half_);
  Eigen::MatrixXd x = -product(h_, factor_.trailing());
  x.diagonal().array() += 1;
  return x;
}

// S among the trailing effects: D X, or Λ⁻¹(I − K⁻¹)Λ⁻¹.
Eigen::MatrixXd MarginalBlocks::trailingS() const {
  const std::vector<Eigen::MatrixXd> inverses = inverseScales();
  if (inverses.empty()) return product(factor_.trailing(), remainder(inverses));
  const BlockRange trailing = trailingBlocks(factor_.layout());
  Eigen::MatrixXd s = -inverse_;
  s.diagonal().array() += 1;
  return timesFactors(trailing, inverses, factorsTimes(trailing, inverses, s));
}

// What one leading parameter reaches among the trailing effects: G = Σ R'E R over the parts.
struct MarginalBlocks::Cross {
  std::size_t parameter;
  Eigen::MatrixXd g;
  Eigen::MatrixXd hg;
};

Eigen::MatrixXd MarginalBlocks::traceProducts(
    const std::vector<CovarianceParameter>& parameters) const {
  const auto count = static_cast<Eigen::Index>(parameters.size());
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(count, count);
  std::vector<Cross> crosses;
  addLeadingTraces(result, parameters, crosses);
  addTrailingTraces(result, parameters, crosses);
  return result;
}

void MarginalBlocks::addPartTraces(Eigen::MatrixXd& to,
                                   const std::vector<CovarianceParameter>& parameters,
                                   const std::vector<std::size_t>& leading, std::size_t number,
                                   std::vector<Cross>& crosses) const {
  const BlockRange blocks = blocksOfPart(factor_.layout(), number);
  const std::vector<Eigen::Index>& touched = factor_.layout().parts()[number].touched;
  const Eigen::MatrixXd& across = parts_[number].across;
  const Eigen::MatrixXd q = touched.empty() ? Eigen::MatrixXd() : throughH(number, across);
  std::vector<Eigen::MatrixXd> alone;
  std::vector<Eigen::MatrixXd> less;
  for (std::size_t i = 0; i < leading.size(); ++i) {
    const CovarianceParameter& parameter = parameters[leading[i]];
    alone.push_back(patterned(blocks, parameter, parts_[number].alone));
    if (touched.empty()) continue;
    less.push_back(patterned(blocks, parameter, q));
    const Eigen::MatrixXd reached = transposedProduct(across, patterned(blocks, parameter, across));
    for (std::size_t b = 0; b < touched.size(); ++b) {
      double* column = crosses[i].g.col(touched[b]).data();
      const double* from = reached.col(static_cast<Eigen::Index>(b)).data();
      for (std::size_t a = 0; a < touched.size(); ++a) column[touched[a]] += from[a];
    }
  }
  for (std::size_t i = 0; i < leading.size(); ++i) {
    for (std::size_t j = i; j < leading.size(); ++j) {
      double& sum =
          to(static_cast<Eigen::Index>(leading[i]), static_cast<Eigen::Index>(leading[j]));
      sum += traceOfProduct(alone[i], alone[j]);
      if (!touched.empty()) sum -= 2 * traceOfProduct(alone[i], less[j]);
    }
  }
}

void MarginalBlocks::addLeadingTraces(Eigen::MatrixXd& to,
                                      const std::vector<CovarianceParameter>& parameters,
                                      std::vector<Cross>& crosses) const {
  const EffectLayout& layout = factor_.layout();
  std::vector<std::size_t> leading;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!layout.leads(parameters[i].place)) continue;
    leading.push_back(i);
    if (layout.trailing() == 0) continue;
    crosses.push_back({i, Eigen::MatrixXd::Zero(layout.trailing(), layout.trailing()), {}});
  }
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    addPartTraces(to, parameters, leading, number, crosses);
  }
  for (Cross& cross : crosses) cross.hg = product(h_, cross.g);
  for (const Cross& a : crosses) {
    for (const Cross& b : crosses) {
      if (a.parameter > b.parameter) continue;
      to(static_cast<Eigen::Index>(a.parameter), static_cast<Eigen::Index>(b.parameter)) +=
          traceOfProduct(a.hg, b.hg);
    }
  }
}

// Trailing parameters with each other, and with leading ones: S between a part and the trailing
// effects is R·X with X = I − H D, so that a leading parameter counts as X'G X.
void MarginalBlocks::addTrailingTraces(Eigen::MatrixXd& to,
                                       const std::vector<CovarianceParameter>& parameters,
                                       const std::vector<Cross>& crosses) const {
  const EffectLayout& layout = factor_.layout();
  if (layout.trailing() == 0) return;
  const BlockRange trailing = trailingBlocks(layout);
  const Eigen::MatrixXd s = trailingS();
  std::vector<std::size_t> own;
  std::vector<Eigen::MatrixXd> patterns;  // E S
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (layout.leads(parameters[i].place)) continue;
    own.push_back(i);
    patterns.push_back(patterned(trailing, parameters[i], s));
  }
  const auto at = [&](std::size_t i, std::size_t j) -> double& {
    return to(static_cast<Eigen::Index>(std::min(i, j)), static_cast<Eigen::Index>(std::max(i, j)));
  };
  for (std::size_t i = 0; i < own.size(); ++i) {
    for (std::size_t j = i; j < own.size(); ++j) {
      at(own[i], own[j]) += traceOfProduct(patterns[i], patterns[j]);
    }
  }
  if (crosses.empty()) return;
  std::vector<Eigen::MatrixXd> inverses = inverseScales();
  const Eigen::MatrixXd x = remainder(inverses);
  std::vector<Eigen::MatrixXd> squares;
  for (const Eigen::MatrixXd& inverse : inverses) squares.push_back(inverse.cwiseAbs2());
  for (const Cross& cross : crosses) {
    const Eigen::MatrixXd left = squares.empty() ? product(x.transpose(), cross.g)  // X'G
                                                 : factorsTimes(trailing, squares, cross.hg);
    for (const std::size_t j : own) {
      at(cross.parameter, j) += patternedTrace(trailing, parameters[j], left, x);
    }
  }
}

// Λ K⁻¹ Λ'.
Eigen::MatrixXd MarginalBlocks::spreadOf(std::size_t block) const {
  const EffectLayout& layout = factor_.layout();
  const EffectBlock& at = layout.blocks()[block];
  const Eigen::Index width = layout.places()[at.place].width;
  if (block >= layout.firstTrailingBlock()) {
    const Eigen::Index first = at.first - layout.trailingFirst();
    return h_.block(first, first, width, width);
  }
  const std::size_t number = partOf_[block];
  const Eigen::MatrixXd& lower = factor_.parts()[number].lower;
  const Eigen::Index first = at.first - layout.parts()[number].first;
  Eigen::MatrixXd own = Eigen::MatrixXd::Zero(lower.rows(), width);  // L⁻¹Λ' of the block
  own.middleRows(first, width) = factor_.factors()[at.place].transpose();
  solveInPlace(lower, own);
  Eigen::MatrixXd spread = transposedProduct(own, own);
  if (layout.parts()[number].touched.empty()) return spread;
  const Eigen::MatrixXd reached = transposedProduct(own, factor_.parts()[number].across);
  return spread + throughH(number, reached);
}

}  // namespace refocus::statistics
