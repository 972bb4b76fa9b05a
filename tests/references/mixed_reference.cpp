// Writes tests/data/statistics/references.txt: made-up data and what the definitions of mixed
// models give for them with 50 digits. Everything is dense and n × n, from V = Σ ϑ_i G_i and its
// inverse; nothing here knows the closed forms that the program uses, nor shares a line with it.
//
//   g++ -std=c++20 -O2 tests/references/mixed_reference.cpp -lfmt -o mixed_reference
//   ./mixed_reference > tests/data/statistics/references.txt        (some minutes)
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "dense_matrix.hpp"
#include "mixed_data.hpp"

namespace {

// What G_i are: one for each variance of a random term, for correlated slopes also one for the
// covariance after the intercept's; then the rows' own.
std::vector<Matrix> structuresOf(const Data& data) {
  const int n = data.y.rows;
  std::vector<Matrix> structures;
  const auto add = [&](const std::vector<int>& group, const auto& product) {
    Matrix g(n, n);
    for (std::size_t i = 0; i < group.size(); ++i) {
      for (std::size_t j = 0; j < group.size(); ++j) {
        if (group[i] == group[j]) g(static_cast<int>(i), static_cast<int>(j)) = product(i, j);
      }
    }
    structures.push_back(g);
  };
  const auto& z = data.slope;
  for (const auto& group : data.group) {
    add(group, [](std::size_t, std::size_t) { return Real(1); });
  }
  if (!z.empty() && data.kind == Slope::correlated) {
    add(data.group[0], [&](std::size_t i, std::size_t j) { return Real(z[i] + z[j]); });
  }
  if (!z.empty())
    add(data.group[0], [&](std::size_t i, std::size_t j) { return Real(z[i] * z[j]); });
  Matrix own = identity(n);
  for (std::size_t i = 0; i < data.weight.size(); ++i) {
    own(static_cast<int>(i), static_cast<int>(i)) = 1 / data.weight[i];
  }
  structures.push_back(own);
  return structures;
}

// Which of the parameters is a covariance; −1 where none is.
int covarianceOf(const Data& data) {
  return !data.slope.empty() && data.kind == Slope::correlated ? 1 : -1;
}

struct Dense {
  Matrix v;        // V
  Matrix inverse;  // V⁻¹
  Matrix phi;      // (X'V⁻¹X)⁻¹
  Matrix p;        // V⁻¹ − V⁻¹XΦX'V⁻¹
  Matrix beta;
  Real criterion;
};

Dense denseAt(const Data& data, const std::vector<Matrix>& structures,
              const std::vector<Real>& theta, bool restricted) {
  const int n = data.y.rows;
  Dense d;
  d.v = Matrix(n, n);
  for (std::size_t i = 0; i < theta.size(); ++i) d.v = combined(d.v, theta[i], structures[i]);
  auto [inverse, logV] = inverted(d.v);
  d.inverse = inverse;
  const Matrix vx = d.inverse * data.x;
  auto [phi, logX] = inverted(transposed(data.x) * vx);
  d.phi = phi;
  d.p = d.inverse - vx * phi * transposed(vx);
  d.beta = phi * (transposed(vx) * data.y);
  const Real quadratic = (transposed(data.y) * (d.p * data.y))(0, 0);
  const Real twoPi = 2 * acos(Real(-1));
  const int count = restricted ? n - data.x.columns : n;
  d.criterion = count * log(twoPi) + logV + (restricted ? logX : Real(0)) + quadratic;
  return d;
}

struct Fitted {
  std::vector<Real> theta;
  Dense dense;
  Matrix expected;
  Matrix observed;
};

// Newton with the expected information until close, then with the observed one, on the parameters
// that are not held at 0.
Fitted fittedTo(const Data& data, const std::vector<Matrix>& structures, std::vector<Real> theta,
                bool restricted) {
  const auto m = static_cast<int>(theta.size());
  std::vector<int> free;
  for (int i = 0; i < m; ++i) {
    if (theta[static_cast<std::size_t>(i)] != 0) free.push_back(i);
  }
  const auto count = static_cast<int>(free.size());
  Fitted fitted;
  for (int step = 0; step < 200; ++step) {
    fitted.dense = denseAt(data, structures, theta, restricted);
    const Dense& d = fitted.dense;
    const Matrix py = d.p * data.y;
    std::vector<Matrix> pg;  // PG_i, or V⁻¹G_i
    std::vector<Matrix> gpy;
    for (const Matrix& g : structures) {
      pg.push_back((restricted ? d.p : d.inverse) * g);
      gpy.push_back(g * py);
    }
    fitted.expected = Matrix(m, m);
    fitted.observed = Matrix(m, m);
    Matrix score(m, 1);
    for (int i = 0; i < m; ++i) {
      const auto a = static_cast<std::size_t>(i);
      Real trace = 0;
      for (int k = 0; k < pg[a].rows; ++k) trace += pg[a](k, k);
      score(i, 0) = ((transposed(py) * gpy[a])(0, 0) - trace) / 2;
      for (int j = 0; j < m; ++j) {
        const auto b = static_cast<std::size_t>(j);
        const Real traces = traceOf(pg[a], pg[b]);
        fitted.expected(i, j) = traces / 2;
        fitted.observed(i, j) = (transposed(gpy[a]) * (d.p * gpy[b]))(0, 0) - traces / 2;
      }
    }
    Matrix information(count, count);
    Matrix part(count, 1);
    for (int i = 0; i < count; ++i) {
      part(i, 0) = score(free[static_cast<std::size_t>(i)], 0);
      for (int j = 0; j < count; ++j) {
        const auto& from = step < 12 ? fitted.expected : fitted.observed;
        information(i, j) =
            from(free[static_cast<std::size_t>(i)], free[static_cast<std::size_t>(j)]);
      }
    }
    const Matrix change = inverted(information).first * part;
    Real shrink = 1;
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(free[static_cast<std::size_t>(i)]);
      if (free[static_cast<std::size_t>(i)] == covarianceOf(data)) continue;
      while (theta[at] + shrink * change(i, 0) <= 0) shrink /= 2;
    }
    Real largest = 0;
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(free[static_cast<std::size_t>(i)]);
      theta[at] += shrink * change(i, 0);
      const Real size = abs(change(i, 0) / theta[at]);
      if (size > largest) largest = size;
    }
    if (largest < Real("1e-42")) break;
  }
  fitted.theta = theta;
  // The last change is below what is printed.
  return fitted;
}

