#include "fitting/interactions.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <set>

namespace refocus::fitting {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Variables = std::set<std::size_t>;

bool includes(const Variables& larger, const Variables& smaller) {
  return std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end());
}

struct TermParts {
  Variables factors;
  Variables contrasted;  ///< factors whose first level has no column
  Variables numbers;
  std::vector<std::size_t> columns;
};

std::vector<TermParts> partsOf(const CodedTerms& coded) {
  std::vector<TermParts> all(coded.terms.size());
  for (std::size_t c = 0; c < coded.columns.size(); ++c) {
    TermParts& term = all[coded.columns[c].term];
    term.columns.push_back(c);
    for (const ColumnPart& part : coded.columns[c].parts) {
      const bool isFactor = coded.variables[part.variable].factor.has_value();
      if (isFactor && term.factors.insert(part.variable).second) {
        // The first column has the first of the levels that have any.
        if (part.component > 0) term.contrasted.insert(part.variable);
      } else if (!isFactor) {
        term.numbers.insert(part.variable);
      }
    }
  }
  return all;
}

bool holds(const TermParts& larger, const TermParts& smaller) {
  return larger.numbers == smaller.numbers && larger.factors.size() > smaller.factors.size() &&
         !(smaller.factors.empty() && smaller.numbers.empty()) &&
         includes(larger.factors, smaller.factors);
}

// How the contrasts of a column are written: as they are, or less their mean over the levels, so
// that they sum to 0.
enum class Contrasts { treatment, sum };

// The test of one term. What it sees of the mean, a function of the factors' levels, is for each of
// the term's columns: of factors with full indicators the column's level, of factors with contrasts
// its level less the first, of all other factors the mean over the levels. Of contrasts that sum to
// 0 that sees the term alone, and terms that can stand for some of it.
class TermTest {
 public:
  TermTest(const CodedTerms& coded, const std::vector<TermParts>& terms, std::size_t term)
      : coded_(coded), terms_(terms), term_(term) {}

  // Empty where the term's own columns say the same.
  [[nodiscard]] MatrixXd hypothesis() const {
    MatrixXd seen = nothing();
    MatrixXd standIns = nothing();
    bool isLater = false;
    for (std::size_t other = 0; other < terms_.size(); ++other) {
      if (!sees(other)) continue;
      fill(seen, other, Contrasts::treatment);
      if (!standsIn(other)) continue;
      fill(standIns, other, Contrasts::sum);
      isLater = isLater || other > term_;
    }
    if (!standIns.isZero(kRounding)) seen = beyond(standIns, seen);
    // Columns that depend on those before them are left out, so of what stands before the term the
    // own columns that are kept say the same; of what stands behind they do not.
    return isLater || holdsOthers(seen) ? seen : MatrixXd();
  }

 private:
  static constexpr double kRounding = 1e-12;  // of entries about 1

  [[nodiscard]] const TermParts& own() const { return terms_[term_]; }

  [[nodiscard]] MatrixXd nothing() const {
    return MatrixXd::Zero(static_cast<Index>(own().columns.size()),
                          static_cast<Index>(coded_.columns.size()));
  }

  [[nodiscard]] bool sees(std::size_t other) const {
    return terms_[other].numbers == own().numbers &&
           includes(terms_[other].factors, own().contrasted);
  }

  // Whether columns of a term that is seen are combinations of the own ones, as the intercept is of
  // full indicators. Terms that hold this one are averaged over instead.
  [[nodiscard]] bool standsIn(std::size_t other) const {
    return other != term_ && !holds(terms_[other], own()) &&
           includes(own().factors, terms_[other].contrasted);
  }

  void fill(MatrixXd& seen, std::size_t other, Contrasts contrasts) const {
    for (Index row = 0; row < seen.rows(); ++row) {
      const CodedColumn& column = coded_.columns[own().columns[static_cast<std::size_t>(row)]];
      for (const std::size_t c : terms_[other].columns) {
        seen(row, static_cast<Index>(c)) =
            share(column, coded_.columns[c], terms_[other], contrasts);
      }
    }
  }

  // How much of a column of `term` is in what `row`, one of the own columns, sees.
  [[nodiscard]] double share(const CodedColumn& row, const CodedColumn& column,
                             const TermParts& term, Contrasts contrasts) const {
    double product = 1;
    for (const ColumnPart& part : column.parts) {
      const bool isCentred = contrasts == Contrasts::sum && term.contrasted.contains(part.variable);
      product *= share(row, part, isCentred);
    }
    return product;
  }

  // The same of one factor or number of the column. Differences from a first level do not feel that
  // a contrast is centred.
  [[nodiscard]] double share(const CodedColumn& row, const ColumnPart& part, bool isCentred) const {
    const auto& factor = coded_.variables[part.variable].factor;
    const double mean = factor ? 1 / static_cast<double>(factor->names.size()) : 0;
    const auto here = std::find_if(row.parts.begin(), row.parts.end(), [&](const ColumnPart& mine) {
      return mine.variable == part.variable;
    });
    if (here == row.parts.end()) return isCentred ? 0 : mean;
    const double same = here->component == part.component ? 1 : 0;
    if (!own().contrasted.contains(part.variable)) return isCentred ? same - mean : same;
    return part.component == 0 ? -1 : same;
  }

  // All combinations of rows that the stand-ins have no part in.
  [[nodiscard]] static MatrixXd beyond(const MatrixXd& standIns, const MatrixXd& seen) {
    Eigen::FullPivLU<MatrixXd> lu;
    lu.setThreshold(kRounding);
    lu.compute(standIns.transpose());
    if (lu.dimensionOfKernel() == 0) return {};
    const MatrixXd combined = lu.kernel().transpose() * seen;
    return (combined.array().abs() > kRounding).select(combined, 0);
  }

  [[nodiscard]] bool holdsOthers(const MatrixXd& seen) const {
    for (Index c = 0; c < seen.cols(); ++c) {
      const bool isOwn = coded_.columns[static_cast<std::size_t>(c)].term == term_;
      if (!isOwn && !seen.col(c).isZero(kRounding)) return true;
    }
    return false;
  }

  const CodedTerms& coded_;
  const std::vector<TermParts>& terms_;
  std::size_t term_;
};

}  // namespace

bool hasInteractions(const CodedTerms& coded) {
  const std::vector<TermParts> terms = partsOf(coded);
  return std::any_of(terms.begin(), terms.end(), [&](const TermParts& smaller) {
    return std::any_of(terms.begin(), terms.end(),
                       [&](const TermParts& larger) { return holds(larger, smaller); });
  });
}

std::vector<MatrixXd> typeThreeHypotheses(const CodedTerms& coded) {
  const std::vector<TermParts> terms = partsOf(coded);
  std::vector<MatrixXd> all;
  for (std::size_t term = 0; term < terms.size(); ++term) {
    const bool isIntercept = terms[term].factors.empty() && terms[term].numbers.empty();
    all.push_back(isIntercept ? MatrixXd() : TermTest(coded, terms, term).hypothesis());
  }
  return all;
}

}  // namespace refocus::fitting
