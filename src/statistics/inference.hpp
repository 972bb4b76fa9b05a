// Tails of the t, F and χ² distributions, and the row of a table that is made with them. Degrees of
// freedom need not be whole; infinite ones give the normal distribution. What cannot be computed
// (no degrees of freedom, a standard error of 0) is NaN, never a guess.
#pragma once

#include <string>

#include "statistics/fit.hpp"

namespace refocus::statistics {

/// P(|T| > |t|), T with df degrees of freedom.
[[nodiscard]] double twoSidedT(double t, double df);
/// The t with P(|T| ≤ t) = level.
[[nodiscard]] double quantileT(double level, double df);
[[nodiscard]] double upperF(double f, double numeratorDf, double denominatorDf);
[[nodiscard]] double upperChiSquared(double value, double df);
[[nodiscard]] double quantileChiSquared(double level, double df);

/// An estimate with its standard error (of the model, and the one to be used) and df.
struct Estimate {
  std::string term;
  double value = 0;
  double stdError = 0;
  double stdErrorModel = 0;
  double df = 0;
  DfMethod dfMethod = DfMethod::residual;
};

/// Quantiles of t at one level; rows of a table often share their degrees of freedom.
class IntervalWidths {
 public:
  explicit IntervalWidths(double level) : level_(level) {}
  [[nodiscard]] double at(double df);

 private:
  double level_;
  double df_ = 0;
  double width_ = 0;
};

/// Its t, p and interval.
[[nodiscard]] Coefficient coefficientOf(Estimate estimate, IntervalWidths& widths);

}  // namespace refocus::statistics
