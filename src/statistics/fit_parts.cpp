#include "statistics/fit_parts.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "statistics/small_products.hpp"

namespace refocus::statistics {
namespace {

// The covariance of ϑ for the method of degrees of freedom, and the method that it really is.
struct Degrees {
  DfMethod method;
  std::optional<Eigen::MatrixXd> w;
};

// Whether a method is that of the main table, or of one beside it.
enum class Place { main, beside };

// A chosen method gives way where it has no meaning, and the notes say to what.
class DegreesChoice {
 public:
  DegreesChoice(Fit& fit, const FixedPart& part, DfMethod asked, Place place)
      : fit_(fit), part_(part), asked_(asked), place_(place) {}

  Degrees chosen() {
    const Information& information = part_.information;
    if (information.expected.size() == 0) return {DfMethod::residual, std::nullopt};
    switch (asked_) {
      case DfMethod::kenwardRoger:
        if (fit_.method == Method::ml) {
          fit_.notes.emplace_back(
              "Kenward and Roger's method is for REML; with ML, degrees of freedom are "
              "Satterthwaite's from the observed information");
          break;
        }
        return known(asked_, covarianceOf(information.expected, part_.free), kSingular);
      case DfMethod::satterthwaiteExpected:
        return satterthwaite(asked_, information.expected, Bend::none, kSingular);
      case DfMethod::satterthwaite:
        break;
      case DfMethod::betweenWithin:
        if (!part_.betweenWithin.empty()) return {DfMethod::betweenWithin, std::nullopt};
        fit_.notes.emplace_back(
            "between–within degrees of freedom are for groupings that are nested; here they cross, "
            "and degrees of freedom are residual");
        return {DfMethod::residual, std::nullopt};
      default:
        return {DfMethod::residual, std::nullopt};
    }
    return satterthwaite(DfMethod::satterthwaite, information.observed, Bend::observed,
                         "the observed information about the variances is not positive");
  }

 private:
  static constexpr std::string_view kSingular =
      "the expected information about the variances is singular";

  Degrees known(DfMethod method, std::optional<VarianceCovariance> covariance,
                std::string_view whyNot) {
    if (!covariance) return instead(whyNot);
    if (covariance->redundant) {
      noteOnce(fit_,
               "the data cannot tell all variances apart: the random terms say some of it twice; "
               "degrees of freedom are those of the model without what is redundant");
    }
    return {method, std::move(covariance->w)};
  }

  Degrees satterthwaite(DfMethod method, const Eigen::MatrixXd& information, Bend bend,
                        std::string_view whyNot) {
    const bool isBound = !part_.boundary.empty();
    const bool isResidualAlone = part_.free.along.cols() < 2;
    if (isBound && isResidualAlone) return instead(part_.boundary);
    if (!isBound) return known(method, covarianceOf(information, part_.free), whyNot);
    Degrees degrees = known(method, covarianceAlong(information, part_.free, bend), whyNot);
    if (degrees.w)
      noteOnce(fit_, part_.boundary + "; Satterthwaite's degrees of freedom take that as known");
    return degrees;
  }

  Degrees instead(std::string_view why) {
    const bool isKnown = !part_.betweenWithin.empty();
    fit_.notes.push_back(fmt::format(
        "{}; {}degrees of freedom are {}", why,
        place_ == Place::main ? std::string() : fmt::format("in place of {}, ", whose()),
        isKnown ? "between–within" : "residual"));
    return {isKnown ? DfMethod::betweenWithin : DfMethod::residual, std::nullopt};
  }

  [[nodiscard]] std::string_view whose() const {
    return asked_ == DfMethod::kenwardRoger ? "Kenward and Roger's" : "Satterthwaite's";
  }

