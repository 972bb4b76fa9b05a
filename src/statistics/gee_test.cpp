// Estimating equations against 50-digit arithmetic on the dense definition
// (tests/references/gee_reference.cpp), against geepack 1.3.9 (tests/references/geepack.R), and
// what must hold whatever the data are.
#include "statistics/gee.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "statistics/reference_file.hpp"

namespace refocus::statistics {
namespace {

using sample::digits;
using sample::Model;
using ::testing::AllOf;
using ::testing::HasSubstr;

struct Case {
  sample::ReferenceCase reference;
  Family family = Family::gaussian;
  Model model;
};

// A row is y, its cluster, weight and offset, x but the intercept.
enum class Extras { none, weightsAndOffset };
Model modelFrom(const sample::ReferenceRows& rows, Extras extras = Extras::none) {
  Model model = sample::modelOf(rows.column(0));
  sample::addIntercept(model, sample::addGrouping(model, "team", rows.levels(1)));
  for (std::size_t i = 4; i < rows.width(); ++i) {
    sample::addColumn(model, "x" + std::to_string(i - 3), rows.column(i));
  }
  if (extras == Extras::weightsAndOffset) {
    model.design.weighted = model.design.offset = true;
    model.rows.weights = rows.column(2);
    model.rows.offset = rows.column(3);
  }
  return model;
}

// The shape: rows, columns, which family.
const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> made;
    for (const auto& reference : sample::referencesIn("gee_references.txt")) {
      const bool extras = reference.name.ends_with("weighted");
      made.push_back({reference, static_cast<Family>(reference.shape.at(2)),
                      modelFrom(reference.rows, extras ? Extras::weightsAndOffset : Extras::none)});
    }
    return made;
  }();
  return all;
}

FitOptions gee(Family family, WorkingCorrelation correlation,
               SandwichCorrection correction = SandwichCorrection::kauermannCarroll) {
  FitOptions options;
  options.family = family;
  options.gee = GeeChoice{correlation, correction};
  return options;
}

// 12 digits, but 9 where the data are chosen to hurt.
double leastOf(const Case& c) {
  const std::string& name = c.reference.name;
  return name.ends_with("-far") || name.ends_with("-collinear") ? 9 : 12;
}

TEST(Gee, AgreesWithTheDenseDefinition) {
  ASSERT_EQ(cases().size(), 7U);
  for (const Case& c : cases()) {
    const double least = leastOf(c);
    for (const std::string structure : {"independence", "exchangeable"}) {
      const auto correlation = structure == "exchangeable" ? WorkingCorrelation::exchangeable
                                                           : WorkingCorrelation::independence;
      for (const auto& [correction, name] : {std::pair{SandwichCorrection::none, "none"},
                                             std::pair{SandwichCorrection::kauermannCarroll, "kc"},
                                             std::pair{SandwichCorrection::manclDeRouen, "md"}}) {
        const Fit fit = sample::fitted(c.model, gee(c.family, correlation, correction));
        const auto at = [&](const std::string& key) {
          return c.reference.at(structure + "." + key);
        };
        const std::string where = fmt::format("{} {} {}", c.reference.name, structure, name);
        EXPECT_GE(digits(fit.gee->scale, at("scale")), least) << where;
        EXPECT_GE(digits(fit.gee->correlation, at("alpha"), 0.1), least) << where;
        for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
          const Coefficient& row = fit.fixed[i];
          const double error = at(fmt::format("{}.{}", name, i));
          EXPECT_GE(digits(row.estimate, at(fmt::format("beta.{}", i)), error), least)
              << where << i;
          EXPECT_GE(digits(row.stdError, error), least) << where << i;
          EXPECT_GE(digits(row.stdErrorModel, at(fmt::format("model.{}", i))), least) << where << i;
          EXPECT_EQ(row.dfMethod, DfMethod::normal);
        }
      }
    }
  }
}

struct Peer {
  std::size_t place;  // among the cases
  WorkingCorrelation correlation;
  std::vector<double> beta;
  std::vector<double> sandwich;
  std::vector<double> model;
  double scale;
  double alpha;
};

