// The θ of several random terms with the lowest criterion: a root of its gradient to the last
// digits, and variances of 0 that are exactly 0.
#pragma once

#include "statistics/covariance_search.hpp"
#include "statistics/several_terms.hpp"

namespace refocus::statistics {

/// From what the analysis of variance of each term alone says.
[[nodiscard]] CovarianceMinimum lowestCriterion(const SeveralTerms& terms);

/// A variance is 0, or random effects of one term depend on each other wholly.
[[nodiscard]] bool isSingular(const SeveralTerms& terms, const Eigen::VectorXd& theta);

}  // namespace refocus::statistics
