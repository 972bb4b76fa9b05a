// Marginal means of a term as emmeans has them: the fixed part's value for each of its cells, in
// equal shares over the levels of all other factors, numbers at their means; and the differences of
// every two cells. What they average is made by the reader of formulas (reference_grid.hpp).
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace refocus::statistics {

/// What the means of a term average, as rows of X.
struct MarginalCells {
  std::string term;                                     ///< "arm:site"
  std::vector<std::string> factors;                     ///< "arm", "site"
  std::vector<std::vector<std::string>> levels;         ///< of each cell, one for each factor
  std::vector<std::string> averaged;                    ///< the other factors
  std::vector<std::pair<std::string, double>> numbers;  ///< where the others are held
  Eigen::MatrixXd x;                                    ///< cells × columns of X
  Eigen::VectorXd offset;                               ///< of each cell
};

}  // namespace refocus::statistics
