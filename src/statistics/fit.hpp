// A linear or generalised linear model, mixed or not, fitted: estimates, their standard errors and
// degrees of freedom, and what could not be done, in plain words. The answer depends on
// the rows and options alone: not on the number of threads, the machine's clock or its vector unit.
//
// `fitModel` returns a sentence for the user where the data cannot carry the model (too few groups,
// one row for each level, no residual left); it throws Fault(invalid) where Design and Rows do not
// fit together, which is a defect of the caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "statistics/design.hpp"
#include "statistics/family.hpp"
#include "statistics/gee.hpp"
#include "statistics/marginal_means.hpp"
#include "statistics/moments.hpp"

namespace refocus::statistics {

enum class Method { reml, ml };

/// Where a row's degrees of freedom come from.
enum class DfMethod {
  kenwardRoger,
  satterthwaite,          ///< observed information, as in lmerTest
  satterthwaiteExpected,  ///< expected information
  betweenWithin,    ///< groups − rank for columns constant within groups, else n − groups − number
  residual,         ///< n − p
  bellMcCaffrey,    ///< of CR2
  groupsMinusRank,  ///< of the cluster-level test
  normal,           ///< none: z tests
};

enum class Robust { none, cr0, cr1, cr2 };

struct FitOptions {
  Family family = Family::gaussian;
  std::optional<GeeChoice> gee = {};  ///< estimating equations instead of a likelihood
  int quadrature = 1;            ///< points for each random effect; 1 is Laplace's approximation
  Method method = Method::reml;  ///< of the Gaussian family; others have ML alone, and z tests
  DfMethod df = DfMethod::kenwardRoger;
  std::vector<DfMethod> otherDf = {};  ///< also tables of coefficients by these, from the same fit
  Robust robust = Robust::none;
  double level = 0.95;      ///< of all intervals, between 0 and 1
  bool profile = false;     ///< also profile intervals of standard deviations and coefficients
  bool jointTests = false;  ///< also F tests of whole terms
  /// What these say is 0, for each of Design::terms: contrasts over all columns, a row for each.
  /// None for a term, or for all of them: the term's own columns.
  std::vector<Eigen::MatrixXd> hypotheses = {};
  bool effects = false;                   ///< also the predicted random effects
  std::vector<MarginalCells> means = {};  ///< also these marginal means
};

/// One row of a table of coefficients. A number that does not exist (df where there are none, t
/// where the standard error is 0) is NaN or infinite; an estimate that the data push without end is
/// infinite, and all that follows from it NaN.
struct Coefficient {
  std::string term;
  double estimate = 0;
  double stdError = 0;       ///< the one that t is made with
  double stdErrorModel = 0;  ///< √diag of (X'V⁻¹X)⁻¹; equals stdError but for Kenward–Roger
  double df = 0;
  DfMethod dfMethod = DfMethod::residual;  ///< of this row: a boundary may have changed it
  double t = 0;
  double p = 0;
  double low = 0;
  double high = 0;
};

struct VarianceComponent {
  std::string group;
  std::string term;
  double variance = 0;
  double sd = 0;
};

struct Correlation {
  std::string group;
  std::string term1;
  std::string term2;
  double value = 0;
};

struct Interval {
  double estimate = 0;
  double low = 0;
  double high = 0;
};

/// A profile-likelihood interval of one parameter, named as lme4 does without its dots: "sd
/// (Intercept)|team", "sigma", or the coefficient. An end that the likelihood leaves open is empty.
struct ProfileInterval {
  std::string parameter;
  double estimate = 0;
  std::optional<double> low;
  std::optional<double> high;
};

/// F test of a term's hypothesis, that its columns are 0 unless another was asked for. A test that
/// the rows do not determine has numbers that are NaN.
struct JointTest {
  std::string term;
  double f = 0;
  double numeratorDf = 0;
  double denominatorDf = 0;
  double p = 0;
  DfMethod dfMethod = DfMethod::kenwardRoger;
};

/// Marginal means of one term. A cell that the rows do not determine has numbers that are NaN.
struct MarginalMeans {
  struct Difference {
    std::size_t of;
    std::size_t minus;
    Coefficient value;
  };
  MarginalCells cells;
  std::vector<Coefficient> means;       ///< one for each cell, as linear predictors
  std::vector<Interval> responses;      ///< the same as means of the response; not of the Gaussian
  std::vector<Difference> differences;  ///< of every two; p values for each by itself
};

/// The coefficients once more, with another method's degrees of freedom (and its standard errors).
struct DfTable {
  DfMethod method = DfMethod::residual;  ///< that was asked for; rows say what they have
  std::vector<Coefficient> fixed;
};

struct RobustTable {
  Robust type = Robust::none;
  std::vector<Coefficient> fixed;
};

/// Least squares of the groups' means of y on those of X, unweighted.
struct ClusterLevel {
  std::vector<Coefficient> fixed;
  double residualSd = 0;
};

/// Predicted random effects of one term: levels × columns, and their standard errors
/// (√ of the variance of b̂ − b, estimation of β included).
struct RandomEffects {
  std::size_t term = 0;
  Eigen::MatrixXd value;
  Eigen::MatrixXd stdError;
};

struct Convergence {
  int iterations = 0;
  double gradient =
      0;  ///< of the criterion on the scale of log θ at the answer, relative to its curvature
  bool boundary = false;  ///< a variance is 0, or a correlation ±1
  bool converged = true;
  int starts = 1;  ///< from how many places variances were searched for: more than 1 where there
                   ///< may be several optima; the lowest is told
};

/// Everything `refocus fit` reports. Empty optionals are what does not apply.
struct Fit {
  Family family = Family::gaussian;
  Method method = Method::reml;
  DfMethod df = DfMethod::kenwardRoger;
  std::size_t rows = 0;
  std::vector<std::size_t> groups;  ///< levels in use, for each grouping
  double criterion = 0;             ///< −2 log (restricted) likelihood, constants included
  double logLikelihood = 0;
  /// From the saturated model, of a mixed model given its random effects' modes; not of the
  /// Gaussian family.
  std::optional<double> deviance;
  std::optional<int> quadrature;  ///< points by which random effects were integrated out
  double aic = 0;
  double bic = 0;
  std::vector<Coefficient> fixed;    ///< dropped columns are left out
  std::vector<std::string> dropped;  ///< columns that depend on those before them
  Eigen::MatrixXd covariance;        ///< (X'V⁻¹X)⁻¹ of the columns in `fixed`
  Eigen::MatrixXd adjusted;          ///< Kenward and Roger's; 0 × 0 otherwise
  std::vector<DfTable> otherDf;      ///< as asked for; of the Gaussian family
  std::vector<VarianceComponent> random;
  std::vector<Correlation> correlations;
  double residualVariance = 0;  ///< of the Gaussian family
  double residualSd = 0;
  std::vector<double> theta;    ///< lme4's relative covariance parameters, in its order
  std::optional<Interval> icc;  ///< of one random intercept
  std::optional<GeeResult> gee;
  std::optional<RobustTable> robust;
  std::optional<ClusterLevel> clusterLevel;
  std::vector<JointTest> jointTests;
  std::vector<MarginalMeans> means;
  std::vector<ProfileInterval> profile;
  std::vector<RandomEffects> effects;
  Convergence convergence;
  std::vector<std::string> notes;  ///< what a reader must know, in plain words
};

/// Fits the model to all rows at once.
[[nodiscard]] std::expected<Fit, std::string> fitModel(const Design& design, const Rows& rows,
                                                       const FitOptions& options);

/// Fits a linear or one-intercept model to sums alone: of a file that was never held, or of several
/// trusts (moments.hpp). Robust errors ask for Keep::productsToo.
[[nodiscard]] std::expected<Fit, std::string> fitMoments(const Design& design,
                                                         const Moments& moments,
                                                         const FitOptions& options);

/// Fitted values, on the scale of the response, of rows of the same design: with the random effects
/// (which asks for FitOptions::effects), or of the fixed part alone. An unknown level counts as an
/// effect of 0.
enum class Prediction { fixedPart, withRandomEffects };
[[nodiscard]] Eigen::VectorXd predict(const Fit& fit, const Design& design, const Rows& rows,
                                      Prediction what);

/// Likelihood-ratio test of a model against one that contains it; both by ML on the same rows.
struct RatioTest {
  double chiSquared = 0;
  double df = 0;
  double p = 0;
};
[[nodiscard]] RatioTest likelihoodRatio(const Fit& smaller, const Fit& larger);

}  // namespace refocus::statistics
