#include "statistics/nested_sandwich.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "statistics/binary_unit.hpp"
#include "statistics/canonical_parts.hpp"

namespace refocus::statistics {
namespace {

// One row of [Q q], with the digits of the change of basis; `line` is a row of moments' columns.
class CanonicalRow {
 public:
  CanonicalRow(const Design& design, const Rows& rows, const Canonical& canonical)
      : design_(design), rows_(rows), canonical_(canonical) {}

  [[nodiscard]] Eigen::RowVectorXd at(Eigen::Index row) const {
    Eigen::RowVectorXd result(static_cast<Eigen::Index>(canonical_.order.size()));
    std::vector<Wide> line;
    for (const std::size_t column : canonical_.order) {
      const double shifted = (valueOf(row, column) - canonical_.scaling.shift[column]) *
                             canonical_.scaling.scale[column];
      line.push_back(Wide(shifted) + Wide(canonical_.unshift[column]));
    }
    toCanonical(canonical_, line.data(), result.data());
    return result;
  }

 private:
  [[nodiscard]] double valueOf(Eigen::Index row, std::size_t column) const {
    if (column == 0) return 1;
    if (column + 1 == canonical_.scaling.shift.size()) {
      return design_.offset ? rows_.y[row] - rows_.offset[row] : rows_.y[row];
    }
    const Eigen::Index skipped = design_.intercept ? 1 : 0;
    return rows_.x(row, static_cast<Eigen::Index>(column) - 1 + skipped);
  }

  const Design& design_;
  const Rows& rows_;
  const Canonical& canonical_;
};

// ZΛ of a cluster's rows, a column for each effect that it has.
Eigen::MatrixXd scaledEffects(const Design& design, const Rows& rows, const SeveralTerms& terms,
                              const SeveralState& state,
                              const std::vector<Eigen::Index>& clusterRows) {
  const std::vector<TermPlace>& places = terms.places();
  std::map<std::pair<std::size_t, std::uint32_t>, Eigen::Index> columns;
  Eigen::Index count = 0;
  const auto levelOf = [&](Eigen::Index row, std::size_t place) {
    return rows.group[design.random[places[place].term].grouping][static_cast<std::size_t>(row)];
  };
  for (const Eigen::Index row : clusterRows) {
    for (std::size_t place = 0; place < places.size(); ++place) {
      if (columns.emplace(std::pair(place, levelOf(row, place)), count).second) {
        count += places[place].width;
      }
    }
  }
  Eigen::MatrixXd scaled =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(clusterRows.size()), count);
  for (std::size_t i = 0; i < clusterRows.size(); ++i) {
    const Eigen::Index row = clusterRows[i];
    for (std::size_t place = 0; place < places.size(); ++place) {
      const Eigen::MatrixXd& factor = state.factors()[place];
      const Eigen::Index first = columns.at({place, levelOf(row, place)});
      auto to = scaled.row(static_cast<Eigen::Index>(i)).segment(first, factor.cols());
      if (design.random[places[place].term].interceptOnly()) {
        to = factor.row(0);
      } else {
        to = rows.z[places[place].term].row(row) * factor;
      }
    }
  }
  return scaled;
}

// [ZΛ Q q] of a cluster's rows, each times √weight, as the triangle of their orthonormal basis.
Eigen::MatrixXd coordinatesOf(const Design& design, const Rows& rows, const CanonicalRow& canonical,
                              const std::vector<Eigen::Index>& clusterRows,
                              const Eigen::MatrixXd& effects, Eigen::Index p) {
  const auto n = static_cast<Eigen::Index>(clusterRows.size());
  Eigen::MatrixXd all(n, effects.cols() + p + 1);
  all.leftCols(effects.cols()) = effects;
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::Index row = clusterRows[static_cast<std::size_t>(i)];
    all.row(i).tail(p + 1) = canonical.at(row);
    if (design.weighted) all.row(i) *= std::sqrt(rows.weights[row]);
  }
  const Eigen::Index span = effects.cols() + p;
  if (n <= span) return all;
  const Eigen::HouseholderQR<Eigen::MatrixXd> basis(all);
  Eigen::MatrixXd triangle = basis.matrixQR().topRows(span);
  triangle.triangularView<Eigen::StrictlyLower>().setZero();
  return triangle;
}

// U'U is (X'V⁻¹X)⁻¹, `contrasts` what UX' is to be multiplied by for each coefficient.
ClusterPart clusterOf(const Eigen::MatrixXd& coordinates, const SeveralState& state,
                      const Eigen::MatrixXd& upper, const Eigen::MatrixXd& contrasts, Robust type) {
  const Eigen::Index p = state.delta().size();
  const Eigen::Index effects = coordinates.cols() - p - 1;
  const auto x = coordinates.middleCols(effects, p);
  ClusterPart cluster;
  cluster.residual = coordinates.rightCols(1) - x * state.delta();
  cluster.taken = upper * x.transpose();
  const auto z = coordinates.leftCols(effects);
  Eigen::MatrixXd v = z * z.transpose();
  v.diagonal().array() += 1;
  const Eigen::LLT<Eigen::MatrixXd> factor(v);
  const Eigen::MatrixXd weighted = factor.matrixL().solve((contrasts * cluster.taken).transpose());
  Eigen::MatrixXd t;
  if (type == Robust::cr2) {
    // A = L (L'(V − XΦX')L)^(-1/2) L' for V = LL'.
    const Eigen::MatrixXd l = factor.matrixL();
    const Eigen::MatrixXd left = v - cluster.taken.transpose() * cluster.taken;
    t = l * (inverseRoot(l.transpose() * left * l) * weighted);
  } else {
    t = factor.matrixU().solve(weighted);
  }
  cluster.t = t.transpose();
  cluster.tv = cluster.t * v;
  return cluster;
}

}  // namespace

Sandwich nestedSandwichOf(const Design& design, const Rows& rows, const SeveralTerms& terms,
                          const SeveralState& state, std::size_t outer, Robust type) {
  const Canonical& canonical = terms.canonical();
  const Eigen::Index p = canonical.p;
  std::vector<std::vector<Eigen::Index>> clusters(design.groupings[outer].levels.size());
  for (Eigen::Index row = 0; row < rows.count(); ++row) {
    clusters[rows.group[outer][static_cast<std::size_t>(row)]].push_back(row);
  }
  const CanonicalRow canonicalRow(design, rows, canonical);
  const Eigen::MatrixXd upper = state.inverse().llt().matrixU();
  const RowsInUnits back = rowsInUnits(canonical.back);
  const Eigen::MatrixXd contrasts = back.values * upper.transpose();
  ClusterTotals totals(p);
  for (const std::vector<Eigen::Index>& clusterRows : clusters) {
    if (clusterRows.empty()) continue;
    const Eigen::MatrixXd effects = scaledEffects(design, rows, terms, state, clusterRows);
    totals.add(clusterOf(coordinatesOf(design, rows, canonicalRow, clusterRows, effects, p), state,
                         upper, contrasts, type));
  }
  Sandwich sandwich = totals.sandwich(type);
  sandwich.unit = back.unit;
  return sandwich;
}

}  // namespace refocus::statistics
