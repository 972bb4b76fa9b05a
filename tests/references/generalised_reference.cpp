// Writes tests/data/statistics/generalised.txt: made-up outcomes and counts, and what generalised
// linear models with and without random effects give for them, with 50 digits. Only values of each
// likelihood are computed, from its definition (generalised_likelihood.hpp); gradients and second
// derivatives are differences of those. Nothing here knows the formulas that the program uses, nor
// shares a line with it.
//
//   g++ -std=c++20 -O2 tests/references/generalised_reference.cpp -lfmt -o generalised_reference
//   ./generalised_reference > tests/data/statistics/generalised.txt
//
// With names only those cases are written; each takes some minutes.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "generalised_cases.hpp"
#include "generalised_likelihood.hpp"
#include "minimum_by_values.hpp"

namespace {

void expect(const std::string& key, const Real& value) {
  fmt::print("expect {} {}\n", key, value.str(22, std::ios_base::scientific).c_str());
}

void writeData(const Data& data) {
  fmt::print("case {} {}\n", data.name, data.kind == Kind::binomial ? "binomial" : "poisson");
  fmt::print("shape {} {} {}", data.rows(), data.x[0].size(), data.group.size());
  for (const Term& term : data.terms) {
    fmt::print(" {} {}", term.grouping, static_cast<int>(term.slopes));
  }
  fmt::print("\n");
  for (size_t i = 0; i < data.rows(); ++i) {
    fmt::print("row {:.17g} {:.17g} {:.17g}", data.y[i], data.weights[i], data.offset[i]);
    for (const auto& group : data.group) fmt::print(" {}", group[i]);
    for (size_t j = 1; j < data.x[i].size(); ++j) fmt::print(" {:.17g}", data.x[i][j]);
    if (!data.z.empty()) fmt::print(" {:.17g}", data.z[i]);
    fmt::print("\n");
  }
}

// A likelihood's optimum among (θ, γ), those of θ that are named held at 0.
struct Found {
  Vector parameters;
  Real criterion;
  Matrix covariance;  // 0 for what is held
};

Vector insertedZeros(const Vector& free, const std::vector<size_t>& zero) {
  Vector all = free;
  for (const size_t at : zero) all.insert(all.begin() + static_cast<std::ptrdiff_t>(at), Real(0));
  return all;
}

// The criterion is even in a column of λ: at 0 its curvature says whether that is the lowest.
void checkZeros(const Function& f, const Found& found, const Data& data) {
  for (const size_t at : data.zero) {
    if (f(moved(found.parameters, at, Real("1e-10"))) <= found.criterion) {
      throw std::runtime_error(data.name + ": the likelihood rises beside a variance of 0");
    }
  }
}

Found optimumOf(const Function& f, Vector start, const Data& data) {
  for (auto at = data.zero.rbegin(); at != data.zero.rend(); ++at) {
    start.erase(start.begin() + static_cast<std::ptrdiff_t>(*at));
  }
  const Optimum optimum =
      minimumOf([&](const Vector& free) { return f(insertedZeros(free, data.zero)); }, start);
  Found found{insertedZeros(optimum.at, data.zero), optimum.value, {}};
  const auto count = static_cast<int>(found.parameters.size());
  const Matrix inverse = inverted(optimum.hessian).first;
  std::vector<int> free;
  for (int i = 0; i < count; ++i) {
    const auto held = std::find(data.zero.begin(), data.zero.end(), static_cast<size_t>(i));
    if (held == data.zero.end()) free.push_back(i);
  }
  found.covariance = Matrix(count, count);
  for (size_t i = 0; i < free.size(); ++i) {
    for (size_t j = 0; j < free.size(); ++j) {
      found.covariance(free[i], free[j]) = 2 * inverse(static_cast<int>(i), static_cast<int>(j));
    }
  }
  checkZeros(f, found, data);
  return found;
}

// A column of λ has no sign: its diagonal is written positive.
Vector uprightThetas(const Data& data, Vector parameters) {
  size_t theta = 0;
  for (const Term& term : data.terms) {
    const bool both = term.slopes == Slopes::correlated;
    if (parameters[theta] < 0) {
      parameters[theta] *= -1;
      if (both) parameters[theta + 1] *= -1;
    }
    if (both && parameters[theta + 2] < 0) parameters[theta + 2] *= -1;
    theta += thetasOf(term);
  }
  return parameters;
}

size_t thetaCount(const Data& data) {
  size_t count = 0;
  for (const Term& term : data.terms) count += thetasOf(term);
  return count;
}

// With the coefficients of the columns as they are.
void writeOptimum(const std::string& method, const Data& data, const Found& found, size_t thetas) {
  const auto count = static_cast<int>(found.parameters.size());
  Matrix back = identity(count);
  Matrix values(count, 1);
  const Vector upright = thetas > 0 ? uprightThetas(data, found.parameters) : found.parameters;
  const auto first = static_cast<int>(thetas);
  for (int i = 0; i < count; ++i) {
    values(i, 0) = upright[static_cast<size_t>(i)];
    for (int j = first; i >= first && j < count; ++j) {
      back(i, j) = data.coordinates(i - first, j - first);
    }
  }
  values = back * values;
  const Matrix covariance = back * found.covariance * transposed(back);
  for (int i = 0; i < count; ++i) {
    const bool isTheta = i < first;
    const int k = isTheta ? i : i - first;
    expect(fmt::format("{}.{}.{}", method, isTheta ? "theta" : "beta", k), values(i, 0));
    const std::string error = isTheta ? "theta-se" : "se";
    expect(fmt::format("{}.{}.{}", method, error, k), sqrt(covariance(i, i)));
  }
  expect(method + ".criterion", found.criterion);
}

// The first conditional modes, with the square roots of their variance: that of the curvature, and
// what the covariance of the parameters carries into them.
void writeEffects(const GeneralisedLikelihood& likelihood, const Found& found) {
  const Real h("1e-16");
  const auto effects = likelihood.effectsAt(found.parameters);
  Matrix slopes(effects.value.rows, static_cast<int>(found.parameters.size()));
  for (size_t j = 0; j < found.parameters.size(); ++j) {
    const Matrix change = likelihood.effectsAt(moved(found.parameters, j, h)).value -
                          likelihood.effectsAt(moved(found.parameters, j, -h)).value;
    for (int i = 0; i < slopes.rows; ++i) slopes(i, static_cast<int>(j)) = change(i, 0) / (2 * h);
  }
  const Matrix covariance = effects.covariance + slopes * found.covariance * transposed(slopes);
  for (int k = 0; k < 3; ++k) {
    expect(fmt::format("laplace.effect.{}", k), effects.value(k, 0));
    expect(fmt::format("laplace.effect-se.{}", k), sqrt(covariance(k, k)));
  }
}

void write(const Data& data) {
  writeData(data);
  const GeneralisedLikelihood likelihood(data);
  const size_t thetas = thetaCount(data);
  Data fixed = data;
  fixed.zero.clear();
  const Found plain = optimumOf([&](const Vector& at) { return likelihood.withoutEffects(at); },
                                Vector(data.x[0].size()), fixed);
  writeOptimum("glm", data, plain, 0);
  Vector from;
  for (const Term& term : data.terms) {
    from.emplace_back(0.6);
    if (term.slopes == Slopes::correlated) from.insert(from.end(), {Real(0), Real(0.4)});
  }
  from.insert(from.end(), plain.parameters.begin(), plain.parameters.end());
  const Found laplace =
      optimumOf([&](const Vector& at) { return likelihood.byLaplace(at); }, from, data);
  writeOptimum("laplace", data, laplace, thetas);
  writeEffects(likelihood, laplace);
  if (thetas > 1) return;
  for (const int points : {2, 5, 9, 25}) {
    const Rule rule = ruleOf(points);
    writeOptimum(fmt::format("agq{}", points), data,
                 optimumOf([&](const Vector& at) { return likelihood.byQuadrature(at, rule); },
                           laplace.parameters, data),
                 1);
  }
  writeOptimum(
      "exact", data,
      optimumOf([&](const Vector& at) { return likelihood.exactly(at); }, laplace.parameters, data),
      1);
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