  Fit& fit_;
  const FixedPart& part_;
  DfMethod asked_;
  Place place_;
};

// Of c'β, c being over the kept columns and `along` the same in canonical coordinates.
// Between–within takes the least of the columns that c holds.
double dfOf(const FixedPart& part, const Degrees& degrees, const Eigen::VectorXd& c,
            const Eigen::VectorXd& along) {
  if (degrees.w) return degreesOfFreedom(part.information, *degrees.w, along);
  if (degrees.method != DfMethod::betweenWithin) return part.residualDf;
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; i < c.size(); ++i) {
    if (c[i] != 0) least = std::min(least, part.betweenWithin[static_cast<std::size_t>(i)]);
  }
  return least;
}

// The kept columns of rows of X; empty where a row leaves what the data's rows span, so that its
// value depends on which column was dropped.
std::optional<Eigen::VectorXd> determined(const Canonical& canonical, const Eigen::VectorXd& x) {
  constexpr double kRounding = 1e-8;
  Eigen::VectorXd c(canonical.p);
  for (Eigen::Index i = 0; i < canonical.p; ++i) {
    c[i] = x[static_cast<Eigen::Index>(canonical.kept[static_cast<std::size_t>(i)])];
  }
  for (std::size_t d = 0; d < canonical.dropped.size(); ++d) {
    const auto parts = c.cwiseProduct(canonical.dependence.col(static_cast<Eigen::Index>(d)));
    const double own = x[static_cast<Eigen::Index>(canonical.dropped[d])];
    const double size = std::max(std::abs(own), parts.cwiseAbs().sum());
    if (std::abs(parts.sum() - own) > kRounding * size) return std::nullopt;
  }
  return c;
}

Coefficient undetermined(std::string name, DfMethod method) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  return {std::move(name), kNone, kNone, kNone, kNone, method, kNone, kNone, kNone, kNone};
}

MarginalMeans marginalMeansOf(const MarginalCells& cells, LinearFunctions& functions) {
  MarginalMeans means{cells, {}, {}, {}};
  const Estimated& estimated = functions.estimated();
  const auto told = [&](std::string name, const Eigen::VectorXd& x, double shift) {
    const auto c = determined(estimated.canonical, x);
    return c ? functions.of(std::move(name), *c, shift)
             : undetermined(std::move(name), estimated.method);
  };
  const auto name = [&](std::size_t cell) {
    return fmt::format("{}", fmt::join(cells.levels[cell], " "));
  };
  const auto row = [](std::size_t i) { return static_cast<Eigen::Index>(i); };
  for (std::size_t i = 0; i < cells.levels.size(); ++i) {
    means.means.push_back(told(name(i), cells.x.row(row(i)).transpose(), cells.offset[row(i)]));
    for (std::size_t j = i + 1; j < cells.levels.size(); ++j) {
      const Eigen::VectorXd x = (cells.x.row(row(i)) - cells.x.row(row(j))).transpose();
      means.differences.push_back(
          {i, j, told(name(i) + " - " + name(j), x, cells.offset[row(i)] - cells.offset[row(j)])});
    }
  }
  return means;
}

FTest plainTest(const Eigen::MatrixXd& variance, const Eigen::VectorXd& estimate, double df) {
  const auto l = static_cast<double>(estimate.size());
  return {estimate.dot(variance.llt().solve(estimate)) / l, l, df};
}

