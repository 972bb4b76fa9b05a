#include "statistics/theta.hpp"

#include <algorithm>
#include <cmath>

namespace refocus::statistics {

Eigen::Index thetaCountOf(const std::vector<TermPlace>& places) {
  Eigen::Index count = 0;
  for (const TermPlace& place : places) count += place.width * (place.width + 1) / 2;
  return count;
}

Eigen::MatrixXd factorOf(const TermPlace& place, const Eigen::VectorXd& theta) {
  Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(place.width, place.width);
  Eigen::Index next = place.firstTheta;
  for (Eigen::Index column = 0; column < place.width; ++column) {
    for (Eigen::Index row = column; row < place.width; ++row) factor(row, column) = theta[next++];
  }
  return factor;
}

void setFactor(const TermPlace& place, const Eigen::MatrixXd& factor, Eigen::VectorXd& theta) {
  Eigen::Index next = place.firstTheta;
  for (Eigen::Index column = 0; column < place.width; ++column) {
    for (Eigen::Index row = column; row < place.width; ++row) theta[next++] = factor(row, column);
  }
}

std::vector<ThetaColumn> columnsOf(const std::vector<TermPlace>& places) {
  std::vector<ThetaColumn> columns;
  for (std::size_t place = 0; place < places.size(); ++place) {
    Eigen::Index first = places[place].firstTheta;
    for (Eigen::Index column = 0; column < places[place].width; ++column) {
      const Eigen::Index length = places[place].width - column;
      columns.push_back({place, first, length});
      first += length;
    }
  }
  return columns;
}

Eigen::VectorXd rowLengths(const Eigen::MatrixXd& factor) {
  Eigen::VectorXd lengths(factor.rows());
  for (Eigen::Index i = 0; i < factor.rows(); ++i) lengths[i] = factor.row(i).stableNorm();
  return lengths;
}

Eigen::VectorXd spreadsOf(const Eigen::MatrixXd& toUser, const Eigen::MatrixXd& variance) {
  Eigen::VectorXd spreads(toUser.rows());
  for (Eigen::Index i = 0; i < toUser.rows(); ++i) {
    const double most = toUser.row(i).cwiseAbs().maxCoeff();
    if (most == 0) {
      spreads[i] = 0;
      continue;
    }
    const Eigen::RowVectorXd unit = toUser.row(i) / most;
    spreads[i] = most * std::sqrt(std::max(0.0, (unit * variance * unit.transpose()).value()));
  }
  return spreads;
}

}  // namespace refocus::statistics
