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
constexpr double kRounding = 1e-14;   // of the value, relative: steps within it may be taken
constexpr double kDifference = 1e-5;  // of central differences of the gradient
constexpr int kQuasiSteps = 200;
constexpr int kNewtonSteps = 30;
constexpr double kCrumb = 1e-5;  // of a step down the model
constexpr int kCrumbs = 12;
constexpr double kSlow = 0.05;  // a step this large beside the last asks for new second derivatives
constexpr double kSmallStep = 1e-7;
constexpr double kSmallScale = 0.1;  // below which a scale may turn 0 at once

// The objective as a function of the free coordinates.
class Reduced {
 public:
  Reduced(const Objective& objective, Eigen::VectorXd base, const std::vector<Eigen::Index>& free)
      : objective_(objective), base_(std::move(base)), free_(free) {}

  ValueAndGradient operator()(const Eigen::VectorXd& x) {
    ++evaluations_;
    const ValueAndGradient full = objective_.value(whole(x));
    return {full.value, full.gradient(free_)};
  }
  [[nodiscard]] Eigen::MatrixXd modelAt(const Eigen::VectorXd& x) const {
    return objective_.model(whole(x))(free_, free_);
  }
  [[nodiscard]] Eigen::MatrixXd hessianAt(const Eigen::VectorXd& x) const {
    return objective_.hessian(whole(x))(free_, free_);
  }
  [[nodiscard]] Eigen::VectorXd whole(const Eigen::VectorXd& x) const {
    Eigen::VectorXd all = base_;
    all(free_) = x;
    return all;
  }
  /// How much of a step may be taken at once.
  [[nodiscard]] double shareOf(const Eigen::VectorXd& x, const Eigen::VectorXd& step) const {
    double share = 1;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const auto& scales = objective_.scales;
      if (std::find(scales.begin(), scales.end(), free_[std::size_t(i)]) == scales.end()) continue;
      if (x[i] > kSmallScale && step[i] < -0.75 * x[i])
        share = std::min(share, -0.75 * x[i] / step[i]);
    }
    return share;
  }
  [[nodiscard]] int evaluations() const { return evaluations_; }
  [[nodiscard]] bool hasModel() const { return static_cast<bool>(objective_.model); }
  [[nodiscard]] bool hasHessian() const { return static_cast<bool>(objective_.hessian); }

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

bool isNear(const State& state) {
  return state.here.gradient.lpNorm<Eigen::Infinity>() <= kNear * (1 + std::abs(state.here.value));
}

// Halves the step until the value falls enough (Armijo); what share of it was taken, 0 when it does
// not fall.
double stepAlong(Reduced& function, State& state, const Eigen::VectorXd& direction) {
  const double slope = state.here.gradient.dot(direction);
  for (double length = 1; length > 1e-10; length /= 2) {
    Eigen::VectorXd x = state.x + length * direction;
    ValueAndGradient there = function(x);
    const bool lower =
        std::isfinite(there.value) && there.value <= state.here.value + 1e-4 * length * slope +
                                                         kRounding * std::abs(state.here.value);
    if (!lower) continue;
    state = {std::move(x), std::move(there)};
    return length;
  }
  return 0;
}

// No longer than 1, or than what it starts from: far from 0 steps may be as large.
Eigen::VectorXd shortened(Eigen::VectorXd direction, const Eigen::VectorXd& from) {
  const double longest = direction.lpNorm<Eigen::Infinity>();
  const double most = std::max(1.0, from.lpNorm<Eigen::Infinity>());
  if (longest > most) direction *= most / longest;
  return direction;
}

// Down a model of the second derivatives, made positive where it is flat. Where only crumbs of its
// steps lead down, one after another, it is not like them: other searches must go on.
void descendModel(Reduced& function, State& state) {
  int crumbs = 0;
  for (int i = 0; i < kQuasiSteps && !isNear(state); ++i) {
    Eigen::MatrixXd model = function.modelAt(state.x);
    const double size = std::max(model.diagonal().cwiseAbs().maxCoeff(), 1e-300);
    Eigen::LLT<Eigen::MatrixXd> factor(model);
    for (double ridge = 1e-10; factor.info() != Eigen::Success; ridge *= 100) {
      factor.compute(model + ridge * size * Eigen::MatrixXd::Identity(model.rows(), model.cols()));
    }
    const Eigen::VectorXd step = shortened(factor.solve(-state.here.gradient), state.x);
    const double taken = stepAlong(function, state, step * function.shareOf(state.x, step));
    crumbs = taken < kCrumb ? crumbs + 1 : 0;
    if (taken == 0 || crumbs == kCrumbs) return;
  }
}

