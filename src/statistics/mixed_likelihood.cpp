#include "statistics/mixed_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/fault.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {
namespace {

constexpr int kMostSteps = 200;
constexpr double kLast = 1e-8;   // of a step for a mode: the next is below rounding
constexpr double kShort = 1e-3;  // steps that cannot lose: Newton is as good as there
constexpr double kRounding = 1e-12;
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

}  // namespace

MixedLikelihood::MixedLikelihood(const Design& design, const Rows& rows, const Eigen::MatrixXd& q,
                                 const Observations& observations, int points)
    : layout_(design, rows), curvature_(layout_), rule_(hermiteRule(points)) {
  thetaCount_ = thetaCountOf(layout_.places());
  const bool isScalar = layout_.places().size() == 1 && layout_.places().front().width == 1;
  if (points > 1 && !isScalar) {
    throw Fault(FaultCode::invalid, "MixedLikelihood: quadrature is for one random effect");
  }
  placeRows(rows, q, observations);
  placeEntries(design, rows);
  u_ = Eigen::VectorXd::Zero(layout_.count());
  for (Eigen::VectorXd* one : {&eta_, &residual_, &weight_, &skew_}) one->setZero(rows.count());
}

void MixedLikelihood::placeRows(const Rows& rows, const Eigen::MatrixXd& q,
                                const Observations& observations) {
  const Eigen::Index n = rows.count();
  firstRow_.assign(layout_.parts().size() + 1, 0);
  for (Eigen::Index row = 0; row < n; ++row) ++firstRow_[layout_.partOfRow(row) + 1];
  std::partial_sum(firstRow_.begin(), firstRow_.end(), firstRow_.begin());
  std::vector<Eigen::Index> next(firstRow_.begin(), firstRow_.end() - 1);
  order_.resize(static_cast<std::size_t>(n));
  for (Eigen::Index row = 0; row < n; ++row) {
    order_[static_cast<std::size_t>(next[layout_.partOfRow(row)]++)] = row;
  }
  q_ = q(order_, Eigen::all);
  of_ = {observations.family, observations.y(order_), observations.weights(order_),
         observations.offset(order_)};
  for (Eigen::Index i = 0; i < n; ++i) {
    constant_ += constantOf(of_.family, of_.y[i], of_.weights[i]);
  }
}

void MixedLikelihood::placeEntries(const Design& design, const Rows& rows) {
  for (const TermPlace& place : layout_.places()) {
    firstEntry_.push_back(width_);
    width_ += place.width;
  }
  const Eigen::Index n = rows.count();
  z_.resize(width_, n);
  a_.resize(width_, n);
  ga_.resize(width_, n);
  positions_.resize(static_cast<std::size_t>(width_ * n));
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::Index row = order_[static_cast<std::size_t>(i)];
    const Eigen::Index own = layout_.parts()[layout_.partOfRow(row)].size;
    for (std::size_t p = 0; p < layout_.places().size(); ++p) {
      const TermPlace& place = layout_.places()[p];
      const bool plain = design.random[place.term].interceptOnly();
      const Eigen::Index at = layout_.positionOf(row, p) + (layout_.leads(p) ? 0 : own);
      for (Eigen::Index column = 0; column < place.width; ++column) {
        const Eigen::Index entry = firstEntry_[p] + column;
        z_(entry, i) = plain ? 1.0 : rows.z[place.term](row, column);
        positions_[static_cast<std::size_t>(i * width_ + entry)] = at + column;
      }
    }
  }
}

std::vector<Eigen::MatrixXd> MixedLikelihood::factorsOf(const Eigen::VectorXd& parameters) const {
  std::vector<Eigen::MatrixXd> factors;
  for (const TermPlace& place : layout_.places()) factors.push_back(factorOf(place, parameters));
  return factors;
}

// Any square factors, not triangular ones alone.
void MixedLikelihood::moveTo(std::vector<Eigen::MatrixXd> factors, const Eigen::VectorXd& delta) {
  lambda_ = std::move(factors);
  for (std::size_t p = 0; p < layout_.places().size(); ++p) {
    const TermPlace& place = layout_.places()[p];
    a_.middleRows(firstEntry_[p], place.width) =
        lambda_[p].transpose().lazyProduct(z_.middleRows(firstEntry_[p], place.width));
  }
  fixed_ = q_ * delta + of_.offset;
}

MixedLikelihood::RowRange MixedLikelihood::rowsOf(std::size_t part) const {
  return {firstRow_[part], firstRow_[part + 1]};
}

MixedLikelihood::RowRange MixedLikelihood::rowsOf(PartRange range) const {
  return {firstRow_[range.first], firstRow_[range.end]};
}

// Where the effect of a row's entry stands among all.
Eigen::Index MixedLikelihood::effectAt(std::size_t part, Eigen::Index row,
                                       Eigen::Index entry) const {
  return curvature_.effectOf(part, positions_[static_cast<std::size_t>(row * width_ + entry)]);
}

