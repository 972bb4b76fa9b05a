// The tables that hold whatever the covariance within groups is: of robust standard errors, and of
// the regression of the groups' means.
#pragma once

#include <optional>

#include "statistics/cluster_totals.hpp"
#include "statistics/fit.hpp"
#include "statistics/moments.hpp"

namespace refocus::statistics {

/// Of the estimates in `fit.fixed`; where some have no standard error or degrees of freedom so,
/// `fit.notes` say it.
[[nodiscard]] std::optional<RobustTable> robustTableOf(const Sandwich& sandwich, Fit& fit,
                                                       const FitOptions& options);

/// `moments` of a design whose first random term is one intercept for each group; where there are
/// too few groups `fit.notes` say so.
[[nodiscard]] std::optional<ClusterLevel> clusterLevelOf(const Design& design,
                                                         const Moments& moments, Fit& fit,
                                                         double level);

}  // namespace refocus::statistics
