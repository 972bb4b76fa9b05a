#include "statistics/term_basis.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <optional>
#include <utility>

#include "statistics/binary_unit.hpp"

namespace refocus::statistics {
namespace {

// Columns closer to each other than this are left as they are: their variances cannot be told apart
// well enough for the basis to matter.
constexpr double kDependent = 1e-12;

std::optional<Eigen::Index> constantOf(const Eigen::MatrixXd& z) {
  for (Eigen::Index i = 0; i < z.cols(); ++i) {
    if (z.rows() > 0 && z(0, i) != 0 && (z.col(i).array() == z(0, i)).all()) return i;
  }
  return std::nullopt;
}

// Columns of one term, changed step by step, and T so far.
struct Columns {
  Eigen::MatrixXd z;
  Eigen::MatrixXd toUser;

  void scale(Eigen::Index column, double by) {
    z.col(column) *= by;
    toUser.col(column) *= by;
  }
  // Less the mean, in units of the column that is constant.
  void centre(Eigen::Index column, Eigen::Index constant) {
    const double shift = z.col(column).mean();
    z.col(column).array() -= shift;
    toUser.col(column) -= shift / z(0, constant) * toUser.col(constant);
  }
  void orthogonalise() {
    const auto n = static_cast<double>(z.rows());
    const Eigen::LLT<Eigen::MatrixXd> squares(z.transpose() * z / n);
    if (squares.info() != Eigen::Success) return;
    const Eigen::MatrixXd upper = squares.matrixU();
    if (upper.diagonal().minCoeff() < kDependent) return;
    const auto factor = upper.triangularView<Eigen::Upper>();
    z = factor.solve<Eigen::OnTheRight>(z);
    toUser = factor.solve<Eigen::OnTheRight>(toUser);
  }
};

Columns columnsOf(const Eigen::MatrixXd& z) {
  Columns columns{z, Eigen::MatrixXd::Identity(z.cols(), z.cols())};
  for (Eigen::Index i = 0; i < z.cols(); ++i) columns.scale(i, 1 / binaryUnitOf(z.col(i)));
  if (z.cols() == 1) return columns;
  if (const auto constant = constantOf(columns.z)) {
    for (Eigen::Index i = 0; i < z.cols(); ++i) {
      if (i == *constant) continue;
      columns.centre(i, *constant);
      columns.scale(i, 1 / binaryUnitOf(columns.z.col(i)));
    }
  }
  columns.orthogonalise();
  return columns;
}

}  // namespace

TermBasis::TermBasis(const Design& design, const Rows& rows) : rows_(rows) {
  for (std::size_t k = 0; k < design.random.size(); ++k) {
    if (design.random[k].interceptOnly()) {
      toUser_.emplace_back(Eigen::MatrixXd::Identity(1, 1));
      continue;
    }
    if (!changed_) changed_ = rows;
    Columns columns = columnsOf(rows.z[k]);
    changed_->z[k] = std::move(columns.z);
    toUser_.push_back(std::move(columns.toUser));
  }
}

Eigen::VectorXd TermBasis::userTheta(const std::vector<TermPlace>& places,
                                     const Eigen::VectorXd& theta) const {
  Eigen::VectorXd result = theta;
  for (const TermPlace& place : places) {
    const Eigen::MatrixXd& toUser = toUser_[place.term];
    setFactor(place, lowerFactor(toUser * factorOf(place, theta)), result);
  }
  return result;
}

// Row by row what is left of it is turned into one column, which stands where the row does.
Eigen::MatrixXd lowerFactor(Eigen::MatrixXd left) {
  const Eigen::Index columns = left.cols();
  Eigen::MatrixXd lower = Eigen::MatrixXd::Zero(left.rows(), columns);
  Eigen::Index next = 0;
  for (Eigen::Index row = 0; row < left.rows() && next < columns; ++row) {
    for (Eigen::Index other = next + 1; other < columns; ++other) {
      const double length = std::hypot(left(row, next), left(row, other));
      if (left(row, other) == 0) continue;
      const double cosine = left(row, next) / length;
      const double sine = left(row, other) / length;
      const Eigen::VectorXd turned = cosine * left.col(next) + sine * left.col(other);
      left.col(other) = cosine * left.col(other) - sine * left.col(next);
      left.col(next) = turned;
      left(row, other) = 0;
    }
    if (left(row, next) == 0) continue;
    if (left(row, next) < 0) left.col(next) *= -1;
    lower.col(row).tail(left.rows() - row) = left.col(next).tail(left.rows() - row);
    ++next;
  }
  return lower;
}

}  // namespace refocus::statistics
