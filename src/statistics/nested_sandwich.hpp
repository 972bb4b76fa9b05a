// Robust standard errors (sandwich.hpp) for any random terms that are nested in one grouping, whose
// groups are the clusters: random slopes, groups within groups, also crossed ones within each
// cluster. A cluster's rows are turned into an orthonormal basis of the span of its Z and X, beside
// which its covariance is the residual's and CR2's matrix the identity: what is formed has the side
// of that span, never of the rows alone.
#pragma once

#include <cstddef>

#include "statistics/cluster_totals.hpp"
#include "statistics/several_terms.hpp"

namespace refocus::statistics {

/// `outer` is the grouping in which all others are nested (nesting.hpp).
[[nodiscard]] Sandwich nestedSandwichOf(const Design& design, const Rows& rows,
                                        const SeveralTerms& terms, const SeveralState& state,
                                        std::size_t outer, Robust type);

}  // namespace refocus::statistics
