// The reference grid of marginal means, as emmeans makes it: every combination of the fixed part's
// factors, with each number at the mean of the rows in the fit. A number with two different values
// counts as a factor (emmeans' cov.keep = 2), so that a treatment written 0 and 1 has means of its
// own and the other 0s and 1s are averaged in equal shares.
//
// A term that names no factor of the model, a grid above kMostCells and a term with more than
// kMostMeans cells are Fault(badRequest).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "fitting/data_file.hpp"
#include "fitting/formula.hpp"
#include "fitting/frame_columns.hpp"
#include "statistics/marginal_means.hpp"

namespace refocus::fitting {

using statistics::MarginalCells;

class ReferenceGrid {
 public:
  static constexpr std::size_t kMostCells = 100'000;
  static constexpr std::size_t kMostMeans = 200;

  /// Of the fixed part and its offsets, settled; `rows` are those of the fit, whose columns are
  /// `uses`.
  ReferenceGrid(const CodedTerms& fixed, const std::vector<Variable>& offsets,
                const std::vector<ColumnUse>& uses, const DataFile& file, const DataRows& rows);

  /// The cells of one term, which parseTerm() read.
  [[nodiscard]] MarginalCells cellsOf(const TermList& term) const;

 private:
  struct Axis {
    std::string column;
    std::size_t use;
    std::vector<std::string> levels;
    std::vector<std::uint32_t> codes;  ///< of a factor's levels, as in the file
    std::vector<double> values;        ///< of a number's
  };

  void addFactor(const CodedVariable& variable, const DataFile& file);
  void addNumbers(std::size_t use, const std::string& column, const std::vector<double>& values);
  void fill(const CodedTerms& fixed, const std::vector<Variable>& offsets,
            const std::vector<ColumnUse>& uses);
  [[nodiscard]] std::size_t axisNamed(const Variable& variable) const;

  std::vector<Axis> axes_;
  std::vector<std::pair<std::string, double>> numbers_;
  std::vector<std::pair<std::size_t, double>> held_;  ///< uses that are at their means
  std::size_t cells_ = 1;                             ///< the last axis varies fastest
  Eigen::MatrixXd x_;
  Eigen::VectorXd offset_;
};

}  // namespace refocus::fitting
