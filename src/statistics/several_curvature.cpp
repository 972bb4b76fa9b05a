#include <cmath>

#include "statistics/several_terms.hpp"

namespace refocus::statistics {
namespace {

// Second derivatives of the criterion by the relative covariances.
Eigen::MatrixXd byCovariances(const SeveralTerms& terms, const SeveralState& state,
                              const VarianceSums& sums, Curvature kind) {
  const Eigen::Index p = state.delta().size();
  const Eigen::Index m = sums.trace.rows();
  const Eigen::MatrixXd& phi = state.inverse();
  const Eigen::VectorXd v = state.residualOf();
  const double sigma2 = state.sigma2();
  Eigen::MatrixXd h(p, m);
  Eigen::VectorXd square(m);
  std::vector<Eigen::MatrixXd> spread;  // ΦA_i
  for (Eigen::Index i = 0; i < m; ++i) {
    const Eigen::MatrixXd& a = sums.a[static_cast<std::size_t>(i)];
    h.col(i) = a.topRows(p) * v;
    square[i] = v.dot(a * v);
    spread.emplace_back(phi * a.topLeftCorner(p, p));
  }
  Eigen::MatrixXd result(m, m);
  for (Eigen::Index i = 0; i < m; ++i) {
    for (Eigen::Index j = i; j < m; ++j) {
      const Eigen::MatrixXd& q = sums.q[static_cast<std::size_t>(i * m + j)];
      const double quadratic = (v.dot(q * v) - h.col(i).dot(phi * h.col(j))) / sigma2;
      double value = quadratic - square[i] * square[j] / (terms.divisor() * sigma2 * sigma2);
      if (kind == Curvature::exact) {
        double trace = sums.trace(i, j);
        if (terms.restricted()) {
          trace += spread[static_cast<std::size_t>(i)]
                       .cwiseProduct(spread[static_cast<std::size_t>(j)].transpose())
                       .sum() -
                   2 * phi.cwiseProduct(q.topLeftCorner(p, p).transpose()).sum();
        }
        value += quadratic - trace;
      }
      result(i, j) = result(j, i) = value;
    }
  }
  return result;
}

}  // namespace

Eigen::MatrixXd covarianceChange(const SeveralTerms& terms, const SeveralState& state) {
  const std::vector<CovarianceParameter> parameters = terms.parameters();
  const auto count = static_cast<Eigen::Index>(parameters.size());
  Eigen::MatrixXd change = Eigen::MatrixXd::Zero(count, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const CovarianceParameter& to = parameters[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < count; ++j) {
      const CovarianceParameter& by = parameters[static_cast<std::size_t>(j)];
      if (to.place != by.place) continue;
      const Eigen::MatrixXd& factor = state.factors()[to.place];
      if (to.row == by.row) change(i, j) += factor(to.column, by.column);
      if (to.column == by.row) change(i, j) += factor(to.row, by.column);
    }
  }
  return change;
}

Eigen::MatrixXd curvatureOf(const SeveralTerms& terms, const SeveralState& state, Curvature kind) {
  const std::vector<CovarianceParameter> parameters = terms.parameters();
  const auto count = static_cast<Eigen::Index>(parameters.size());
  const VarianceSums sums =
      state.varianceSums(kind == Curvature::exact ? Traces::all : Traces::none);
  const Eigen::MatrixXd change = covarianceChange(terms, state);
  Eigen::MatrixXd result = change.transpose() * byCovariances(terms, state, sums, kind) * change;
  if (kind == Curvature::average) return result;
  const std::vector<Eigen::MatrixXd> slopes = state.covarianceSlopes();
  for (Eigen::Index i = 0; i < count; ++i) {
    const CovarianceParameter& a = parameters[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < count; ++j) {
      const CovarianceParameter& b = parameters[static_cast<std::size_t>(j)];
      if (a.place == b.place && a.column == b.column) {
        result(i, j) += 2 * slopes[a.place](a.row, b.row);
      }
    }
  }
  return result;
}

}  // namespace refocus::statistics
