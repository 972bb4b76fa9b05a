// Writes tests/data/statistics/gee_references.txt: made-up clusters and what the definitions of
// generalised estimating equations give for them with 50 digits. Everything is dense: each
// cluster's covariance is formed and inverted, and its leverage is an n_j × n_j matrix; nothing
// here knows the closed forms that the program uses.
//
//   g++ -std=c++20 -O2 tests/references/gee_reference.cpp -lfmt -o gee_reference
//   ./gee_reference > tests/data/statistics/gee_references.txt        (a minute)
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "dense_matrix.hpp"
#include "dice.hpp"

namespace {

enum class Family { gaussian, binomial, poisson };

struct Data {
  std::string name;
  Family family;
  Matrix y;
  Matrix x;
  std::vector<Real> weight;
  std::vector<Real> offset;
  std::vector<std::vector<int>> clusters;  // rows of each
  Real settled = Real("1e-40");            // of the last step
};

struct Moment {
  Real mean;
  Real variance;
};

Moment momentOf(Family family, const Real& eta) {
  if (family == Family::gaussian) return {eta, 1};
  if (family == Family::poisson) return {exp(eta), exp(eta)};
  const Real mean = 1 / (1 + exp(-eta));
  return {mean, mean * (1 - mean)};
}

// One cluster: D = ∂μ/∂β, y − μ and the covariance without its scale.
struct Cluster {
  Matrix d;
  Matrix residual;
  Matrix pearson;
  Matrix v;
  Matrix inverse;
};

Cluster clusterAt(const Data& data, const std::vector<int>& rows, const Matrix& beta,
                  const Real& alpha) {
  const auto n = static_cast<int>(rows.size());
  Cluster c{Matrix(n, data.x.columns), Matrix(n, 1), Matrix(n, 1), Matrix(n, n), {}};
  std::vector<Real> sd;
  for (int i = 0; i < n; ++i) {
    const int row = rows[static_cast<std::size_t>(i)];
    Real eta = data.offset[static_cast<std::size_t>(row)];
    for (int j = 0; j < data.x.columns; ++j) eta += data.x(row, j) * beta(j, 0);
    const Moment at = momentOf(data.family, eta);
    sd.push_back(sqrt(at.variance / data.weight[static_cast<std::size_t>(row)]));
    c.residual(i, 0) = data.y(row, 0) - at.mean;
    c.pearson(i, 0) = c.residual(i, 0) / sd.back();
    for (int j = 0; j < data.x.columns; ++j) c.d(i, j) = at.variance * data.x(row, j);
  }
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      c.v(i, j) = sd[static_cast<std::size_t>(i)] * sd[static_cast<std::size_t>(j)] *
                  (i == j ? Real(1) : alpha);
    }
  }
  c.inverse = inverted(c.v).first;
  return c;
}

struct Fitted {
  Matrix beta;
  Real alpha = 0;
  Real scale = 1;
};

Fitted fittedTo(const Data& data, bool exchangeable) {
  const int p = data.x.columns;
  Fitted fitted{Matrix(p, 1), 0, 1};
  if (data.family == Family::poisson) fitted.beta(0, 0) = 1;
  for (int step = 0; step < 400; ++step) {
    Real squares = 0;
    Real products = 0;
    int pairs = 0;
    int count = 0;
    for (const auto& rows : data.clusters) {
      const Cluster c = clusterAt(data, rows, fitted.beta, 0);
      const auto n = static_cast<int>(rows.size());
      for (int i = 0; i < n; ++i) {
        squares += c.pearson(i, 0) * c.pearson(i, 0);
        for (int k = 0; k < i; ++k) products += c.pearson(i, 0) * c.pearson(k, 0);
      }
      pairs += n * (n - 1) / 2;
      count += n;
    }
    fitted.scale = squares / count;
    fitted.alpha = exchangeable && step > 8 ? Real(products / (fitted.scale * pairs)) : Real(0);
    Matrix b(p, p);
    Matrix u(p, 1);
    for (const auto& rows : data.clusters) {
      const Cluster c = clusterAt(data, rows, fitted.beta, fitted.alpha);
      b = b + transposed(c.d) * c.inverse * c.d;
      u = u + transposed(c.d) * c.inverse * c.residual;
    }
    const Matrix change = inverted(b).first * u;
    fitted.beta = fitted.beta + change;
    Real largest = 0;
    for (int j = 0; j < p; ++j) {
      if (abs(change(j, 0)) > largest) largest = abs(change(j, 0));
    }
    if (step > 10 && largest < data.settled) break;
  }
  return fitted;
}

void expect(const std::string& key, const Real& value) {
  fmt::print("expect {} {}\n", key, value.str(25, std::ios_base::scientific).c_str());
}

// f(I − H) of a cluster's leverage H = D B⁻¹ D' V⁻¹, through V's symmetric root.
template <class F>
Matrix ofLeverage(const Cluster& c, const Matrix& inverse, const F& f) {
  const Matrix root = functionOf(c.v, [](const Real& value) { return Real(sqrt(value)); });
  const Matrix half = functionOf(c.v, [](const Real& value) { return Real(1 / sqrt(value)); });
  const Matrix inside = identity(c.v.rows) - half * c.d * inverse * transposed(c.d) * half;
  return root * functionOf(inside, f) * half;
}

