// The root of a function of one variable between two points where its signs differ: inverse
// quadratic steps where they help and halving where they do not (Chandrupatla, Adv. Eng. Software
// 28, 1997), to the last bits of the argument.
#pragma once

#include <cmath>
#include <limits>

namespace refocus::statistics {

struct PointAndValue {
  double at;
  double value;
};

/// a.value and b.value have different signs, or one is 0; `relative` is how much of the root may be
/// off. At most 200 evaluations, usually ten.
template <class Function>
[[nodiscard]] double rootBetween(const Function& function, PointAndValue a, PointAndValue b,
                                 double relative = std::numeric_limits<double>::epsilon()) {
  if (a.value == 0) return a.at;
  if (b.value == 0) return b.at;
  PointAndValue last = a;
  double step = 0.5;
  for (int i = 0; i < 200; ++i) {
    const double at = a.at + step * (b.at - a.at);
    const PointAndValue next{at, function(at)};
    if ((next.value > 0) == (a.value > 0)) {
      last = a;
    } else {
      last = b;
      b = a;
    }
    a = next;
    const PointAndValue& better = std::abs(a.value) < std::abs(b.value) ? a : b;
    const double width = std::abs(b.at - a.at);
    const double least = 2 * relative * std::abs(better.at);
    if (better.value == 0 || width <= least) return better.at;
    const double x = (a.at - b.at) / (last.at - b.at);
    const double f = (a.value - b.value) / (last.value - b.value);
    step = 0.5;
    if (f * f < x && (1 - f) * (1 - f) < 1 - x) {
      step = a.value / (b.value - a.value) * last.value / (b.value - last.value) +
             (last.at - a.at) / (b.at - a.at) * a.value / (last.value - a.value) * b.value /
                 (last.value - b.value);
    }
    const double margin = least / width / 2;
    step = std::fmin(1 - margin, std::fmax(margin, step));
  }
  return std::abs(a.value) < std::abs(b.value) ? a.at : b.at;
}

}  // namespace refocus::statistics