const std::vector<Peer>& peers() {
  static const std::vector<Peer> all{
      {0,
       WorkingCorrelation::independence,
       {-0.625515755759543, 1.03367235202411, 0.419669451460363, 0.5230275151423},
       {0.21185672269506, 0.26741217525854, 0.0858112955779867, 0.330859001033119},
       {0.183981272383266, 0.243863399569746, 0.128401278713741, 0.254183457469481},
       0.799054099443799,
       0},
      {0,
       WorkingCorrelation::exchangeable,
       {-0.6142728116768, 1.04455357387966, 0.454339477244298, 0.613195336702132},
       {0.228554643415323, 0.28556246183794, 0.0816034448389725, 0.370093672141883},
       {0.22209763719801, 0.292982132584165, 0.125438286538301, 0.309686647967035},
       0.80339197019289,
       0.0994302244183044},
      {1,
       WorkingCorrelation::exchangeable,
       {0.804488858532537, 1.1164768990618, 0.670625202101637, -1.36117511018401},
       {0.67997841029113, 0.865157602396664, 0.245988640259213, 0.853992997329969},
       {0.636791959945663, 0.87074535449547, 0.275308656218405, 0.880484537789605},
       0.875480938823775,
       0.275581551810955},
      {2,
       WorkingCorrelation::exchangeable,
       {0.826442416435338, 0.623145889801493, 0.423601709324122, -0.611549637126655},
       {0.191308341735155, 0.399259192087351, 0.0746935397249349, 0.464391912031764},
       {0.293862551083884, 0.335893294042524, 0.10195014198694, 0.416311107651617},
       1.55775504888496,
       0.468695383162743},
  };
  return all;
}

TEST(Gee, AgreesWithGeepack) {
  for (const Peer& peer : peers()) {
    const Case& c = cases()[peer.place];
    const Fit fit =
        sample::fitted(c.model, gee(c.family, peer.correlation, SandwichCorrection::none));
    EXPECT_GE(digits(fit.gee->scale, peer.scale), 12) << c.reference.name;
    EXPECT_GE(digits(fit.gee->correlation, peer.alpha, 0.1), 12) << c.reference.name;
    for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
      EXPECT_GE(digits(fit.fixed[i].estimate, peer.beta[i]), 12) << c.reference.name << i;
      EXPECT_GE(digits(fit.fixed[i].stdError, peer.sandwich[i]), 12) << c.reference.name << i;
      EXPECT_GE(digits(fit.fixed[i].stdErrorModel, peer.model[i]), 12) << c.reference.name << i;
    }
  }
}

// Without a correlation the equations are those of the generalised linear model: here of a closed
// form, a proportion in each of two arms.
TEST(Gee, UnderIndependenceEstimatesAreTheLinearModels) {
  for (const Case& c : cases()) {
    if (c.family != Family::gaussian) continue;
    Model linear = c.model;
    linear.design.random.clear();
    linear.rows.z.clear();
    const Fit least = sample::fitted(linear);
    const Fit fit = sample::fitted(c.model, gee(c.family, WorkingCorrelation::independence));
    for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
      EXPECT_GE(digits(fit.fixed[i].estimate, least.fixed[i].estimate, least.fixed[i].stdError),
                13);
    }
  }
}

Model twoArms() {
  sample::ReferenceRows rows;
  for (int team = 0; team < 6; ++team) {
    for (int i = 0; i < 4 + team; ++i) {
      rows.add({i * (team + 2) % 3 == 0 ? 1.0 : 0.0, static_cast<double>(team), 1, 0,
                team % 2 == 0 ? 0.0 : 1.0});
    }
  }
  return modelFrom(rows);
}

TEST(Gee, UnderIndependenceAnArmsLogitIsThatOfItsProportion) {
  const Model model = twoArms();
  const Fit fit = sample::fitted(model, gee(Family::binomial, WorkingCorrelation::independence));
  double events = 0;
  double people = 0;
  for (Eigen::Index i = 0; i < model.rows.count(); ++i) {
    if (model.rows.x(i, 1) != 0) continue;
    events += model.rows.y[i];
    ++people;
  }
  EXPECT_NEAR(fit.fixed[0].estimate, std::log(events / (people - events)), 1e-13);
}

