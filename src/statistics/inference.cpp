#include "statistics/inference.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <utility>

namespace refocus::statistics {
namespace {

namespace policies = boost::math::policies;
using Policy = policies::policy<policies::promote_double<false>,
                                policies::overflow_error<policies::ignore_error>>;
using StudentT = boost::math::students_t_distribution<double, Policy>;
using Normal = boost::math::normal_distribution<double, Policy>;
using FisherF = boost::math::fisher_f_distribution<double, Policy>;
using ChiSquared = boost::math::chi_squared_distribution<double, Policy>;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Beyond this t and normal agree to the last digit shown, and t's series would run long.
constexpr double kManyDf = 1e12;
constexpr double kExpandableDf = 4;

}  // namespace

double twoSidedT(double t, double df) {
  if (std::isnan(t) || !(df > 0)) return kNone;
  if (std::isinf(t)) return 0;
  if (df > kManyDf) return 2 * cdf(complement(Normal(), std::abs(t)));
  return 2 * cdf(complement(StudentT(df), std::abs(t)));
}

double quantileT(double level, double df) {
  if (!(df > 0)) return kNone;
  const double tail = (1 - level) / 2;
  if (df > kManyDf) return quantile(complement(Normal(), tail));
  const StudentT distribution(df);
  if (df < kExpandableDf || level > 0.999) return quantile(complement(distribution, tail));
  // Cornish and Fisher's expansion comes close, and steps of Halley's on the tail come home: a
  // third of the time of inverting it from nothing.
  const double z = quantile(complement(Normal(), tail));
  const double square = z * z;
  double t = z + z * ((square + 1) / 4 + ((5 * square + 16) * square + 3) / (96 * df)) / df;
  for (int i = 0; i < 4; ++i) {
    const double step = (cdf(complement(distribution, t)) - tail) / pdf(distribution, t);
    t += step / (1 - step * (df + 1) * t / (2 * (df + t * t)));
    if (std::abs(step) < 1e-6 * t) break;  // the next would change nothing
  }
  return t;
}

double IntervalWidths::at(double df) {
  if (df != df_) {
    df_ = df;
    width_ = quantileT(level_, df);
  }
  return width_;
}

double upperF(double f, double numeratorDf, double denominatorDf) {
  if (!(f >= 0) || !(numeratorDf > 0) || !(denominatorDf > 0)) return kNone;
  if (std::isinf(f)) return 0;
  if (denominatorDf > kManyDf) return upperChiSquared(f * numeratorDf, numeratorDf);
  return cdf(complement(FisherF(numeratorDf, denominatorDf), f));
}

double upperChiSquared(double value, double df) {
  if (!(value >= 0) || !(df > 0)) return kNone;
  return cdf(complement(ChiSquared(df), value));
}

double quantileChiSquared(double level, double df) { return quantile(ChiSquared(df), level); }

Coefficient coefficientOf(Estimate estimate, IntervalWidths& widths) {
  Coefficient row;
  row.term = std::move(estimate.term);
  row.estimate = estimate.value;
  row.stdError = estimate.stdError;
  row.stdErrorModel = estimate.stdErrorModel;
  row.df = estimate.df;
  row.dfMethod = estimate.dfMethod;
  row.t = estimate.value / estimate.stdError;
  row.p = twoSidedT(row.t, row.df);
  const double half = widths.at(row.df) * row.stdError;
  row.low = row.estimate - half;
  row.high = row.estimate + half;
  return row;
}

}  // namespace refocus::statistics
