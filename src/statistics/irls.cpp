#include "statistics/irls.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace refocus::statistics {
namespace {

constexpr int kMostSteps = 100;
constexpr int kBeforeSeparation = 8;   // steps that any model may need
constexpr double kNotMoved = 1e-6;     // of the largest move: a row that a direction leaves alone
constexpr double kNoDirection = 1e-8;  // of an eigenvalue of Q'Q, whose largest is 1 at most
constexpr double kSmallStep = 1e-7;
constexpr double kRounding = 1e-15;

struct Point {
  Eigen::VectorXd delta;
  Eigen::VectorXd eta;
  double kernel = 0;
};

Point pointAt(const Eigen::MatrixXd& q, const Observations& of, Eigen::VectorXd delta) {
  Point point{std::move(delta), {}, 0};
  point.eta = q * point.delta + of.offset;
  for (Eigen::Index i = 0; i < point.eta.size(); ++i) {
    point.kernel += kernelAt(of.family, of.y[i], of.weights[i], point.eta[i]);
  }
  return point;
}

// Least squares of the starting means' linear predictors.
Eigen::VectorXd startOf(const Eigen::MatrixXd& q, const Observations& of) {
  const Eigen::Index n = of.y.size();
  Eigen::VectorXd weight(n);
  Eigen::VectorXd target(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double mean = startingMean(of.family, of.y[i], of.weights[i]);
    const double eta = predictorOf(of.family, mean);
    const double variance = cumulantsAt(of.family, eta).variance;
    weight[i] = of.weights[i] * variance;
    target[i] = eta - of.offset[i] + (of.y[i] - mean) / variance;
  }
  const Eigen::MatrixXd weighted = weight.asDiagonal() * q;
  return Eigen::LLT<Eigen::MatrixXd>(q.transpose() * weighted).solve(weighted.transpose() * target);
}

struct Slope {
  Eigen::VectorXd gradient;
  Eigen::MatrixXd information;
};

Slope slopeAt(const Eigen::MatrixXd& q, const Observations& of, const Eigen::VectorXd& eta) {
  Eigen::VectorXd residual(eta.size());
  Eigen::VectorXd weight(eta.size());
  for (Eigen::Index i = 0; i < eta.size(); ++i) {
    const Cumulants at = cumulantsAt(of.family, eta[i]);
    residual[i] = of.weights[i] * residualOf(of.family, of.y[i], at);
    weight[i] = of.weights[i] * at.variance;
  }
  return {q.transpose() * residual, q.transpose() * weight.asDiagonal() * q};
}

// How a row's likelihood may grow without end: up, down, or not at all.
double endless(Family family, double y) {
  if (family == Family::gaussian) return 0;
  if (y == 0) return -1;
  return family == Family::binomial && y == 1 ? 1 : 0;
}

// No row's likelihood falls along the direction, and some rise for ever. `moved` says which.
std::optional<std::vector<bool>> movedForEver(const Eigen::VectorXd& moves,
                                              const Observations& of) {
  const double largest = moves.lpNorm<Eigen::Infinity>();
  if (!(largest > 0) || !std::isfinite(largest)) return std::nullopt;
  std::vector<bool> moved(static_cast<std::size_t>(moves.size()), false);
  for (Eigen::Index i = 0; i < moves.size(); ++i) {
    if (std::abs(moves[i]) <= kNotMoved * largest) continue;
    if (moves[i] * endless(of.family, of.y[i]) <= 0) return std::nullopt;
    moved[static_cast<std::size_t>(i)] = true;
  }
  return moved;
}

void fillLikelihood(IrlsFit& fit, const Observations& of) {
  for (Eigen::Index i = 0; i < fit.eta.size(); ++i) {
    fit.logLikelihood += constantOf(of.family, of.y[i], of.weights[i]);
    if (std::isinf(fit.eta[i])) {
      // The limit: the likelihood of a perfect fit, whose deviance is 0.
      continue;
    }
    fit.logLikelihood += kernelAt(of.family, of.y[i], of.weights[i], fit.eta[i]);
    fit.deviance += devianceAt(of.family, of.y[i], of.weights[i], fit.eta[i]);
  }
}

IrlsFit newton(const Eigen::MatrixXd& q, const Observations& of);

// The rows that are not moved, in the directions that they know about.
IrlsFit withoutMoved(const Eigen::MatrixXd& q, const Observations& of,
                     const std::vector<bool>& moved, const Eigen::VectorXd& direction) {
  std::vector<Eigen::Index> left;
  for (Eigen::Index i = 0; i < q.rows(); ++i) {
    if (!moved[static_cast<std::size_t>(i)]) left.push_back(i);
  }
  const Eigen::MatrixXd rows = q(left, Eigen::all);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> squares(rows.transpose() * rows);
  const auto none = std::count_if(squares.eigenvalues().begin(), squares.eigenvalues().end(),
                                  [](double value) { return value <= kNoDirection; });
  const Eigen::MatrixXd known = squares.eigenvectors().rightCols(q.cols() - none);
  Observations some{of.family, of.y(left), of.weights(left), of.offset(left)};
  const IrlsFit inner = newton(rows * known, some);

  IrlsFit fit;
  fit.delta = known * inner.delta;
  fit.covariance = known * inner.covariance * known.transpose();
  fit.gradient = inner.gradient;
  fit.iterations = inner.iterations;
  fit.converged = inner.converged;
  fit.unbounded.resize(q.cols(), none + inner.unbounded.cols());
  fit.unbounded << squares.eigenvectors().leftCols(none), known * inner.unbounded;
  fit.away = direction.normalized();
  if (inner.separated()) fit.away += known * inner.away;
  fit.eta.resize(q.rows());
  for (Eigen::Index i = 0; i < q.rows(); ++i) {
    fit.eta[i] = endless(of.family, of.y[i]) * std::numeric_limits<double>::infinity();
  }
  fit.eta(left) = inner.eta;
  return fit;
}

// The next point, no lower than this but for rounding.
std::optional<Point> stepped(const Eigen::MatrixXd& q, const Observations& of, const Point& from,
                             const Eigen::VectorXd& step) {
  const double allowed = 1e-13 * (1 + std::abs(from.kernel));
  for (double length = 1; length > 1e-10; length /= 2) {
    Point to = pointAt(q, of, from.delta + length * step);
    if (std::isfinite(to.kernel) && to.kernel >= from.kernel - allowed) return to;
  }
  return std::nullopt;
}

IrlsFit newton(const Eigen::MatrixXd& q, const Observations& of) {
  IrlsFit fit;
  if (q.cols() == 0) {
    fit.eta = of.offset;
    fit.converged = true;
    fit.delta.resize(0);
    fit.covariance.resize(0, 0);
    fit.unbounded.resize(0, 0);
    return fit;
  }
  Point point = pointAt(q, of, startOf(q, of));
  double last = std::numeric_limits<double>::infinity();
  Slope slope;
  for (fit.iterations = 1; fit.iterations <= kMostSteps; ++fit.iterations) {
    slope = slopeAt(q, of, point.eta);
    const Eigen::LLT<Eigen::MatrixXd> factor(slope.information);
    if (factor.info() != Eigen::Success) break;
    const Eigen::VectorXd step = factor.solve(slope.gradient);
    const Eigen::VectorXd moves = q * step;
    const double length = moves.lpNorm<Eigen::Infinity>();
    fit.gradient = slope.gradient.dot(step) / 2;
    if (length <= kRounding || (length < kSmallStep && length >= last / 2)) {
      fit.converged = true;
      break;
    }
    if (fit.iterations > kBeforeSeparation && length > 0.1) {
      if (const auto moved = movedForEver(moves, of)) return withoutMoved(q, of, *moved, step);
    }
    auto next = stepped(q, of, point, step);
    if (!next) break;
    point = *std::move(next);
    last = length;
  }
  fit.delta = point.delta;
  fit.eta = point.eta;
  fit.covariance = Eigen::LLT<Eigen::MatrixXd>(slope.information)
                       .solve(Eigen::MatrixXd::Identity(q.cols(), q.cols()));
  fit.unbounded.resize(q.cols(), 0);
  return fit;
}

}  // namespace

IrlsFit irls(const Eigen::MatrixXd& q, const Observations& observations) {
  IrlsFit fit = newton(q, observations);
  fillLikelihood(fit, observations);
  return fit;
}

}  // namespace refocus::statistics
