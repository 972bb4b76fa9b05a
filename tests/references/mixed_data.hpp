// The made-up data of the references: the same from the same seed on every machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "dense_matrix.hpp"
#include "dice.hpp"

enum class Slope { independent, correlated };

struct Data {
  std::string name;
  Matrix y;                             // n × 1
  Matrix x;                             // n × p, intercept first
  std::vector<std::vector<int>> group;  // one or two groupings
  std::vector<Real> slope;              // z of a random slope on grouping 0; or empty
  Slope kind = Slope::independent;
  std::vector<Real> weight;  // or empty: the variance of a row is σ²/weight
};

struct Recipe {
  std::string name;
  std::vector<int> sizes;
  double between = 1;
  double offset = 0;
  double collinear = 0;  // a column that differs from the baseline by this much
  std::uint64_t seed = 1;
};

inline Data madeFrom(const Recipe& recipe) {
  Dice dice(recipe.seed);
  int n = 0;
  for (const int size : recipe.sizes) n += size;
  const int p = recipe.collinear > 0 ? 5 : 4;
  Data data{recipe.name, Matrix(n, 1), Matrix(n, p), {std::vector<int>()}, {}, {}, {}};
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

inline Data withSlopes(const std::string& name, Slope kind, std::uint64_t seed) {
  Data data = madeFrom({name, {4, 6, 5, 7, 4, 5, 6, 4}, 4, 0, 0, seed});
  data.kind = kind;
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

// Two or three groups within each of grouping 0.
inline Data nested() {
  Data data = madeFrom({"nested", {6, 7, 5, 8, 6, 7, 5, 6}, 2, 0, 0, 31});
  Dice dice(79);
  std::vector<double> effect(24);
  for (double& value : effect) value = 1.5 * dice.normal();
  data.group.emplace_back();
  for (int i = 0; i < data.y.rows; ++i) {
    const int outer = data.group[0][static_cast<std::size_t>(i)];
    const int inner = 3 * outer + i % (outer % 2 == 0 ? 3 : 2);
    data.group[1].push_back(inner);
    data.y(i, 0) =
        thousandths(static_cast<double>(data.y(i, 0)) + effect[static_cast<std::size_t>(inner)]);
  }
  return data;
}

inline Data weighted(Data data, const std::string& name) {
  data.name = name;
  Dice dice(80);
  for (int i = 0; i < data.y.rows; ++i)
    data.weight.emplace_back(1 + std::floor(5 * dice.uniform()) / 2);
  return data;
}

// Rows of each of grouping 0 spread over the levels of grouping 1.
inline Data crossed(const std::string& name, const std::vector<int>& sizes, int levels,
                    std::uint64_t seed) {
  Data data = madeFrom({name, sizes, 1.5, 0, 0, seed});
  Dice dice(78);
  std::vector<double> effect(static_cast<std::size_t>(levels));
  for (double& value : effect) value = 1.2 * dice.normal();
  data.group.emplace_back();
  for (int i = 0; i < data.y.rows; ++i) {
    const auto second = static_cast<std::size_t>(dice.uniform() * levels);
    data.group[1].push_back(static_cast<int>(second));
    data.y(i, 0) = thousandths(static_cast<double>(data.y(i, 0)) + effect[second]);
  }
  return data;
}
