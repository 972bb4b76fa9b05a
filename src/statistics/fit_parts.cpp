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
Degrees degreesFor(Fit& fit, const FixedPart& part, DfMethod asked, Place place) {
  const Information& information = part.information;
  const bool anyVariance = information.expected.size() > 0;
  const auto instead = [&](const std::string& why) -> Degrees {
    const bool known = !part.betweenWithin.empty();
    const std::string_view whose =
        asked == DfMethod::kenwardRoger ? "Kenward and Roger's" : "Satterthwaite's";
    fit.notes.push_back(
        fmt::format("{}; {}degrees of freedom are {}", why,
                    place == Place::main ? std::string() : fmt::format("in place of {}, ", whose),
                    known ? "between–within" : "residual"));
    return {known ? DfMethod::betweenWithin : DfMethod::residual, std::nullopt};
  };
  if (!anyVariance) return {DfMethod::residual, std::nullopt};
  switch (asked) {
    case DfMethod::kenwardRoger: {
      if (fit.method == Method::ml) {
        fit.notes.emplace_back(
            "Kenward and Roger's method is for REML; with ML, degrees of freedom are "
            "Satterthwaite's "
            "from the observed information");
        break;
      }
      auto w = covarianceOf(information.expected);
      if (!w) return instead("the expected information about the variances is singular");
      return {DfMethod::kenwardRoger, std::move(w)};
    }
    case DfMethod::satterthwaiteExpected: {
      if (!part.boundary.empty()) return instead(part.boundary);
      auto w = covarianceOf(information.expected);
      if (!w) return instead("the expected information about the variances is singular");
      return {DfMethod::satterthwaiteExpected, std::move(w)};
    }
    case DfMethod::satterthwaite:
      break;
    case DfMethod::betweenWithin:
      if (!part.betweenWithin.empty()) return {DfMethod::betweenWithin, std::nullopt};
      fit.notes.emplace_back(
          "between–within degrees of freedom are for groupings that are nested; here they cross, "
          "and degrees of freedom are residual");
      return {DfMethod::residual, std::nullopt};
    default:
      return {DfMethod::residual, std::nullopt};
  }
  if (!part.boundary.empty()) return instead(part.boundary);
  auto w = covarianceOf(information.observed);
  if (!w) return instead("the observed information about the variances is not positive");
  return {DfMethod::satterthwaite, std::move(w)};
}

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
  const Degrees degrees = degreesFor(fit, part, options.df, Place::main);
  const Eigen::MatrixXd adjusted = adjustedBy(degrees);
  fit.df = degrees.method;
  fit.covariance = back * phi * back.transpose();
  if (fit.df == DfMethod::kenwardRoger) fit.adjusted = back * adjusted * back.transpose();
  LinearFunctions functions = functionsOf(degrees, adjusted);
  fit.fixed = coefficientsOf(part.design, functions);
  fillMeans(fit, functions, options.means);
  if (options.jointTests) fillJointTests(fit, part, degrees, adjusted);
  for (const DfMethod method : options.otherDf) {
    const Degrees others = degreesFor(fit, part, method, Place::beside);
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