void fillJointTests(Fit& fit, const FixedPart& part, const Degrees& degrees,
                    const Eigen::MatrixXd& adjusted) {
  const Canonical& canonical = part.canonical;
  const Eigen::VectorXd beta = canonical.ols + canonical.back * part.delta;
  for (std::size_t term = 0; term < part.design.terms.size(); ++term) {
    if (part.design.terms[term] == "(Intercept)") continue;
    std::vector<Eigen::Index> columns;
    for (Eigen::Index i = 0; i < canonical.p; ++i) {
      if (part.design.termOfColumn[canonical.kept[static_cast<std::size_t>(i)]] == term) {
        columns.push_back(i);
      }
    }
    if (columns.empty()) continue;
    // Each contrast in units of its standard error: the test does not change, its arithmetic does.
    const auto count = static_cast<Eigen::Index>(columns.size());
    Eigen::MatrixXd contrasts(canonical.p, count);
    Eigen::VectorXd estimate(count);
    double least = std::numeric_limits<double>::infinity();
    for (Eigen::Index i = 0; i < count; ++i) {
      const Eigen::Index column = columns[static_cast<std::size_t>(i)];
      const Eigen::VectorXd contrast = canonical.back.row(column).transpose();
      const double unit = 1 / std::sqrt(contrast.dot(part.information.phi * contrast));
      contrasts.col(i) = contrast * unit;
      estimate[i] = beta[column] * unit;
      least = std::min(least,
                       dfOf(part, degrees, Eigen::VectorXd::Unit(canonical.p, column), contrast));
    }
    FTest test;
    if (degrees.method == DfMethod::kenwardRoger) {
      test = kenwardRogerTest(part.information, *degrees.w, adjusted, contrasts, estimate);
    } else if (degrees.w) {
      test = satterthwaiteTest(part.information, *degrees.w, contrasts, estimate);
    } else {
      test = plainTest(contrasts.transpose() * part.information.phi * contrasts, estimate, least);
    }
    fit.jointTests.push_back({part.design.terms[term], test.f, test.numeratorDf, test.denominatorDf,
                              upperF(test.f, test.numeratorDf, test.denominatorDf),
                              degrees.method});
  }
}

}  // namespace

Coefficient LinearFunctions::of(std::string name, const Eigen::VectorXd& c, double shift) {
  const Functional functional = functionalOf(estimated_.canonical, c);
  const Eigen::VectorXd& along = functional.along;
  return coefficientOf({std::move(name), functional.atOls + along.dot(estimated_.delta) + shift,
                        std::sqrt(quadraticForm(estimated_.used, along)),
                        std::sqrt(quadraticForm(estimated_.model, along)), estimated_.df(c, along),
                        estimated_.method},
                       widths_);
}

std::vector<Coefficient> coefficientsOf(const Design& design, LinearFunctions& functions) {
  const Canonical& canonical = functions.estimated().canonical;
  std::vector<Coefficient> rows;
  for (Eigen::Index i = 0; i < canonical.p; ++i) {
    rows.push_back(functions.of(design.columns[canonical.kept[static_cast<std::size_t>(i)]],
                                Eigen::VectorXd::Unit(canonical.p, i), 0));
  }
  return rows;
}

void fillMeans(Fit& fit, LinearFunctions& functions, const std::vector<MarginalCells>& asked) {
  for (const MarginalCells& cells : asked) {
    MarginalMeans& means = fit.means.emplace_back(marginalMeansOf(cells, functions));
    std::size_t open = 0;
    for (const Coefficient& mean : means.means) {
      if (std::isnan(mean.estimate)) ++open;
      if (fit.family == Family::gaussian) continue;
      means.responses.push_back({meanAt(fit.family, mean.estimate), meanAt(fit.family, mean.low),
                                 meanAt(fit.family, mean.high)});
    }
    if (open == 0) continue;
    fit.notes.push_back(fmt::format(
        "{} of the {} marginal means of {} cannot be told: they need combinations of levels that "
        "no row has",
        open, means.means.size(), cells.term));
  }
}

void fillFixedPart(Fit& fit, const FixedPart& part, const FitOptions& options) {
  const Eigen::MatrixXd& back = part.canonical.back;
  const Eigen::MatrixXd& phi = part.information.phi;
  const auto adjustedBy = [&](const Degrees& degrees) {
    return degrees.method == DfMethod::kenwardRoger
               ? adjustedCovariance(part.information, *degrees.w)
               : phi;
  };
  const auto functionsOf = [&](const Degrees& degrees, const Eigen::MatrixXd& used) {
    return LinearFunctions({part.canonical, part.delta, used, phi, degrees.method,
                            [&](const Eigen::VectorXd& c, const Eigen::VectorXd& along) {
                              return dfOf(part, degrees, c, along);
                            }},
                           options.level);
  };
  const Degrees degrees = DegreesChoice(fit, part, options.df, Place::main).chosen();
  const Eigen::MatrixXd adjusted = adjustedBy(degrees);
  fit.df = degrees.method;
  fit.covariance = back * phi * back.transpose();
  if (fit.df == DfMethod::kenwardRoger) fit.adjusted = back * adjusted * back.transpose();
  LinearFunctions functions = functionsOf(degrees, adjusted);
  fit.fixed = coefficientsOf(part.design, functions);
  fillMeans(fit, functions, options.means);
  if (options.jointTests) fillJointTests(fit, part, degrees, adjusted);
  for (const DfMethod method : options.otherDf) {
    const Degrees others = DegreesChoice(fit, part, method, Place::beside).chosen();
    const Eigen::MatrixXd used = adjustedBy(others);
    LinearFunctions beside = functionsOf(others, used);
    fit.otherDf.push_back({method, coefficientsOf(part.design, beside)});
  }
}

