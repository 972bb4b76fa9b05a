#include "statistics/nested_sandwich.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace refocus::statistics {
namespace {

// Directions in which a cluster's residuals cannot vary get no weight, as in clubSandwich.
constexpr double kNoVariation = 1e-12;

// One row of [Q q], with the digits of the change of basis; `line` is a row of moments' columns.
class CanonicalRow {
 public:
  CanonicalRow(const Design& design, const Rows& rows, const Canonical& canonical)
      : design_(design), rows_(rows), canonical_(canonical) {}

  [[nodiscard]] Eigen::RowVectorXd at(Eigen::Index row) const {
    const std::size_t n = canonical_.order.size();
    Eigen::RowVectorXd result(static_cast<Eigen::Index>(n));
    std::vector<Wide> line;
    for (const std::size_t column : canonical_.order) {
      const double shifted = (valueOf(row, column) - canonical_.scaling.shift[column]) *
                             canonical_.scaling.scale[column];
      line.push_back(Wide(shifted) + Wide(canonical_.unshift[column]));
    }
    for (std::size_t j = 0; j < n; ++j) {
      Wide value;
      for (std::size_t i = 0; i <= j; ++i) value += canonical_.change[i * n + j] * line[i];
      result[static_cast<Eigen::Index>(j)] = double(value);
    }
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

// A cluster in an orthonormal basis.
struct Cluster {
  Eigen::MatrixXd x;         // r × p
  Eigen::VectorXd residual;  // of y
  Eigen::MatrixXd v;         // V/σ²
  Eigen::MatrixXd t;         // A V⁻¹ X Φ·(each coefficient)
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

// B^(-1/2) of a symmetric positive semidefinite matrix, zero where B is.
Eigen::MatrixXd inverseRoot(const Eigen::MatrixXd& b) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(b);
  const double least = kNoVariation * parts.eigenvalues().maxCoeff();
  const Eigen::VectorXd roots = parts.eigenvalues().unaryExpr(
      [&](double value) { return value > least ? 1 / std::sqrt(value) : 0.0; });
  return parts.eigenvectors() * roots.asDiagonal() * parts.eigenvectors().transpose();
}

Cluster clusterOf(const Eigen::MatrixXd& coordinates, const SeveralState& state,
                  const Eigen::MatrixXd& contrasts, Robust type) {
  const Eigen::Index p = state.delta().size();
  const Eigen::Index effects = coordinates.cols() - p - 1;
  Cluster cluster;
  cluster.x = coordinates.middleCols(effects, p);
  cluster.residual = coordinates.rightCols(1) - cluster.x * state.delta();
  const auto z = coordinates.leftCols(effects);
  cluster.v = z * z.transpose();
  cluster.v.diagonal().array() += 1;
  const Eigen::LLT<Eigen::MatrixXd> factor(cluster.v);
  const Eigen::MatrixXd weighted = factor.matrixL().solve(cluster.x * contrasts);
  const Eigen::MatrixXd root = factor.matrixL();
  if (type != Robust::cr2) {
    cluster.t = factor.matrixU().solve(weighted);
    return cluster;
  }
  // A = L (L'(V − XΦX')L)^(-1/2) L' for V = LL'.
  const Eigen::MatrixXd left = cluster.v - cluster.x * state.inverse() * cluster.x.transpose();
  cluster.t = root * (inverseRoot(root.transpose() * left * root) * weighted);
  return cluster;
}

// What clusters add up to.
struct Totals {
  Eigen::MatrixXd covariance;
  Eigen::VectorXd trace;     // Σ_j P_jj of each coefficient
  Eigen::VectorXd diagonal;  // Σ_j of P_jj² without its share of the rest
  std::vector<Eigen::MatrixXd> spread;

  explicit Totals(Eigen::Index p)
      : covariance(Eigen::MatrixXd::Zero(p, p)),
        trace(Eigen::VectorXd::Zero(p)),
        diagonal(Eigen::VectorXd::Zero(p)),
        spread(static_cast<std::size_t>(p), Eigen::MatrixXd::Zero(p, p)) {}

  void add(const Cluster& cluster, const Eigen::MatrixXd& inverse) {
    const Eigen::VectorXd sums = cluster.t.transpose() * cluster.residual;
    covariance += sums * sums.transpose();
    const Eigen::MatrixXd q = cluster.x.transpose() * cluster.t;
    const Eigen::MatrixXd mq = inverse * q;
    for (Eigen::Index l = 0; l < trace.size(); ++l) {
      const double own = cluster.t.col(l).dot(cluster.v * cluster.t.col(l));
      const double shared = q.col(l).dot(mq.col(l));
      trace[l] += own - shared;
      diagonal[l] += (own - shared) * (own - shared) - shared * shared;
      spread[static_cast<std::size_t>(l)] += mq.col(l) * q.col(l).transpose();
    }
  }
};

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
  const Eigen::MatrixXd contrasts = state.inverse() * canonical.back.transpose();
  Totals totals(p);
  double count = 0;
  for (const std::vector<Eigen::Index>& clusterRows : clusters) {
    if (clusterRows.empty()) continue;
    count += 1;
    const Eigen::MatrixXd effects = scaledEffects(design, rows, terms, state, clusterRows);
    totals.add(clusterOf(coordinatesOf(design, rows, canonicalRow, clusterRows, effects, p), state,
                         contrasts, type),
               state.inverse());
  }
  Sandwich result{totals.covariance, Eigen::VectorXd(p)};
  if (type == Robust::cr1) result.covariance *= count / (count - 1);
  for (Eigen::Index l = 0; l < p; ++l) {
    const Eigen::MatrixXd& s = totals.spread[static_cast<std::size_t>(l)];
    const double squares = totals.diagonal[l] + s.cwiseProduct(s.transpose()).sum();
    result.df[l] = totals.trace[l] * totals.trace[l] / squares;
  }
  return result;
}

}  // namespace refocus::statistics
