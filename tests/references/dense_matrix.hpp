// Dense matrices of 50 digits, by the plainest algorithms there are: for references, not for speed.
#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace mp = boost::multiprecision;
using Real = mp::number<mp::cpp_bin_float<50>, mp::et_off>;

struct Matrix {
  int rows = 0;
  int columns = 0;
  std::vector<Real> values;

  Matrix() = default;
  Matrix(int r, int c) : rows(r), columns(c), values(static_cast<std::size_t>(r * c)) {}
  Real& operator()(int i, int j) { return values[static_cast<std::size_t>(i * columns + j)]; }
  const Real& operator()(int i, int j) const {
    return values[static_cast<std::size_t>(i * columns + j)];
  }
};

inline Matrix identity(int n) {
  Matrix m(n, n);
  for (int i = 0; i < n; ++i) m(i, i) = 1;
  return m;
}

inline Matrix operator*(const Matrix& a, const Matrix& b) {
  Matrix m(a.rows, b.columns);
  for (int i = 0; i < a.rows; ++i) {
    for (int k = 0; k < a.columns; ++k) {
      if (a(i, k) == 0) continue;
      for (int j = 0; j < b.columns; ++j) m(i, j) += a(i, k) * b(k, j);
    }
  }
  return m;
}

inline Matrix combined(const Matrix& a, const Real& factor, const Matrix& b) {
  Matrix m = a;
  for (std::size_t i = 0; i < m.values.size(); ++i) m.values[i] += factor * b.values[i];
  return m;
}
inline Matrix operator-(const Matrix& a, const Matrix& b) { return combined(a, Real(-1), b); }
inline Matrix operator+(const Matrix& a, const Matrix& b) { return combined(a, Real(1), b); }

inline Matrix transposed(const Matrix& a) {
  Matrix m(a.columns, a.rows);
  for (int i = 0; i < a.rows; ++i) {
    for (int j = 0; j < a.columns; ++j) m(j, i) = a(i, j);
  }
  return m;
}

inline Real traceOf(const Matrix& a, const Matrix& b) {
  Real sum = 0;
  for (int i = 0; i < a.rows; ++i) {
    for (int j = 0; j < a.columns; ++j) sum += a(i, j) * b(j, i);
  }
  return sum;
}

// By Gauss and Jordan; the logarithm of the determinant beside it.
inline std::pair<Matrix, Real> inverted(Matrix a) {
  const int n = a.rows;
  Matrix inverse = identity(n);
  Real logDeterminant = 0;
  for (int i = 0; i < n; ++i) {
    const Real pivot = a(i, i);
    logDeterminant += log(pivot);
    for (int j = 0; j < n; ++j) {
      a(i, j) /= pivot;
      inverse(i, j) /= pivot;
    }
    for (int k = 0; k < n; ++k) {
      if (k == i || a(k, i) == 0) continue;
      const Real factor = a(k, i);
      for (int j = 0; j < n; ++j) {
        a(k, j) -= factor * a(i, j);
        inverse(k, j) -= factor * inverse(i, j);
      }
    }
  }
  return {inverse, logDeterminant};
}

// f of a symmetric matrix, by Jacobi's rotations.
inline Matrix functionOf(Matrix a, const std::function<Real(const Real&)>& f) {
  const int n = a.rows;
  Matrix vectors = identity(n);
  for (int sweep = 0; sweep < 40; ++sweep) {
    for (int p = 0; p < n; ++p) {
      for (int q = p + 1; q < n; ++q) {
        if (abs(a(p, q)) < Real("1e-60")) continue;
        const Real tau = (a(q, q) - a(p, p)) / (2 * a(p, q));
        const Real t = (tau >= 0 ? Real(1) : Real(-1)) / (abs(tau) + sqrt(1 + tau * tau));
        const Real c = 1 / sqrt(1 + t * t);
        const Real s = t * c;
        for (int k = 0; k < n; ++k) {
          const Real first = a(k, p);
          const Real second = a(k, q);
          a(k, p) = c * first - s * second;
          a(k, q) = s * first + c * second;
        }
        for (int k = 0; k < n; ++k) {
          const Real first = a(p, k);
          const Real second = a(q, k);
          a(p, k) = c * first - s * second;
          a(q, k) = s * first + c * second;
          const Real left = vectors(k, p);
          const Real right = vectors(k, q);
          vectors(k, p) = c * left - s * right;
          vectors(k, q) = s * left + c * right;
        }
      }
    }
  }
  Matrix scaled = vectors;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) scaled(i, j) *= f(a(j, j));
  }
  return scaled * transposed(vectors);
}
