#include <algorithm>
#include <cmath>
#include <utility>

#include "statistics/several_terms.hpp"

namespace refocus::statistics {
namespace {

// Where the elements of λ stand in parameters() that are not held at 0. A column is 0 as a whole
// or not at all, and where it is, V does not feel its elements to first order.
std::vector<std::size_t> freeElements(const std::vector<CovarianceParameter>& parameters,
                                      const SeveralState& state) {
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Eigen::MatrixXd& factor = state.factors()[parameters[i].place];
    if (!factor.col(parameters[i].column).isZero(0)) free.push_back(i);
  }
  return free;
}

Eigen::MatrixXd bendOf(const std::vector<CovarianceParameter>& parameters,
                       const std::vector<std::size_t>& elements, const SeveralState& state) {
  const std::vector<Eigen::MatrixXd> slopes = state.covarianceSlopes();
  const auto count = static_cast<Eigen::Index>(elements.size());
  Eigen::MatrixXd bend = Eigen::MatrixXd::Zero(count + 1, count + 1);
  for (Eigen::Index i = 0; i < count; ++i) {
    const CovarianceParameter& a = parameters[elements[static_cast<std::size_t>(i)]];
    for (Eigen::Index j = 0; j < count; ++j) {
      const CovarianceParameter& b = parameters[elements[static_cast<std::size_t>(j)]];
      // Half of the criterion's: the information is of log L.
      if (a.place == b.place && a.column == b.column) bend(i, j) = slopes[a.place](a.row, b.row);
    }
  }
  return bend;
}

// Moves of the variances of the rows themselves tell enough: a direction is only asked about when
// the likelihood has found nothing in it. Unlike the information, they are not squares of what a
// column that lies far from 0 has beside its mean.
bool leavesVariances(const Design& design, const Rows& rows, const SeveralTerms& terms,
                     const Eigen::VectorXd& direction) {
  constexpr double kRounding = 1e-9;
  Eigen::ArrayXd move = Eigen::ArrayXd::Constant(rows.count(), direction.tail(1).value());
  if (design.weighted) move /= rows.weights.array();
  Eigen::ArrayXd size = move.abs();
  const std::vector<CovarianceParameter> parameters = terms.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const CovarianceParameter& at = parameters[i];
    const Eigen::MatrixXd& z = rows.z[terms.places()[at.place].term];
    Eigen::ArrayXd part =
        Eigen::ArrayXd::Constant(rows.count(), direction[static_cast<Eigen::Index>(i)]);
    if (z.size() > 0) part *= z.col(at.row).array() * z.col(at.column).array();
    if (at.row != at.column) part *= 2;
    move += part;
    size += part.abs();
  }
  return move.abs().maxCoeff() <= kRounding * size.maxCoeff();
}

}  // namespace

FreeVariances freeVariancesOf(const Design& design, const Rows& rows, const SeveralTerms& terms,
                              const SeveralState& state) {
  const std::vector<CovarianceParameter> parameters = terms.parameters();
  const std::vector<std::size_t> elements = freeElements(parameters, state);
  const Eigen::MatrixXd change = state.sigma2() * covarianceChange(terms, state);
  const auto count = static_cast<Eigen::Index>(elements.size());
  FreeVariances free;
  free.along = Eigen::MatrixXd::Zero(change.rows() + 1, count + 1);
  free.along(change.rows(), count) = 1;  // σ²
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::size_t own = elements[static_cast<std::size_t>(i)];
    free.along.col(i).head(change.rows()) = change.col(static_cast<Eigen::Index>(own));
  }
  free.bend = [&state, parameters, elements] { return bendOf(parameters, elements, state); };
  free.isRedundant = [&](const Eigen::VectorXd& direction) {
    return leavesVariances(design, rows, terms, direction);
  };
  return free;
}

}  // namespace refocus::statistics
