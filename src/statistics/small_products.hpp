// Products of matrices of a handful of rows and columns: the loops written out cost a third of what
// general routines do. `to` gets its size here and shares no memory with the others.
#pragma once

#include <Eigen/Core>

namespace refocus::statistics {

/// to += a·b'.
inline void addProductByTransposed(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b,
                                   Eigen::MatrixXd& to) {
  for (Eigen::Index k = 0; k < a.cols(); ++k) {
    const double* column = a.col(k).data();
    for (Eigen::Index j = 0; j < b.rows(); ++j) {
      double* sums = to.col(j).data();
      const double factor = b(j, k);
      for (Eigen::Index i = 0; i < a.rows(); ++i) sums[i] += column[i] * factor;
    }
  }
}

/// to = a·b.
inline void multiply(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, Eigen::MatrixXd& to) {
  to.setZero(a.rows(), b.cols());
  for (Eigen::Index j = 0; j < b.cols(); ++j) {
    double* sums = to.col(j).data();
    for (Eigen::Index k = 0; k < a.cols(); ++k) {
      const double* column = a.col(k).data();
      const double factor = b(k, j);
      for (Eigen::Index i = 0; i < a.rows(); ++i) sums[i] += column[i] * factor;
    }
  }
}

/// v'·m·v.
[[nodiscard]] inline double quadraticForm(const Eigen::MatrixXd& m, const Eigen::VectorXd& v) {
  double sum = 0;
  for (Eigen::Index j = 0; j < v.size(); ++j) {
    const double* column = m.col(j).data();
    double inner = 0;
    for (Eigen::Index i = 0; i < v.size(); ++i) inner += column[i] * v[i];
    sum += inner * v[j];
  }
  return sum;
}

}  // namespace refocus::statistics
