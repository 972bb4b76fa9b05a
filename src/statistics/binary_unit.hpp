// Powers of two to compute in: what is divided by one and multiplied by it again keeps every digit,
// and squares of what lies about 1 are numbers, whatever units the user's columns have.
#pragma once

#include <Eigen/Core>
#include <cmath>

namespace refocus::statistics {

/// The power of two at or below the largest magnitude; 1 where there is none above 0.
template <class Values>
[[nodiscard]] double binaryUnitOf(const Eigen::MatrixBase<Values>& values) {
  const double most = values.size() == 0 ? 0.0 : values.cwiseAbs().maxCoeff();
  return most > 0 && std::isfinite(most) ? std::ldexp(1.0, std::ilogb(most)) : 1.0;
}

/// Values, some row of coefficients as a rule, as unit times what lies about 1.
struct InUnits {
  double unit = 1;
  Eigen::VectorXd values;
};
template <class Values>
[[nodiscard]] InUnits inUnits(const Eigen::MatrixBase<Values>& values) {
  const double unit = binaryUnitOf(values);
  if constexpr (Values::RowsAtCompileTime == 1) {
    return {unit, values.transpose() / unit};
  } else {
    return {unit, values / unit};
  }
}

/// Each row of a matrix so.
struct RowsInUnits {
  Eigen::VectorXd unit;
  Eigen::MatrixXd values;
};
[[nodiscard]] inline RowsInUnits rowsInUnits(const Eigen::MatrixXd& matrix) {
  RowsInUnits rows{Eigen::VectorXd(matrix.rows()), matrix};
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    rows.unit[i] = binaryUnitOf(matrix.row(i));
    rows.values.row(i) /= rows.unit[i];
  }
  return rows;
}

}  // namespace refocus::statistics
