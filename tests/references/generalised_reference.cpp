// Writes tests/data/statistics/generalised.txt: made-up outcomes and counts, and what generalised
// linear models with and without random effects give for them, with 50 digits. Only values of each
// likelihood are computed, from its definition; gradients and Hessians are differences of those,
// which 50 digits can afford. Nothing here knows the formulas that the program uses, nor shares a
// line with it. Integrals are by Laplace, by adaptive Gauss–Hermite, and exact: by the trapezium
// rule, whose error for such functions vanishes faster than any power of the step.
//
//   g++ -std=c++20 -O2 tests/references/generalised_reference.cpp -lfmt -o generalised_reference
//   ./generalised_reference trials outcomes counts > tests/data/statistics/generalised.txt
//
// Without names all cases are written; each takes some minutes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dense_matrix.hpp"
#include "generalised_data.hpp"

namespace {

using Vector = std::vector<Real>;

Real logFactorial(double count) {
  Real sum = 0;
  for (int i = 2; i <= static_cast<int>(std::lround(count)); ++i) sum += log(Real(i));
  return sum;
}

Real logDensity(const Data& data, size_t i, const Real& eta) {
  const Real y = data.y[i];
  const Real w = data.weights[i];
  if (data.kind == Kind::poisson) return w * (y * eta - exp(eta) - logFactorial(data.y[i]));
  const double successes = std::round(data.weights[i] * data.y[i]);
  return logFactorial(data.weights[i]) - logFactorial(successes) -
         logFactorial(data.weights[i] - successes) + w * (y * eta - log(1 + exp(eta)));
}

Real meanOf(const Data& data, const Real& eta) {
  return data.kind == Kind::poisson ? Real(exp(eta)) : Real(1 / (1 + exp(-eta)));
}

Real varianceOf(const Data& data, const Real& mean) {
  return data.kind == Kind::poisson ? mean : Real(mean * (1 - mean));
}

size_t thetaCount(const Data& data) {
  size_t count = 0;
  for (const Term& term : data.terms) count += term.slope ? 3 : 1;
  return count;
}

Vector fixedPredictors(const Data& data, const Vector& parameters) {
  const size_t first = parameters.size() - data.x[0].size();
  Vector eta(data.rows());
  for (size_t i = 0; i < data.rows(); ++i) {
    eta[i] = data.offset[i];
    const size_t last = data.x[i].size() - 1;
    for (size_t j = 0; j <= last; ++j) {
      eta[i] += (Real(data.x[i][j]) - (j == last ? data.far : 0)) * parameters[first + j];
    }
  }
  return eta;
}

// A row of ZΛ: which of all random effects, and by how much.
struct Entry {
  size_t effect;
  Real value;
};

std::vector<std::vector<Entry>> effectsOf(const Data& data, const Vector& parameters) {
  std::vector<std::vector<Entry>> entries(data.rows());
  size_t theta = 0;
  size_t before = 0;
  for (const Term& term : data.terms) {
    const size_t width = term.slope ? 2 : 1;
    for (size_t i = 0; i < data.rows(); ++i) {
      const auto level = static_cast<size_t>(data.group[term.grouping][i]);
      const size_t first = before + level * width;
      if (!term.slope) {
        entries[i].push_back({first, parameters[theta]});
        continue;
      }
      const Real z = data.z[i];
      entries[i].push_back({first, parameters[theta] + z * parameters[theta + 1]});
      entries[i].push_back({first + 1, z * parameters[theta + 2]});
    }
    theta += term.slope ? 3 : 1;
    before += static_cast<size_t>(data.levels[term.grouping]) * width;
  }
  return entries;
}

struct Mode {
  Vector u;
  Matrix curvature;
  Real height;  // log p(y | u) − |u|²/2
};

// Newton's method over all random effects at once, dense.
Mode modeOf(const Data& data, const Vector& fixed, const std::vector<std::vector<Entry>>& entries,
            size_t count, const std::vector<size_t>& rows) {
  const auto q = static_cast<int>(count);
  Mode mode{Vector(count), Matrix(q, q), 0};
  for (int step = 0; step < 100; ++step) {
    Matrix score(q, 1);
    mode.curvature = identity(q);
    for (int k = 0; k < q; ++k) score(k, 0) = -mode.u[static_cast<size_t>(k)];
    for (const size_t i : rows) {
      Real eta = fixed[i];
      for (const Entry& entry : entries[i]) eta += entry.value * mode.u[entry.effect];
      const Real mean = meanOf(data, eta);
      const Real w = data.weights[i];
      for (const Entry& a : entries[i]) {
        score(static_cast<int>(a.effect), 0) += a.value * w * (Real(data.y[i]) - mean);
        for (const Entry& b : entries[i]) {
          mode.curvature(static_cast<int>(a.effect), static_cast<int>(b.effect)) +=
              a.value * b.value * w * varianceOf(data, mean);
        }
      }
    }
    const Matrix change = inverted(mode.curvature).first * score;
    Real largest = 0;
    for (int k = 0; k < q; ++k) {
      mode.u[static_cast<size_t>(k)] += change(k, 0);
      if (abs(change(k, 0)) > largest) largest = abs(change(k, 0));
    }
    if (largest < Real("1e-45")) break;
  }
  for (const Real& u : mode.u) mode.height -= u * u / 2;
  for (const size_t i : rows) {
    Real eta = fixed[i];
    for (const Entry& entry : entries[i]) eta += entry.value * mode.u[entry.effect];
    mode.height += logDensity(data, i, eta);
  }
  return mode;
}

size_t effectCount(const Data& data) {
  size_t count = 0;
  for (const Term& term : data.terms) {
    count += static_cast<size_t>(data.levels[term.grouping]) * (term.slope ? 2 : 1);
  }
  return count;
}

std::vector<size_t> allRows(const Data& data) {
  std::vector<size_t> rows;
  for (size_t i = 0; i < data.rows(); ++i) rows.push_back(i);
  return rows;
}

Real byLaplace(const Data& data, const Vector& parameters) {
  const Mode mode = modeOf(data, fixedPredictors(data, parameters), effectsOf(data, parameters),
                           effectCount(data), allRows(data));
  return -2 * mode.height + inverted(mode.curvature).second;
}

Real withoutEffects(const Data& data, const Vector& beta) {
  const Vector eta = fixedPredictors(data, beta);
  Real sum = 0;
  for (size_t i = 0; i < data.rows(); ++i) sum += logDensity(data, i, eta[i]);
  return -2 * sum;
}

// For one random intercept: a group's mode, and log p(y | u) − u²/2 at any u.
struct OneGroup {
  Real mode;
  Real spread;
  std::function<Real(const Real&)> height;
};

OneGroup groupOf(const Data& data, const Vector& parameters, const Vector& fixed, int level) {
  std::vector<size_t> rows;
  std::vector<std::vector<Entry>> entries(data.rows());
  for (size_t i = 0; i < data.rows(); ++i) {
    if (data.group[0][i] != level) continue;
    rows.push_back(i);
    entries[i].push_back({0, parameters[0]});
  }
  const Mode mode = modeOf(data, fixed, entries, 1, rows);
  const Real theta = parameters[0];
  return {mode.u[0], 1 / sqrt(mode.curvature(0, 0)), [&data, fixed, rows, theta](const Real& u) {
            Real sum = -u * u / 2;
            for (const size_t i : rows) sum += logDensity(data, i, fixed[i] + theta * u);
            return sum;
          }};
}

Real exactly(const Data& data, const Vector& parameters) {
  const Vector fixed = fixedPredictors(data, parameters);
  const Real twoPi = 2 * acos(Real(-1));
  Real value = 0;
  for (int level = 0; level < data.levels[0]; ++level) {
    const OneGroup group = groupOf(data, parameters, fixed, level);
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
    value -= 2 * (top + log(sum * step / sqrt(twoPi)));
  }
  return value;
}

struct Rule {
  Vector nodes;
  Vector weights;  // of ∫ f e^(−x²) dx
};

// Roots of the Hermite polynomial by bisection between those of the one before.
Rule ruleOf(int points) {
  const auto polynomial = [](int n, const Real& x) {
    Real before = 0;
    Real last = 1;
    for (int k = 0; k < n; ++k) {
      const Real next = 2 * x * last - 2 * k * before;
      before = last;
      last = next;
    }
    return last;
  };
  Vector roots;
  for (int n = 1; n <= points; ++n) {
    const Real edge = sqrt(Real(2 * n + 2));
    Vector ends{-edge};
    ends.insert(ends.end(), roots.begin(), roots.end());
    ends.push_back(edge);
    roots.clear();
    for (size_t i = 0; i + 1 < ends.size(); ++i) {
      Real low = ends[i];
      Real high = ends[i + 1];
      const bool rises = polynomial(n, high) > 0;
      for (int k = 0; k < 180; ++k) {
        const Real middle = (low + high) / 2;
        ((polynomial(n, middle) > 0) == rises ? high : low) = middle;
      }
      roots.push_back((low + high) / 2);
    }
  }
  Rule rule{roots, {}};
  Real factor = sqrt(acos(Real(-1))) / (2 * points * points);  // √π 2ⁿ⁻¹ n! / n²
  for (int k = 1; k <= points; ++k) factor *= 2 * k;
  for (const Real& x : roots) {
    const Real before = polynomial(points - 1, x);
    rule.weights.push_back(factor / (before * before));
  }
  return rule;
}

Real byQuadrature(const Data& data, const Vector& parameters, const Rule& rule) {
  const Vector fixed = fixedPredictors(data, parameters);
  const Real pi = acos(Real(-1));
  Real value = 0;
  for (int level = 0; level < data.levels[0]; ++level) {
    const OneGroup group = groupOf(data, parameters, fixed, level);
    const Real top = group.height(group.mode);
    const Real scale = group.spread * sqrt(Real(2));
    Real sum = 0;
    for (size_t k = 0; k < rule.nodes.size(); ++k) {
      const Real x = rule.nodes[k];
      sum += rule.weights[k] * exp(x * x + group.height(group.mode + scale * x) - top);
    }
    value -= 2 * (top + log(sum * scale / sqrt(2 * pi)));
  }
  return value;
}

using Function = std::function<Real(const Vector&)>;

struct Optimum {
  Vector at;
  Real value;
  Matrix hessian;
};

Vector moved(Vector at, size_t i, const Real& by) {
  at[i] += by;
  return at;
}

Vector gradientOf(const Function& f, const Vector& at) {
  const Real h("1e-16");
  Vector gradient(at.size());
  for (size_t i = 0; i < at.size(); ++i) {
    gradient[i] = (f(moved(at, i, h)) - f(moved(at, i, -h))) / (2 * h);
  }
  return gradient;
}

Matrix hessianOf(const Function& f, const Vector& at) {
  const Real h("1e-12");
  const auto n = static_cast<int>(at.size());
  const Real here = f(at);
  Matrix hessian(n, n);
  const auto shifted = [&](int i, const Real& byI, int j, const Real& byJ) {
    return f(moved(moved(at, static_cast<size_t>(i), byI), static_cast<size_t>(j), byJ));
  };
  for (int i = 0; i < n; ++i) {
    hessian(i, i) = (f(moved(at, static_cast<size_t>(i), h)) - 2 * here +
                     f(moved(at, static_cast<size_t>(i), -h))) /
                    (h * h);
    for (int j = 0; j < i; ++j) {
      hessian(i, j) = hessian(j, i) = (shifted(i, h, j, h) - shifted(i, h, j, -h) -
                                       shifted(i, -h, j, h) + shifted(i, -h, j, -h)) /
                                      (4 * h * h);
    }
  }
  return hessian;
}

// Newton's steps, shortened while the value would rise.
Optimum minimumOf(const Function& f, Vector at) {
  Optimum optimum;
  for (int step = 0; step < 60; ++step) {
    optimum.value = f(at);
    optimum.hessian = hessianOf(f, at);
    const Vector gradient = gradientOf(f, at);
    const auto n = static_cast<int>(at.size());
    Matrix slope(n, 1);
    for (int i = 0; i < n; ++i) slope(i, 0) = gradient[static_cast<size_t>(i)];
    const Matrix change = inverted(optimum.hessian).first * slope;
    Real share = 1;
    Vector to;
    for (int halved = 0; halved < 30; ++halved, share /= 2) {
      to = at;
      for (int i = 0; i < n; ++i) to[static_cast<size_t>(i)] -= share * change(i, 0);
      if (f(to) <= optimum.value + abs(optimum.value) * Real("1e-40")) break;
    }
    Real largest = 0;
    for (size_t i = 0; i < at.size(); ++i) {
      const Real size = abs(to[i] - at[i]);
      if (size > largest) largest = size;
    }
    at = to;
    if (largest < Real("1e-25")) break;
  }
  optimum.at = at;
  return optimum;
}

void expect(const std::string& key, const Real& value) {
  fmt::print("expect {} {}\n", key, value.str(22, std::ios_base::scientific).c_str());
}

// Back to the columns as they are: the intercept takes up the distance.
void undoDistance(Optimum& optimum, Matrix& covariance, size_t thetas, double far) {
  const auto n = static_cast<int>(optimum.at.size());
  const auto intercept = static_cast<int>(thetas);
  Matrix back = identity(n);
  back(intercept, n - 1) = -far;
  optimum.at[thetas] -= far * optimum.at.back();
  covariance = back * covariance * transposed(back);
}

void writeOptimum(const std::string& method, Optimum optimum, size_t thetas, double far) {
  Matrix covariance = inverted(optimum.hessian).first;
  undoDistance(optimum, covariance, thetas, far);
  for (size_t i = 0; i < optimum.at.size(); ++i) {
    const auto k = static_cast<int>(i);
    const std::string key =
        fmt::format("{}.{}.{}", method, i < thetas ? "theta" : "beta", i < thetas ? i : i - thetas);
    // A column of λ has no sign.
    const bool turn = i < thetas && optimum.at[i] < 0 && thetas == 1;
    expect(key, turn ? Real(-optimum.at[i]) : optimum.at[i]);
    if (i >= thetas) {
      expect(fmt::format("{}.se.{}", method, i - thetas), sqrt(2 * covariance(k, k)));
    }
  }
  expect(method + ".criterion", optimum.value);
}

void writeData(const Data& data) {
  fmt::print("case {} {}\n", data.name, data.kind == Kind::binomial ? "binomial" : "poisson");
  fmt::print("shape {} {} {}", data.rows(), data.x[0].size(), data.group.size());
  for (const Term& term : data.terms) fmt::print(" {} {}", term.grouping, term.slope ? 1 : 0);
  fmt::print("\n");
  for (size_t i = 0; i < data.rows(); ++i) {
    fmt::print("row {:.17g} {:.17g} {:.17g}", data.y[i], data.weights[i], data.offset[i]);
    for (const auto& group : data.group) fmt::print(" {}", group[i]);
    for (size_t j = 1; j < data.x[i].size(); ++j) fmt::print(" {:.17g}", data.x[i][j]);
    if (!data.z.empty()) fmt::print(" {:.17g}", data.z[i]);
    fmt::print("\n");
  }
}

void write(const Data& data) {
  writeData(data);
  const size_t p = data.x[0].size();
  const size_t thetas = thetaCount(data);
  Vector start(p);
  const Optimum plain =
      minimumOf([&](const Vector& beta) { return withoutEffects(data, beta); }, start);
  writeOptimum("glm", plain, 0, data.far);
  Vector from;
  for (const Term& term : data.terms) {
    from.emplace_back(0.6);
    if (term.slope) from.insert(from.end(), {Real(0), Real(0.4)});
  }
  from.insert(from.end(), plain.at.begin(), plain.at.end());
  const Optimum laplace = minimumOf([&](const Vector& at) { return byLaplace(data, at); }, from);
  writeOptimum("laplace", laplace, thetas, data.far);
  const Mode mode = modeOf(data, fixedPredictors(data, laplace.at), effectsOf(data, laplace.at),
                           effectCount(data), allRows(data));
  for (size_t k = 0; k < 3; ++k) {
    if (thetas > 1) break;
    expect(fmt::format("laplace.effect.{}", k), mode.u[k] * laplace.at[0]);
  }
  if (thetas > 1) return;
  const Rule rule = ruleOf(5);
  writeOptimum(
      "agq5", minimumOf([&](const Vector& at) { return byQuadrature(data, at, rule); }, laplace.at),
      1, data.far);
  writeOptimum("exact", minimumOf([&](const Vector& at) { return exactly(data, at); }, laplace.at),
               1, data.far);
}

}  // namespace

// Of all cases, or of those that are named.
int main(int count, char** words) {
  const std::vector<std::string> wanted(words + 1, words + count);
  for (const Data& data : allCases()) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), data.name) != wanted.end()) {
      write(data);
    }
  }
}
