// How groupings lie within each other: what robust errors, between–within degrees of freedom and
// the regression of means need to know of several random terms.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <vector>

#include "statistics/canonical.hpp"
#include "statistics/design.hpp"

namespace refocus::statistics {

/// The groupings of the random terms from the outermost in, each nested in the one before; empty
/// where two of them cross.
[[nodiscard]] std::vector<std::size_t> nestedChain(const Design& design, const Rows& rows);

/// The grouping in which all others are nested, although these may cross within it.
[[nodiscard]] std::optional<std::size_t> outermostGrouping(const Design& design, const Rows& rows);

/// Between–within degrees of freedom of each kept column: with m groups at a level, m' at the level
/// outside it (0 beyond the outermost) and k columns that are constant within its groups but not
/// within those outside, m − m' − k; of columns that vary within the innermost, rows − m − k.
[[nodiscard]] std::vector<double> betweenWithinDf(const std::vector<std::size_t>& chain,
                                                  const Design& design, const Rows& rows,
                                                  const Canonical& canonical);

/// How many of these columns of X do not vary within any level of a grouping.
[[nodiscard]] std::size_t constantColumns(std::size_t grouping, const Design& design,
                                          const Rows& rows,
                                          const std::vector<std::size_t>& columns);

}  // namespace refocus::statistics
