// Satterthwaite's degrees of freedom of the achievement-awards trial with 50 digits, from nothing
// but the restricted likelihood and (X'V⁻¹X)⁻¹ as functions of the two variances: their derivatives
// are differences, whose error is below 1e-20. lmerTest differentiates likewise, with 16 digits.
//
//   Rscript tests/references/achievement_awards.R FOLDER
//   g++ -std=c++20 -O2 tests/references/achievement_awards_df.cpp -lfmt -o achievement_awards_df
//   ./achievement_awards_df < FOLDER/achievement_awards.csv
//
// What it prints is kept at the end of tests/data/statistics/achievement_awards.txt.
#include <fmt/format.h>

#include <array>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "dense_matrix.hpp"

namespace {

constexpr int kColumns = 4;             // ones, treated, year, sex
using Variances = std::array<Real, 2>;  // between schools, within

// Sums over one school's rows: of [x y], and of its products. Whole numbers, so exact.
struct School {
  Real rows = 0;
  Matrix sums{kColumns + 1, 1};
  Matrix products{kColumns + 1, kColumns + 1};
};

std::map<std::string, School> schoolsOf(std::istream& in) {
  std::map<std::string, School> schools;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    std::array<std::string, 5> cell;
    for (std::string& text : cell) std::getline(cells, text, ',');
    Matrix row(kColumns + 1, 1);
    row.values = {1, Real(cell[1]), Real(cell[2]), Real(cell[3] == "Girl" ? 1 : 0), Real(cell[4])};
    School& school = schools[cell[0]];
    school.rows += 1;
    school.sums = school.sums + row;
    school.products = school.products + row * transposed(row);
  }
  return schools;
}

struct Likelihood {
  Real deviance;  // minus twice the restricted log-likelihood, without its constant
  Matrix phi;     // (X'V⁻¹X)⁻¹
};

// V = σ²I + σ_b²11' in each school, so V⁻¹ = (I − σ_b²/(σ² + nσ_b²) 11')/σ².
Likelihood likelihoodAt(const std::map<std::string, School>& schools, const Variances& variances) {
  const auto& [between, within] = variances;
  Matrix all(kColumns + 1, kColumns + 1);
  Real logV = 0;
  for (const auto& [name, school] : schools) {
    const Real whole = within + school.rows * between;
    logV += (school.rows - 1) * log(within) + log(whole);
    all = all + combined(school.products, -between / whole, school.sums * transposed(school.sums));
  }
  Matrix x(kColumns, kColumns);
  Matrix xy(kColumns, 1);
  for (int i = 0; i < kColumns; ++i) {
    xy(i, 0) = all(i, kColumns) / within;
    for (int j = 0; j < kColumns; ++j) x(i, j) = all(i, j) / within;
  }
  auto [phi, logX] = inverted(x);
  const Real quadratic = all(kColumns, kColumns) / within - (transposed(xy) * (phi * xy))(0, 0);
  return {logV + logX + quadratic, phi};
}

// The derivative of `value` by one variance; the error of this difference is the step's fourth
// power.
template <class Value>
Real slope(const Value& value, const Variances& at, int i) {
  const Real step("1e-10");
  const auto moved = [&](int steps) {
    Variances there = at;
    there[static_cast<std::size_t>(i)] *= 1 + steps * step;
    return value(there);
  };
  return (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) /
         (12 * step * at[static_cast<std::size_t>(i)]);
}

}  // namespace

int main() {
  const auto schools = schoolsOf(std::cin);
  const auto deviance = [&](const Variances& at) { return likelihoodAt(schools, at).deviance; };
  const auto score = [&](int i) {
    return [&deviance, i](const Variances& at) { return slope(deviance, at, i); };
  };
  const auto hessianAt = [&](const Variances& at) {
    Matrix hessian(2, 2);
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 2; ++j) hessian(i, j) = slope(score(i), at, j);
    }
    return hessian;
  };
  Variances at{Real("0.03"), Real("0.16")};
  for (int step = 0; step < 12; ++step) {
    Matrix slopes(2, 1);
    for (int i = 0; i < 2; ++i) slopes(i, 0) = score(i)(at);
    const Matrix change = inverted(hessianAt(at)).first * slopes;
    for (int i = 0; i < 2; ++i) at[static_cast<std::size_t>(i)] -= change(i, 0);
  }
  fmt::print("expect exact.theta.0 {}\n", Real(sqrt(at[0] / at[1])).str(20));
  const Matrix w = combined(Matrix(2, 2), Real(2), inverted(hessianAt(at)).first);
  for (int l = 0; l < kColumns; ++l) {
    const auto variance = [&](const Variances& there) {
      return likelihoodAt(schools, there).phi(l, l);
    };
    Matrix gradient(2, 1);
    for (int i = 0; i < 2; ++i) gradient(i, 0) = slope(variance, at, i);
    const Real own = variance(at);
    const Real df = 2 * own * own / (transposed(gradient) * (w * gradient))(0, 0);
    fmt::print("expect exact.satterthwaite.df.{} {}\n", l, df.str(20));
  }
  return 0;
}