void expect(const std::string& key, const Real& value) {
  fmt::print("expect {} {}\n", key, value.str(25, std::ios_base::scientific).c_str());
}

std::string numbered(const std::string& key, int i) { return key + "." + std::to_string(i); }

// Kenward–Roger and both Satterthwaites by their definitions.
void writeSmallSample(const Data& data, const std::vector<Matrix>& structures, const Fitted& fitted,
                      bool boundary) {
  const Dense& d = fitted.dense;
  const auto m = static_cast<int>(structures.size());
  const int p = data.x.columns;
  const Matrix vx = d.inverse * data.x;
  std::vector<Matrix> first;
  std::vector<Matrix> gvx;
  for (const Matrix& g : structures) {
    gvx.push_back(g * vx);
    first.push_back(Matrix(p, p) - transposed(vx) * gvx.back());
  }
  const Matrix w = inverted(fitted.expected).first;
  Matrix sum(p, p);
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < m; ++j) {
      const auto a = static_cast<std::size_t>(i);
      const auto b = static_cast<std::size_t>(j);
      const Matrix q = transposed(gvx[a]) * (d.inverse * gvx[b]);
      sum = combined(sum, w(i, j), q - first[a] * d.phi * first[b]);
    }
  }
  const Matrix adjusted = combined(d.phi, Real(2), d.phi * sum * d.phi);
  Matrix observed;
  if (!boundary) observed = inverted(fitted.observed).first;
  for (int l = 0; l < p; ++l) {
    expect(numbered("kr.se", l), sqrt(adjusted(l, l)));
    Matrix gradient(m, 1);
    for (int i = 0; i < m; ++i) {
      gradient(i, 0) = -(d.phi * first[static_cast<std::size_t>(i)] * d.phi)(l, l);
    }
    const Real top = 2 * d.phi(l, l) * d.phi(l, l);
    const auto df = [&](const Matrix& covariance) {
      return top / (transposed(gradient) * (covariance * gradient))(0, 0);
    };
    expect(numbered("kr.df", l), df(w));
    if (!boundary) expect(numbered("satterthwaite.df", l), df(observed));
  }
}

