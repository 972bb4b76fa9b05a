// Outcomes and counts that a recipe makes up, for generalised_reference.cpp.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dense_matrix.hpp"
#include "dice.hpp"

using std::size_t;

enum class Kind { binomial, poisson };

enum class Slopes { none, correlated, alone };  // (1 | g), (1 + z | g), (0 + z | g)

struct Term {
  size_t grouping;
  Slopes slopes = Slopes::none;
};

inline int widthOf(const Term& term) { return term.slopes == Slopes::correlated ? 2 : 1; }
inline size_t thetasOf(const Term& term) { return term.slopes == Slopes::correlated ? 3 : 1; }

struct Data {
  std::string name;
  Kind kind;
  std::vector<double> y;  // proportions or counts
  std::vector<double> weights;
  std::vector<double> offset;
  std::vector<std::vector<double>> x;  // by row, intercept first
  std::vector<std::vector<int>> group;
  std::vector<int> levels;
  std::vector<double> z;
  std::vector<Term> terms;   // in the order of θ: those with more levels first
  std::vector<size_t> zero;  // of θ, where the likelihood is highest at exactly 0
  Matrix coordinates;        // p × p: what is searched for is γ, β = coordinates · γ

  [[nodiscard]] size_t rows() const { return y.size(); }
};

inline Matrix columnsOf(const Data& data) {
  Matrix columns(static_cast<int>(data.rows()), static_cast<int>(data.x[0].size()));
  for (size_t i = 0; i < data.rows(); ++i) {
    for (size_t j = 0; j < data.x[i].size(); ++j) {
      columns(static_cast<int>(i), static_cast<int>(j)) = data.x[i][j];
    }
  }
  return columns;
}

// Columns that are far from 0 or nearly alike: coordinates in which they are neither (Gram and
// Schmidt's, of a length that does not grow with the rows).
inline Data inStraightCoordinates(Data data) {
  const Matrix columns = columnsOf(data);
  const int p = columns.columns;
  data.coordinates = identity(p);
  for (int j = 0; j < p; ++j) {
    for (int turn = 0; turn < 2; ++turn) {
      const Matrix straight = columns * data.coordinates;
      const Matrix products = transposed(straight) * straight;
      for (int i = 0; i < p; ++i) {
        for (int k = 0; k < j; ++k) {
          data.coordinates(i, j) -= data.coordinates(i, k) * products(k, j) / products(k, k);
        }
      }
    }
    const Matrix straight = columns * data.coordinates;
    const Real length = sqrt((transposed(straight) * straight)(j, j) / columns.rows);
    for (int i = 0; i < p; ++i) data.coordinates(i, j) /= length;
  }
  return data;
}

struct Recipe {
  std::string name;
  Kind kind;
  std::vector<int> sizes;
  int most;  // trials of a row, 1 to this
  double sd;
  std::uint64_t seed;
  double level = 0.3;  // the intercept
  double far = 0;      // the covariate's distance from 0
};

// A count of this mean; where it is large, by the normal curve that it then nearly follows.
inline double countOf(double mean, Dice& dice) {
  if (mean > 40) return std::round(mean + std::sqrt(mean) * dice.normal());
  double below = dice.uniform();
  int count = 0;
  for (double chance = std::exp(-mean); below > chance && count < 200;) {
    below -= chance;
    chance *= mean / ++count;
  }
  return count;
}

inline double successesOf(int trials, double chance, Dice& dice) {
  if (trials > 1000) return trials - std::min<double>(trials, countOf(trials * (1 - chance), dice));
  int successes = 0;
  for (int t = 0; t < trials; ++t) successes += dice.uniform() < chance ? 1 : 0;
  return successes;
}

// Intercept, arm by group, a covariate; the response is drawn from the model. `more` is what a row
// of a group has beside that.
using More = std::function<double(size_t group, int row, double covariate)>;
inline Data madeFrom(const Recipe& recipe, const More& more = {}) {
  Dice dice(recipe.seed);
  Data data;
  data.name = recipe.name;
  data.kind = recipe.kind;
  data.group.emplace_back();
  data.levels.push_back(static_cast<int>(recipe.sizes.size()));
  data.terms = {{0}};
  data.coordinates = identity(3);
  for (size_t g = 0; g < recipe.sizes.size(); ++g) {
    const double effect = recipe.sd * dice.normal();
    for (int k = 0; k < recipe.sizes[g]; ++k) {
      const double arm = g % 2 == 0 ? 0 : 1;
      const double covariate = thousandths(dice.normal());
      const bool isCount = recipe.kind == Kind::poisson;
      const double offset = isCount ? thousandths(std::log(0.5 + dice.uniform())) : 0;
      const double eta = recipe.level - 0.6 * arm + 0.5 * covariate + effect + offset +
                         (more ? more(g, k, covariate) : 0);
      data.group[0].push_back(static_cast<int>(g));
      data.x.push_back({1, arm, covariate + recipe.far});
      data.offset.push_back(offset);
      if (isCount) {
        data.weights.push_back(1);
        data.y.push_back(countOf(std::exp(eta), dice));
        continue;
      }
      const int trials = 1 + static_cast<int>(dice.uniform() * recipe.most);
      data.weights.push_back(trials);
      data.y.push_back(successesOf(trials, 1 / (1 + std::exp(-eta)), dice) / trials);
    }
  }
  return data;
}
