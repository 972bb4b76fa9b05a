// The minimum of a function of which only values can be computed, but with 50 digits: gradients and
// second derivatives are differences of values, which so many digits can afford.
#pragma once

#include <functional>
#include <vector>

#include "dense_matrix.hpp"

using Vector = std::vector<Real>;
using Function = std::function<Real(const Vector&)>;

inline Vector moved(Vector at, std::size_t i, const Real& by) {
  at[i] += by;
  return at;
}

inline Matrix gradientOf(const Function& f, const Vector& at) {
  const Real h("1e-16");
  Matrix gradient(static_cast<int>(at.size()), 1);
  for (std::size_t i = 0; i < at.size(); ++i) {
    gradient(static_cast<int>(i), 0) = (f(moved(at, i, h)) - f(moved(at, i, -h))) / (2 * h);
  }
  return gradient;
}

inline Matrix hessianOf(const Function& f, const Vector& at) {
  const Real h("1e-12");
  const auto n = static_cast<int>(at.size());
  const Real here = f(at);
  Matrix hessian(n, n);
  const auto shifted = [&](int i, const Real& byI, int j, const Real& byJ) {
    return f(moved(moved(at, static_cast<std::size_t>(i), byI), static_cast<std::size_t>(j), byJ));
  };
  for (int i = 0; i < n; ++i) {
    hessian(i, i) = (f(moved(at, static_cast<std::size_t>(i), h)) - 2 * here +
                     f(moved(at, static_cast<std::size_t>(i), -h))) /
                    (h * h);
    for (int j = 0; j < i; ++j) {
      hessian(i, j) = hessian(j, i) = (shifted(i, h, j, h) - shifted(i, h, j, -h) -
                                       shifted(i, -h, j, h) + shifted(i, -h, j, -h)) /
                                      (4 * h * h);
    }
  }
  return hessian;
}

struct Optimum {
  Vector at;
  Real value;
  Matrix hessian;
};

// Newton's steps, downhill also where the function is not convex, shortened while the value rises.
inline Optimum minimumOf(const Function& f, Vector at) {
  Optimum optimum;
  for (int step = 0; step < 100; ++step) {
    optimum.value = f(at);
    optimum.hessian = hessianOf(f, at);
    const Matrix inverse =
        functionOf(optimum.hessian, [](const Real& curvature) { return Real(1 / abs(curvature)); });
    const Matrix change = inverse * gradientOf(f, at);
    Real share = 1;
    Vector to;
    for (int halved = 0; halved < 30; ++halved, share /= 2) {
      to = at;
      for (std::size_t i = 0; i < to.size(); ++i) to[i] -= share * change(static_cast<int>(i), 0);
      if (f(to) <= optimum.value + abs(optimum.value) * Real("1e-40")) break;
    }
    Real largest = 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
      const Real size = abs(to[i] - at[i]);
      if (size > largest) largest = size;
    }
    at = to;
    if (largest < Real("1e-25")) break;
  }
  optimum.at = at;
  return optimum;
}