TEST(Gee, DoesNotDependOnTheOrderOfRowsOrClusters) {
  const Case& c = cases()[1];
  const FitOptions options = gee(c.family, WorkingCorrelation::exchangeable);
  const Fit fit = sample::fitted(c.model, options);
  std::vector<Eigen::Index> order(static_cast<std::size_t>(c.model.rows.count()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::mt19937 random(7);
  for (int turn = 0; turn < 3; ++turn) {
    for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[random() % (i + 1)]);
    Model moved = c.model;
    const auto levels = static_cast<std::uint32_t>(moved.design.groupings[0].levels.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto from = static_cast<std::size_t>(order[i]);
      const auto to = static_cast<Eigen::Index>(i);
      moved.rows.y[to] = c.model.rows.y[order[i]];
      moved.rows.x.row(to) = c.model.rows.x.row(order[i]);
      moved.rows.group[0][i] = levels - 1 - c.model.rows.group[0][from];
    }
    const Fit again = sample::fitted(moved, options);
    for (std::size_t i = 0; i < fit.fixed.size(); ++i) {
      EXPECT_GE(digits(again.fixed[i].estimate, fit.fixed[i].estimate, fit.fixed[i].stdError), 13);
      EXPECT_GE(digits(again.fixed[i].stdError, fit.fixed[i].stdError), 13);
    }
  }
}

// Clusters of one size whose columns do not vary within them: every working correlation weighs
// them alike, and the clusters' means tell everything.
TEST(Gee, OfEqualClustersGivesTheSameForEveryWorkingCorrelation) {
  sample::ReferenceRows rows;
  for (int team = 0; team < 8; ++team) {
    for (int i = 0; i < 5; ++i) {
      rows.add({static_cast<double>((team * 31 + i * 17 + team * i * 7) % 23),
                static_cast<double>(team), 1, 0, team % 2 == 0 ? 0.0 : 1.0});
    }
  }
  const Model model = modelFrom(rows);
  const Fit plain = sample::fitted(
      model, gee(Family::gaussian, WorkingCorrelation::independence, SandwichCorrection::none));
  const Fit equal = sample::fitted(
      model, gee(Family::gaussian, WorkingCorrelation::exchangeable, SandwichCorrection::none));
  const Fit corrected =
      sample::fitted(model, gee(Family::gaussian, WorkingCorrelation::exchangeable));
  const Fit means = sample::fitted(model);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_GE(digits(equal.fixed[i].estimate, plain.fixed[i].estimate), 13);
    EXPECT_GE(digits(equal.fixed[i].stdError, plain.fixed[i].stdError), 13);
    EXPECT_GE(digits(equal.fixed[i].estimate, means.clusterLevel->fixed[i].estimate), 13);
  }
  // Four clusters an arm: Kauermann and Carroll's is then exactly the t test's of the means.
  EXPECT_GE(digits(corrected.fixed[1].stdError, means.clusterLevel->fixed[1].stdError), 13);
}

TEST(Gee, SaysWhatItCannotDo) {
  const auto refusal = [](const Model& model, const FitOptions& options) {
    const auto fit = fitModel(model.design, model.rows, options);
    return fit ? std::string("not refused") : fit.error();
  };
  const FitOptions counts = gee(Family::poisson, WorkingCorrelation::exchangeable);
  Model model = twoArms();
  model.design.random.clear();
  model.rows.z.clear();
  EXPECT_THAT(refusal(model, counts), HasSubstr("such as (1 | team)"));
  model = twoArms();
  model.rows.y[3] = -1;
  EXPECT_THAT(refusal(model, counts), HasSubstr("-1"));
  // Everybody in one arm has the outcome.
  model = twoArms();
  model.rows.y = model.rows.x.col(1);
  EXPECT_THAT(refusal(model, gee(Family::binomial, WorkingCorrelation::independence)),
              HasSubstr("without exception"));
  // In every team one has what the other lacks.
  sample::ReferenceRows rows;
  for (int team = 0; team < 6; ++team) {
    for (int i = 0; i < 2; ++i) {
      rows.add({static_cast<double>(i) + 0.01 * team, static_cast<double>(team), 1, 0});
    }
  }
  rows.add({0, 0, 1, 0});
  EXPECT_THAT(refusal(modelFrom(rows), gee(Family::gaussian, WorkingCorrelation::exchangeable)),
              HasSubstr("so negatively correlated"));
  // All rows of a team are alike.
  sample::ReferenceRows alike;
  for (int row = 0; row < 24; ++row) {
    alike.add({static_cast<double>(row / 4 * 5 % 7), static_cast<double>(row / 4), 1, 0});
  }
  EXPECT_THAT(refusal(modelFrom(alike), gee(Family::gaussian, WorkingCorrelation::exchangeable)),
              AllOf(HasSubstr("the working correlation reached 1"), HasSubstr("gee independence")));
}

}  // namespace
}  // namespace refocus::statistics
