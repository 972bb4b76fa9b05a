#include "statistics/fit.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "base/fault.hpp"
#include "statistics/fit_parts.hpp"
#include "statistics/inference.hpp"

namespace refocus::statistics {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw Fault(FaultCode::invalid, std::string("fitModel: ") + what);
}

void checkShapes(const Design& design, const Rows& rows) {
  const Eigen::Index n = rows.count();
  require(rows.x.rows() == n && rows.x.cols() == static_cast<Eigen::Index>(design.columns.size()),
          "X is not rows by columns");
  require(design.termOfColumn.size() == design.columns.size(), "a column has no term");
  require(rows.weights.size() == (design.weighted ? n : 0), "weights are not one for each row");
  require(rows.offset.size() == (design.offset ? n : 0), "offsets are not one for each row");
  require(rows.group.size() == design.groupings.size(), "a grouping has no rows");
  for (const auto& group : rows.group) {
    require(group.size() == static_cast<std::size_t>(n), "a grouping misses rows");
  }
  require(rows.z.size() == design.random.size(), "a random term has no columns");
  for (std::size_t k = 0; k < rows.z.size(); ++k) {
    const RandomTerm& term = design.random[k];
    require(term.grouping < design.groupings.size(), "a random term has no grouping");
    require(term.interceptOnly() ||
                (rows.z[k].rows() == n &&
                 rows.z[k].cols() == static_cast<Eigen::Index>(term.columns.size())),
            "the columns of a random term are not rows by columns");
  }
}

void checkHypotheses(const Design& design, const FitOptions& options) {
  const auto columns = static_cast<Eigen::Index>(design.columns.size());
  require(options.hypotheses.empty() || options.hypotheses.size() == design.terms.size(),
          "hypotheses are not one for each term");
  for (const Eigen::MatrixXd& contrasts : options.hypotheses) {
    require(contrasts.size() == 0 || contrasts.cols() == columns,
            "a hypothesis is not over all columns");
  }
}

bool oneIntercept(const Design& design) {
  return design.random.size() == 1 && design.random.front().interceptOnly();
}

}  // namespace

std::expected<Fit, std::string> fitModel(const Design& design, const Rows& rows,
                                         const FitOptions& options) {
  checkShapes(design, rows);
  checkHypotheses(design, options);
  if (options.gee) return fitGee(design, rows, options);
  if (options.family != Family::gaussian) return fitGeneralised(design, rows, options);
  if (!design.random.empty() && !oneIntercept(design)) return fitSeveral(design, rows, options);
  const bool products = options.robust != Robust::none && oneIntercept(design);
  Moments moments =
      noMoments(design, scalingOf(design, rows), products ? Keep::productsToo : Keep::sums);
  addRows(moments, design, rows);
  return fitMoments(design, moments, options);
}

std::expected<Fit, std::string> fitMoments(const Design& design, const Moments& moments,
                                           const FitOptions& options) {
  checkHypotheses(design, options);
  require(design.random.empty() || oneIntercept(design),
          "sums alone are enough for one random intercept only");
  const Canonical canonical = canonicalOf(design, moments);
  if (auto refusal = refusalOf(canonical, design)) return std::unexpected(*std::move(refusal));
  if (design.random.empty()) return fitLinear(design, canonical, options);
  return fitOneIntercept(design, moments, canonical, options);
}

std::expected<Fit, std::string> fitLinear(const Design& design, const Canonical& canonical,
                                          const FitOptions& options) {
  const auto n = static_cast<double>(canonical.rows);
  const auto residualDf = static_cast<double>(canonical.rows - canonical.p);
  const double divisor = options.method == Method::reml ? residualDf : n;
  Fit fit;
  fillCounts(fit, design, canonical, options);
  // In units of y's residual; where that is nothing, the units are y's own and the variance is 0.
  const bool exact = canonical.length == 0;
  FixedPart part{design, canonical, Eigen::VectorXd::Zero(canonical.p), {}, residualDf, {}, {}, {}};
  part.information.phi =
      Eigen::MatrixXd::Identity(canonical.p, canonical.p) * (exact ? 0.0 : 1 / divisor);
  FitOptions asked = options;
  asked.df = DfMethod::residual;
  asked.jointTests = options.jointTests && !exact;
  fillFixedPart(fit, part, asked);
  fit.residualVariance = canonical.length * canonical.length / divisor;
  fit.residualSd = canonical.length / std::sqrt(divisor);
  double criterion =
      divisor * (1 + std::log(2 * std::numbers::pi / divisor) + 2 * std::log(canonical.length)) -
      canonical.logWeights;
  if (options.method == Method::reml) criterion += canonical.logDeterminant;
  fillCriterion(fit, criterion, 1);
  if (exact)
    fit.notes.emplace_back("the columns give the response exactly: the residual variance is 0");
  if (options.robust != Robust::none) {
    fit.notes.emplace_back(
        "robust standard errors need a grouping factor, and the formula has none");
  }
  return fit;
}

}  // namespace refocus::statistics