void MixedLikelihood::fillPredictors(PartRange range) {
  for (std::size_t part = range.first; part < range.end; ++part) {
    for (Eigen::Index row = rowsOf(part).first; row < rowsOf(part).end; ++row) {
      double eta = fixed_[row];
      for (Eigen::Index e = 0; e < width_; ++e) eta += a_(e, row) * u_[effectAt(part, row, e)];
      eta_[row] = eta;
    }
  }
}

void MixedLikelihood::fillSlopes(RowRange rows) {
  for (Eigen::Index row = rows.first; row < rows.end; ++row) {
    const Cumulants at = cumulantsAt(of_.family, eta_[row]);
    residual_[row] = of_.weights[row] * residualOf(of_.family, of_.y[row], at);
    weight_[row] = of_.weights[row] * at.variance;
    skew_[row] = of_.weights[row] * at.third;
  }
}

bool MixedLikelihood::fillCurvature(PartRange range) {
  fillSlopes(rowsOf(range));
  for (std::size_t part = range.first; part < range.end; ++part) {
    Eigen::MatrixXd& squares = curvature_.squares(part);
    squares.setZero();
    for (Eigen::Index row = rowsOf(part).first; row < rowsOf(part).end; ++row) {
      const Eigen::Index* at = positions_.data() + row * width_;
      for (Eigen::Index e = 0; e < width_; ++e) {
        const double weighted = weight_[row] * a_(e, row);
        for (Eigen::Index f = 0; f < width_; ++f) squares(at[e], at[f]) += weighted * a_(f, row);
      }
    }
  }
  return curvature_.factor(range);
}

double MixedLikelihood::penalised(PartRange range) const {
  double sum = 0;
  for (Eigen::Index row = rowsOf(range).first; row < rowsOf(range).end; ++row) {
    sum += kernelAt(of_.family, of_.y[row], of_.weights[row], eta_[row]);
  }
  return sum -
         u_.segment(curvature_.firstEffect(range), curvature_.effectCount(range)).squaredNorm() / 2;
}

Eigen::VectorXd MixedLikelihood::score(PartRange range) const {
  const Eigen::Index first = curvature_.firstEffect(range);
  Eigen::VectorXd score = -u_.segment(first, curvature_.effectCount(range));
  for (std::size_t part = range.first; part < range.end; ++part) {
    for (Eigen::Index row = rowsOf(part).first; row < rowsOf(part).end; ++row) {
      for (Eigen::Index e = 0; e < width_; ++e) {
        score[effectAt(part, row, e) - first] += a_(e, row) * residual_[row];
      }
    }
  }
  return score;
}

// Newton's step, or a part of it: what is maximised is concave, so some part does not lose.
void MixedLikelihood::stepTo(PartRange range, const Eigen::VectorXd& step) {
  auto u = u_.segment(curvature_.firstEffect(range), step.size());
  if (step.lpNorm<Eigen::Infinity>() <= kShort) {
    u += step;
    fillPredictors(range);
    return;
  }
  const double before = penalised(range);
  const Eigen::VectorXd from = u;
  for (double share = 1; share > 1e-12; share /= 2) {
    u = from + share * step;
    fillPredictors(range);
    if (penalised(range) >= before - kRounding * (1 + std::abs(before))) return;
  }
}

// At the end predictors, slopes and the factored curvature are those of the modes.
bool MixedLikelihood::findModes(PartRange range) {
  fillPredictors(range);
  if (!std::isfinite(penalised(range))) {
    u_.segment(curvature_.firstEffect(range), curvature_.effectCount(range)).setZero();
    fillPredictors(range);
  }
  bool isLast = false;
  for (int i = 0; i < kMostSteps; ++i) {
    if (!fillCurvature(range)) return false;
    if (isLast) return true;
    const Eigen::VectorXd step = curvature_.solve(range, score(range));
    if (!step.allFinite()) return false;
    stepTo(range, step);
    isLast = step.lpNorm<Eigen::Infinity>() < kLast;
  }
  return false;
}

// a'H⁻¹a of each row of the range, after filling H⁻¹a at the row's effects.
Eigen::VectorXd MixedLikelihood::leverages(PartRange range) {
  const RowRange rows = rowsOf(range);
  Eigen::VectorXd leverage(rows.end - rows.first);
  for (std::size_t part = range.first; part < range.end; ++part) {
    const Eigen::MatrixXd& inverse = curvature_.inverse(part);
    for (Eigen::Index row = rowsOf(part).first; row < rowsOf(part).end; ++row) {
      const Eigen::Index* at = positions_.data() + row * width_;
      double sum = 0;
      for (Eigen::Index e = 0; e < width_; ++e) {
        double value = 0;
        for (Eigen::Index f = 0; f < width_; ++f) value += inverse(at[e], at[f]) * a_(f, row);
        ga_(e, row) = value;
        sum += a_(e, row) * value;
      }
      leverage[row - rows.first] = sum;
    }
  }
  return leverage;
}

