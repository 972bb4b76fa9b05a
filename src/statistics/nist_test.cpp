// NIST's Statistical Reference Datasets: certified regressions, and the one-way analyses of
// variance, which certify REML's variance components exactly where the layout is balanced.
#include <gtest/gtest.h>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::digits;
using sample::fitted;
using sample::Model;

// Rows of numbers of one of NIST's files, from the first line of data (counted from 1).
std::vector<std::vector<double>> numbersOf(const std::string& name, int firstLine) {
  std::ifstream in("tests/data/statistics/nist/" + name);
  std::vector<std::vector<double>> rows;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (number < firstLine) continue;
    std::istringstream cells(line);
    std::vector<double> row;
    for (double value = 0; cells >> value;) row.push_back(value);
    if (!row.empty()) rows.push_back(row);
  }
  return rows;
}

Eigen::VectorXd columnOf(const std::vector<std::vector<double>>& rows, std::size_t column) {
  Eigen::VectorXd values(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i)
    values[static_cast<Eigen::Index>(i)] = rows[i][column];
  return values;
}

Model oneWayOf(const std::string& name) {
  const auto rows = numbersOf(name, 61);
  std::vector<std::string> group;
  for (const auto& row : rows) group.push_back(std::to_string(static_cast<int>(row[0])));
  return sample::oneWay(columnOf(rows, 1), group, "treatment");
}

struct Certified {
  double between;  // mean squares
  double within;
  double replicates;
};

// REML of a balanced layout: σ² is the mean square within, σ_b² what that between has beyond it.
void expectAnalysisOfVariance(const std::string& name, const Certified& certified, double least) {
  const Fit fit = fitted(oneWayOf(name));
  const double between = (certified.between - certified.within) / certified.replicates;
  EXPECT_GE(digits(fit.residualVariance, certified.within), least) << name;
  EXPECT_GE(digits(fit.random[0].variance, between), least) << name;
}

TEST(Nist, OneWaySetsCertifyTheVarianceComponents) {
  expectAnalysisOfVariance("SiRstv.dat", {1.27865654e-02, 1.0831828e-02, 5}, 10);
  expectAnalysisOfVariance("AtmWtAg.dat", {3.638341875e-09, 2.28155932971014e-10, 24}, 8.5);
  expectAnalysisOfVariance("SmLs01.dat", {1.68e+00 / 8, 1.8 / 180, 21}, 13);
  expectAnalysisOfVariance("SmLs02.dat", {1.608e+01 / 8, 1.8e+01 / 1800, 201}, 13);
  expectAnalysisOfVariance("SmLs03.dat", {1.6008e+02 / 8, 1.8e+02 / 18000, 2001}, 13);
  // A value near a million with one decimal is written in binary to some nine of these digits.
  expectAnalysisOfVariance("SmLs04.dat", {1.68e+00 / 8, 1.8 / 180, 21}, 9);
  expectAnalysisOfVariance("SmLs05.dat", {1.608e+01 / 8, 1.8e+01 / 1800, 201}, 9);
  expectAnalysisOfVariance("SmLs06.dat", {1.6008e+02 / 8, 1.8e+02 / 18000, 2001}, 9);
}

// The mean squares of the binary numbers that the file's decimals become: differences from the
// first value are exact, and their sums are to the last bits of a long double.
Certified exactMeanSquares(const std::string& name) {
  const auto rows = numbersOf(name, 61);
  std::map<double, std::pair<long double, long double>> sums;  // of each group: count and sum
  long double total = 0;
  for (const auto& row : rows) {
    const long double value = static_cast<long double>(row[1]) - rows[0][1];
    auto& [count, sum] = sums[row[0]];
    count += 1;
    sum += value;
    total += value;
  }
  const auto n = static_cast<long double>(rows.size());
  const auto groups = static_cast<long double>(sums.size());
  long double between = 0;
  long double within = 0;
  for (const auto& [group, of] : sums) {
    const long double away = of.second / of.first - total / n;
    between += of.first * away * away;
  }
  for (const auto& row : rows) {
    const auto& [count, sum] = sums[row[0]];
    const long double away = static_cast<long double>(row[1]) - rows[0][1] - sum / count;
    within += away * away;
  }
  return {static_cast<double>(between / (groups - 1)), static_cast<double>(within / (n - groups)),
          static_cast<double>(n / groups)};
}

