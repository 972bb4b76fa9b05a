#include <algorithm>
#include <cmath>

#include "base/fault.hpp"
#include "statistics/fit.hpp"
#include "statistics/inference.hpp"

namespace refocus::statistics {

namespace {

// On the scale of the response.
Eigen::VectorXd meansAt(Family family, const Eigen::VectorXd& predictors) {
  return predictors.unaryExpr([family](double eta) { return meanAt(family, eta); });
}

}  // namespace

Eigen::VectorXd predict(const Fit& fit, const Design& design, const Rows& rows, Prediction what) {
  Eigen::VectorXd values = design.offset ? rows.offset : Eigen::VectorXd::Zero(rows.x.rows());
  std::size_t next = 0;  // `fixed` keeps the order of the design's columns
  for (std::size_t column = 0; column < design.columns.size() && next < fit.fixed.size();
       ++column) {
    if (design.columns[column] != fit.fixed[next].term) continue;
    values += rows.x.col(static_cast<Eigen::Index>(column)) * fit.fixed[next].estimate;
    ++next;
  }
  // Estimating equations predict no random effects: what they fit is the mean.
  if (what == Prediction::fixedPart || fit.gee) return meansAt(fit.family, values);
  if (fit.effects.size() != design.random.size()) {
    throw Fault(FaultCode::invalid, "predict: the fit holds no random effects; ask for them");
  }
  for (const RandomEffects& effects : fit.effects) {
    const RandomTerm& term = design.random[effects.term];
    const auto& group = rows.group[term.grouping];
    for (Eigen::Index row = 0; row < values.size(); ++row) {
      const auto level = static_cast<Eigen::Index>(group[static_cast<std::size_t>(row)]);
      if (level >= effects.value.rows()) continue;
      values[row] += term.interceptOnly()
                         ? effects.value(level, 0)
                         : rows.z[effects.term].row(row).dot(effects.value.row(level));
    }
  }
  return meansAt(fit.family, values);
}

RatioTest likelihoodRatio(const Fit& smaller, const Fit& larger) {
  if (smaller.method != Method::ml || larger.method != Method::ml || smaller.rows != larger.rows) {
    throw Fault(FaultCode::invalid,
                "likelihoodRatio: both models must be fitted by ML to the same rows");
  }
  const auto parameters = [](const Fit& fit) {
    return static_cast<double>(fit.fixed.size() + fit.theta.size());
  };
  RatioTest test;
  test.chiSquared = std::max(0.0, smaller.criterion - larger.criterion);
  test.df = parameters(larger) - parameters(smaller);
  test.p = upperChiSquared(test.chiSquared, test.df);
  return test;
}

}  // namespace refocus::statistics
