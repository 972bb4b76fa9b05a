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

namespace {

struct Data {
  std::string name;
  Matrix y;                             // n × 1
  Matrix x;                             // n × p, intercept first
  std::vector<std::vector<int>> group;  // one or two groupings
  std::vector<Real> slope;              // z of an uncorrelated random slope on grouping 0; or empty
};

// What G_i are: one for each random term, then the identity.
std::vector<Matrix> structuresOf(const Data& data) {
  const int n = data.y.rows;
  std::vector<Matrix> structures;
  const auto add = [&](const std::vector<int>& group, const std::vector<Real>* z) {
    Matrix g(n, n);
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < n; ++j) {
        if (group[static_cast<std::size_t>(i)] != group[static_cast<std::size_t>(j)]) continue;
        g(i, j) =
            z ? (*z)[static_cast<std::size_t>(i)] * (*z)[static_cast<std::size_t>(j)] : Real(1);
      }
    }
    structures.push_back(g);
  };
  for (const auto& group : data.group) add(group, nullptr);
  if (!data.slope.empty()) add(data.group[0], &data.slope);
  structures.push_back(identity(n));
  return structures;
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
  fmt::print("shape {} {} {} {}\n", data.y.rows, data.x.columns, data.group.size(),
             data.slope.empty() ? 0 : 1);
  for (int i = 0; i < data.y.rows; ++i) {
    fmt::print("row {:.17g}", static_cast<double>(data.y(i, 0)));
    for (const auto& group : data.group) fmt::print(" {}", group[static_cast<std::size_t>(i)]);
    for (int j = 1; j < data.x.columns; ++j) {
      fmt::print(" {:.17g}", static_cast<double>(data.x(i, j)));
    }
    if (!data.slope.empty()) {
      fmt::print(" {:.17g}", static_cast<double>(data.slope[static_cast<std::size_t>(i)]));
    }
    fmt::print("\n");
  }
}

void writeFit(const Data& data, const std::vector<double>& start, bool boundary) {
  const std::vector<Matrix> structures = structuresOf(data);
  for (const bool restricted : {true, false}) {
    const std::string method = restricted ? "reml" : "ml";
    std::vector<Real> theta(start.begin(), start.end());
    const Fitted fitted = fittedTo(data, structures, theta, restricted);
    const Real sigma2 = fitted.theta.back();
    for (std::size_t i = 0; i + 1 < fitted.theta.size(); ++i) {
      expect(numbered(method + ".theta", static_cast<int>(i)), sqrt(fitted.theta[i] / sigma2));
    }
    expect(method + ".sigma", sqrt(sigma2));
    expect(method + ".criterion", fitted.dense.criterion);
    for (int l = 0; l < data.x.columns; ++l) {
      expect(numbered(method + ".beta", l), fitted.dense.beta(l, 0));
      expect(numbered(method + ".se", l), sqrt(fitted.dense.phi(l, l)));
    }
    if (!restricted) continue;
    writeSmallSample(data, structures, fitted, boundary);
    if (data.group.size() > 1 || !data.slope.empty()) continue;
    writeRobust(data, fitted.dense, false, "cr0");
    writeRobust(data, fitted.dense, true, "cr2");
    writeClusterLevel(data);
  }
}

// Made-up numbers: the same from the same seed on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  double uniform() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
  }
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

 private:
  std::uint64_t state_;
};

double thousandths(double value) { return std::round(value * 1000) / 1000; }

struct Recipe {
  std::string name;
  std::vector<int> sizes;
  double between = 1;
  double offset = 0;
  double collinear = 0;  // a column that differs from the baseline by this much
  std::uint64_t seed = 1;
};

Data madeFrom(const Recipe& recipe) {
  Dice dice(recipe.seed);
  int n = 0;
  for (const int size : recipe.sizes) n += size;
  const int p = recipe.collinear > 0 ? 5 : 4;
  Data data{recipe.name, Matrix(n, 1), Matrix(n, p), {std::vector<int>()}, {}};
  int row = 0;
  for (std::size_t g = 0; g < recipe.sizes.size(); ++g) {
    const double effect = recipe.between * dice.normal();
    const int arm = static_cast<int>(g) % 2;
    const int site = static_cast<int>(g) % 3 == 0 ? 1 : 0;
    for (int i = 0; i < recipe.sizes[g]; ++i, ++row) {
      const double baseline = thousandths(30 + 8 * dice.normal());
      const double y = 12 + 1.5 * arm - site + 0.4 * baseline + effect + dice.normal();
      data.y(row, 0) = thousandths(y) + recipe.offset;
      data.x(row, 0) = 1;
      data.x(row, 1) = arm;
      data.x(row, 2) = baseline + recipe.offset;
      data.x(row, 3) = site;
      if (p == 5) data.x(row, 4) = baseline + recipe.collinear * thousandths(dice.normal());
      data.group[0].push_back(static_cast<int>(g));
    }
  }
  return data;
}

Data withSlopes() {
  Data data = madeFrom({"slopes", {4, 6, 5, 7, 4, 5, 6, 4}, 4, 0, 0, 12});
  data.name = "slopes";
  Dice dice(77);
  std::vector<double> slope(8);
  for (double& value : slope) value = 0.6 * dice.normal();
  for (int i = 0; i < data.y.rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    data.slope.emplace_back(thousandths(3 * dice.uniform()));
    data.y(i, 0) = thousandths(static_cast<double>(
        data.y(i, 0) + data.slope[at] * slope[static_cast<std::size_t>(data.group[0][at])]));
  }
  return data;
}

Data crossed() {
  Data data = madeFrom({"crossed", {5, 6, 5, 6, 5, 6, 5}, 1.5, 0, 0, 21});
  data.name = "crossed";
  Dice dice(78);
  std::vector<double> effect(4);
  for (double& value : effect) value = 1.2 * dice.normal();
  data.group.emplace_back();
  for (int i = 0; i < data.y.rows; ++i) {
    const auto second = static_cast<std::size_t>(dice.uniform() * 4);
    data.group[1].push_back(static_cast<int>(second));
    data.y(i, 0) = thousandths(static_cast<double>(data.y(i, 0)) + effect[second]);
  }
  return data;
}

}  // namespace

int main() {
  const std::vector<int> uneven{3, 7, 4, 5, 8, 2, 6, 4, 3, 9, 5, 4};
  const auto made = [](const Recipe& recipe, const std::vector<double>& start, bool boundary) {
    const Data data = madeFrom(recipe);
    writeData(data);
    writeFit(data, start, boundary);
  };
  made({"ordinary", uneven, 1.2, 0, 0, 1}, {1, 1}, false);
  made({"far-away", uneven, 1.2, 1e6, 0, 2}, {1, 1}, false);
  made({"near-collinear", uneven, 1.2, 0, 1e-6, 3}, {1, 1}, false);
  made({"nearly-all-between", uneven, 50, 0, 0, 4}, {2500, 1}, false);
  std::vector<int> singletons(25, 1);
  singletons.push_back(14);
  singletons.push_back(12);
  made({"singletons", singletons, 1, 0, 0, 5}, {1, 1}, false);
  made({"no-variance", {5, 5, 6, 4, 5, 7, 5, 6}, 0, 0, 0, 6}, {0, 1}, true);
  for (const Data& data : {withSlopes(), crossed()}) {
    writeData(data);
    writeFit(data, {1, 1, 1}, false);
  }
}
