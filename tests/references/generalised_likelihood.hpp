// Values of a generalised linear mixed model's likelihood with 50 digits, from its definition: one
// number for each set of parameters, no derivative of any. The integral over the random effects is
// by Laplace, by adaptive Gauss–Hermite, or exact: by the trapezium rule, whose error for such
// functions vanishes faster than any power of the step.
//
// Parameters are θ, then the coefficients of the data's coordinates (generalised_data.hpp).
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "dense_matrix.hpp"
#include "generalised_data.hpp"
#include "hermite.hpp"
#include "minimum_by_values.hpp"

class GeneralisedLikelihood {
 public:
  explicit GeneralisedLikelihood(const Data& data)
      : data_(data), columns_(columnsOf(data) * data.coordinates) {
    for (size_t i = 0; i < data.rows(); ++i) constant_ += constantOf(i);
  }

  // −2 log L.
  [[nodiscard]] Real withoutEffects(const Vector& coefficients) const {
    const Vector eta = fixedPredictors(coefficients);
    Real sum = constant_;
    for (size_t i = 0; i < data_.rows(); ++i) sum += kernelOf(i, eta[i]);
    return -2 * sum;
  }

  [[nodiscard]] Real byLaplace(const Vector& parameters) const {
    const Mode mode = modeOf(parameters);
    return -2 * (mode.height + constant_) + inverted(mode.curvature).second;
  }

  // For one random intercept.
  [[nodiscard]] Real byQuadrature(const Vector& parameters, const Rule& rule) const {
    const Real pi = acos(Real(-1));
    return sumOverGroups(parameters, [&](const OneGroup& group) {
      const Real top = group.height(group.mode);
      const Real scale = group.spread * sqrt(Real(2));
      Real sum = 0;
      for (size_t k = 0; k < rule.nodes.size(); ++k) {
        const Real x = rule.nodes[k];
        sum += rule.weights[k] * exp(x * x + group.height(group.mode + scale * x) - top);
      }
      return Real(top + log(sum * scale / sqrt(2 * pi)));
    });
  }

  // For one random intercept.
  [[nodiscard]] Real exactly(const Vector& parameters) const {
    const Real twoPi = 2 * acos(Real(-1));
    return sumOverGroups(parameters, [&](const OneGroup& group) {
      const Real top = group.height(group.mode);
      // A step that 50 digits ask for where the spread is this, and poles are at πi of the logit.
      const Real step = group.spread / 3;
      Real sum = 1;
      for (const int side : {-1, 1}) {
        for (int k = 1;; ++k) {
          const Real term = exp(group.height(group.mode + side * k * step) - top);
          sum += term;
          if (term < Real("1e-55")) break;
        }
      }
      return Real(top + log(sum * step / sqrt(twoPi)));
    });
  }

  // The conditional modes Λû, and their covariance ΛH⁻¹Λ' while the parameters stay.
  struct Effects {
    Matrix value;
    Matrix covariance;
  };
  [[nodiscard]] Effects effectsAt(const Vector& parameters) const {
    const Mode mode = modeOf(parameters);
    const Matrix lambda = lambdaAt(parameters);
    return {lambda * mode.u, lambda * inverted(mode.curvature).first * transposed(lambda)};
  }

 private:
  struct Mode {
    Matrix u;
    Matrix curvature;
    Real height;  // of log p(y | u) − |u|²/2 without its constant
  };
  struct OneGroup {
    Real mode;
    Real spread;
    std::function<Real(const Real&)> height;
  };

  static Real logFactorial(double count) {
    Real sum = 0;
    for (int i = 2; i <= static_cast<int>(std::lround(count)); ++i) sum += log(Real(i));
    return sum;
  }

  // What of a row's log-likelihood its predictor has no say in, and the rest.
  [[nodiscard]] Real constantOf(size_t i) const {
    if (data_.kind == Kind::poisson) return -data_.weights[i] * logFactorial(data_.y[i]);
    const double successes = std::round(data_.weights[i] * data_.y[i]);
    return logFactorial(data_.weights[i]) - logFactorial(successes) -
           logFactorial(data_.weights[i] - successes);
  }
  [[nodiscard]] Real kernelOf(size_t i, const Real& eta) const {
    const Real rest = data_.kind == Kind::poisson ? Real(exp(eta)) : Real(log(1 + exp(eta)));
    return data_.weights[i] * (Real(data_.y[i]) * eta - rest);
  }
  [[nodiscard]] Real meanOf(const Real& eta) const {
    return data_.kind == Kind::poisson ? Real(exp(eta)) : Real(1 / (1 + exp(-eta)));
  }
  [[nodiscard]] Real varianceOf(const Real& mean) const {
    return data_.kind == Kind::poisson ? mean : Real(mean * (1 - mean));
  }

  // Of the parameters' last elements.
  [[nodiscard]] Vector fixedPredictors(const Vector& parameters) const {
    const size_t first = parameters.size() - static_cast<size_t>(columns_.columns);
    Vector eta(data_.offset.begin(), data_.offset.end());
    for (int i = 0; i < columns_.rows; ++i) {
      for (int j = 0; j < columns_.columns; ++j) {
        eta[static_cast<size_t>(i)] += columns_(i, j) * parameters[first + static_cast<size_t>(j)];
      }
    }
    return eta;
  }

