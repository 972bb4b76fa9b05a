#include "statistics/mode_curvature.hpp"

#include <Eigen/Cholesky>
#include <cmath>

#include "statistics/dense_factor.hpp"

namespace refocus::statistics {
namespace {

double logOfSquaredDiagonal(const Eigen::MatrixXd& lower) {
  double sum = 0;
  for (Eigen::Index i = 0; i < lower.rows(); ++i) sum += std::log(lower(i, i));
  return 2 * sum;
}

// LL'x = b.
Eigen::MatrixXd solved(const Eigen::MatrixXd& lower, Eigen::MatrixXd b) {
  lower.triangularView<Eigen::Lower>().solveInPlace(b);
  lower.transpose().triangularView<Eigen::Upper>().solveInPlace(b);
  return b;
}

Eigen::Index touchedBy(const EffectPart& part) {
  return static_cast<Eigen::Index>(part.touched.size());
}

}  // namespace

ModeCurvature::ModeCurvature(const EffectLayout& layout)
    : layout_(layout), parts_(layout.parts().size()) {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const EffectPart& part = layout.parts()[i];
    const Eigen::Index all = part.size + touchedBy(part);
    parts_[i].squares = Eigen::MatrixXd::Zero(all, all);
  }
}

std::vector<PartRange> ModeCurvature::ranges() const {
  if (layout_.trailing() > 0) return {{0, parts_.size()}};
  std::vector<PartRange> ranges;
  for (std::size_t part = 0; part < parts_.size(); ++part) ranges.push_back({part, part + 1});
  return ranges;
}

Eigen::Index ModeCurvature::firstEffect(PartRange range) const {
  return layout_.parts()[range.first].first;
}

Eigen::Index ModeCurvature::effectCount(PartRange range) const {
  return layout_.trailing() > 0 ? layout_.count() : layout_.parts()[range.first].size;
}

Eigen::Index ModeCurvature::effectOf(std::size_t part, Eigen::Index position) const {
  const EffectPart& of = layout_.parts()[part];
  if (position < of.size) return of.first + position;
  return layout_.trailingFirst() + of.touched[static_cast<std::size_t>(position - of.size)];
}

bool ModeCurvature::factorPart(std::size_t number) {
  const EffectPart& at = layout_.parts()[number];
  Part& part = parts_[number];
  part.lower = part.squares.topLeftCorner(at.size, at.size);
  part.lower.diagonal().array() += 1;
  if (!part.lower.allFinite() || !factorInPlace(part.lower)) return false;
  logDeterminant_ += logOfSquaredDiagonal(part.lower);
  if (touchedBy(at) > 0) {
    part.across = solved(part.lower, part.squares.topRightCorner(at.size, touchedBy(at)));
  }
  return true;
}

// What the trailing effects have left after the parts: their Schur complement.
bool ModeCurvature::factorTrailing(PartRange range) {
  const Eigen::Index count = layout_.trailing();
  trailingLower_ = Eigen::MatrixXd::Identity(count, count);
  for (std::size_t number = range.first; number < range.end; ++number) {
    const EffectPart& at = layout_.parts()[number];
    const Part& part = parts_[number];
    const Eigen::Index touched = touchedBy(at);
    const Eigen::MatrixXd left =
        part.squares.bottomRightCorner(touched, touched) -
        part.squares.bottomLeftCorner(touched, at.size).lazyProduct(part.across);
    for (Eigen::Index i = 0; i < touched; ++i) {
      for (Eigen::Index j = 0; j < touched; ++j) {
        trailingLower_(at.touched[static_cast<std::size_t>(i)],
                       at.touched[static_cast<std::size_t>(j)]) += left(i, j);
      }
    }
  }
  if (!trailingLower_.allFinite() || !factorInPlace(trailingLower_)) return false;
  logDeterminant_ += logOfSquaredDiagonal(trailingLower_);
  return true;
}

bool ModeCurvature::factor(PartRange range) {
  logDeterminant_ = 0;
  for (std::size_t part = range.first; part < range.end; ++part) {
    if (!factorPart(part)) return false;
  }
  return layout_.trailing() == 0 || factorTrailing(range);
}

Eigen::MatrixXd ModeCurvature::solve(PartRange range, const Eigen::MatrixXd& sums) const {
  const Eigen::Index first = firstEffect(range);
  const Eigen::Index before = layout_.trailingFirst();
  const bool trails = layout_.trailing() > 0;
  Eigen::MatrixXd x = sums;
  for (std::size_t number = range.first; number < range.end; ++number) {
    const EffectPart& at = layout_.parts()[number];
    if (trails) {
      const Eigen::MatrixXd taken =
          parts_[number].across.transpose().lazyProduct(x.middleRows(at.first - first, at.size));
      for (Eigen::Index i = 0; i < taken.rows(); ++i) {
        x.row(before + at.touched[static_cast<std::size_t>(i)]) -= taken.row(i);
      }
    }
    x.middleRows(at.first - first, at.size) =
        solved(parts_[number].lower, x.middleRows(at.first - first, at.size));
  }
  if (!trails) return x;
  x.bottomRows(layout_.trailing()) = solved(trailingLower_, x.bottomRows(layout_.trailing()));
  for (std::size_t number = range.first; number < range.end; ++number) {
    const EffectPart& at = layout_.parts()[number];
    Eigen::MatrixXd touched(touchedBy(at), x.cols());
    for (Eigen::Index i = 0; i < touched.rows(); ++i) {
      touched.row(i) = x.row(before + at.touched[static_cast<std::size_t>(i)]);
    }
    x.middleRows(at.first, at.size) -= parts_[number].across.lazyProduct(touched);
  }
  return x;
}

void ModeCurvature::invert(PartRange range) {
  if (layout_.trailing() > 0) trailingInverse_ = inverseOfFactored(trailingLower_);
  for (std::size_t number = range.first; number < range.end; ++number) {
    const EffectPart& at = layout_.parts()[number];
    Part& part = parts_[number];
    const Eigen::Index touched = touchedBy(at);
    part.inverse.resize(at.size + touched, at.size + touched);
    part.inverse.topLeftCorner(at.size, at.size) =
        solved(part.lower, Eigen::MatrixXd::Identity(at.size, at.size));
    if (touched == 0) continue;
    Eigen::MatrixXd beyond(touched, touched);
    for (Eigen::Index i = 0; i < touched; ++i) {
      for (Eigen::Index j = 0; j < touched; ++j) {
        beyond(i, j) = trailingInverse_(at.touched[static_cast<std::size_t>(i)],
                                        at.touched[static_cast<std::size_t>(j)]);
      }
    }
    const Eigen::MatrixXd between = -part.across.lazyProduct(beyond);
    part.inverse.topLeftCorner(at.size, at.size) -= between.lazyProduct(part.across.transpose());
    part.inverse.topRightCorner(at.size, touched) = between;
    part.inverse.bottomLeftCorner(touched, at.size) = between.transpose();
    part.inverse.bottomRightCorner(touched, touched) = beyond;
  }
}

}  // namespace refocus::statistics
