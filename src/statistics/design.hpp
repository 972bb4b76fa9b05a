// What a model is fitted to: the names of its columns and groups, and rows of numbers. The reader
// of formulas and files makes both; the mathematics takes nothing else. Every number in a row is
// finite and every index is below its grouping's number of levels; makers check that, fits rely on
// it.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace refocus::statistics {

/// A factor that groups rows, such as team. For `a/b` and `a:b` the reader makes the crossing's
/// levels ("a1:b1"). Levels may be added while rows are still being read.
struct Grouping {
  std::string name;
  std::vector<std::string> levels;
};

/// One bar of the formula: `(1 + x | g)` is {grouping of g, {"(Intercept)", "x"}, correlated};
/// `(1 + x || g)` arrives as two terms of one column each, as in lme4.
struct RandomTerm {
  std::size_t grouping = 0;  ///< index into Design::groupings
  std::vector<std::string> columns;

  [[nodiscard]] bool interceptOnly() const {
    return columns.size() == 1 && columns.front() == "(Intercept)";
  }
};

/// The model's shape. Names and order of columns are R's.
struct Design {
  std::string response;
  std::vector<std::string> columns;       ///< of X, "(Intercept)" first where there is one
  std::vector<std::string> terms;         ///< of the fixed part: "(Intercept)", "arm", "site"
  std::vector<std::size_t> termOfColumn;  ///< for each column of X, its index in `terms`
  std::vector<Grouping> groupings;
  std::vector<RandomTerm> random;  ///< empty: a linear model
  bool intercept = true;           ///< the first column of X is all ones
  bool weighted = false;           ///< Rows::weights is filled (the variance is σ²/weight; of the
                                   ///< binomial family the numbers of trials)
  bool offset = false;             ///< Rows::offset is filled (taken from y before the fit)
  std::vector<std::string> outcomes;  ///< levels of a response that is a factor, failure first
};

/// Some rows, or all of them: n rows of X (n × p, by column), y, and for each grouping the index of
/// the row's level. `z[k]` is n × (columns of random term k), and is left 0 × 0 where that term is
/// one intercept.
struct Rows {
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  Eigen::VectorXd weights;  ///< greater than 0; size 0 unless Design::weighted
  Eigen::VectorXd offset;   ///< size 0 unless Design::offset
  std::vector<std::vector<std::uint32_t>> group;
  std::vector<Eigen::MatrixXd> z;

  [[nodiscard]] Eigen::Index count() const { return y.size(); }
};

}  // namespace refocus::statistics
