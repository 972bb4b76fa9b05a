#include "statistics/dense_factor.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>

namespace refocus::statistics {
namespace {

// Numbers that a formula makes, of no pattern that a tile has.
Eigen::MatrixXd made(Eigen::Index rows, Eigen::Index columns) {
  Eigen::MatrixXd m(rows, columns);
  for (Eigen::Index j = 0; j < columns; ++j) {
    for (Eigen::Index i = 0; i < rows; ++i) {
      m(i, j) = static_cast<double>((i * 37 + j * 101 + i * j * 13) % 97) / 97 - 0.5;
    }
  }
  return m;
}

Eigen::MatrixXd positive(Eigen::Index size) {
  const Eigen::MatrixXd m = made(size, size);
  return m * m.transpose() + Eigen::MatrixXd::Identity(size, size);
}

TEST(DenseFactor, IsEigensAtEverySize) {
  for (const Eigen::Index size : {1, 5, 32, 33, 96, 100, 193, 400}) {
    const Eigen::MatrixXd a = positive(size);
    Eigen::MatrixXd lower = a;
    ASSERT_TRUE(factorInPlace(lower));
    const Eigen::MatrixXd expected = a.llt().matrixL();
    const double scale = expected.cwiseAbs().maxCoeff();
    EXPECT_LE((lower - expected).cwiseAbs().maxCoeff(), 1e-12 * scale) << size;
    const Eigen::MatrixXd inverse = inverseOfFactored(lower);
    EXPECT_EQ(inverse, inverse.transpose());
    EXPECT_LE((a * inverse - Eigen::MatrixXd::Identity(size, size)).cwiseAbs().maxCoeff(), 1e-9)
        << size;
    const Eigen::MatrixXd b = made(size, 3);
    Eigen::MatrixXd x = b;
    solveInPlace(lower, x);
    solveTransposedInPlace(lower, x);
    EXPECT_LE((a * x - b).cwiseAbs().maxCoeff(), 1e-9) << size;
  }
}

TEST(DenseFactor, RefusesWhatIsNotPositiveDefinite) {
  for (const Eigen::Index size : {1, 40, 200}) {
    Eigen::MatrixXd a = positive(size);
    a(size - 1, size - 1) = -1;
    EXPECT_FALSE(factorInPlace(a)) << size;
  }
}

TEST(DenseFactor, ProductsOfOddShapes) {
  const Eigen::MatrixXd a = made(131, 300);
  const Eigen::MatrixXd b = made(300, 97);
  EXPECT_LE((product(a, b) - a * b).cwiseAbs().maxCoeff(), 1e-11);
  EXPECT_LE((product(a, b.leftCols(2)) - a * b.leftCols(2)).cwiseAbs().maxCoeff(), 1e-11);
  EXPECT_LE((transposedProduct(b, b) - b.transpose() * b).cwiseAbs().maxCoeff(), 1e-11);
  EXPECT_LE(
      (transposedProduct(a, a.leftCols(5)) - a.transpose() * a.leftCols(5)).cwiseAbs().maxCoeff(),
      1e-11);
}

}  // namespace
}  // namespace refocus::statistics
