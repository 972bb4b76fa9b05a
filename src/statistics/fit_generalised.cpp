#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/fault.hpp"
#include "statistics/binary_unit.hpp"
#include "statistics/fit_parts.hpp"
#include "statistics/generalised.hpp"
#include "statistics/small_products.hpp"

namespace refocus::statistics {
namespace {

constexpr double kNoPart = 1e-7;  // of a coefficient's row: a direction that leaves it alone
constexpr double kInfinite = std::numeric_limits<double>::infinity();

Observations observationsOf(const Design& design, const Rows& rows, Family family) {
  const Eigen::Index n = rows.count();
  Observations of{family, rows.y,
                  design.weighted ? rows.weights : Eigen::VectorXd(Eigen::VectorXd::Ones(n)),
                  design.offset ? rows.offset : Eigen::VectorXd(Eigen::VectorXd::Zero(n))};
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto trials = design.weighted ? std::optional(of.weights[i]) : std::nullopt;
    if (const auto reason = refusalOf(family, of.y[i], trials)) {
      throw Fault(FaultCode::invalid, "fitModel: " + *reason);
    }
  }
  return of;
}

// A sentence for data that say nothing about any coefficient: all failures, or all counts 0.
std::optional<std::string> refusalOf(const Design& design, const Observations& of) {
  const double first = of.y[0];
  const bool same = (of.y.array() == first).all();
  if (of.family == Family::binomial && same && (first == 0 || first == 1)) {
    return fmt::format("{} is {} in every row: there is nothing to compare", design.response,
                       first);
  }
  if (of.family == Family::poisson && same && first == 0) {
    return fmt::format("{} is 0 in every row: there is nothing to compare", design.response);
  }
  return std::nullopt;
}

// What does not exist where the likelihood has no maximum.
Coefficient unboundedRow(const std::string& term, double direction) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  Coefficient row;
  row.term = term;
  row.estimate = std::copysign(kInfinite, direction);
  row.stdError = row.stdErrorModel = row.t = row.p = row.low = row.high = kNone;
  row.df = kInfinite;
  row.dfMethod = DfMethod::normal;
  return row;
}

void fillFixed(Fit& fit, const GeneralisedPart& part, double level) {
  const Canonical& columns = part.basis.columns;
  const Eigen::MatrixXd& back = columns.back;
  const IrlsFit& found = part.found;
  const Eigen::VectorXd estimate = back * found.delta;
  const RowsInUnits rows = rowsInUnits(back);
  fit.covariance = back * found.covariance * back.transpose();
  IntervalWidths widths(level);
  std::vector<std::string> unbounded;
  for (Eigen::Index i = 0; i < estimate.size(); ++i) {
    const std::string& name = part.design.columns[columns.kept[static_cast<std::size_t>(i)]];
    const Eigen::RowVectorXd row = rows.values.row(i);
    if (found.separated() && (row * found.unbounded).norm() > kNoPart * row.norm()) {
      fit.fixed.push_back(unboundedRow(name, row.dot(found.away)));
      unbounded.push_back(name);
      continue;
    }
    const double error = std::sqrt(quadraticForm(found.covariance, row.transpose())) * rows.unit[i];
    fit.fixed.push_back(
        coefficientOf({name, estimate[i], error, error, kInfinite, DfMethod::normal}, widths));
  }
  if (unbounded.empty()) return;
  fit.notes.push_back(fmt::format(
      "the columns separate the responses: some combination of them tells outcomes apart without "
      "exception, so the likelihood has no maximum and the estimates of {} are infinite, with no "
      "standard errors; what is said of the others is the limit",
      fmt::join(unbounded, ", ")));
}

// On the link's scale and back from it.
void fillMarginalMeans(Fit& fit, const GeneralisedPart& part, const FitOptions& options) {
  const IrlsFit& found = part.found;
  if (options.means.empty()) return;
  if (found.separated()) {
    fit.notes.emplace_back("there are no marginal means where estimates are infinite");
    return;
  }
  LinearFunctions functions({part.basis.columns, found.delta, found.covariance, found.covariance,
                             DfMethod::normal, [](const auto&, const auto&) { return kInfinite; }},
                            options.level);
  fillMeans(fit, functions, options.means);
}

void noteOutcomes(Fit& fit, const Design& design) {
  if (design.outcomes.empty()) return;
  const std::vector<std::string> others(design.outcomes.begin() + 1, design.outcomes.end());
  fit.notes.push_back(fmt::format("of {}, {} counts as 0 and {} as 1", design.response,
                                  design.outcomes.front(), fmt::join(others, ", ")));
}

}  // namespace

void fillGeneralised(Fit& fit, const GeneralisedPart& part, const FitOptions& options) {
  fit.family = options.family;
  fit.method = Method::ml;
  fit.df = DfMethod::normal;
  fit.rows = static_cast<std::size_t>(part.observations.y.size());
  fillDropped(fit, part.design, part.basis.columns.dropped);
  noteOutcomes(fit, part.design);
  fillFixed(fit, part, options.level);
  fillMarginalMeans(fit, part, options);
  if (options.jointTests) {
    fillWaldTests(fit, part.design, part.basis.columns, part.found.covariance, options);
  }
}

std::expected<Fit, std::string> fitGeneralised(const Design& design, const Rows& rows,
                                               const FitOptions& options) {
  const Observations of = observationsOf(design, rows, options.family);
  if (auto refusal = refusalOf(design, of)) return std::unexpected(*std::move(refusal));
  const Basis basis = basisOf(design, rows);
  const GeneralisedPart part{design, basis, of, irls(basis.q, of)};
  if (!design.random.empty()) return fitGeneralisedMixed(part, rows, options);

  Fit fit;
  fillGeneralised(fit, part, options);
  fit.deviance = part.found.deviance;
  fillCriterion(fit, -2 * part.found.logLikelihood, 0);
  fit.convergence = {part.found.iterations, part.found.gradient, false,
                     part.found.converged && !part.found.separated()};
  if (!part.found.converged) {
    fit.notes.emplace_back(
        "the search for the coefficients did not settle: treat them with caution");
  }
  return fit;
}

}  // namespace refocus::statistics
