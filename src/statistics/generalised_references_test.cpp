// Every number of a generalised linear mixed model against 50-digit values of its likelihood
// (tests/references/generalised_reference.cpp), and the published set of cattle herds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "statistics/reference_file.hpp"

namespace refocus::statistics {
namespace {

using sample::digits;
using sample::fitted;
using sample::Model;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

enum class Slopes { none, correlated, alone };  // (1 | g), (1 + z | g), (0 + z | g)

struct Shape {
  std::size_t columns = 0;
  std::size_t groupings = 0;
  std::vector<std::pair<std::size_t, Slopes>> terms;  // a term's grouping, and what varies by it
};

Shape shapeOf(const sample::ReferenceCase& reference) {
  const std::vector<int>& numbers = reference.shape;
  Shape shape{static_cast<std::size_t>(numbers.at(1)), static_cast<std::size_t>(numbers.at(2)), {}};
  for (std::size_t i = 3; i < numbers.size(); i += 2) {
    shape.terms.emplace_back(numbers[i], static_cast<Slopes>(numbers.at(i + 1)));
  }
  return shape;
}

// A row is y, its weight and offset, groups, x but the intercept, z of a slope.
Model modelFrom(const sample::ReferenceRows& rows, const Shape& shape) {
  Model model = sample::modelOf(rows.column(0));
  model.design.weighted = model.design.offset = true;
  model.rows.weights = rows.column(1);
  model.rows.offset = rows.column(2);
  for (std::size_t g = 0; g < shape.groupings; ++g) {
    sample::addGrouping(model, "g" + std::to_string(g), rows.levels(3 + g));
  }
  const std::size_t first = 3 + shape.groupings;
  for (std::size_t i = 1; i < shape.columns; ++i) {
    sample::addColumn(model, "x" + std::to_string(i), rows.column(first + i - 1));
  }
  for (const auto& [grouping, slopes] : shape.terms) {
    if (slopes == Slopes::none) {
      sample::addIntercept(model, grouping);
      continue;
    }
    const Eigen::VectorXd slope = rows.column(first + shape.columns - 1);
    if (slopes == Slopes::alone) {
      model.design.random.push_back({grouping, {"z"}});
      model.rows.z.emplace_back(slope);
      continue;
    }
    model.design.random.push_back({grouping, {"(Intercept)", "z"}});
    model.rows.z.emplace_back(Eigen::MatrixXd::Ones(model.rows.count(), 2)).col(1) = slope;
  }
  return model;
}

struct Case {
  std::string name;
  Family family;
  Model model;
  sample::ReferenceCase reference;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> made;
    for (const auto& reference : sample::referencesIn("generalised.txt")) {
      made.push_back({reference.name,
                      reference.word == "poisson" ? Family::poisson : Family::binomial,
                      modelFrom(reference.rows, shapeOf(reference)), reference});
    }
    return made;
  }();
  return all;
}

// As many digits as must be right: 12, but 9 where the data are chosen to hurt.
double leastOf(const Case& c) {
  static const std::set<std::string> stress{
      "far-away",     "near-collinear",    "sparse",
      "large-counts", "rare-failures",     "wide",
      "no-variance",  "no-outer-variance", "wholly-dependent"};
  return stress.contains(c.name) ? 9 : 12;
}

void expectFit(const Case& c, const Fit& fit, const std::string& method, double least) {
  const auto at = [&](const std::string& what, std::size_t i) {
    return c.reference.at(method + "." + what, i);
  };
  const std::string where = c.name + " " + method;
  for (std::size_t i = 0; i < fit.theta.size(); ++i) {
    if (at("theta", i) == 0) {
      EXPECT_EQ(fit.theta[i], 0) << where << " theta " << i;
      EXPECT_TRUE(fit.convergence.boundary) << where;
      continue;
    }
    EXPECT_GE(digits(fit.theta[i], at("theta", i), at("theta-se", i)), least)
        << where << " theta " << i;
  }
  for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
    const double error = at("se", i);
    EXPECT_GE(digits(fit.fixed[i].estimate, at("beta", i), error), least) << where << i;
    EXPECT_GE(digits(fit.fixed[i].stdError, error), least) << where << " se " << i;
  }
  const double criterion = c.reference.at(method + ".criterion");
  EXPECT_GE(digits(fit.criterion, criterion), least) << where;
  EXPECT_GE(digits(fit.logLikelihood, -criterion / 2), least) << where;
  EXPECT_TRUE(fit.convergence.converged) << where;
  EXPECT_THAT(fit.notes, Each(Not(HasSubstr("did not settle")))) << where;
}

FitOptions of(Family family, int points = 1) {
  FitOptions options;
  options.family = family;
  options.quadrature = points;
  return options;
}

TEST(GeneralisedReferences, WithoutRandomEffects) {
  ASSERT_EQ(cases().size(), 19U);
  for (const Case& c : cases()) {
    Model plain = c.model;
    plain.design.random.clear();
    plain.rows.z.clear();
    expectFit(c, fitted(plain, of(c.family)), "glm", leastOf(c));
  }
}

