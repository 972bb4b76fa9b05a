#include "statistics/fit_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "statistics/binary_unit.hpp"
#include "statistics/small_products.hpp"

namespace refocus::statistics {
namespace {

// With less than this t has no tail that means anything: the method has found nothing to go by.
constexpr double kLeastDf = 0.01;

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
        if (isBetweenWithinKnown()) return {DfMethod::betweenWithin, std::nullopt};
        fit_.notes.emplace_back(
            part_.betweenWithin.empty()
                ? "between–within degrees of freedom are for groupings that are nested; here they "
                  "cross, and degrees of freedom are residual"
                : "between–within degrees of freedom ask for more groups, or rows within them, "
                  "than "
                  "columns that vary there; degrees of freedom are residual");
        return {DfMethod::residual, std::nullopt};
      default:
        return {DfMethod::residual, std::nullopt};
    }
    return satterthwaite(DfMethod::satterthwaite, information.observed, Bend::observed,
                         "the observed information about the variances is not positive");
  }

  Degrees instead(std::string_view why) {
    const bool isKnown = isBetweenWithinKnown();
    fit_.notes.push_back(fmt::format(
        "{}; {}degrees of freedom are {}", why,
        place_ == Place::main ? std::string() : fmt::format("in place of {}, ", whose()),
        isKnown ? "between–within" : "residual"));
    return {isKnown ? DfMethod::betweenWithin : DfMethod::residual, std::nullopt};
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

  [[nodiscard]] bool isBetweenWithinKnown() const {
    const std::vector<double>& df = part_.betweenWithin;
    return !df.empty() && std::all_of(df.begin(), df.end(), [](double one) { return one > 0; });
  }

  [[nodiscard]] std::string_view whose() const {
    return asked_ == DfMethod::kenwardRoger ? "Kenward and Roger's" : "Satterthwaite's";
  }

  Fit& fit_;
  const FixedPart& part_;
  DfMethod asked_;
  Place place_;
};

// Whether every coefficient has a standard error and degrees of freedom by a method.
bool isUsable(const FixedPart& part, const Degrees& degrees, const Eigen::MatrixXd& covariance) {
  if (!degrees.w) return true;
  for (Eigen::Index i = 0; i < part.canonical.p; ++i) {
    const Eigen::VectorXd along = inUnits(part.canonical.back.row(i)).values;
    const double df = degreesOfFreedom(part.information, *degrees.w, along);
    if (!(quadraticForm(covariance, along) > 0 && df >= kLeastDf)) return false;
  }
  return true;
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

}  // namespace

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

Coefficient LinearFunctions::of(std::string name, const Eigen::VectorXd& c, double shift) {
  const Functional functional = functionalOf(estimated_.canonical, c);
  const InUnits along = inUnits(functional.along);
  return coefficientOf(
      {std::move(name), functional.atOls + functional.along.dot(estimated_.delta) + shift,
       std::sqrt(quadraticForm(estimated_.used, along.values)) * along.unit,
       std::sqrt(quadraticForm(estimated_.model, along.values)) * along.unit,
       estimated_.df(c, along.values), estimated_.method},
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
  // The method, and the covariance that standard errors are made of.
  const auto chosen = [&](DfMethod method, Place place) -> std::pair<Degrees, Eigen::MatrixXd> {
    DegreesChoice choice(fit, part, method, place);
    Degrees degrees = choice.chosen();
    Eigen::MatrixXd used = adjustedBy(degrees);
    if (isUsable(part, degrees, used)) return {std::move(degrees), std::move(used)};
    return {choice.instead("the data say too little about the variances for the method asked for"),
            phi};
  };
  const auto functionsOf = [&](const Degrees& degrees, const Eigen::MatrixXd& used) {
    return LinearFunctions({part.canonical, part.delta, used, phi, degrees.method,
                            [&](const Eigen::VectorXd& c, const Eigen::VectorXd& along) {
                              return dfOf(part, degrees, c, along);
                            }},
                           options.level);
  };
  const auto [degrees, adjusted] = chosen(options.df, Place::main);
  fit.df = degrees.method;
  fit.covariance = back * phi * back.transpose();
  if (fit.df == DfMethod::kenwardRoger) fit.adjusted = back * adjusted * back.transpose();
  LinearFunctions functions = functionsOf(degrees, adjusted);
  fit.fixed = coefficientsOf(part.design, functions);
  fillMeans(fit, functions, options.means);
  if (options.jointTests) fillJointTests(fit, part, degrees, adjusted, options);
  for (const DfMethod method : options.otherDf) {
    const auto [others, used] = chosen(method, Place::beside);
    LinearFunctions beside = functionsOf(others, used);
    fit.otherDf.push_back({method, coefficientsOf(part.design, beside)});
  }
}

std::string widthWords(double df, double level) {
  return fmt::format("{} degrees of freedom: {:.6g}% of it lies within ±{:.4f}, not ±{:.4f}", df,
                     level * 100, quantileT(level, df),
                     quantileT(level, std::numeric_limits<double>::infinity()));
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
  // What is below the least normal number has lost digits, or is nothing.
  const auto isLost = [](const auto& row) {
    return row.cwiseAbs().maxCoeff() < std::numeric_limits<double>::min();
  };
  if (!canonical.back.allFinite() || !canonical.ols.allFinite() ||
      !std::isfinite(canonical.length) ||
      std::any_of(canonical.back.rowwise().begin(), canonical.back.rowwise().end(), isLost)) {
    return fmt::format(
        "the numbers of the columns of {} are too large or too far apart to compute with; rescale "
        "them",
        design.response);
  }
  return std::nullopt;
}

}  // namespace refocus::statistics
