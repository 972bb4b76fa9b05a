#include "statistics/fit_parts.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <utility>

namespace refocus::statistics {
namespace {

const std::string& nameOf(const FixedPart& part, Eigen::Index column) {
  return part.design.columns[part.canonical.kept[static_cast<std::size_t>(column)]];
}

// The covariance of ϑ for the method of degrees of freedom, and the method that it really is.
struct Degrees {
  DfMethod method;
  std::optional<Eigen::MatrixXd> w;
};

// A chosen method gives way where it has no meaning, and the notes say to what.
Degrees degreesFor(Fit& fit, const FixedPart& part, const FitOptions& options) {
  const Information& information = part.information;
  const bool anyVariance = information.expected.size() > 0;
  const auto instead = [&](const std::string& why) -> Degrees {
    const bool known = !part.betweenWithin.empty();
    fit.notes.push_back(why + (known ? "; degrees of freedom are between–within"
                                     : "; degrees of freedom are residual"));
    return {known ? DfMethod::betweenWithin : DfMethod::residual, std::nullopt};
  };
  if (!anyVariance) return {DfMethod::residual, std::nullopt};
  switch (options.df) {
    case DfMethod::kenwardRoger: {
      if (options.method == Method::ml) {
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
          "between–within degrees of freedom are for one grouping factor; here they are residual");
      return {DfMethod::residual, std::nullopt};
    default:
      return {DfMethod::residual, std::nullopt};
  }
  if (!part.boundary.empty()) return instead(part.boundary);
  auto w = covarianceOf(information.observed);
  if (!w) return instead("the observed information about the variances is not positive");
  return {DfMethod::satterthwaite, std::move(w)};
}

double dfOf(const FixedPart& part, const Degrees& degrees, Eigen::Index column,
            const Eigen::VectorXd& contrast) {
  if (degrees.w) return degreesOfFreedom(part.information, *degrees.w, contrast);
  if (degrees.method == DfMethod::betweenWithin) {
    return part.betweenWithin[static_cast<std::size_t>(column)];
  }
  return part.residualDf;
}

FTest plainTest(const Eigen::MatrixXd& variance, const Eigen::VectorXd& estimate, double df) {
  const auto l = static_cast<double>(estimate.size());
  return {estimate.dot(variance.llt().solve(estimate)) / l, l, df};
}

void fillJointTests(Fit& fit, const FixedPart& part, const Degrees& degrees,
                    const Eigen::MatrixXd& adjusted) {
  const Canonical& canonical = part.canonical;
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
      estimate[i] = part.estimate[column] * unit;
      least = std::min(least, dfOf(part, degrees, column, contrast));
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

void fillFixedPart(Fit& fit, const FixedPart& part, const FitOptions& options) {
  const Eigen::MatrixXd& back = part.canonical.back;
  const Eigen::MatrixXd& phi = part.information.phi;
  const Degrees degrees = degreesFor(fit, part, options);
  const bool adjusting = degrees.method == DfMethod::kenwardRoger;
  const Eigen::MatrixXd adjusted =
      adjusting ? adjustedCovariance(part.information, *degrees.w) : phi;
  fit.df = degrees.method;
  fit.covariance = back * phi * back.transpose();
  if (adjusting) fit.adjusted = back * adjusted * back.transpose();
  IntervalWidths widths(options.level);
  for (Eigen::Index i = 0; i < part.canonical.p; ++i) {
    const Eigen::VectorXd contrast = back.row(i).transpose();
    const double model = std::sqrt(contrast.dot(phi * contrast));
    const double used = adjusting ? std::sqrt(contrast.dot(adjusted * contrast)) : model;
    fit.fixed.push_back(coefficientOf({nameOf(part, i), part.estimate[i], used, model,
                                       dfOf(part, degrees, i, contrast), degrees.method},
                                      widths));
  }
  if (options.jointTests) fillJointTests(fit, part, degrees, adjusted);
}

void fillCounts(Fit& fit, const Design& design, const Canonical& canonical,
                const FitOptions& options) {
  fit.method = options.method;
  fit.rows = static_cast<std::size_t>(canonical.rows);
  for (const std::size_t column : canonical.dropped) {
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
