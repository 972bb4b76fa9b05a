#include <cmath>
#include <vector>

#include "statistics/mixed_likelihood.hpp"
#include "statistics/theta.hpp"

namespace refocus::statistics {

// By Woodbury's identity Q'WQ − Q'WA H⁻¹ A'WQ.
Eigen::MatrixXd MixedLikelihood::information(const Eigen::VectorXd& parameters) {
  (void)at(parameters);
  Eigen::MatrixXd information = q_.transpose() * weight_.asDiagonal() * q_;
  for (const PartRange range : curvature_.ranges()) {
    const Eigen::Index first = curvature_.firstEffect(range);
    Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(curvature_.effectCount(range), q_.cols());
    for (std::size_t part = range.first; part < range.end; ++part) {
      for (Eigen::Index row = rowsOf(part).first; row < rowsOf(part).end; ++row) {
        for (Eigen::Index e = 0; e < width_; ++e) {
          sums.row(effectAt(part, row, e) - first) += weight_[row] * a_(e, row) * q_.row(row);
        }
      }
    }
    information -= sums.transpose() * curvature_.solve(range, sums);
  }
  return information;
}

// The modes' derivatives, a row for each effect of the range, a column for each parameter:
// dû = H⁻¹(dA'r − A'W(Q dδ + dA û)).
Eigen::MatrixXd MixedLikelihood::modesByParameters(PartRange range) const {
  const Eigen::Index first = curvature_.firstEffect(range);
  Eigen::MatrixXd sums =
      Eigen::MatrixXd::Zero(curvature_.effectCount(range), thetaCount_ + q_.cols());
  const std::vector<ThetaColumn> columns = columnsOf(layout_.places());
  for (std::size_t part = range.first; part < range.end; ++part) {
    for (Eigen::Index row = rowsOf(part).first; row < rowsOf(part).end; ++row) {
      // How η moves while the modes stay: by an element (i, j) of λ as z_i u_j.
      Eigen::RowVectorXd moves(sums.cols());
      moves.tail(q_.cols()) = q_.row(row);
      std::size_t next = 0;
      for (std::size_t p = 0; p < layout_.places().size(); ++p) {
        for (Eigen::Index j = 0; j < layout_.places()[p].width; ++j, ++next) {
          const Eigen::Index effect = effectAt(part, row, firstEntry_[p] + j);
          for (Eigen::Index i = 0; i < columns[next].length; ++i) {
            const double z = z_(firstEntry_[p] + j + i, row);
            moves[columns[next].first + i] = z * u_[effect];
            sums(effect - first, columns[next].first + i) += z * residual_[row];
          }
        }
      }
      for (Eigen::Index e = 0; e < width_; ++e) {
        sums.row(effectAt(part, row, e) - first) -= weight_[row] * a_(e, row) * moves;
      }
    }
  }
  return curvature_.solve(range, sums);
}

void MixedLikelihood::fillEffects(PartRange range, const Eigen::MatrixXd& covariance,
                                  const std::vector<Eigen::MatrixXd>& toUser,
                                  std::vector<RandomEffects>& result) const {
  const Eigen::MatrixXd moves = modesByParameters(range);
  const Eigen::Index first = curvature_.firstEffect(range);
  const std::vector<ThetaColumn> columns = columnsOf(layout_.places());
  const auto fill = [&](const EffectBlock& block, const Eigen::MatrixXd& inverse,
                        Eigen::Index position) {
    const TermPlace& place = layout_.places()[block.place];
    const Eigen::MatrixXd& lambda = lambda_[block.place];
    const Eigen::VectorXd u = u_.segment(block.first, place.width);
    Eigen::MatrixXd by = lambda * moves.middleRows(block.first - first, place.width);
    for (const ThetaColumn& column : columns) {
      if (column.place != block.place) continue;
      const Eigen::Index j = place.width - column.length;
      for (Eigen::Index i = 0; i < column.length; ++i) by(j + i, column.first + i) += u[j];
    }
    const Eigen::MatrixXd variance =
        lambda * inverse.block(position, position, place.width, place.width) * lambda.transpose() +
        by * covariance * by.transpose();
    RandomEffects& to = result[place.term];
    to.value.row(block.level) = (toUser[place.term] * (lambda * u)).transpose();
    to.stdError.row(block.level) = spreadsOf(toUser[place.term], variance).transpose();
  };
  for (std::size_t part = range.first; part < range.end; ++part) {
    const EffectPart& at = layout_.parts()[part];
    for (std::size_t b = at.firstBlock; b < at.firstBlock + at.blocks; ++b) {
      const EffectBlock& block = layout_.blocks()[b];
      fill(block, curvature_.inverse(part), block.first - at.first);
    }
  }
  if (layout_.trailing() == 0) return;
  for (std::size_t b = layout_.firstTrailingBlock(); b < layout_.blocks().size(); ++b) {
    const EffectBlock& block = layout_.blocks()[b];
    fill(block, curvature_.trailingInverse(), block.first - layout_.trailingFirst());
  }
}

std::vector<RandomEffects> MixedLikelihood::effects(const Eigen::VectorXd& parameters,
                                                    const Eigen::MatrixXd& covariance,
                                                    const std::vector<Eigen::MatrixXd>& toUser) {
  (void)at(parameters);
  std::vector<RandomEffects> result(layout_.places().size());
  for (std::size_t p = 0; p < layout_.places().size(); ++p) {
    const TermPlace& place = layout_.places()[p];
    // A level without rows keeps an effect of 0, known no better than the population.
    const Eigen::VectorXd sd = rowLengths(toUser[place.term] * lambda_[p]);
    result[place.term] = {place.term, Eigen::MatrixXd::Zero(place.levels, place.width),
                          sd.transpose().replicate(place.levels, 1)};
  }
  for (const PartRange range : curvature_.ranges()) {
    curvature_.invert(range);
    fillEffects(range, covariance, toUser, result);
  }
  return result;
}

}  // namespace refocus::statistics
