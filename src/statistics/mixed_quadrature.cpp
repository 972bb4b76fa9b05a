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

  // Heights are above the mode's: what of log p(y | u) is large is the same at all points.
  std::vector<Cumulants> mode;
  for (Eigen::Index i = first; i < rows.end; ++i) {
    mode.push_back(cumulantsAt(of_.family, eta_[i]));
  }
  const Eigen::VectorXd away = spread * rule_.nodes;
  Eigen::VectorXd share(away.size());
  for (Eigen::Index k = 0; k < away.size(); ++k) {
    double height = -away[k] * (u + away[k] / 2);
    for (Eigen::Index i = 0; i < count; ++i) {
      height += kernelChange(of_.family, of_.y[first + i], of_.weights[first + i],
                             mode[static_cast<std::size_t>(i)], a[i] * away[k]);
    }
    share[k] = rule_.factors[k] * std::exp(height);
  }
  const double sum = share.sum();
  share /= sum;

  Eigen::VectorXd expected = Eigen::VectorXd::Zero(count);  // Σ p_k r at the points
  double byTheta = 0;                                       // Σ p_k u_k z'r
  double pull = 0;                                          // Σ p_k h'
  double stretch = 0;                                       // Σ p_k h' z_k
  for (Eigen::Index k = 0; k < away.size(); ++k) {
    const double point = u + away[k];
    double slope = -point;
    for (Eigen::Index i = 0; i < count; ++i) {
      const Cumulants at = cumulantsAt(of_.family, eta_[first + i] + a[i] * away[k]);
      const double residual = of_.weights[first + i] * residualOf(of_.family, of_.y[first + i], at);
      expected[i] += share[k] * residual;
      byTheta += share[k] * point * z[i] * residual;
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
