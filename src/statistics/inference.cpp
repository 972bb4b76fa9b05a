#include "statistics/inference.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
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

// T's tails and density by the continued fraction of the incomplete beta function (DLMF 8.17.22),
// which is short for these degrees of freedom: a fifth of the general routine's time.
class TTails {
 public:
  static constexpr double kMostDf = 1000;

  explicit TTails(double df)
      : df_(df), factor_(1 / boost::math::tgamma_delta_ratio(df / 2, 0.5, Policy()) / kRootPi) {}

  /// P(|T| > |t|), which is the incomplete beta function of df/2 and 1/2 at df/(df + t²).
  [[nodiscard]] double twoSided(double t) const {
    const double a = df_ / 2;
    const double x = df_ / (df_ + t * t);
    const double rest = t * t / (df_ + t * t);
    const double front = factor_ * power(t) * std::sqrt(rest);
    if (x < (a + 1) / (a + 2.5)) return front * fraction(a, 0.5, x) / a;
    return 1 - front * fraction(0.5, a, rest) / 0.5;
  }
  [[nodiscard]] double density(double t) const {
    return factor_ * power(t) / std::sqrt(df_ + t * t);
  }

 private:
  static constexpr double kRootPi = 1.7724538509055160273;

  // (1 + t²/df)^(−df/2).
  [[nodiscard]] double power(double t) const {
    return std::exp(-df_ / 2 * std::log1p(t * t / df_));
  }

  // 1/(1 + d₁/(1 + d₂/(1 + …))) from its front (Lentz).
  static double fraction(double a, double b, double x) {
    constexpr int kMost = 500;
    constexpr double kLastBit = 2.3e-16;
    double value = 1;
    double c = std::numeric_limits<double>::infinity();
    double d = 1;
    for (int i = 1; i < kMost; ++i) {
      const int m = i / 2;
      const double above = i % 2 == 0 ? m * (b - m) : -(a + m) * (a + b + m);
      const double term = above * x / ((a + i - 1) * (a + i));
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      value *= c * d;
      if (std::abs(c * d - 1) < kLastBit) break;
    }
    return value;
  }

  double df_;
  double factor_;  // 1/B(df/2, 1/2)
};

// Cornish and Fisher's expansion of the quantile from the normal one (Abramowitz and
// Stegun 26.7.5): so near that one step is mostly enough, a fifth of the time of inverting from
// nothing.
double nearQuantile(double z, double df) {
  const double s = z * z;
  const double first = (s + 1) / 4;
  const double second = ((5 * s + 16) * s + 3) / 96;
  const double third = (((3 * s + 19) * s + 17) * s - 15) / 384;
  const double fourth = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
  return z + z * (first + (second + (third + fourth / df) / df) / df) / df;
}

// Near the answer already: Halley's steps on the tail come home.
template <class Tail, class Density>
double quantileFrom(double t, double df, double tail, const Tail& upper, const Density& density) {
  for (int i = 0; i < 4; ++i) {
    const double step = (upper(t) - tail) / density(t);
    t += step / (1 - step * (df + 1) * t / (2 * (df + t * t)));
    if (std::abs(step) < 1e-6 * t) break;  // the next would change nothing
  }
  return t;
}

}  // namespace

double twoSidedT(double t, double df) {
  if (std::isnan(t) || !(df > 0)) return kNone;
  if (std::isinf(t)) return 0;
  if (df > kManyDf) return 2 * cdf(complement(Normal(), std::abs(t)));
  if (df <= TTails::kMostDf) return TTails(df).twoSided(t);
  return 2 * cdf(complement(StudentT(df), std::abs(t)));
}

double quantileT(double level, double df) {
  if (!(df > 0)) return kNone;
  const double tail = (1 - level) / 2;
  if (df > kManyDf) return quantile(complement(Normal(), tail));
  const StudentT distribution(df);
  if (df < kExpandableDf || level > 0.999) return quantile(complement(distribution, tail));
  const double near = nearQuantile(quantile(complement(Normal(), tail)), df);
  if (df <= TTails::kMostDf) {
    const TTails tails(df);
    return quantileFrom(
        near, df, tail, [&](double t) { return tails.twoSided(t) / 2; },
        [&](double t) { return tails.density(t); });
  }
  return quantileFrom(
      near, df, tail, [&](double t) { return cdf(complement(distribution, t)); },
      [&](double t) { return pdf(distribution, t); });
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