void writeFit(const Data& data, bool exchangeable) {
  const std::string prefix = exchangeable ? "exchangeable" : "independence";
  const int p = data.x.columns;
  const Fitted fitted = fittedTo(data, exchangeable);
  std::vector<Cluster> clusters;
  Matrix b(p, p);
  for (const auto& rows : data.clusters) {
    clusters.push_back(clusterAt(data, rows, fitted.beta, fitted.alpha));
    b = b + transposed(clusters.back().d) * clusters.back().inverse * clusters.back().d;
  }
  const Matrix inverse = inverted(b).first;
  expect(prefix + ".scale", fitted.scale);
  expect(prefix + ".alpha", fitted.alpha);
  for (int j = 0; j < p; ++j) {
    expect(fmt::format("{}.beta.{}", prefix, j), fitted.beta(j, 0));
    expect(fmt::format("{}.model.{}", prefix, j), sqrt(fitted.scale * inverse(j, j)));
  }
  for (const std::string correction : {"none", "kc", "md"}) {
    Matrix meat(p, p);
    for (const Cluster& c : clusters) {
      Matrix residual = c.residual;
      if (correction == "kc") {
        residual = ofLeverage(c, inverse, [](const Real& value) { return Real(1 / sqrt(value)); }) *
                   residual;
      } else if (correction == "md") {
        residual =
            inverted(identity(c.v.rows) - c.d * inverse * transposed(c.d) * c.inverse).first *
            residual;
      }
      const Matrix u = transposed(c.d) * c.inverse * residual;
      meat = meat + u * transposed(u);
    }
    const Matrix covariance = inverse * meat * inverse;
    for (int j = 0; j < p; ++j) {
      expect(fmt::format("{}.{}.{}", prefix, correction, j), sqrt(covariance(j, j)));
    }
  }
}

double responseTo(Family family, double eta, Dice& dice) {
  if (family == Family::gaussian) return thousandths(eta + dice.normal());
  if (family == Family::binomial) return dice.uniform() < 1 / (1 + std::exp(-eta)) ? 1 : 0;
  // The quantile of a Poisson count.
  const double u = dice.uniform();
  const double mean = std::exp(eta);
  double probability = std::exp(-mean);
  double below = probability;
  int count = 0;
  while (below < u && count < 1000) {
    ++count;
    probability *= mean / count;
    below += probability;
  }
  return count;
}

enum class Extras { none, weightsAndOffset };

// How far the baseline is from 0, or how little a further column differs from it.
struct Stress {
  double far = 0;
  double collinear = 0;
};

Data madeFrom(const std::string& name, Family family, Extras extras, std::uint64_t seed,
              const Stress& stress = {}) {
  const std::vector<int> sizes{3, 7, 4, 1, 8, 2, 6, 4, 3, 9, 5, 4};
  Dice dice(seed);
  int n = 0;
  for (const int size : sizes) n += size;
  const int p = stress.collinear > 0 ? 5 : 4;
  Data data{name, family, Matrix(n, 1), Matrix(n, p), {}, {}, {}};
  // So much is left of 50 digits.
  if (stress.far > 0 || stress.collinear > 0) data.settled = Real("1e-18");
  int row = 0;
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    const double effect = 0.7 * dice.normal();
    const int arm = static_cast<int>(g) % 2;
    const int site = static_cast<int>(g) % 3 == 0 ? 1 : 0;
    data.clusters.emplace_back();
    for (int i = 0; i < sizes[g]; ++i, ++row) {
      const double baseline = thousandths(dice.normal());
      const bool extra = extras == Extras::weightsAndOffset;
      const double weight = extra ? 1 + std::floor(4 * dice.uniform()) : 1;
      const double offset = extra ? thousandths(0.5 * dice.normal()) : 0;
      const double eta = 0.3 + 0.6 * arm - 0.4 * site + 0.5 * baseline + offset + effect;
      data.y(row, 0) = responseTo(family, eta, dice);
      data.x(row, 0) = 1;
      data.x(row, 1) = arm;
      data.x(row, 2) = baseline + stress.far;
      data.x(row, 3) = site;
      if (p == 5) data.x(row, 4) = baseline + stress.collinear * thousandths(dice.normal());
      data.weight.emplace_back(weight);
      data.offset.emplace_back(offset);
      data.clusters.back().push_back(row);
    }
  }
  return data;
}

void write(const Data& data) {
  const auto number = [](const Real& value) { return static_cast<double>(value); };
  fmt::print("case {}\n", data.name);
  fmt::print("shape {} {} {}\n", data.y.rows, data.x.columns, static_cast<int>(data.family));
  for (std::size_t g = 0; g < data.clusters.size(); ++g) {
    for (const int row : data.clusters[g]) {
      const auto at = static_cast<std::size_t>(row);
      fmt::print("row {:.17g} {} {:.17g} {:.17g}", number(data.y(row, 0)), g,
                 number(data.weight[at]), number(data.offset[at]));
      for (int j = 1; j < data.x.columns; ++j) fmt::print(" {:.17g}", number(data.x(row, j)));
      fmt::print("\n");
    }
  }
  writeFit(data, false);
  writeFit(data, true);
}

}  // namespace

int main() {
  write(madeFrom("gaussian", Family::gaussian, Extras::none, 1));
  write(madeFrom("binomial", Family::binomial, Extras::none, 12));
  write(madeFrom("poisson", Family::poisson, Extras::none, 3));
  write(madeFrom("gaussian-weighted", Family::gaussian, Extras::weightsAndOffset, 4));
  write(madeFrom("poisson-weighted", Family::poisson, Extras::weightsAndOffset, 5));
  write(madeFrom("binomial-far", Family::binomial, Extras::none, 6, {1e6, 0}));
  write(madeFrom("poisson-collinear", Family::poisson, Extras::none, 7, {0, 1e-6}));
}
