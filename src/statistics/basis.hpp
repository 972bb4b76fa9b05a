// The columns of X as an orthonormal basis, row by row: Q with X·back = Q on the columns that are
// kept. What is estimated as δ in Q's coordinates is β = back·δ in the user's. The change of basis
// is canonical.hpp's, made with 31 digits, so that columns almost alike or far from 0 lose nothing.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "statistics/design.hpp"

namespace refocus::statistics {

struct Basis {
  Eigen::MatrixXd q;     ///< n × p, Q'Q = I
  Eigen::MatrixXd back;  ///< p × p
  std::vector<std::size_t> kept;
  std::vector<std::size_t> dropped;  ///< columns that depend on those before them
};

/// Of the fixed part alone: y, weights and offset have no say.
[[nodiscard]] Basis basisOf(const Design& design, const Rows& rows);

}  // namespace refocus::statistics
