// The columns of X as an orthonormal basis, row by row: Q with X·back = Q on the columns that are
// kept. What is estimated as δ in Q's coordinates is β = back·δ in the user's. The change of basis
// is canonical.hpp's, made with 31 digits, so that columns almost alike or far from 0 lose nothing.
#pragma once

#include <Eigen/Core>

#include "statistics/canonical.hpp"
#include "statistics/design.hpp"

namespace refocus::statistics {

struct Basis {
  Canonical columns;  ///< with a y of nothing: `back` is in X's own units
  Eigen::MatrixXd q;  ///< n × p, Q'Q = I
};

/// Of the fixed part alone: y, weights and offset have no say.
[[nodiscard]] Basis basisOf(const Design& design, const Rows& rows);

}  // namespace refocus::statistics
