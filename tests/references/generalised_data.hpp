// The made-up outcomes and counts of generalised_reference.cpp: the same from the same seed on
// every machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

using std::size_t;

enum class Kind { binomial, poisson };

struct Term {
  size_t grouping;
  bool slope;  // (1 + z | g), else (1 | g)
};

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
  std::vector<Term> terms;
  double far = 0;  // the last column's distance from 0, taken off exactly for what is computed

  [[nodiscard]] size_t rows() const { return y.size(); }
};

// Numbers without a library's say: the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  double uniform() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (static_cast<double>(state_ >> 11U) + 0.5) / 9007199254740992.0;
  }
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

 private:
  std::uint64_t state_;
};

inline double thousandths(double value) { return std::round(value * 1000) / 1000; }

struct Recipe {
  std::string name;
  Kind kind;
  std::vector<int> sizes;
  int most;  // trials of a row, 1 to this
  double sd;
  double far = 0;
  std::uint64_t seed = 1;
};

// Intercept, arm by group, a covariate; the response is drawn from the model.
inline Data madeFrom(const Recipe& recipe, const std::function<double(size_t, int, double)>& more) {
  Dice dice(recipe.seed);
  Data data{recipe.name, recipe.kind,  {},        {},
            {},          {},           {{}},      {static_cast<int>(recipe.sizes.size())},
            {},          {{0, false}}, recipe.far};
  for (size_t g = 0; g < recipe.sizes.size(); ++g) {
    const double effect = recipe.sd * dice.normal();
    for (int k = 0; k < recipe.sizes[g]; ++k) {
      const double arm = g % 2 == 0 ? 0 : 1;
      const double covariate = thousandths(dice.normal());
      const bool isCount = recipe.kind == Kind::poisson;
      const double offset = isCount ? thousandths(std::log(0.5 + dice.uniform())) : 0;
      const double eta =
          0.3 - 0.6 * arm + 0.5 * covariate + effect + offset + more(g, k, covariate);
      data.group[0].push_back(static_cast<int>(g));
      data.x.push_back({1, arm, covariate + recipe.far});
      data.offset.push_back(offset);
      if (isCount) {
        double below = dice.uniform();
        int count = 0;
        for (double chance = std::exp(-std::exp(eta)); below > chance && count < 60;) {
          below -= chance;
          chance *= std::exp(eta) / ++count;
        }
        data.weights.push_back(1);
        data.y.push_back(count);
        continue;
      }
      const int trials = 1 + static_cast<int>(dice.uniform() * recipe.most);
      int successes = 0;
      for (int t = 0; t < trials; ++t)
        successes += dice.uniform() < 1 / (1 + std::exp(-eta)) ? 1 : 0;
      data.weights.push_back(trials);
      data.y.push_back(static_cast<double>(successes) / trials);
    }
  }
  return data;
}

inline Data withSlopes() {
  Dice dice(31);
  std::vector<double> slopes(10);
  for (double& slope : slopes) slope = 0.5 * dice.normal();
  Data data = madeFrom({"slopes", Kind::poisson, {6, 5, 7, 6, 5, 6, 7, 5, 6, 6}, 1, 0.6, 0, 32},
                       [&](size_t g, int, double covariate) { return slopes[g] * covariate; });
  for (const auto& row : data.x) data.z.push_back(row[2]);
  data.terms = {{0, true}};
  return data;
}

inline Data crossed() {
  Dice dice(41);
  std::vector<double> effects(5);
  for (double& effect : effects) effect = 0.8 * dice.normal();
  Data data = madeFrom(
      {"crossed", Kind::binomial, {5, 6, 5, 6, 5, 6, 5, 6}, 6, 0.9, 0, 42},
      [&](size_t g, int k, double) { return effects[(g * 3 + static_cast<size_t>(k)) % 5]; });
  data.group.emplace_back();
  std::vector<int> within(8);
  for (const int g : data.group[0]) {
    data.group[1].push_back((g * 3 + within[static_cast<size_t>(g)]++) % 5);
  }
  data.levels.push_back(5);
  data.terms.push_back({1, false});
  return data;
}

inline std::vector<Data> allCases() {
  const auto none = [](size_t, int, double) { return 0.0; };
  const std::vector<int> uneven{4, 7, 3, 6, 5, 8, 4, 6, 5, 4};
  return {
      madeFrom({"trials", Kind::binomial, uneven, 9, 0.8, 0, 11}, none),
      madeFrom({"outcomes", Kind::binomial, {9, 12, 8, 14, 10, 11, 7, 13}, 1, 1.2, 0, 12}, none),
      madeFrom({"counts", Kind::poisson, uneven, 1, 0.7, 0, 13}, none),
      madeFrom({"far-away", Kind::binomial, uneven, 9, 0.8, 1048576, 11}, none),
      withSlopes(),
      crossed()};
}
