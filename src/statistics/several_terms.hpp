// Any number of random terms, crossed, nested or correlated: V = σ²(I + ZΛΛ'Z'), Λ made of θ,
// lme4's lower-triangular factors of the relative covariance. The rows fall into parts that share
// no random effect (one for each level of a single grouping, one in all where groupings cross);
// each part is a small dense problem, factored on its own, and what they add to the fixed effects
// adds up.
//
// Units are those of canonical.hpp: y's residual has length 1.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "statistics/canonical.hpp"
#include "statistics/design.hpp"
#include "statistics/fit.hpp"
#include "statistics/minimum.hpp"
#include "statistics/small_sample.hpp"

namespace refocus::statistics {

/// Where one random term's parameters stand. Terms are in lme4's order: by falling number of
/// levels.
struct TermPlace {
  std::size_t term = 0;    ///< in Design::random
  Eigen::Index width = 1;  ///< q
  Eigen::Index levels = 0;
  Eigen::Index firstTheta = 0;
};

/// Rows that share random effects with no others.
struct Part {
  /// For each effect: its place, level and column of z.
  struct Effect {
    std::size_t place;
    Eigen::Index level;
    Eigen::Index column;
  };
  std::vector<Effect> effects;  ///< a level's columns stand together
  Eigen::MatrixXd squares;      ///< Z'Z
  Eigen::MatrixXd sums;         ///< Z'[Q q]
};

/// What θ determines.
struct SeveralSolution {
  Eigen::VectorXd theta;
  Eigen::VectorXd delta;
  Eigen::MatrixXd inverse;  ///< (X'V⁻¹X)⁻¹/σ²
  double rss = 0;
  double sigma2 = 0;
  double criterion = 0;
};

class SeveralTerms {
 public:
  SeveralTerms(const Design& design, const Rows& rows, const Canonical& canonical,
               const std::vector<Eigen::MatrixXd>& termSums, Method method);

  [[nodiscard]] const std::vector<TermPlace>& places() const { return places_; }
  [[nodiscard]] Eigen::Index thetaCount() const { return thetaCount_; }
  /// Where the diagonals of the factors stand in θ.
  [[nodiscard]] std::vector<Eigen::Index> diagonals() const;
  /// λ of one term, q × q, lower triangular.
  [[nodiscard]] Eigen::MatrixXd factorOf(const Eigen::VectorXd& theta, std::size_t place) const;

  [[nodiscard]] SeveralSolution solve(const Eigen::VectorXd& theta) const;
  [[nodiscard]] ValueAndGradient criterion(const Eigen::VectorXd& theta) const;
  /// d criterion / d(relative covariance) of each term, symmetric q × q: on its diagonal, at a
  /// variance of 0, the score that decides whether it stays there.
  [[nodiscard]] std::vector<Eigen::MatrixXd> slopes(const Eigen::VectorXd& theta) const;

  /// For the covariance parameters of each term by lower triangle, then σ².
  [[nodiscard]] Information information(const SeveralSolution& solution) const;
  [[nodiscard]] std::vector<RandomEffects> effects(const SeveralSolution& solution,
                                                   const Design& design) const;

 private:
  struct Solved;     // one part's pieces of Z'V⁻¹Z and Z'V⁻¹[X y]
  struct Parameter;  // one covariance parameter
  class Components;  // which levels share rows
  [[nodiscard]] Eigen::MatrixXd relativeFactor(const Part& part,
                                               const Eigen::VectorXd& theta) const;
  [[nodiscard]] Solved solvedPart(const Part& part, const Eigen::VectorXd& theta) const;
  void makeParts(const Design& design, const Rows& rows,
                 const std::vector<Eigen::MatrixXd>& termSums);
  void addSquares(const Design& design, const Rows& rows, Components& components,
                  const std::vector<std::vector<Eigen::Index>>& firstEffect);
  [[nodiscard]] std::vector<Parameter> parametersOf(const Eigen::VectorXd& theta) const;
  [[nodiscard]] Eigen::MatrixXd patterned(const Part& part, const Parameter& parameter,
                                          const Eigen::MatrixXd& m) const;
  void addTo(VarianceSums& sums, const Part& part, const std::vector<Parameter>& parameters,
             const Eigen::VectorXd& theta) const;

  const Canonical& canonical_;
  std::vector<TermPlace> places_;
  std::vector<Part> parts_;
  Eigen::Index thetaCount_ = 0;
  bool restricted_;
  double divisor_;
};

}  // namespace refocus::statistics