// At 1e12 a decimal survives in binary to four digits only: what can be asked is the exact answer
// for the numbers that arrive.
TEST(Nist, OneWaySetsFarFromZeroLoseNothingThatArrives) {
  for (const std::string number : {"04", "05", "06", "07", "08", "09"}) {
    const std::string name = "SmLs" + number + ".dat";
    expectAnalysisOfVariance(name, exactMeanSquares(name), 12.5);
  }
  for (const std::string number : {"07", "08", "09"}) {
    const Fit fit = fitted(oneWayOf("SmLs" + number + ".dat"));
    EXPECT_GE(digits(fit.residualVariance, 0.01), 2) << number;
  }
}

TEST(Nist, Norris) {
  const auto rows = numbersOf("Norris.dat", 61);
  Model model = sample::modelOf(columnOf(rows, 0));
  sample::addColumn(model, "x", columnOf(rows, 1));
  const Fit fit = fitted(model);
  EXPECT_GE(digits(fit.fixed[0].estimate, -0.262323073774029), 13);
  EXPECT_GE(digits(fit.fixed[1].estimate, 1.00211681802045), 14);
  EXPECT_GE(digits(fit.fixed[0].stdError, 0.232818234301152), 13);
  EXPECT_GE(digits(fit.fixed[1].stdError, 0.429796848199937e-03), 13);
  EXPECT_GE(digits(fit.residualSd, 0.884796396144373), 13);
  EXPECT_EQ(fit.fixed[1].df, 34);
}

TEST(Nist, Longley) {
  const sample::Table table("nist/Longley.csv");
  Model model = sample::modelOf(table.numbers("y"));
  for (const std::string name : {"x1", "x2", "x3", "x4", "x5", "x6"}) {
    sample::addColumn(model, name, table.numbers(name));
  }
  const Fit fit = fitted(model);
  const std::vector<double> estimate{-3482258.63459582, 15.0618722713733,  -0.358191792925910E-01,
                                     -2.02022980381683, -1.03322686717359, -0.511041056535807E-01,
                                     1829.15146461355};
  const std::vector<double> error{890420.383607373,  84.9149257747669,  0.334910077722432E-01,
                                  0.488399681651699, 0.214274163161675, 0.226073200069370,
                                  455.478499142212};
  for (std::size_t i = 0; i < estimate.size(); ++i) {
    EXPECT_GE(digits(fit.fixed[i].estimate, estimate[i]), 12.5) << i;
    EXPECT_GE(digits(fit.fixed[i].stdError, error[i]), 12.5) << i;
  }
  EXPECT_GE(digits(fit.residualSd, 304.854073561965), 13);
}

// Wampler1: y = 1 + x + … + x⁵ at x = 0 … 20, exactly. All coefficients are 1, all errors 0.
TEST(Nist, WamplersExactPolynomialHasNoError) {
  Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(21, 0, 20);
  Eigen::VectorXd y = Eigen::VectorXd::Ones(21);
  Eigen::VectorXd power = Eigen::VectorXd::Ones(21);
  Model model = sample::modelOf(y);
  for (int k = 1; k <= 5; ++k) {
    power = power.cwiseProduct(x);
    y += power;
    sample::addColumn(model, "x" + std::to_string(k), power);
  }
  model.rows.y = y;
  const Fit fit = fitted(model);
  for (const Coefficient& row : fit.fixed) {
    EXPECT_GE(digits(row.estimate, 1), 13) << row.term;
    EXPECT_EQ(row.stdError, 0) << row.term;
  }
  EXPECT_EQ(fit.residualSd, 0);
}

// Without an intercept nothing may be shifted away (NoInt1: y = 130 … 140 on x = 60 … 70).
TEST(Nist, NoInterceptIsKept) {
  Model model;
  model.design.response = "y";
  model.design.columns = model.design.terms = {"x"};
  model.design.termOfColumn = {0};
  model.design.intercept = false;
  model.rows.y = Eigen::VectorXd::LinSpaced(11, 130, 140);
  model.rows.x = Eigen::VectorXd::LinSpaced(11, 60, 70);
  const Fit fit = fitted(model);
  EXPECT_GE(digits(fit.fixed[0].estimate, 2.07438016528926), 14);
  EXPECT_GE(digits(fit.fixed[0].stdError, 0.165289256198347e-01), 13);
  EXPECT_GE(digits(fit.residualSd, 3.56753034006338), 13);
}

}  // namespace
}  // namespace refocus::statistics
