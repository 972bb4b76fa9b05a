// Every number of a fit against 50-digit arithmetic on the dense definition
// (tests/references/mixed_reference.cpp): at least 12 digits on ordinary data, 9 where the data are
// chosen to hurt, 8 of degrees of freedom.
#include <gtest/gtest.h>

#include "statistics/reference_file.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::digits;
using sample::fitted;
using sample::Model;

struct Case {
  std::string name;
  Model model;
  sample::ReferenceCase reference;

  [[nodiscard]] double at(const std::string& key, std::size_t i) const {
    return reference.at(key, i);
  }
};

struct Shape {
  std::size_t columns = 0;
  std::size_t groupings = 0;
  int slope = 0;  // 1 independent of the intercept, 2 correlated
  bool weighted = false;
};

Shape shapeOf(const sample::ReferenceCase& reference) {
  const std::vector<int>& numbers = reference.shape;
  return {static_cast<std::size_t>(numbers.at(1)), static_cast<std::size_t>(numbers.at(2)),
          numbers.at(3), numbers.at(4) == 1};
}

// The numbers of one row of data: y, its groups, x but the intercept, z of a slope, its weight.
Model modelFrom(const sample::ReferenceRows& rows, const Shape& shape) {
  Model model = sample::modelOf(rows.column(0));
  for (std::size_t g = 0; g < shape.groupings; ++g) {
    sample::addIntercept(model,
                         sample::addGrouping(model, "g" + std::to_string(g), rows.levels(1 + g)));
  }
  for (std::size_t i = 1; i < shape.columns; ++i) {
    sample::addColumn(model, "x" + std::to_string(i), rows.column(shape.groupings + i));
  }
  const std::size_t last = shape.groupings + shape.columns;
  if (shape.slope == 1) {
    model.design.random.push_back({0, {"z"}});
    model.rows.z.emplace_back(rows.column(last));
  } else if (shape.slope == 2) {
    model.design.random[0].columns = {"(Intercept)", "z"};
    model.rows.z[0] = Eigen::MatrixXd::Ones(model.rows.count(), 2);
    model.rows.z[0].col(1) = rows.column(last);
  }
  if (shape.weighted) {
    model.design.weighted = true;
    model.rows.weights = rows.column(last + (shape.slope > 0 ? 1 : 0));
  }
  return model;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> made;
    for (const auto& reference : sample::referencesIn("references.txt")) {
      made.push_back({reference.name, modelFrom(reference.rows, shapeOf(reference)), reference});
    }
    return made;
  }();
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
  EXPECT_GE(digits(fit.residualSd, c.reference.at(method + ".sigma")), least) << c.name;
  EXPECT_GE(digits(fit.criterion, c.reference.at(method + ".criterion")), least) << c.name;
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
    if (!c.reference.has("cluster.se.0")) continue;  // crossed, or weighted
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
