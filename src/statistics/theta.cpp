#include "statistics/theta.hpp"

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

}  // namespace refocus::statistics