// CR0 and CR2 with Bell–McCaffrey df, clusters being grouping 0.
void writeRobust(const Data& data, const Dense& d, bool adjust, const std::string& key) {
  const int n = data.y.rows;
  const int p = data.x.columns;
  int clusters = 0;
  for (const int g : data.group[0]) clusters = std::max(clusters, g + 1);
  const Matrix residual = data.y - data.x * d.beta;
  Matrix meat(p, p);
  std::vector<Matrix> spread;  // n × p for each cluster: what (I − H)' takes of A_jW_jX_jΦ
  const Matrix hat = data.x * d.phi * transposed(data.x) * d.inverse;
  const Matrix out = identity(n) - hat;
  for (int c = 0; c < clusters; ++c) {
    std::vector<int> rows;
    for (int i = 0; i < n; ++i) {
      if (data.group[0][static_cast<std::size_t>(i)] == c) rows.push_back(i);
    }
    const auto size = static_cast<int>(rows.size());
    Matrix v(size, size);
    Matrix x(size, p);
    Matrix e(size, 1);
    Matrix remove(size, n);
    for (int i = 0; i < size; ++i) {
      const int row = rows[static_cast<std::size_t>(i)];
      e(i, 0) = residual(row, 0);
      for (int j = 0; j < p; ++j) x(i, j) = data.x(row, j);
      for (int j = 0; j < size; ++j) v(i, j) = d.v(row, rows[static_cast<std::size_t>(j)]);
      for (int j = 0; j < n; ++j) remove(i, j) = out(row, j);
    }
    const Matrix weight = inverted(v).first;
    Matrix a = identity(size);
    if (adjust) {
      const Matrix root = functionOf(v, [](const Real& value) { return Real(sqrt(value)); });
      const Matrix b = root * (remove * d.v * transposed(remove)) * root;
      a = root *
          functionOf(b,
                     [](const Real& value) {
                       return value > Real("1e-25") ? Real(1 / sqrt(value)) : Real(0);
                     }) *
          root;
    }
    const Matrix t = a * weight * x * d.phi;  // size × p
    const Matrix sums = transposed(t) * e;
    meat = meat + sums * transposed(sums);
    spread.push_back(transposed(remove) * t);
  }
  for (int l = 0; l < p; ++l) {
    expect(numbered(key + ".se", l), sqrt(meat(l, l)));
    Matrix q(clusters, n);
    for (int c = 0; c < clusters; ++c) {
      for (int i = 0; i < n; ++i) q(c, i) = spread[static_cast<std::size_t>(c)](i, l);
    }
    const Matrix products = q * d.v * transposed(q);
    Real trace = 0;
    for (int c = 0; c < clusters; ++c) trace += products(c, c);
    expect(numbered(key + ".df", l), trace * trace / traceOf(products, products));
  }
}

// Rows times √weight: robust errors are theirs.
std::pair<Data, Dense> scaledByWeights(Data data, Dense dense) {
  for (std::size_t i = 0; i < data.weight.size(); ++i) {
    const Real root = sqrt(data.weight[i]);
    const auto row = static_cast<int>(i);
    data.y(row, 0) *= root;
    for (int j = 0; j < data.x.columns; ++j) data.x(row, j) *= root;
    for (int j = 0; j < dense.v.rows; ++j) {
      dense.v(row, j) *= root;
      dense.v(j, row) *= root;
      dense.inverse(row, j) /= root;
      dense.inverse(j, row) /= root;
    }
  }
  return {data, dense};
}

void writeClusterLevel(const Data& data) {
  const int p = data.x.columns;
  int clusters = 0;
  for (const int g : data.group[0]) clusters = std::max(clusters, g + 1);
  Matrix x(clusters, p);
  Matrix y(clusters, 1);
  std::vector<int> size(static_cast<std::size_t>(clusters));
  for (int i = 0; i < data.y.rows; ++i) {
    const int c = data.group[0][static_cast<std::size_t>(i)];
    ++size[static_cast<std::size_t>(c)];
    y(c, 0) += data.y(i, 0);
    for (int j = 0; j < p; ++j) x(c, j) += data.x(i, j);
  }
  for (int c = 0; c < clusters; ++c) {
    y(c, 0) /= size[static_cast<std::size_t>(c)];
    for (int j = 0; j < p; ++j) x(c, j) /= size[static_cast<std::size_t>(c)];
  }
  const Matrix inverse = inverted(transposed(x) * x).first;
  const Matrix beta = inverse * (transposed(x) * y);
  const Matrix residual = y - x * beta;
  const Real variance = (transposed(residual) * residual)(0, 0) / (clusters - p);
  for (int l = 0; l < p; ++l) {
    expect(numbered("cluster.beta", l), beta(l, 0));
    expect(numbered("cluster.se", l), sqrt(variance * inverse(l, l)));
  }
}

void writeData(const Data& data) {
  fmt::print("case {}\n", data.name);
  const int slope = data.slope.empty() ? 0 : data.kind == Slope::independent ? 1 : 2;
  fmt::print("shape {} {} {} {} {}\n", data.y.rows, data.x.columns, data.group.size(), slope,
             data.weight.empty() ? 0 : 1);
  for (int i = 0; i < data.y.rows; ++i) {
    fmt::print("row {:.17g}", static_cast<double>(data.y(i, 0)));
    for (const auto& group : data.group) fmt::print(" {}", group[static_cast<std::size_t>(i)]);
    for (int j = 1; j < data.x.columns; ++j) {
      fmt::print(" {:.17g}", static_cast<double>(data.x(i, j)));
    }
    if (!data.slope.empty()) {
      fmt::print(" {:.17g}", static_cast<double>(data.slope[static_cast<std::size_t>(i)]));
    }
    if (!data.weight.empty()) {
      fmt::print(" {:.17g}", static_cast<double>(data.weight[static_cast<std::size_t>(i)]));
    }
    fmt::print("\n");
  }
}

