// The distributions of a generalised linear model, each with its canonical link g: what a response
// may be, and what one observation adds to the likelihood at a linear predictor η = g(mean).
//
// All three are exp{w(yη − b(η))/φ + c(y, w)}: the derivatives of b are the cumulants of one unit
// of weight. φ is 1 but for the Gaussian family, whose functions here are those of variance 1/w.
// For the binomial family y is a proportion and w its number of trials. Nothing overflows for a
// finite η but the Poisson mean, which becomes infinite beyond η = 709.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace refocus::statistics {

enum class Family { gaussian, binomial, poisson };

[[nodiscard]] std::string_view nameOf(Family family);  ///< "binomial"
[[nodiscard]] std::string_view linkOf(Family family);  ///< "identity", "logit", "log"

/// Derivatives of b at η. The derivative of the mean by η is the variance: the link is canonical.
struct Cumulants {
  double mean = 0;
  double variance = 0;  ///< of one unit of weight
  double third = 0;
  double fourth = 0;
  double failing = 0;  ///< of the binomial family 1 − mean, right to its own last digits
};
[[nodiscard]] Cumulants cumulantsAt(Family family, double eta);
/// y − mean, with the digits that a difference of proportions near 1 would lose.
[[nodiscard]] double residualOf(Family family, double y, const Cumulants& at);

/// The mean alone, and η of a mean inside its bounds.
[[nodiscard]] double meanAt(Family family, double eta);
[[nodiscard]] double predictorOf(Family family, double mean);

/// A mean near y that lies inside its bounds: where iterations start.
[[nodiscard]] double startingMean(Family family, double y, double weight);

/// w(yη − b(η)): what of the log-likelihood depends on η, for the Gaussian family −w(y − η)²/2.
[[nodiscard]] double kernelAt(Family family, double y, double weight, double eta);
/// The kernel at η + by less that at η, where the cumulants are: what a difference of two large
/// kernels would lose is there.
[[nodiscard]] double kernelChange(Family family, double y, double weight, const Cumulants& at,
                                  double by);
/// The rest of the log-likelihood, so that the two together are R's (`dbinom`, `dpois`, `dnorm`
/// with variance 1/w).
[[nodiscard]] double constantOf(Family family, double y, double weight);
/// Twice the kernel of a perfect fit less the kernel at η: R's `dev.resids`.
[[nodiscard]] double devianceAt(Family family, double y, double weight, double eta);

/// What a response must be where this one cannot be, as "the response … is 1.5; <reason>". Without
/// a column of weights `trials` is empty.
[[nodiscard]] std::optional<std::string> refusalOf(Family family, double y,
                                                   std::optional<double> trials);

}  // namespace refocus::statistics
