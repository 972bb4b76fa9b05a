// The parts of a Fit that every kind of model fills alike. For the files that fit; users of the
// room need fit.hpp alone.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "statistics/canonical.hpp"
#include "statistics/fit.hpp"
#include "statistics/free_variances.hpp"
#include "statistics/inference.hpp"
#include "statistics/small_sample.hpp"

namespace refocus::statistics {

/// What the fixed part's tables are made from, in canonical coordinates.
struct FixedPart {
  const Design& design;
  const Canonical& canonical;
  Eigen::VectorXd delta;    ///< coefficients in canonical coordinates
  Information information;  ///< in units where y's residual has length 1
  double residualDf = 0;
  std::vector<double> betweenWithin;  ///< df of each kept column; empty where it is not defined
  std::string boundary;               ///< says which variance is 0; empty where none is
  FreeVariances free;
};

/// The covariance of ϑ for the method of degrees of freedom, and the method that it really is.
struct Degrees {
  DfMethod method;
  std::optional<Eigen::MatrixXd> w;
};

/// Of c'β, c being over the kept columns and `along` the same in canonical coordinates.
/// Between–within takes the least of the columns that c holds.
[[nodiscard]] double dfOf(const FixedPart& part, const Degrees& degrees, const Eigen::VectorXd& c,
                          const Eigen::VectorXd& along);

/// The kept columns of a row of X; empty where it leaves what the data's rows span, so that its
/// value depends on which column was dropped.
[[nodiscard]] std::optional<Eigen::VectorXd> determined(const Canonical& canonical,
                                                        const Eigen::VectorXd& x);

/// Coefficients in canonical coordinates and what is known of them.
struct Estimated {
  const Canonical& canonical;
  const Eigen::VectorXd& delta;
  const Eigen::MatrixXd& used;   ///< their covariance for standard errors, in the units of `back`
  const Eigen::MatrixXd& model;  ///< the plain one
  DfMethod method;
  /// Of c'β, with c over the kept columns and the same in canonical coordinates.
  std::function<double(const Eigen::VectorXd& c, const Eigen::VectorXd& along)> df;
};

/// What is told of linear functions of the coefficients, all by the same method.
class LinearFunctions {
 public:
  LinearFunctions(Estimated estimated, double level)
      : estimated_(std::move(estimated)), widths_(level) {}

  /// c'β + shift.
  [[nodiscard]] Coefficient of(std::string name, const Eigen::VectorXd& c, double shift);
  [[nodiscard]] const Estimated& estimated() const { return estimated_; }

 private:
  Estimated estimated_;
  IntervalWidths widths_;
};

/// A row for each kept column.
[[nodiscard]] std::vector<Coefficient> coefficientsOf(const Design& design,
                                                      LinearFunctions& functions);
/// Fills `means`, with a note where a mean is left open.
void fillMeans(Fit& fit, LinearFunctions& functions, const std::vector<MarginalCells>& asked);

/// Fills `fixed`, `covariance`, `adjusted`, `jointTests`, `means`, `otherDf` and the notes about
/// degrees of freedom; asks for `method`.
void fillFixedPart(Fit& fit, const FixedPart& part, const FitOptions& options);

/// Fills `jointTests`, with a note for each that the data leave open. `adjusted` is Kenward and
/// Roger's covariance, where theirs is the method.
void fillJointTests(Fit& fit, const FixedPart& part, const Degrees& degrees,
                    const Eigen::MatrixXd& adjusted, const FitOptions& options);

/// The same by Wald from the coefficients' covariance: χ²/contrasts as F with infinite denominator
/// degrees of freedom, of models that have no others; none of what holds an infinite estimate.
/// `covariance` is that of the coefficients in canonical coordinates.
void fillWaldTests(Fit& fit, const Design& design, const Canonical& inUse,
                   const Eigen::MatrixXd& covariance, const FitOptions& options);

/// Fills `rows`, `dropped` with its note, the criterion's relatives (log likelihood, AIC, BIC) for
/// `parameters` variances.
void fillCounts(Fit& fit, const Design& design, const Canonical& canonical,
                const FitOptions& options);
/// "11 degrees of freedom: 95% of it lies within ±2.2010, not ±1.9600".
[[nodiscard]] std::string widthWords(double df, double level);
/// A note, unless one that begins with it is there.
void noteOnce(Fit& fit, const std::string& sentence);
void fillDropped(Fit& fit, const Design& design, const std::vector<std::size_t>& dropped);
void fillCriterion(Fit& fit, double criterion, std::size_t parameters);

/// Why X and y cannot be fitted at all: no rows, no residual left, values too far apart.
[[nodiscard]] std::optional<std::string> refusalOf(const Canonical& canonical,
                                                   const Design& design);

/// A linear or one-intercept model from its sums.
[[nodiscard]] std::expected<Fit, std::string> fitLinear(const Design& design,
                                                        const Canonical& canonical,
                                                        const FitOptions& options);
[[nodiscard]] std::expected<Fit, std::string> fitOneIntercept(const Design& design,
                                                              const Moments& moments,
                                                              const Canonical& canonical,
                                                              const FitOptions& options);

/// Estimating equations for the clusters of one random intercept.
[[nodiscard]] std::expected<Fit, std::string> fitGee(const Design& design, const Rows& rows,
                                                     const FitOptions& options);

/// A family other than the Gaussian.
[[nodiscard]] std::expected<Fit, std::string> fitGeneralised(const Design& design, const Rows& rows,
                                                             const FitOptions& options);

/// Any random terms.
[[nodiscard]] std::expected<Fit, std::string> fitSeveral(const Design& design, const Rows& rows,
                                                         const FitOptions& options);

}  // namespace refocus::statistics