void descend(Reduced& function, State& state) {
  const Eigen::Index n = state.x.size();
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(n, n);
  bool scaled = false;
  for (int i = 0; i < kQuasiSteps && !isNear(state); ++i) {
    Eigen::VectorXd direction = -inverse * state.here.gradient;
    if (direction.dot(state.here.gradient) >= 0) {
      inverse.setIdentity();
      direction = -state.here.gradient;
    }
    const State before = state;
    if (stepAlong(function, state, shortened(std::move(direction), state.x)) == 0) return;
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

// Newton's steps as long as they shrink, with the second derivatives of a near point while that is
// quick; true when they have become rounding.
bool polish(Reduced& function, State& state) {
  double last = std::numeric_limits<double>::infinity();
  Eigen::LLT<Eigen::MatrixXd> hessian;
  bool stale = true;
  for (int i = 0; i < kNewtonSteps; ++i) {
    if (stale) {
      const Eigen::MatrixXd exact = function.hessianAt(state.x);
      hessian.compute(exact);
      // Flat along some direction, as of a model with one parameter too many.
      const double ridge = 1e-6 * exact.diagonal().cwiseAbs().maxCoeff();
      if (hessian.info() != Eigen::Success) {
        hessian.compute(exact + ridge * Eigen::MatrixXd::Identity(exact.rows(), exact.cols()));
      }
    }
    if (hessian.info() != Eigen::Success) return false;
    const bool fresh = std::exchange(stale, false);
    const Eigen::VectorXd step = hessian.solve(-state.here.gradient);
    const double length = step.lpNorm<Eigen::Infinity>();
    if (length >= last / 2 && last < kSmallStep && fresh) return true;
    if (length > kSlow * last && !fresh) {
      // Rounding, or a point too far from where the second derivatives are from.
      if (last < 1e-11) return true;
      stale = true;
      continue;
    }
    if (length > 0.1) {
      if (stepAlong(function, state, step) == 0) return false;
      stale = true;
    } else {
      state.x += step;
      state.here = function(state.x);
    }
    if (length <= 1e-15) return true;
    last = length;
  }
  return last < kSmallStep;
}

}  // namespace

std::function<Eigen::MatrixXd(const Eigen::VectorXd&)> differencesOf(
    std::function<ValueAndGradient(const Eigen::VectorXd&)> value) {
  return [value = std::move(value)](const Eigen::VectorXd& x) -> Eigen::MatrixXd {
    Eigen::MatrixXd hessian(x.size(), x.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const double h = kDifference * std::max(1.0, std::abs(x[i]));
      Eigen::VectorXd moved = x;
      moved[i] = x[i] + h;
      const Eigen::VectorXd above = value(moved).gradient;
      moved[i] = x[i] - h;
      hessian.col(i) = (above - value(moved).gradient) / (2 * h);
    }
    return (hessian + hessian.transpose()) / 2;
  };
}

Minimum minimumOf(const Objective& objective, const Eigen::VectorXd& start,
                  const std::vector<Eigen::Index>& free) {
  Reduced function(objective, start, free);
  Eigen::VectorXd x = start(free);
  State state{x, function(x)};
  bool converged = x.size() == 0;
  if (x.size() > 0) {
    if (function.hasModel()) {
      descendModel(function, state);
    } else {
      descend(function, state);
    }
    if (function.hasHessian()) converged = polish(function, state);
  }
  Minimum found;
  found.at = function.whole(state.x);
  found.value = state.here.value;
  found.gradient = state.here.gradient;
  found.evaluations = function.evaluations();
  found.converged = converged || isNear(state);
  return found;
}

}  // namespace refocus::statistics
