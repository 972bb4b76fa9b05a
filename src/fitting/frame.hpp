// A formula and the columns of a file made into what is fitted: Design and Rows, with R's names,
// order and contrasts. A factor has treatment contrasts against its reference, full indicators
// where R has them (no intercept, or a margin that is absent). Columns that depend on others are
// kept: the fit finds them.
//
// What a person can put right (a factor with one level, an unknown reference, a value that
// arithmetic makes infinite) is Fault(badRequest).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "fitting/data_file.hpp"
#include "fitting/formula.hpp"
#include "fitting/frame_columns.hpp"
#include "fitting/shared_model.hpp"
#include "statistics/design.hpp"
#include "statistics/family.hpp"
#include "statistics/marginal_means.hpp"

namespace refocus::fitting {

using statistics::Design;
using statistics::Family;
using statistics::MarginalCells;
using statistics::Rows;

struct ModelSource {
  Formula formula;
  Family family = Family::gaussian;
  std::optional<Variable> weights;
  std::vector<TermList> means = {};  ///< terms whose marginal means are asked for
};

/// Column of the data → level that comes first.
using References = std::map<std::string, std::string>;

/// Whether a factor of the fixed part may have one level only, as one trust's site has, when a
/// model is made for several.
enum class LoneLevel { refused, allowed };

class Frame {
 public:
  static constexpr std::size_t kMostColumns = 1'000;

  /// `before`: uses that come first, so that several models are made of the same rows.
  explicit Frame(ModelSource source, std::vector<ColumnUse> before = {});

  /// What the model reads of a file; DataRows have their columns in this order.
  [[nodiscard]] const std::vector<ColumnUse>& uses() const { return uses_; }

  /// Whether settle() asks for DataRows::leftOut: R makes poly(x, 2) of all rows that have x,
  /// before those that lack something else are left out.
  [[nodiscard]] bool hasOrthogonalPolynomials() const;

  /// Settles levels, references and orthogonal polynomials by all the rows of a file, and the
  /// columns' names with them. To be called once.
  void settle(const BlockReader& file, const DataRows& rows, const References& references,
              LoneLevel loneLevel = LoneLevel::refused);
  /// The same by a model file, which was made from the same formula and weights.
  void settle(const SharedModel& model);
  /// After settle(): what other files need to be read alike. Without centring.
  [[nodiscard]] SharedModel shared(const BlockReader& file) const;

  /// For each use, whether settle() took its levels for all there are: those of factors in the
  /// fixed part and in random effects. Groupings may get more.
  [[nodiscard]] const std::vector<bool>& settledUses() const { return settledUses_; }

  /// After settle().
  [[nodiscard]] const Design& design() const { return design_; }
  /// Rows of the settled model. Groupings get their levels here, so that the design is complete
  /// once every row has been made.
  [[nodiscard]] Rows rows(const BlockReader& file, const DataRows& data);

  /// For each row its level of the first grouping, as rows() has it. A grouping by one column gets
  /// the levels' names in releaseDesign() only: they are the file's.
  [[nodiscard]] std::vector<std::uint32_t> groupsOf(const BlockReader& file, const DataRows& data) {
    return groupCodes(0, file, data);
  }
  /// The design, and into it from a file that has been read the names of the levels.
  [[nodiscard]] Design releaseDesign(BlockReader& file);
  /// Groupings begin again without a level.
  void forgetGroups();

  /// Random terms in lme4's order, by their numbers of levels; for a frame that has made all its
  /// rows.
  void sortRandomTerms(Rows& rows);

  /// What the marginal means of the source's terms average, over the rows of the fit.
  [[nodiscard]] std::vector<MarginalCells> marginalCells(const DataFile& file,
                                                         const DataRows& rows) const;

  /// After settle(): how the columns of the fixed part are made.
  [[nodiscard]] const CodedTerms& fixedTerms() const { return fixed_; }

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
  using Settle = std::function<CodedVariable(const Variable&)>;
  void settleAll(const Settle& settled);
  [[nodiscard]] Eigen::ArrayXd valuesOfAllRows(const Expression& values, const BlockReader& file,
                                               const DataRows& rows) const;
  [[nodiscard]] std::vector<CodedVariable> allSettled(const TermList& list,
                                                      const Settle& settled) const;
  void settleOutcomes(const BlockReader& file, const References& references);
  std::size_t addGrouping(const RandomPart& part);
  [[nodiscard]] std::vector<std::uint32_t> groupCodes(std::size_t grouping, const BlockReader& file,
                                                      const DataRows& data);

  [[nodiscard]] std::optional<std::size_t> outcomeUse(const BlockReader& file) const;
  [[nodiscard]] Eigen::VectorXd responseOf(const BlockReader& file, const RowSource& source) const;
  void checkResponse(const Rows& rows, const BlockReader& file, const DataRows& data) const;

  ModelSource source_;
  std::vector<ColumnUse> uses_;
  Design design_;
  CodedTerms fixed_;
  FactorLevels outcomes_;  ///< of a response that is a factor
  std::vector<CodedTerms> random_;
  std::vector<bool> settledUses_;
  std::vector<CrossedGroup> groups_;  ///< as Design::groupings
};

/// The frame of a model file, settled. Throws Fault(badRequest) where the file's columns, levels or
/// polynomials are not those that its formula needs.
[[nodiscard]] Frame frameOf(const SharedModel& model);

/// Refuses random terms that sums alone cannot fit.
void checkSums(const Formula& formula);
/// Also a grouping that is a factor of the fixed part, which no model file can hold,
/// and comparisons, whose sums are counts of rows that SmallCells does not see.
void checkShareable(const ModelSource& source);

/// A formula and weights (empty: none) as they are written; Fault(badRequest) with the place where
/// they cannot be read.
[[nodiscard]] ModelSource sourceOf(const std::string& formula, const std::string& weights);

}  // namespace refocus::fitting