// With c the leverages, t = W'c what log |H| takes of each row's η, s = H⁻¹A't of the modes':
// d log |H| = (t − WAs)'(Q dδ + dA û) + (dA s)'r + 2 tr(H⁻¹A'W dA), r the residuals; the rest does
// not move with the modes, but for rounding.
double MixedLikelihood::laplace(PartRange range, Slopes& slopes) {
  if (!findModes(range)) return kNotANumber;
  const double value = -2 * penalised(range) + curvature_.logDeterminant();
  curvature_.invert(range);
  const RowRange rows = rowsOf(range);
  const Eigen::Index first = curvature_.firstEffect(range);
  const Eigen::VectorXd t =
      skew_.segment(rows.first, rows.end - rows.first).cwiseProduct(leverages(range));
  // The modes are right to rounding alone, which large counts make much of: what is left of the
  // score moves with them.
  Eigen::VectorXd sums = -2 * score(range);
  for (std::size_t part = range.first; part < range.end; ++part) {
    for (Eigen::Index row = rowsOf(part).first; row < rowsOf(part).end; ++row) {
      for (Eigen::Index e = 0; e < width_; ++e) {
        sums[effectAt(part, row, e) - first] += a_(e, row) * t[row - rows.first];
      }
    }
  }
  const Eigen::VectorXd s = curvature_.solve(range, sums);
  for (std::size_t part = range.first; part < range.end; ++part) {
    for (Eigen::Index row = rowsOf(part).first; row < rowsOf(part).end; ++row) {
      double along = t[row - rows.first] - 2 * residual_[row];
      for (Eigen::Index e = 0; e < width_; ++e) {
        along -= weight_[row] * a_(e, row) * s[effectAt(part, row, e) - first];
      }
      slopes.along[row] = along;
      for (std::size_t p = 0; p < layout_.places().size(); ++p) {
        const Eigen::Index entry = firstEntry_[p];
        for (Eigen::Index column = 0; column < layout_.places()[p].width; ++column) {
          const Eigen::Index effect = effectAt(part, row, entry + column);
          const double by = along * u_[effect] + residual_[row] * s[effect - first] +
                            2 * weight_[row] * ga_(entry + column, row);
          for (Eigen::Index z = 0; z < layout_.places()[p].width; ++z) {
            slopes.factors[p](z, column) += z_(entry + z, row) * by;
          }
        }
      }
    }
  }
  return value;
}

// −2 log L where we have moved to, and its slopes.
double MixedLikelihood::heightHere(Slopes& slopes) {
  slopes = {Eigen::VectorXd::Zero(eta_.size()), {}};
  for (const TermPlace& place : layout_.places()) {
    slopes.factors.emplace_back(Eigen::MatrixXd::Zero(place.width, place.width));
  }
  double height = -2 * constant_;
  for (const PartRange range : curvature_.ranges()) {
    height += rule_.nodes.size() == 1 ? laplace(range, slopes) : quadrature(range.first, slopes);
  }
  return height;
}

std::vector<Eigen::MatrixXd> MixedLikelihood::covarianceSlopes(const Eigen::VectorXd& parameters) {
  constexpr double kStep = 1e-3;
  const std::vector<Eigen::MatrixXd> factors = factorsOf(parameters);
  std::vector<Eigen::MatrixXd> result(factors.size());
  for (std::size_t p = 0; p < factors.size(); ++p) {
    Eigen::Index zero = 0;
    while (zero < factors[p].cols() && !factors[p].col(zero).isZero(0)) ++zero;
    if (zero == factors[p].cols()) continue;
    Eigen::MatrixXd& slope = result[p];
    slope.resize(factors[p].rows(), factors[p].cols());
    for (Eigen::Index i = 0; i < slope.cols(); ++i) {
      std::vector<Eigen::MatrixXd> beside = factors;
      beside[p](i, zero) = kStep;
      moveTo(std::move(beside), parameters.tail(q_.cols()));
      Slopes slopes;
      (void)heightHere(slopes);
      slope.col(i) = slopes.factors[p].col(zero) / (2 * kStep);
    }
    slope = ((slope + slope.transpose()) / 2).eval();
  }
  return result;
}

ValueAndGradient MixedLikelihood::at(const Eigen::VectorXd& parameters) {
  moveTo(factorsOf(parameters), parameters.tail(q_.cols()));
  Slopes slopes;
  ValueAndGradient result{heightHere(slopes), Eigen::VectorXd(parameters.size())};
  for (std::size_t p = 0; p < layout_.places().size(); ++p) {
    Eigen::Index next = layout_.places()[p].firstTheta;
    for (Eigen::Index column = 0; column < layout_.places()[p].width; ++column) {
      for (Eigen::Index row = column; row < layout_.places()[p].width; ++row) {
        result.gradient[next++] = slopes.factors[p](row, column);
      }
    }
  }
  result.gradient.tail(q_.cols()) = q_.transpose() * slopes.along;
  return result;
}

double MixedLikelihood::deviance() const {
  double sum = 0;
  for (Eigen::Index row = 0; row < eta_.size(); ++row) {
    sum += devianceAt(of_.family, of_.y[row], of_.weights[row], eta_[row]);
  }
  return sum;
}

}  // namespace refocus::statistics
