// The ends of an interval of all values at which a function stays below 0.
#pragma once

#include <limits>
#include <optional>

#include "statistics/root.hpp"

namespace refocus::statistics {

/// Where `over` becomes positive when one goes from the estimate in steps that double; the far end
/// is `limit` where there is one. `relative` as in rootBetween.
template <class Function>
[[nodiscard]] std::optional<double> endFrom(
    const Function& over, double estimate, double step, std::optional<double> limit,
    double relative = std::numeric_limits<double>::epsilon()) {
  PointAndValue near{estimate, -1.0};
  for (int i = 0; i < 60; ++i, step *= 2) {
    double at = estimate + step;
    const bool last = limit && (step < 0 ? at <= *limit : at >= *limit);
    if (last) at = *limit;
    const PointAndValue far{at, over(at)};
    if (far.value > 0) return rootBetween(over, near, far, relative);
    if (last) return limit;
    near = far;
  }
  return std::nullopt;
}

}  // namespace refocus::statistics
