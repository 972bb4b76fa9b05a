// The parts of a Fit that every kind of model fills alike. For the files that fit; users of the
// room need fit.hpp alone.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "statistics/canonical.hpp"
#include "statistics/fit.hpp"
#include "statistics/inference.hpp"
#include "statistics/small_sample.hpp"

namespace refocus::statistics {

/// What the fixed part's tables are made from, in canonical coordinates.
struct FixedPart {
  const Design& design;
  const Canonical& canonical;
  Eigen::VectorXd delta;    ///< coefficients in canonical coordinates
  Information information;  ///< in units where y's residual has length 1
  double residualDf = 0;
  std::vector<double> betweenWithin;  ///< df of each kept column; empty where it is not defined
  std::string boundary;               ///< says which variance is 0; empty where none is
};

/// Fills `fixed`, `covariance`, `adjusted`, `jointTests`, `means` and the notes about degrees of
/// freedom.
void fillFixedPart(Fit& fit, const FixedPart& part, const FitOptions& options);

/// Fills `rows`, `dropped` with its note, the criterion's relatives (log likelihood, AIC, BIC) for
/// `parameters` variances.
void fillCounts(Fit& fit, const Design& design, const Canonical& canonical,
                const FitOptions& options);
void fillCriterion(Fit& fit, double criterion, std::size_t parameters);

/// Why X and y cannot be fitted at all: no rows, no residual left, values too far apart.
[[nodiscard]] std::optional<std::string> refusalOf(const Canonical& canonical,
                                                   const Design& design);

/// A linear or one-intercept model from its sums.
[[nodiscard]] std::expected<Fit, std::string> fitLinear(const Design& design,
                                                        const Canonical& canonical,
                                                        const FitOptions& options);
[[nodiscard]] std::expected<Fit, std::string> fitOneIntercept(const Design& design,
                                                              const Moments& moments,
                                                              const Canonical& canonical,
                                                              const FitOptions& options);

/// Any random terms.
[[nodiscard]] std::expected<Fit, std::string> fitSeveral(const Design& design, const Rows& rows,
                                                         const FitOptions& options);

}  // namespace refocus::statistics
