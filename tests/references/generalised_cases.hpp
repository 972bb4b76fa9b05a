// The cases of generalised_reference.cpp: ordinary ones, and ones that are chosen to hurt.
#pragma once

#include <vector>

#include "generalised_data.hpp"

inline std::vector<double> drawn(std::uint64_t seed, size_t count, double sd) {
  Dice dice(seed);
  std::vector<double> values(count);
  for (double& value : values) value = sd * dice.normal();
  return values;
}

// Slopes of the covariate that differ between groups.
inline Data withSlopes(const Recipe& recipe, const std::vector<Term>& terms) {
  const std::vector<double> slopes = drawn(recipe.seed + 100, recipe.sizes.size(), 0.5);
  Data data =
      madeFrom(recipe, [&](size_t g, int, double covariate) { return slopes[g] * covariate; });
  for (const auto& row : data.x) data.z.push_back(row[2]);
  data.terms = terms;
  return data;
}

// Rows of each group spread over the levels of a second grouping; slopes of the groups with this
// standard deviation, if any.
inline Data crossed(const Recipe& recipe, size_t levels, double slopeSd = 0) {
  const auto second = [&](size_t g, int k) { return (g * 3 + static_cast<size_t>(k)) % levels; };
  const std::vector<double> effects = drawn(recipe.seed + 100, levels, 0.8);
  const std::vector<double> slopes = drawn(recipe.seed + 200, recipe.sizes.size(), slopeSd);
  Data data = madeFrom(recipe, [&](size_t g, int k, double covariate) {
    return effects[second(g, k)] + slopes[g] * covariate;
  });
  std::vector<int> within(recipe.sizes.size());
  data.group.emplace_back();
  for (const int g : data.group[0]) {
    const auto at = static_cast<size_t>(g);
    data.group[1].push_back(static_cast<int>(second(at, within[at]++)));
  }
  data.levels.push_back(static_cast<int>(levels));
  data.terms.push_back({1});
  if (slopeSd == 0) return data;
  data.terms[0].slopes = Slopes::correlated;
  for (const auto& row : data.x) data.z.push_back(row[2]);
  return data;
}

// Two or three groups within each of the recipe's; these are grouping 1.
inline Data nested(const Recipe& recipe, double sd) {
  const auto inner = [](size_t g, int k) {
    return 3 * g + static_cast<size_t>(k) % (g % 2 == 0 ? 3 : 2);
  };
  const std::vector<double> effects = drawn(recipe.seed + 100, 3 * recipe.sizes.size(), sd);
  Data data = madeFrom(recipe, [&](size_t g, int k, double) { return effects[inner(g, k)]; });
  std::vector<int> within(recipe.sizes.size());
  data.group.emplace_back();
  for (const int g : data.group[0]) {
    const auto at = static_cast<size_t>(g);
    data.group[1].push_back(static_cast<int>(inner(at, within[at]++)));
  }
  data.levels.push_back(3 * data.levels[0]);
  data.terms = {{1}, {0}};
  return data;
}

// A column that differs from the covariate by a millionth of a number of its own.
inline Data nearCollinear(const Recipe& recipe) {
  Data data = madeFrom(recipe);
  Dice dice(recipe.seed + 100);
  for (auto& row : data.x) row.push_back(row[2] + 1e-6 * thousandths(dice.normal()));
  return inStraightCoordinates(data);
}

inline Data weighted(Data data) {
  Dice dice(300);
  for (double& weight : data.weights) weight = 0.5 * std::ceil(6 * dice.uniform());
  return data;
}

// Responses that differ less between groups than chance would have it.
inline Data alike(Data data) {
  for (size_t i = 0; i < data.rows(); ++i) {
    const double eta = 0.3 - 0.6 * data.x[i][1] + 0.5 * data.x[i][2];
    const double chance = 1 / (1 + std::exp(-eta));
    data.y[i] = std::round(data.weights[i] * chance) / data.weights[i];
  }
  return data;
}

inline Data withZeros(Data data, const std::vector<size_t>& zero) {
  data.zero = zero;
  return data;
}

inline std::vector<Data> allCases() {
  const std::vector<int> uneven{4, 7, 3, 6, 5, 8, 4, 6, 5, 4};
  const std::vector<int> even{6, 5, 7, 6, 5, 6, 7, 5, 6, 6};
  const std::vector<int> eight{5, 6, 5, 6, 5, 6, 5, 6};
  constexpr auto binomial = Kind::binomial;
  constexpr auto poisson = Kind::poisson;
  const std::vector<Term> correlated{{0, Slopes::correlated}};
  const std::vector<Term> apart{{0}, {0, Slopes::alone}};
  return {
      // Ordinary.
      madeFrom({"trials", binomial, uneven, 9, 0.8, 11}),
      madeFrom({"outcomes", binomial, {9, 12, 8, 14, 10, 11, 7, 13}, 1, 1.2, 12}),
      madeFrom({"counts", poisson, uneven, 1, 0.7, 13}),
      weighted(madeFrom({"weighted-counts", poisson, uneven, 1, 0.7, 14})),
      withSlopes({"slopes", poisson, even, 1, 0.6, 36}, correlated),
      withSlopes({"slopes-of-trials", binomial, even, 9, 0.8, 43}, correlated),
      withSlopes({"slopes-apart", binomial, even, 9, 0.6, 17}, apart),
      crossed({"crossed", binomial, eight, 6, 0.9, 18}, 5),
      crossed({"crossed-slopes", poisson, {9, 8, 9, 8, 9, 8, 9, 8}, 1, 0.6, 20}, 5, 0.5),
      nested({"nested", poisson, eight, 1, 0.6, 19}, 0.6),
      // Chosen to hurt.
      inStraightCoordinates(madeFrom({"far-away", binomial, uneven, 9, 0.8, 21, 0.3, 1e6})),
      nearCollinear({"near-collinear", poisson, uneven, 1, 0.7, 22}),
      madeFrom({"sparse", poisson, std::vector<int>(30, 3), 1, 1, 23, -1.5}),
      madeFrom({"large-counts", poisson, uneven, 1, 0.7, 24, 10}),
      madeFrom({"rare-failures", binomial, uneven, 20000, 0.7, 25, 7}),
      madeFrom({"wide", binomial, std::vector<int>(16, 6), 1, 4, 26}),
      withZeros(alike(madeFrom({"no-variance", binomial, uneven, 9, 0, 27})), {0}),
      withZeros(nested({"no-outer-variance", poisson, eight, 1, 0, 41}, 0.6), {1}),
      withZeros(withSlopes({"wholly-dependent", poisson, even, 1, 0.6, 40}, correlated), {2}),
  };
}
