// Profile-likelihood intervals of a model with one random intercept: all values of a parameter at
// which minus twice the log-likelihood, the other parameters at their best, is within the χ²₁
// quantile of its minimum. As in lme4 the likelihood is the full one, also where the fit is by
// REML.
#pragma once

#include <vector>

#include "statistics/canonical.hpp"
#include "statistics/fit.hpp"

namespace refocus::statistics {

/// Of the standard deviations and of every coefficient.
[[nodiscard]] std::vector<ProfileInterval> profileIntervals(const Design& design,
                                                            const Canonical& canonical,
                                                            const CanonicalGroups& groups,
                                                            double level);

}  // namespace refocus::statistics
