#include <cmath>
#include <limits>
#include <vector>

#include "statistics/mixed_likelihood.hpp"

namespace refocus::statistics {

// One group with one effect u. With h(u) = log p(y | u) − u²/2 and points u_k = û + H^(−½)z_k,
//
//   −2 log L = log H − 2 log Σ factor_k e^h(u_k)
//
// and, p_k the points' shares of the sum, its differential is
//
//   (1 + H^(−½) Σ p_k h'(u_k) z_k) d log H − 2 Σ p_k h'(u_k) dû − 2 Σ p_k ∂h(u_k).
double MixedLikelihood::quadrature(std::size_t part, Slopes& slopes) {
  const PartRange range{part, part + 1};
  if (!findModes(range)) return std::numeric_limits<double>::quiet_NaN();
  const RowRange rows = rowsOf(part);
  const Eigen::Index first = rows.first;
  const Eigen::Index count = rows.end - first;
  const double g = std::exp(-curvature_.logDeterminant());
  const double spread = std::sqrt(g);
  const double u = u_[curvature_.firstEffect(range)];
  const double top = penalised(range);
  const auto a = a_.row(0).segment(first, count).transpose();
  const auto z = z_.row(0).segment(first, count).transpose();
  const auto r = residual_.segment(first, count);
  const auto w = weight_.segment(first, count);

  const Eigen::VectorXd points = u + (spread * rule_.nodes).array();
  Eigen::VectorXd share(points.size());
  for (Eigen::Index k = 0; k < points.size(); ++k) {
    double height = -points[k] * points[k] / 2;
    for (Eigen::Index i = 0; i < count; ++i) {
      height += kernelAt(of_.family, of_.y[first + i], of_.weights[first + i],
                         fixed_[first + i] + a[i] * points[k]);
    }
    share[k] = rule_.factors[k] * std::exp(height - top);
  }
  const double sum = share.sum();
  share /= sum;

  Eigen::VectorXd expected = Eigen::VectorXd::Zero(count);  // Σ p_k r at the points
  double byTheta = 0;                                       // Σ p_k u_k z'r
  double pull = 0;                                          // Σ p_k h'
  double stretch = 0;                                       // Σ p_k h' z_k
  for (Eigen::Index k = 0; k < points.size(); ++k) {
    double slope = -points[k];
    for (Eigen::Index i = 0; i < count; ++i) {
      const double mean = meanAt(of_.family, fixed_[first + i] + a[i] * points[k]);
      const double residual = of_.weights[first + i] * (of_.y[first + i] - mean);
      expected[i] += share[k] * residual;
      byTheta += share[k] * points[k] * z[i] * residual;
      slope += a[i] * residual;
    }
    pull += share[k] * slope;
    stretch += share[k] * slope * rule_.nodes[k];
  }

  const double curving = 1 + spread * stretch;
  const Eigen::VectorXd t = skew_.segment(first, count).cwiseProduct(a.cwiseAbs2()) * g;
  const double s = g * a.dot(t);
  const Eigen::VectorXd wa = w.cwiseProduct(a);
  const Eigen::VectorXd bent = t - s * wa;
  slopes.along.segment(first, count) = curving * bent + 2 * pull * g * wa - 2 * expected;
  slopes.factors[0](0, 0) += curving * (u * bent.dot(z) + s * r.dot(z) + 2 * g * wa.dot(z)) -
                             2 * pull * g * (r.dot(z) - u * wa.dot(z)) - 2 * byTheta;
  return -2 * top - 2 * std::log(sum) + curvature_.logDeterminant();
}

}  // namespace refocus::statistics
