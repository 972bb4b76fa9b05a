#include "statistics/minimum.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace refocus::statistics {
namespace {

constexpr double kNear = 1e-8;  // of the gradient relative to the value's scale: Newton from here
constexpr double kRounding =
    1e-14;                      // of the value, relative: steps that stay within it may be taken
constexpr double kStep = 1e-5;  // of central differences of the gradient
constexpr int kQuasiSteps = 200;
constexpr int kNewtonSteps = 12;

// The objective as a function of the free coordinates.
class Reduced {
 public:
  Reduced(const Objective& objective, Eigen::VectorXd base, const std::vector<Eigen::Index>& free)
      : objective_(objective), base_(std::move(base)), free_(free) {}

  ValueAndGradient operator()(const Eigen::VectorXd& x) {
    ++evaluations_;
    ValueAndGradient full = objective_(whole(x));
    Eigen::VectorXd gradient(x.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) gradient[i] = full.gradient[free_[std::size_t(i)]];
    return {full.value, std::move(gradient)};
  }
  [[nodiscard]] Eigen::VectorXd whole(const Eigen::VectorXd& x) const {
    Eigen::VectorXd all = base_;
    for (Eigen::Index i = 0; i < x.size(); ++i) all[free_[std::size_t(i)]] = x[i];
    return all;
  }
  [[nodiscard]] int evaluations() const { return evaluations_; }

 private:
  const Objective& objective_;
  Eigen::VectorXd base_;
  const std::vector<Eigen::Index>& free_;
  int evaluations_ = 0;
};

struct State {
  Eigen::VectorXd x;
  ValueAndGradient here;
};

// Halves the step until the value falls enough (Armijo); false when it does not.
bool stepAlong(Reduced& function, State& state, const Eigen::VectorXd& direction) {
  const double slope = state.here.gradient.dot(direction);
  for (double length = 1; length > 1e-10; length /= 2) {
    Eigen::VectorXd x = state.x + length * direction;
    ValueAndGradient there = function(x);
    const bool lower =
        std::isfinite(there.value) && there.value <= state.here.value + 1e-4 * length * slope +
                                                         kRounding * std::abs(state.here.value);
    if (!lower) continue;
    state = {std::move(x), std::move(there)};
    return true;
  }
  return false;
}

void descend(Reduced& function, State& state) {
  const Eigen::Index n = state.x.size();
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(n, n);
  bool scaled = false;
  for (int i = 0; i < kQuasiSteps; ++i) {
    const double size = state.here.gradient.lpNorm<Eigen::Infinity>();
    if (size <= kNear * (1 + std::abs(state.here.value))) return;
    Eigen::VectorXd direction = -inverse * state.here.gradient;
    if (direction.dot(state.here.gradient) >= 0) {
      inverse.setIdentity();
      direction = -state.here.gradient;
    }
    const double longest = direction.lpNorm<Eigen::Infinity>();
    if (longest > 1) direction /= longest;
    const State before = state;
    if (!stepAlong(function, state, direction)) return;
    const Eigen::VectorXd s = state.x - before.x;
    const Eigen::VectorXd y = state.here.gradient - before.here.gradient;
    const double curvature = s.dot(y);
    if (curvature <= 1e-12 * s.norm() * y.norm()) continue;
    if (!scaled) inverse *= curvature / y.squaredNorm();
    scaled = true;
    const Eigen::MatrixXd shear = Eigen::MatrixXd::Identity(n, n) - s * y.transpose() / curvature;
    inverse = shear * inverse * shear.transpose() + s * s.transpose() / curvature;
  }
}

Eigen::MatrixXd hessianAt(Reduced& function, const Eigen::VectorXd& x) {
  const Eigen::Index n = x.size();
  Eigen::MatrixXd hessian(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double h = kStep * std::max(1.0, std::abs(x[i]));
    Eigen::VectorXd moved = x;
    moved[i] = x[i] + h;
    const Eigen::VectorXd above = function(moved).gradient;
    moved[i] = x[i] - h;
    hessian.col(i) = (above - function(moved).gradient) / (2 * h);
  }
  return (hessian + hessian.transpose()) / 2;
}

// Newton's steps as long as they shrink; true when they have become rounding.
bool polish(Reduced& function, State& state) {
  double last = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kNewtonSteps; ++i) {
    const Eigen::LLT<Eigen::MatrixXd> hessian(hessianAt(function, state.x));
    if (hessian.info() != Eigen::Success) return false;
    const Eigen::VectorXd step = hessian.solve(-state.here.gradient);
    const double length = step.lpNorm<Eigen::Infinity>();
    if (length >= last / 2 && last < 1e-7) return true;
    if (length > 0.1) {
      if (!stepAlong(function, state, step)) return false;
    } else {
      state.x += step;
      state.here = function(state.x);
    }
    if (length <= 1e-15) return true;
    last = length;
  }
  return last < 1e-7;
}

}  // namespace

Minimum minimumOf(const Objective& objective, const Eigen::VectorXd& start,
                  const std::vector<Eigen::Index>& free) {
  Reduced function(objective, start, free);
  Eigen::VectorXd x(static_cast<Eigen::Index>(free.size()));
  for (Eigen::Index i = 0; i < x.size(); ++i) x[i] = start[free[std::size_t(i)]];
  State state{x, function(x)};
  if (x.size() == 0) return {start, state.here.value, objective(start).gradient, 1, true};
  descend(function, state);
  const bool converged = polish(function, state);
  Minimum found;
  found.at = function.whole(state.x);
  const ValueAndGradient there = objective(found.at);
  found.value = there.value;
  found.gradient = there.gradient;
  found.evaluations = function.evaluations() + 1;
  const double slope = found.gradient.lpNorm<Eigen::Infinity>();
  found.converged = converged || slope <= kNear * (1 + std::abs(found.value));
  return found;
}

}  // namespace refocus::statistics