  [[nodiscard]] static int effectCount(const Data& data) {
    int count = 0;
    for (const Term& term : data.terms) count += data.levels[term.grouping] * widthOf(term);
    return count;
  }

  // Λ: a lower-triangular block for each level of each term.
  [[nodiscard]] Matrix lambdaAt(const Vector& parameters) const {
    Matrix lambda(effectCount(data_), effectCount(data_));
    int effect = 0;
    size_t theta = 0;
    for (const Term& term : data_.terms) {
      for (int level = 0; level < data_.levels[term.grouping]; ++level) {
        lambda(effect, effect) = parameters[theta];
        if (term.slopes == Slopes::correlated) {
          lambda(effect + 1, effect) = parameters[theta + 1];
          lambda(effect + 1, effect + 1) = parameters[theta + 2];
        }
        effect += widthOf(term);
      }
      theta += thetasOf(term);
    }
    return lambda;
  }

  // A row of ZΛ: which of all random effects, and by how much.
  struct Entry {
    int effect;
    Real value;
  };
  [[nodiscard]] std::vector<std::vector<Entry>> entriesAt(const Vector& parameters) const {
    std::vector<std::vector<Entry>> entries(data_.rows());
    size_t theta = 0;
    int before = 0;
    for (const Term& term : data_.terms) {
      for (size_t i = 0; i < data_.rows(); ++i) {
        const int first = before + data_.group[term.grouping][i] * widthOf(term);
        const Real z = term.slopes == Slopes::none ? 1 : data_.z[i];
        if (term.slopes != Slopes::correlated) {
          entries[i].push_back({first, z * parameters[theta]});
          continue;
        }
        entries[i].push_back({first, parameters[theta] + z * parameters[theta + 1]});
        entries[i].push_back({first + 1, z * parameters[theta + 2]});
      }
      theta += thetasOf(term);
      before += data_.levels[term.grouping] * widthOf(term);
    }
    return entries;
  }

  [[nodiscard]] Mode modeOf(const Vector& parameters) const {
    std::vector<size_t> rows(data_.rows());
    for (size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    return modeOf(fixedPredictors(parameters), entriesAt(parameters), effectCount(data_), rows);
  }

  // Newton's method over all random effects at once, dense; steps no longer than 1.
  [[nodiscard]] Mode modeOf(const Vector& fixed, const std::vector<std::vector<Entry>>& entries,
                            int count, const std::vector<size_t>& rows) const {
    Mode mode{Matrix(count, 1), Matrix(count, count), 0};
    const auto predictorAt = [&](size_t i) {
      Real eta = fixed[i];
      for (const Entry& entry : entries[i]) eta += entry.value * mode.u(entry.effect, 0);
      return eta;
    };
    for (int step = 0; step < 200; ++step) {
      Matrix score = combined(Matrix(count, 1), Real(-1), mode.u);
      mode.curvature = identity(count);
      for (const size_t i : rows) {
        const Real mean = meanOf(predictorAt(i));
        const Real w = data_.weights[i];
        for (const Entry& a : entries[i]) {
          score(a.effect, 0) += a.value * w * (Real(data_.y[i]) - mean);
          for (const Entry& b : entries[i]) {
            mode.curvature(a.effect, b.effect) += a.value * b.value * w * varianceOf(mean);
          }
        }
      }
      const Matrix change = inverted(mode.curvature).first * score;
      Real largest = 0;
      for (const Real& one : change.values) largest = std::max(largest, Real(abs(one)));
      mode.u = combined(mode.u, 1 / std::max(largest, Real(1)), change);
      if (largest < Real("1e-45")) break;
    }
    for (const Real& u : mode.u.values) mode.height -= u * u / 2;
    for (const size_t i : rows) mode.height += kernelOf(i, predictorAt(i));
    return mode;
  }

  // −2 Σ log of the groups' integrals.
  template <class LogIntegral>
  [[nodiscard]] Real sumOverGroups(const Vector& parameters, const LogIntegral& logOf) const {
    const Vector fixed = fixedPredictors(parameters);
    Real sum = constant_;
    for (int level = 0; level < data_.levels[0]; ++level) {
      sum += logOf(groupOf(parameters[0], fixed, level));
    }
    return -2 * sum;
  }

  // A group's mode, and log p(y | u) − u²/2 at any u.
  [[nodiscard]] OneGroup groupOf(const Real& theta, const Vector& fixed, int level) const {
    std::vector<size_t> rows;
    std::vector<std::vector<Entry>> entries(data_.rows());
    for (size_t i = 0; i < data_.rows(); ++i) {
      if (data_.group[0][i] != level) continue;
      rows.push_back(i);
      entries[i].push_back({0, theta});
    }
    const Mode mode = modeOf(fixed, entries, 1, rows);
    return {mode.u(0, 0), 1 / sqrt(mode.curvature(0, 0)),
            [this, fixed, rows, theta](const Real& u) {
              Real sum = -u * u / 2;
              for (const size_t i : rows) sum += kernelOf(i, fixed[i] + theta * u);
              return sum;
            }};
  }

  const Data& data_;
  Matrix columns_;
  Real constant_ = 0;
};
