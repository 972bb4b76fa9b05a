// Standard errors that hold whatever the covariance within groups is: CR0, CR1 and CR2 around the
// fitted model's own weights (cluster_totals.hpp). Each group is reduced to the span of its ones
// and its part of X, beside which CR2's matrix is the identity: nothing n × n is formed.
//
// With weights, rows count scaled by √weight and CR2's working covariance is that of the scaled
// rows.
#pragma once

#include "statistics/cluster_totals.hpp"
#include "statistics/moments.hpp"
#include "statistics/one_intercept.hpp"

namespace refocus::statistics {

/// Asks for moments with Keep::productsToo.
[[nodiscard]] Sandwich sandwichOf(const OneIntercept& model, const InterceptSolution& solution,
                                  const Moments& moments, Robust type);

}  // namespace refocus::statistics