// lme4's: the relative covariances' Cholesky factors.
void writeTheta(const Data& data, const std::vector<Real>& theta, const std::string& method) {
  const Real sigma2 = theta.back();
  const std::string key = method + ".theta";
  if (covarianceOf(data) < 0) {
    for (std::size_t i = 0; i + 1 < theta.size(); ++i) {
      expect(numbered(key, static_cast<int>(i)), sqrt(theta[i] / sigma2));
    }
    return;
  }
  expect(numbered(key, 0), sqrt(theta[0] / sigma2));
  expect(numbered(key, 1), theta[1] / sqrt(theta[0] * sigma2));
  expect(numbered(key, 2), sqrt((theta[2] - theta[1] * theta[1] / theta[0]) / sigma2));
}

void writeFit(const Data& data, const std::vector<double>& start, bool boundary) {
  const std::vector<Matrix> structures = structuresOf(data);
  for (const bool restricted : {true, false}) {
    const std::string method = restricted ? "reml" : "ml";
    std::vector<Real> theta(start.begin(), start.end());
    const Fitted fitted = fittedTo(data, structures, theta, restricted);
    const Real sigma2 = fitted.theta.back();
    writeTheta(data, fitted.theta, method);
    expect(method + ".sigma", sqrt(sigma2));
    expect(method + ".criterion", fitted.dense.criterion);
    for (int l = 0; l < data.x.columns; ++l) {
      expect(numbered(method + ".beta", l), fitted.dense.beta(l, 0));
      expect(numbered(method + ".se", l), sqrt(fitted.dense.phi(l, l)));
    }
    if (!restricted) continue;
    writeSmallSample(data, structures, fitted, boundary);
    if (data.name.starts_with("crossed")) continue;  // no grouping holds the other
    const auto [rows, dense] = scaledByWeights(data, fitted.dense);
    writeRobust(rows, dense, false, "cr0");
    writeRobust(rows, dense, true, "cr2");
    if (data.weight.empty()) writeClusterLevel(data);
  }
}

}  // namespace

// Cases named on the command line; without names, all.
int main(int count, char** words) {
  const auto wanted = [&](const std::string& name) {
    if (count == 1) return true;
    for (int i = 1; i < count; ++i) {
      if (name == words[i]) return true;
    }
    return false;
  };
  const auto write = [&](const Data& data, const std::vector<double>& start, bool boundary) {
    if (!wanted(data.name)) return;
    writeData(data);
    writeFit(data, start, boundary);
  };
  const std::vector<int> uneven{3, 7, 4, 5, 8, 2, 6, 4, 3, 9, 5, 4};
  std::vector<int> singletons(25, 1);
  singletons.push_back(14);
  singletons.push_back(12);
  write(madeFrom({"ordinary", uneven, 1.2, 0, 0, 1}), {1, 1}, false);
  write(madeFrom({"far-away", uneven, 1.2, 1e6, 0, 2}), {1, 1}, false);
  write(madeFrom({"near-collinear", uneven, 1.2, 0, 1e-6, 3}), {1, 1}, false);
  write(madeFrom({"nearly-all-between", uneven, 50, 0, 0, 4}), {2500, 1}, false);
  write(madeFrom({"singletons", singletons, 1, 0, 0, 5}), {1, 1}, false);
  write(madeFrom({"no-variance", {5, 5, 6, 4, 5, 7, 5, 6}, 0, 0, 0, 6}), {0, 1}, true);
  write(withSlopes("slopes", Slope::independent, 12), {1, 1, 1}, false);
  write(crossed("crossed", {5, 6, 5, 6, 5, 6, 5}, 4, 21), {1, 1, 1}, false);
  write(crossed("crossed-wide", std::vector<int>(20, 3), 5, 22), {1, 1, 1}, false);
  write(withSlopes("correlated", Slope::correlated, 12), {4, 0.1, 1, 1}, false);
  write(nested(), {1, 1, 1}, false);
  write(weighted(madeFrom({"weighted", uneven, 1.2, 0, 0, 7}), "weighted"), {1, 1}, false);
  write(weighted(withSlopes("", Slope::correlated, 12), "weighted-slopes"), {4, 0.1, 1, 1}, false);
}