void fillWaldTests(Fit& fit, const Design& design, const Canonical& inUse) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  for (std::size_t term = 0; term < design.terms.size(); ++term) {
    if (design.terms[term] == "(Intercept)") continue;
    std::vector<Eigen::Index> columns;
    Eigen::VectorXd estimate(static_cast<Eigen::Index>(fit.fixed.size()));
    for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
      estimate[static_cast<Eigen::Index>(i)] = fit.fixed[i].estimate;
      if (design.termOfColumn[inUse.kept[i]] == term) {
        columns.push_back(static_cast<Eigen::Index>(i));
      }
    }
    if (columns.empty() || !estimate(columns).allFinite()) continue;
    const Eigen::VectorXd unit = fit.covariance.diagonal()(columns).cwiseSqrt().cwiseInverse();
    const Eigen::MatrixXd variance =
        unit.asDiagonal() * Eigen::MatrixXd(fit.covariance(columns, columns)) * unit.asDiagonal();
    const Eigen::VectorXd scaled = unit.cwiseProduct(Eigen::VectorXd(estimate(columns)));
    const auto count = static_cast<double>(columns.size());
    const double f = scaled.dot(variance.llt().solve(scaled)) / count;
    fit.jointTests.push_back(
        {design.terms[term], f, count, kInfinite, upperF(f, count, kInfinite), DfMethod::normal});
  }
}

void noteOnce(Fit& fit, const std::string& sentence) {
  const bool isTold = std::any_of(fit.notes.begin(), fit.notes.end(), [&](const std::string& note) {
    return note.starts_with(sentence);
  });
  if (!isTold) fit.notes.push_back(sentence);
}

void fillCounts(Fit& fit, const Design& design, const Canonical& canonical,
                const FitOptions& options) {
  fit.method = options.method;
  fit.rows = static_cast<std::size_t>(canonical.rows);
  fillDropped(fit, design, canonical.dropped);
}

void fillDropped(Fit& fit, const Design& design, const std::vector<std::size_t>& dropped) {
  for (const std::size_t column : dropped) {
    fit.dropped.push_back(design.columns[column]);
    fit.notes.push_back(
        fmt::format("the column {} depends exactly on the columns before it and was left out",
                    design.columns[column]));
  }
}

void fillCriterion(Fit& fit, double criterion, std::size_t parameters) {
  const auto count = static_cast<double>(fit.fixed.size() + parameters);
  fit.criterion = criterion;
  fit.logLikelihood = -criterion / 2;
  fit.aic = criterion + 2 * count;
  fit.bic = criterion + count * std::log(static_cast<double>(fit.rows));
}

std::optional<std::string> refusalOf(const Canonical& canonical, const Design& design) {
  if (canonical.rows <= canonical.p) {
    return fmt::format(
        "the model has {} columns and the data {} complete rows: nothing is left to estimate the "
        "residual variance from; take terms out of the formula or add rows",
        canonical.p, canonical.rows);
  }
  if (!canonical.back.allFinite() || !canonical.ols.allFinite() ||
      !std::isfinite(canonical.length)) {
    return fmt::format(
        "the numbers of the columns of {} are too large or too far apart to compute with; rescale "
        "them",
        design.response);
  }
  return std::nullopt;
}

}  // namespace refocus::statistics
