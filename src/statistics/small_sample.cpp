#include "statistics/small_sample.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

#include "statistics/small_products.hpp"

namespace refocus::statistics {

VarianceSums::VarianceSums(Eigen::Index parameters, Eigen::Index columns, double rowCount)
    : rows(rowCount),
      base(Eigen::MatrixXd::Zero(columns, columns)),
      traceOne(Eigen::VectorXd::Zero(parameters)),
      a(static_cast<std::size_t>(parameters), Eigen::MatrixXd::Zero(columns, columns)),
      q(static_cast<std::size_t>(parameters * parameters), Eigen::MatrixXd::Zero(columns, columns)),
      trace(Eigen::MatrixXd::Zero(parameters, parameters)) {}

VarianceSums withResidual(const VarianceSums& sums, const Eigen::VectorXd& values) {
  const Eigen::Index k = values.size();
  VarianceSums all(k + 1, sums.base.rows(), sums.rows);
  all.base = sums.base;
  const auto at = [k](Eigen::Index i, Eigen::Index j) {
    return static_cast<std::size_t>(i * (k + 1) + j);
  };
  const auto symmetric = [&](Eigen::Index i, Eigen::Index j) -> Eigen::MatrixXd {
    const Eigen::MatrixXd& q =
        sums.q[static_cast<std::size_t>(std::min(i, j) * k + std::max(i, j))];
    return (q + q.transpose()) / 2;
  };
  const auto e = static_cast<std::size_t>(k);
  all.a[e] = sums.base;
  all.trace(k, k) = sums.rows;
  for (Eigen::Index i = 0; i < k; ++i) {
    const auto own = static_cast<std::size_t>(i);
    all.traceOne[i] = sums.traceOne[i];
    all.a[own] = sums.a[own];
    all.a[e] -= values[i] * sums.a[own];
    all.trace(i, k) = sums.traceOne[i];
    all.q[at(i, k)] = sums.a[own];
    for (Eigen::Index j = 0; j < k; ++j) {
      if (j >= i) {
        all.trace(i, j) = sums.trace(i, j);
        all.q[at(i, j)] = symmetric(i, j);
      }
      all.trace(i, k) -= values[j] * sums.trace(std::min(i, j), std::max(i, j));
      all.q[at(i, k)] -= values[j] * symmetric(i, j);
    }
    all.trace(k, k) -= values[i] * sums.traceOne[i];
  }
  all.q[at(k, k)] = all.a[e];
  for (Eigen::Index i = 0; i < k; ++i) {
    all.trace(k, k) -= values[i] * all.trace(i, k);
    all.q[at(k, k)] -= values[i] * all.q[at(i, k)];
  }
  return all;
}

Information informationOf(const VarianceSums& sums, const Eigen::MatrixXd& inverse,
                          const Eigen::VectorXd& delta, double sigma2, bool restricted) {
  const Eigen::Index p = delta.size();
  const Eigen::Index m = sums.trace.rows();
  const double s4 = sigma2 * sigma2;
  Eigen::VectorXd v(p + 1);
  v << -delta, 1.0;
  Information result;
  result.phi = sigma2 * inverse;
  Eigen::MatrixXd h(p, m);  // X'V⁻¹G_iV⁻¹r
  for (Eigen::Index i = 0; i < m; ++i) {
    const Eigen::MatrixXd& a = sums.a[static_cast<std::size_t>(i)];
    result.p.emplace_back(-a.topLeftCorner(p, p) / s4);
    h.col(i) = a.topRows(p) * v / s4;
  }
  for (const Eigen::MatrixXd& q : sums.q) {
    result.q.emplace_back(q.topLeftCorner(p, p) / (s4 * sigma2));
  }
  result.expected.resize(m, m);
  result.observed.resize(m, m);
  for (Eigen::Index i = 0; i < m; ++i) {
    for (Eigen::Index j = i; j < m; ++j) {
      const Eigen::MatrixXd pi = result.phi * result.p[static_cast<std::size_t>(i)];
      const Eigen::MatrixXd pj = result.phi * result.p[static_cast<std::size_t>(j)];
      const std::size_t at = static_cast<std::size_t>(i * m + j);
      const double full = sums.trace(i, j) / s4;
      const double reduced = full - 2 * result.phi.cwiseProduct(result.q[at].transpose()).sum() +
                             pi.cwiseProduct(pj.transpose()).sum();
      const double quadratic =
          quadraticForm(sums.q[at], v) / (s4 * sigma2) - h.col(i).dot(result.phi * h.col(j));
      result.expected(i, j) = result.expected(j, i) = reduced / 2;
      result.observed(i, j) = result.observed(j, i) = quadratic - (restricted ? reduced : full) / 2;
    }
  }
  return result;
}

Eigen::MatrixXd adjustedCovariance(const Information& information, const Eigen::MatrixXd& w) {
  const Eigen::MatrixXd& phi = information.phi;
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(phi.rows(), phi.cols());
  for (Eigen::Index i = 0; i < w.rows(); ++i) {
    const Eigen::MatrixXd half = information.p[static_cast<std::size_t>(i)] * phi;
    for (Eigen::Index j = 0; j < w.cols(); ++j) {
      sum += w(i, j) * (information.qOf(i, j) - half * information.p[static_cast<std::size_t>(j)]);
    }
  }
  const Eigen::MatrixXd change = phi * sum * phi;
  return phi + change + change.transpose();
}

double degreesOfFreedom(const Information& information, const Eigen::MatrixXd& w,
                        const Eigen::VectorXd& contrast) {
  const Eigen::VectorXd along = information.phi * contrast;
  const double variance = contrast.dot(along);
  Eigen::VectorXd gradient(w.rows());
  for (Eigen::Index i = 0; i < w.rows(); ++i) {
    gradient[i] = -quadraticForm(information.p[static_cast<std::size_t>(i)], along);
  }
  return 2 * variance * variance / quadraticForm(w, gradient);
}

namespace {

// The part of formulas (6)–(8) of Kenward and Roger that may be 0/0, where its limit is wanted.
double notBelowRounding(double value) { return std::abs(value) < 1e-10 ? 0.0 : value; }

struct FScale {
  double denominatorDf;
  double factor;
};

// A1 and A2 to the F distribution's second df and the statistic's factor.
FScale scaleOf(double a1, double a2, double l) {
  const double b = (a1 + 6 * a2) / (2 * l);
  const double g = ((l + 1) * a1 - (l + 4) * a2) / ((l + 2) * a2);
  const double below = 3 * l + 2 * (1 - g);
  const double c1 = g / below;
  const double c2 = (l - g) / below;
  const double c3 = (l + 2 - g) / below;
  const double v0 = notBelowRounding(1 + c1 * b);
  const double v1 = notBelowRounding(1 - c2 * b);
  const double v2 = notBelowRounding(1 - c3 * b);
  // V*/(2E*²), written so that E* = 1/(1 − A2/l) does not divide.
  const double mean = 1 - a2 / l;
  const double ratio = v1 == 0 ? 1.0 : mean / v1;
  const double rho = ratio * ratio * v0 / v2 / l;
  const double df = 4 + (l + 2) / (l * rho - 1);
  return {df, std::abs(df - 2) < 1e-2 ? 1.0 : df * mean / (df - 2)};
}

}  // namespace

FTest kenwardRogerTest(const Information& information, const Eigen::MatrixXd& w,
                       const Eigen::MatrixXd& adjusted, const Eigen::MatrixXd& contrasts,
                       const Eigen::VectorXd& estimate) {
  const auto l = static_cast<double>(contrasts.cols());
  const Eigen::MatrixXd along = information.phi * contrasts;
  const Eigen::LLT<Eigen::MatrixXd> middle(contrasts.transpose() * along);
  std::vector<Eigen::MatrixXd> parts;  // (L'ΦL)⁻¹L'ΦP_iΦL: the traces of ΘΦP_iΦ are theirs
  for (const Eigen::MatrixXd& p : information.p) {
    parts.emplace_back(middle.solve(along.transpose() * p * along));
  }
  double a1 = 0;
  double a2 = 0;
  for (Eigen::Index i = 0; i < w.rows(); ++i) {
    for (Eigen::Index j = 0; j < w.cols(); ++j) {
      const Eigen::MatrixXd& first = parts[static_cast<std::size_t>(i)];
      const Eigen::MatrixXd& second = parts[static_cast<std::size_t>(j)];
      a1 += w(i, j) * first.trace() * second.trace();
      a2 += w(i, j) * (first * second).trace();
    }
  }
  const FScale scale = scaleOf(a1, a2, l);
  const Eigen::LLT<Eigen::MatrixXd> variance(contrasts.transpose() * adjusted * contrasts);
  return {scale.factor * estimate.dot(variance.solve(estimate)) / l, l, scale.denominatorDf};
}

FTest satterthwaiteTest(const Information& information, const Eigen::MatrixXd& w,
                        const Eigen::MatrixXd& contrasts, const Eigen::VectorXd& estimate) {
  const Eigen::MatrixXd variance = contrasts.transpose() * information.phi * contrasts;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> directions(variance);
  const auto l = static_cast<double>(contrasts.cols());
  double f = 0;
  double expected = 0;
  for (Eigen::Index i = 0; i < contrasts.cols(); ++i) {
    const Eigen::VectorXd direction = directions.eigenvectors().col(i);
    const double along = direction.dot(estimate);
    f += along * along / directions.eigenvalues()[i] / l;
    const double df = degreesOfFreedom(information, w, contrasts * direction);
    if (contrasts.cols() == 1) return {f, 1, df};
    expected += df > 2 ? df / (df - 2) : 0.0;
  }
  return {f, l, expected > l ? 2 * expected / (expected - l) : 2.0};
}

}  // namespace refocus::statistics
