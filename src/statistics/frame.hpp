// A formula and the columns of a file made into what is fitted: Design and Rows, with R's names,
// order and contrasts. A factor has treatment contrasts against its reference, full indicators
// where R has them (no intercept, or a margin that is absent). Columns that depend on others are
// kept: the fit finds them.
//
// What a person can put right (a factor with one level, an unknown reference, a value that
// arithmetic makes infinite) is Fault(badRequest).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "statistics/data_file.hpp"
#include "statistics/design.hpp"
#include "statistics/family.hpp"
#include "statistics/formula.hpp"
#include "statistics/frame_columns.hpp"
#include "statistics/marginal_means.hpp"

namespace refocus::statistics {

struct ModelSource {
  Formula formula;
  Family family = Family::gaussian;
  std::optional<Variable> weights;
  std::vector<TermList> means = {};  ///< terms whose marginal means are asked for
};

/// Column of the data → level that comes first.
using References = std::map<std::string, std::string>;

class Frame {
 public:
  static constexpr std::size_t kMostColumns = 1'000;

  /// `before`: uses that come first, so that several models are made of the same rows.
  explicit Frame(ModelSource source, std::vector<ColumnUse> before = {});

  /// What the model reads of a file; DataRows have their columns in this order.
  [[nodiscard]] const std::vector<ColumnUse>& uses() const { return uses_; }

  /// Settles levels, references and orthogonal polynomials by all the rows of a file, and the
  /// columns' names with them. To be called once.
  void settle(const DataFile& file, const DataRows& rows, const References& references);

  /// For each use, whether settle() took its levels for all there are: those of factors in the
  /// fixed part and in random effects. Groupings may get more.
  [[nodiscard]] const std::vector<bool>& settledUses() const { return settledUses_; }

  /// After settle().
  [[nodiscard]] const Design& design() const { return design_; }
  /// Rows of the settled model. Crossed groupings get their levels here, so that the design is
  /// complete once every row has been made.
  [[nodiscard]] Rows rows(const DataFile& file, const DataRows& data);

  /// Random terms in lme4's order, by their numbers of levels; for a frame that has made all its
  /// rows.
  void sortRandomTerms(Rows& rows);

  /// What the marginal means of the source's terms average, over the rows of the fit.
  [[nodiscard]] std::vector<MarginalCells> marginalCells(const DataFile& file,
                                                         const DataRows& rows) const;

  /// For each factor of the fixed part its reference, empty where it has full indicators.
  [[nodiscard]] const std::map<std::string, std::optional<std::string>>& references() const {
    return fixed_.references;
  }

 private:
  struct CrossedGroup {
    std::vector<std::size_t> uses;
    std::vector<std::unordered_map<std::uint64_t, std::uint32_t>> codes;  ///< of each step
  };

  std::size_t use(ColumnUse use);
  void useVariable(const Variable& variable);
  void addRandom(const DataFile& file, const DataRows& rows, const References& references);
  std::size_t addGrouping(const RandomPart& part);
  [[nodiscard]] std::vector<std::uint32_t> groupCodes(std::size_t grouping, const DataFile& file,
                                                      const DataRows& data);

  [[nodiscard]] std::optional<std::size_t> outcomeUse(const DataFile& file) const;
  [[nodiscard]] Eigen::VectorXd responseOf(const DataFile& file, const RowSource& source) const;
  void checkResponse(const Rows& rows, const DataFile& file, const DataRows& data) const;

  ModelSource source_;
  std::vector<ColumnUse> uses_;
  Design design_;
  CodedTerms fixed_;
  FactorLevels outcomes_;  ///< of a response that is a factor
  std::vector<CodedTerms> random_;
  std::vector<bool> settledUses_;
  std::vector<CrossedGroup> groups_;  ///< as Design::groupings
};

}  // namespace refocus::statistics
