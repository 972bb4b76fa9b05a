// One side of a model (the fixed part, or the effects of one random term) as columns of a matrix:
// which product of which variables each column is, by R's rules for contrasts.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fitting/data_file_reader.hpp"
#include "fitting/formula.hpp"
#include "fitting/frame_values.hpp"

namespace refocus::fitting {

/// Levels of a factor in R's order, the reference first.
struct FactorLevels {
  std::vector<std::string> names;
  std::vector<std::uint32_t> placeOfCode;  ///< for each code of the file, where its level stands
};

/// One variable of the side, settled.
struct CodedVariable {
  Variable variable;
  std::size_t use = 0;                   ///< of Kind::column and Kind::factor: in the frame's uses
  std::optional<FactorLevels> factor;    ///< if it is one; FALSE and TRUE of what is logical
  std::optional<OrthogonalBasis> basis;  ///< of Kind::poly, unless raw
  [[nodiscard]] std::size_t width() const;  ///< columns of numbers; 1 for a factor
  /// Whether its levels are a column's, and not FALSE and TRUE.
  [[nodiscard]] bool isFactorColumn() const {
    return factor.has_value() && variable.kind != Variable::Kind::values;
  }
};

/// A factor of a product: the variable, and which of its columns or levels.
struct ColumnPart {
  std::size_t variable;
  std::size_t component;
};

struct CodedColumn {
  std::string name;
  std::size_t term;               ///< index into CodedTerms::terms
  std::vector<ColumnPart> parts;  ///< empty: all ones
};

struct CodedTerms {
  std::vector<CodedVariable> variables;
  std::vector<std::string> terms;  ///< with "(Intercept)"
  std::vector<CodedColumn> columns;
  std::map<std::string, std::optional<std::string>> references;
};

/// Columns of `list`, whose variables are settled; more than `most` is Fault(badRequest).
[[nodiscard]] CodedTerms codeTerms(const TermList& list, std::vector<CodedVariable> variables,
                                   std::size_t most);

/// What a variable's values come from, for some rows.
struct RowSource {
  const DataRows& data;
  Eigen::Index count;
  ColumnOfName numbers;
  /// Called with a variable's name and a row whose value is not finite; does not return.
  std::function<void(const std::string&, std::size_t, double)> refuse;
};

/// A variable's numbers: rows × width; of what is logical, whether it is FALSE and whether it is
/// TRUE. Not for columns that are factors.
[[nodiscard]] Eigen::MatrixXd numbersOf(const CodedVariable& variable, const RowSource& source);

/// rows × columns.
[[nodiscard]] Eigen::MatrixXd matrixOf(const CodedTerms& terms, const RowSource& source);

}  // namespace refocus::fitting