// The first effects of the first term: conditional modes, and their standard errors.
void expectEffects(const Case& c, const RandomEffects& effects) {
  const Eigen::Index width = effects.value.cols();
  for (Eigen::Index k = 0; k < 3; ++k) {
    const auto place = static_cast<std::size_t>(k);
    const double value = effects.value(k / width, k % width);
    const double error = c.reference.at("laplace.effect-se", place);
    if (error == 0) {
      EXPECT_EQ(value, 0) << c.name;
    } else {
      const double expected = c.reference.at("laplace.effect", place);
      EXPECT_GE(digits(value, expected, error), leastOf(c)) << c.name << k;
    }
    EXPECT_GE(digits(effects.stdError(k / width, k % width), error), leastOf(c)) << c.name << k;
  }
}

TEST(GeneralisedReferences, Laplace) {
  for (const Case& c : cases()) {
    FitOptions options = of(c.family);
    options.effects = true;
    const Fit fit = fitted(c.model, options);
    expectFit(c, fit, "laplace", leastOf(c));
    expectEffects(c, fit.effects[0]);
  }
}

TEST(GeneralisedReferences, AdaptiveQuadrature) {
  for (const int points : {2, 5, 9, 25}) {
    const std::string method = "agq" + std::to_string(points);
    for (const Case& c : cases()) {
      if (!c.reference.has(method + ".criterion")) continue;
      expectFit(c, fitted(c.model, of(c.family, points)), method, leastOf(c));
    }
  }
}

// Enough points leave nothing of the approximation.
TEST(GeneralisedReferences, TheExactIntegral) {
  for (const Case& c : cases()) {
    if (!c.reference.has("exact.criterion")) continue;
    expectFit(c, fitted(c.model, of(c.family, 101)), "exact", leastOf(c));
  }
}

// Levels that no row is of have no say in anything.
TEST(GeneralisedReferences, LevelsWithoutRows) {
  for (const int points : {1, 5}) {
    const Case& c = cases().front();
    Model more = c.model;
    auto& levels = more.design.groupings[0].levels;
    for (int i = 0; i < 40; ++i) levels.push_back("none " + std::to_string(i));
    const Fit fit = fitted(more, of(c.family, points));
    expectFit(c, fit, points == 1 ? "laplace" : "agq5", 12);
    EXPECT_EQ(fit.groups, std::vector<std::size_t>{10});
  }
}

Model herds() {
  const sample::Table table("cbpp.csv");
  const Eigen::VectorXd size = table.numbers("size");
  Model model = sample::modelOf(table.numbers("incidence").cwiseQuotient(size));
  model.design.weighted = true;
  model.rows.weights = size;
  for (const std::string level : {"2", "3", "4"}) {
    Eigen::VectorXd is(model.rows.count());
    for (Eigen::Index i = 0; i < is.size(); ++i) {
      is[i] = table.column.at("period")[static_cast<std::size_t>(i)] == level ? 1 : 0;
    }
    sample::addColumn(model, "period" + level, is);
  }
  sample::addIntercept(model, sample::addGrouping(model, "herd", table.column.at("herd")));
  return model;
}

// lme4 1.1-31, glmer by bobyqa to rhoend = 1e-10: as many digits as it has. Its criterion of
// quadrature leaves constants out; Laplace's does not. The effects' standard errors are glmmTMB's
// 1.1.5, which counts the parameters' uncertainty in as this program does.
TEST(GeneralisedReferences, HerdsOfCattleAsGlmerAndGlmmTmbFitThem) {
  FitOptions options = of(Family::binomial);
  options.effects = true;
  const Fit laplace = fitted(herds(), options);
  EXPECT_NEAR(laplace.theta[0], 0.6422616, 2e-7);
  EXPECT_NEAR(laplace.fixed[0].estimate, -1.3985325, 2e-6);
  EXPECT_NEAR(laplace.fixed[1].estimate, -0.9923323, 2e-6);
  EXPECT_NEAR(laplace.fixed[0].stdError, 0.232472, 1e-6);
  EXPECT_NEAR(laplace.fixed[3].stdError, 0.4274365, 1e-6);
  EXPECT_NEAR(laplace.logLikelihood, -92.02628186, 1e-7);
  EXPECT_NEAR(laplace.aic, 194.05256374, 1e-7);
  EXPECT_NEAR(*laplace.deviance, 73.47172, 1e-4);
  const Eigen::Index first = 0;
  EXPECT_NEAR(laplace.effects[0].value(first, 0), 0.5900202, 1e-5);
  EXPECT_NEAR(laplace.effects[0].stdError(first, 0), 0.3939222, 1e-5);

  const Fit quadrature = fitted(herds(), of(Family::binomial, 25));
  EXPECT_NEAR(quadrature.theta[0], 0.64751848, 1e-7);
  EXPECT_NEAR(quadrature.fixed[0].estimate, -1.3992305, 1e-6);
  EXPECT_NEAR(quadrature.fixed[0].stdError, 0.2335116, 1e-6);
}

}  // namespace
}  // namespace refocus::statistics
