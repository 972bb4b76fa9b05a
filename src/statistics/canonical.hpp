// A model in the coordinates where its arithmetic is easy: X and y replaced by
// an orthonormal basis of their columns, so that doubles suffice from here on.
// The change of basis (a Cholesky factor of the sums of products) is made with
// 31 digits; that is what near-collinear columns and far-away origins need, and
// only that.
//
// With [Q q] the basis, Q spans X and q is y's residual divided by its length;
// y = X·ols + length·q. Whatever is estimated as δ in the new coordinates is β
// = ols + back·δ in the user's.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "statistics/design.hpp"
#include "statistics/moments.hpp"

namespace refocus::statistics {

struct Canonical {
  Eigen::Index rows = 0;             ///< N
  Eigen::Index p = 0;                ///< rank of X
  std::vector<std::size_t> kept;     ///< columns of X in the basis, ascending
  std::vector<std::size_t> dropped;  ///< columns that depend on those before them
  Eigen::VectorXd ols;               ///< least-squares coefficients of the kept columns
  Eigen::MatrixXd back;              ///< p × p, in the units of y: β = ols + back·δ
  double length = 0;                 ///< √ of the residual sum of squares; 0 for an exact fit
  double logDeterminant = 0;         ///< log |X'X| of the kept columns
  double logWeights = 0;             ///< Σ log w
  double responseLength = 0;         ///< √Σ(y − ȳ)², without an intercept √Σy²
  Eigen::MatrixXd dependence;        ///< kept × dropped: a dropped column is the kept ones by this

  /// How the basis is made of moments' columns: T, so that [Q q] = [X y]·T.
  /// `order` are the columns of the moments that T's rows stand for, y last.
  std::vector<std::size_t> order;
  std::vector<Wide> change;     ///< (p+1) × (p+1) by row, upper triangular
  std::vector<double> unshift;  ///< added · (ones' sum) to undo a shift that no
                                ///< intercept absorbs
  Scaling scaling;              ///< of the moments
  bool intercept = true;
};

/// c'β for some c over the kept columns: atOls + along'δ. A difference of
/// far-away values keeps its digits, which it would lose if it were made of β.
struct Functional {
  double atOls = 0;
  Eigen::VectorXd along;
};
[[nodiscard]] Functional functionalOf(const Canonical& canonical, const Eigen::VectorXd& c);

/// Lets one of δ stand for so many of y's units.
void toUnit(Canonical& canonical, double unit);

/// The groups of one random intercept in canonical coordinates: J groups that
/// have rows.
struct CanonicalGroups {
  std::vector<std::uint32_t> level;  ///< which level each group is
  Eigen::VectorXd size;              ///< Σ w, without weights the number of rows
  Eigen::MatrixXd sums;              ///< J × (p+1): Σ of [Q q] over the group's rows
  Eigen::MatrixXd within;       ///< (p+1)²: [Q q]'[Q q] − Σ sums·sums'/size, without cancellation
  std::vector<bool> constant;   ///< for each kept column: constant within every group
  Eigen::Index rankWithin = 0;  ///< of X, about the groups' means
  bool exactWithin = false;     ///< about its groups' means y is a function of X
};

/// A column is dropped where what it adds to those before it is below 1e-13 of
/// its own length (centred, where there is an intercept).
[[nodiscard]] Canonical canonicalOf(const Design& design, const Moments& moments);

[[nodiscard]] CanonicalGroups groupsOf(const Canonical& canonical, const Moments& moments);

/// [Q q]' of a group in an orthonormal basis of the span of its ones and its part of X: (p+1) ×
/// (1 + r), the first column along the ones, r the rank of X within the group. What q has outside
/// that span is left out. Asks for Keep::productsToo. Keeps references, and its memory from one
/// group to the next.
class GroupCoordinates {
 public:
  GroupCoordinates(const Canonical& canonical, const CanonicalGroups& groups,
                   const Moments& moments);
  [[nodiscard]] const Eigen::MatrixXd& of(Eigen::Index group);

 private:
  void fillWithin(std::size_t level);

  const Canonical& canonical_;
  const CanonicalGroups& groups_;
  const Moments& moments_;
  std::vector<std::size_t> within_;  // columns that vary within some group, y last
  std::vector<Wide> own_;            // squares of these
  std::vector<Wide> sums_;
  std::vector<Wide> factor_;  // by row: sums of products about the means, then their factor
  std::vector<std::size_t> varying_;
  std::vector<Wide> row_;  // of the factor, in all columns
  Eigen::MatrixXd result_;
};

/// Sums for the regression of the groups' means: one row of weight 1 for each
/// group of term 0.
[[nodiscard]] Moments meansOf(const Moments& moments);

/// Σ z·[Q q] for each level and column of a term: (p+1) × (levels · q).
[[nodiscard]] Eigen::MatrixXd termSumsOf(const Canonical& canonical, const Moments& moments,
                                         std::size_t term);

}  // namespace refocus::statistics
