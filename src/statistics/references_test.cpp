// Every number of a fit against 50-digit arithmetic on the dense definition
// (tests/references/mixed_reference.cpp): at least 12 digits on ordinary data, 9 where the data are
// chosen to hurt, 8 of degrees of freedom.
#include <gtest/gtest.h>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::digits;
using sample::fitted;
using sample::Model;

struct Case {
  std::string name;
  Model model;
  std::map<std::string, double> expected;

  [[nodiscard]] double at(const std::string& key, std::size_t i) const {
    return expected.at(key + "." + std::to_string(i));
  }
};

struct Shape {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t groupings = 0;
  int slope = 0;  // 1 independent of the intercept, 2 correlated
  bool weighted = false;
};

// The numbers of one row of data: y, its groups, x but the intercept, z of a slope, its weight.
Model modelFrom(const std::vector<std::vector<double>>& rows, const Shape& shape) {
  const auto values = [&](std::size_t column) {
    Eigen::VectorXd result(static_cast<Eigen::Index>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      result[static_cast<Eigen::Index>(i)] = rows[i][column];
    }
    return result;
  };
  Model model = sample::modelOf(values(0));
  for (std::size_t g = 0; g < shape.groupings; ++g) {
    std::vector<std::string> group;
    for (const auto& row : rows) {
      group.push_back(std::to_string(100 + static_cast<int>(row[1 + g])));
    }
    sample::addIntercept(model, sample::addGrouping(model, "g" + std::to_string(g), group));
  }
  for (std::size_t i = 1; i < shape.columns; ++i) {
    sample::addColumn(model, "x" + std::to_string(i), values(shape.groupings + i));
  }
  const std::size_t last = shape.groupings + shape.columns;
  if (shape.slope == 1) {
    model.design.random.push_back({0, {"z"}});
    model.rows.z.emplace_back(values(last));
  } else if (shape.slope == 2) {
    model.design.random[0].columns = {"(Intercept)", "z"};
    model.rows.z[0] = Eigen::MatrixXd::Ones(model.rows.count(), 2);
    model.rows.z[0].col(1) = values(last);
  }
  if (shape.weighted) {
    model.design.weighted = true;
    model.rows.weights = values(last + (shape.slope > 0 ? 1 : 0));
  }
  return model;
}

std::vector<Case> casesOf() {
  std::ifstream in("tests/data/statistics/references.txt");
  std::vector<Case> cases;
  std::vector<std::vector<double>> rows;
  Shape shape;
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells(line);
    std::string word;
    cells >> word;
    if (word == "case") {
      rows.clear();
      cells >> cases.emplace_back().name;
    } else if (word == "shape") {
      shape = {};
      cells >> shape.rows >> shape.columns >> shape.groupings >> shape.slope >> shape.weighted;
    } else if (word == "row") {
      auto& row = rows.emplace_back();
      for (double value = 0; cells >> value;) row.push_back(value);
      if (rows.size() == shape.rows) cases.back().model = modelFrom(rows, shape);
    } else if (word == "expect") {
      std::string key;
      double value = 0;
      cells >> key >> value;
      cases.back().expected[key] = value;
    }
  }
  return cases;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = casesOf();
  return all;
}

bool ordinary(const Case& c) {
  return c.name != "far-away" && c.name != "near-collinear" && c.name != "nearly-all-between";
}

void expectVariances(const Case& c, const Fit& fit, const std::string& method) {
  const double least = ordinary(c) ? 12 : 9;
  for (std::size_t i = 0; i < fit.theta.size(); ++i) {
    // θ is in lme4's order, by falling number of levels; the reference's is as written.
    const double reference =
        c.at(method + ".theta", c.name == "nested" ? fit.theta.size() - 1 - i : i);
    if (reference == 0) {
      EXPECT_EQ(fit.theta[i], 0) << c.name;
    } else {
      EXPECT_GE(digits(fit.theta[i], reference), least) << c.name << " theta " << i;
    }
  }
  EXPECT_GE(digits(fit.residualSd, c.expected.at(method + ".sigma")), least) << c.name;
  EXPECT_GE(digits(fit.criterion, c.expected.at(method + ".criterion")), least) << c.name;
}

TEST(References, EstimatesAndStandardErrors) {
  ASSERT_EQ(cases().size(), 13U);
  for (const Case& c : cases()) {
    for (const Method method : {Method::reml, Method::ml}) {
      const std::string name = method == Method::reml ? "reml" : "ml";
      const Fit fit = fitted(c.model, by(method, DfMethod::residual));
      expectVariances(c, fit, name);
      const double least = ordinary(c) ? 12 : 9;
      for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
        const double error = c.at(name + ".se", i);
        EXPECT_GE(digits(fit.fixed[i].stdErrorModel, error), least) << c.name << " se " << i;
        EXPECT_GE(digits(fit.fixed[i].estimate, c.at(name + ".beta", i), error), least)
            << c.name << " beta " << i;
      }
    }
  }
}

TEST(References, KenwardRoger) {
  for (const Case& c : cases()) {
    const Fit fit = fitted(c.model);
    for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
      EXPECT_EQ(fit.fixed[i].dfMethod, DfMethod::kenwardRoger);
      EXPECT_GE(digits(fit.fixed[i].stdError, c.at("kr.se", i)), ordinary(c) ? 12 : 9)
          << c.name << ' ' << i;
      EXPECT_GE(digits(fit.fixed[i].df, c.at("kr.df", i)), 9) << c.name << ' ' << i;
    }
  }
}

TEST(References, SatterthwaiteFromTheObservedInformation) {
  for (const Case& c : cases()) {
    if (c.name == "no-variance") continue;
    const Fit fit = fitted(c.model, by(Method::reml, DfMethod::satterthwaite));
    for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
      EXPECT_GE(digits(fit.fixed[i].df, c.at("satterthwaite.df", i)), 8) << c.name << ' ' << i;
    }
  }
}

TEST(References, RobustStandardErrors) {
  for (const Case& c : cases()) {
    if (c.name.starts_with("crossed")) continue;  // no grouping holds the other
    for (const Robust type : {Robust::cr0, Robust::cr2}) {
      const std::string name = type == Robust::cr0 ? "cr0" : "cr2";
      FitOptions options;
      options.robust = type;
      const Fit fit = fitted(c.model, options);
      for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
        const Coefficient& row = fit.robust->fixed[i];
        EXPECT_GE(digits(row.stdError, c.at(name + ".se", i)), ordinary(c) ? 11 : 9)
            << c.name << ' ' << name << ' ' << i;
        EXPECT_GE(digits(row.df, c.at(name + ".df", i)), 8) << c.name << ' ' << name << ' ' << i;
      }
    }
  }
}

TEST(References, RegressionOfTheGroupsMeans) {
  for (const Case& c : cases()) {
    if (!c.expected.contains("cluster.se.0")) continue;  // crossed, or weighted
    const Fit fit = fitted(c.model);
    for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
      const Coefficient& row = fit.clusterLevel->fixed[i];
      const double error = c.at("cluster.se", i);
      EXPECT_GE(digits(row.stdError, error), ordinary(c) ? 12 : 9) << c.name << ' ' << i;
      EXPECT_GE(digits(row.estimate, c.at("cluster.beta", i), error), ordinary(c) ? 12 : 9)
          << c.name << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace refocus::statistics
