// The likelihood of a generalised linear mixed model: rows with linear predictors
// η = Qδ + Au + offset, A = ZΛ, u ~ N(0, I), Λ made of θ as in lme4. The integral over u is
// approximated about the conditional modes û, the maximum of log p(y | u) − |u|²/2, with the
// curvature H = I + A'WA that it has there:
//
//   Laplace     −2 log L ≈ −2 log p(y | û) + |û|² + log |H|
//   quadrature  for one random effect of each group: its integral by N points placed about the
//               mode on the scale of H^(−1/2). N = 1 is Laplace's.
//
// Value and gradient are exact for what is approximated so: û is solved for to its last digits and
// differentiated through. An evaluation costs rows · (columns of z)², and what factoring H costs.
// The modes of one evaluation are where the next begins to search.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "statistics/design.hpp"
#include "statistics/effect_layout.hpp"
#include "statistics/fit.hpp"
#include "statistics/gauss_hermite.hpp"
#include "statistics/irls.hpp"
#include "statistics/minimum.hpp"
#include "statistics/mode_curvature.hpp"

namespace refocus::statistics {

class MixedLikelihood {
 public:
  /// `q` and `observations` have the rows of `rows`. More than 1 point asks for one random effect
  /// of each level of one grouping; Fault(invalid) otherwise.
  MixedLikelihood(const Design& design, const Rows& rows, const Eigen::MatrixXd& q,
                  const Observations& observations, int points);

  [[nodiscard]] const EffectLayout& layout() const { return layout_; }
  [[nodiscard]] Eigen::Index thetaCount() const { return thetaCount_; }

  /// −2 log L, constants included, and its gradient at (θ, δ); not finite where numbers overflow.
  [[nodiscard]] ValueAndGradient at(const Eigen::VectorXd& parameters);

  /// d(−2 log L) / dΣ of each term that has a column of 0 in its λ, symmetric q × q; 0 × 0 of the
  /// others. By differences: −2 log L is even in such a column, and half its curvature there is S.
  [[nodiscard]] std::vector<Eigen::MatrixXd> covarianceSlopes(const Eigen::VectorXd& parameters);

  /// The information about δ while θ and the modes' weights stay, Q'(W⁻¹ + AA')⁻¹Q: what a search
  /// may take for half the second derivatives.
  [[nodiscard]] Eigen::MatrixXd information(const Eigen::VectorXd& parameters);

  /// Conditional modes Λû of each random term at (θ, δ), with √ of their variance: the curvature's,
  /// and what the parameters, whose covariance is given, add to it. Of the user's columns: of each
  /// random term T, b = T·b*.
  [[nodiscard]] std::vector<RandomEffects> effects(const Eigen::VectorXd& parameters,
                                                   const Eigen::MatrixXd& covariance,
                                                   const std::vector<Eigen::MatrixXd>& toUser);

  /// The rows' deviance at the modes of the last evaluation.
  [[nodiscard]] double deviance() const;

 private:
  // What the gradient is made of.
  struct Slopes {
    Eigen::VectorXd along;                 // by each row's η
    std::vector<Eigen::MatrixXd> factors;  // by each place's λ
  };
  struct RowRange {
    Eigen::Index first;
    Eigen::Index end;
  };

  void placeRows(const Rows& rows, const Eigen::MatrixXd& q, const Observations& observations);
  void placeEntries(const Design& design, const Rows& rows);
  void moveTo(std::vector<Eigen::MatrixXd> factors, const Eigen::VectorXd& delta);
  [[nodiscard]] double heightHere(Slopes& slopes);
  [[nodiscard]] std::vector<Eigen::MatrixXd> factorsOf(const Eigen::VectorXd& parameters) const;
  [[nodiscard]] RowRange rowsOf(std::size_t part) const;
  [[nodiscard]] RowRange rowsOf(PartRange range) const;
  [[nodiscard]] Eigen::Index effectAt(std::size_t part, Eigen::Index row, Eigen::Index entry) const;

  void fillPredictors(PartRange range);
  void fillSlopes(RowRange rows);
  [[nodiscard]] bool fillCurvature(PartRange range);
  [[nodiscard]] double penalised(PartRange range) const;
  [[nodiscard]] Eigen::VectorXd score(PartRange range) const;
  [[nodiscard]] bool findModes(PartRange range);
  void stepTo(PartRange range, const Eigen::VectorXd& step);

  [[nodiscard]] double laplace(PartRange range, Slopes& slopes);
  [[nodiscard]] Eigen::VectorXd leverages(PartRange range);
  [[nodiscard]] double quadrature(std::size_t part, Slopes& slopes);
  [[nodiscard]] Eigen::MatrixXd modesByParameters(PartRange range) const;
  void fillEffects(PartRange range, const Eigen::MatrixXd& covariance,
                   const std::vector<Eigen::MatrixXd>& toUser,
                   std::vector<RandomEffects>& result) const;

  EffectLayout layout_;
  ModeCurvature curvature_;
  HermiteRule rule_;
  Eigen::Index thetaCount_ = 0;
  Eigen::Index width_ = 0;                // entries of z in a row
  std::vector<Eigen::Index> firstEntry_;  // of each place, among them
  std::vector<Eigen::Index> order_;       // which row stands where: part after part
  std::vector<Eigen::Index> firstRow_;    // of each part, and the end
  std::vector<Eigen::Index> positions_;   // of each row's entries, among its part's effects
  Observations of_;
  Eigen::MatrixXd q_;
  Eigen::MatrixXd z_;   // entries × rows
  Eigen::MatrixXd a_;   // Λ'z
  Eigen::MatrixXd ga_;  // H⁻¹a, at the row's own effects
  double constant_ = 0;

  std::vector<Eigen::MatrixXd> lambda_;  // of each place
  Eigen::VectorXd u_;
  Eigen::VectorXd fixed_;  // Qδ + offset
  Eigen::VectorXd eta_;
  Eigen::VectorXd residual_;  // w(y − mean)
  Eigen::VectorXd weight_;    // w · variance
  Eigen::VectorXd skew_;      // w · third cumulant
};

}  // namespace refocus::statistics
