// Outcomes, counts and estimating equations.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "fit_command.hpp"

namespace refocus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(FitCommand, SolvesEstimatingEquations) {
  const std::string counts = "after ~ arm + before + (1 | team)";
  const std::vector<std::string> words{trial_,  counts,         "--family", "poisson",
                                       "--gee", "exchangeable", "--means",  "arm"};
  const Json fit = json(words);
  EXPECT_EQ(fit["model"]["family"], "poisson");
  EXPECT_EQ(fit["model"]["link"], "log");
  EXPECT_EQ(fit["model"]["method"], "GEE");
  EXPECT_EQ(fit["gee"]["correlation"], "exchangeable");
  EXPECT_EQ(fit["gee"]["correction"], "kc");
  EXPECT_TRUE(fit["gee"]["alpha"].is_number() && fit["gee"]["scale"].is_number());
  EXPECT_TRUE(fit["criterion"].is_null() && fit["aic"].is_null() && fit["residual"].is_null());
  EXPECT_EQ(fit["groups"]["team"], 8);
  EXPECT_TRUE(fit["fixed"][1]["df"].is_null());
  EXPECT_EQ(fit["fixed"][1]["df_method"], "normal");
  EXPECT_NE(fit["fixed"][1]["std_error"], fit["fixed"][1]["std_error_model"]);
  const Json& mean = fit["marginal_means"][0]["means"][0];
  EXPECT_NEAR(mean["response"]["estimate"], std::exp(mean["estimate"].get<double>()), 1e-9);
  EXPECT_THAT(fit["notes"][0], HasSubstr("with 8 clusters, z is better compared with t"));
  EXPECT_THAT(run(words).out,
              AllOf(HasSubstr("Generalised estimating equations, exchangeable within team"),
                    HasSubstr("family poisson, link log"), HasSubstr(" z "),
                    HasSubstr("corrected as by Kauermann and Carroll")));
  EXPECT_TRUE(json({trial_, formula_})["gee"].is_null());
}

TEST_F(FitCommand, SaysWhatZIsWorthWhereTeamsAreFew) {
  const std::string counts = "after ~ arm + before + (1 | team)";
  EXPECT_THAT(run({trial_, counts, "--family", "poisson"}).out,
              HasSubstr("with 8 levels of team, z of what does not vary within them is better "
                        "compared with t on"));
  const std::string two = file("two.csv",
                               "team,arm,y\nA,a,0\nA,a,1\nA,a,1\nA,a,0\nA,a,0\n"
                               "B,b,1\nB,b,1\nB,b,0\nB,b,1\nB,b,1\n");
  EXPECT_THAT(run({two, "y ~ arm + (1 | team)", "--family", "binomial"}).out,
              HasSubstr("the z tests of these mean nothing"));
}

TEST_F(FitCommand, TestsTermsAndListsResidualsOfEstimatingEquations) {
  const std::string residuals = (folder_ / "gee_residuals.csv").string();
  const Json fit = json({trial_, "after ~ arm + before + (1 | team)", "--family", "poisson",
                         "--gee", "independence", "--tests", "--residuals", residuals});
  const Json& before = fit["joint_tests"][1];
  const double z = fit["fixed"][2]["t"].get<double>();
  EXPECT_EQ(before["term"], "before");
  EXPECT_NEAR(before["f"].get<double>(), z * z, 1e-9);
  EXPECT_NEAR(before["p"].get<double>(), fit["fixed"][2]["p"].get<double>(), 1e-12);

  std::istringstream lines(contentOf(residuals));
  std::string line;
  std::getline(lines, line);
  double sum = 0;
  int rows = 0;
  while (std::getline(lines, line)) {
    const std::size_t last = line.rfind(',');
    const std::size_t middle = line.rfind(',', last - 1);
    const std::size_t first = line.rfind(',', middle - 1);
    EXPECT_EQ(line.substr(first, middle - first), line.substr(middle, last - middle))
        << "there are no random effects to add";
    sum += Json::parse(line.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                       std::find(line.begin(), line.end(), '\r'))
               .get<double>();
    ++rows;
  }
  EXPECT_EQ(rows, 48);
  EXPECT_NEAR(sum, 0, 1e-6) << "under independence, with an intercept and a canonical link";
}

TEST_F(FitCommand, RefusesWhatEstimatingEquationsCannotDo) {
  EXPECT_THAT(refusal({trial_, "after ~ arm", "--gee", "independence"}),
              HasSubstr("such as (1 | team)"));
  EXPECT_THAT(refusal({trial_, formula_, "--gee", "ar1"}),
              HasSubstr("there are exchangeable, independence"));
  EXPECT_THAT(refusal({trial_, formula_, "--gee", "independence", "--gee-correction", "fg"}),
              HasSubstr("there are kc, md, none"));
  EXPECT_THAT(refusal({trial_, formula_, "--gee", "independence", "--ml"}),
              HasSubstr("--ml is not for --gee"));
  EXPECT_THAT(refusal({trial_, formula_, "--gee", "exchangeable", "--family", "binomial"}),
              HasSubstr("a binomial response is"));
}

// Of a factor the first level is the failure, unless another is named.
TEST_F(FitCommand, FitsOutcomesAndCounts) {
  std::string text = "arm,recovered,trials,share,falls\n";
  for (int i = 0; i < 40; ++i) {
    text += fmt::format("{},{},8,{},{}\n", i % 2 == 0 ? "TAU" : "REFOCUS",
                        i % 3 == 0 || i % 7 == 1 ? "yes" : "no", (i * 5 % 9) / 8.0, i * 11 % 6);
  }
  const std::string data = file("outcomes.csv", text);
  const Json fit = json({data, "recovered ~ arm", "--family", "binomial"});
  EXPECT_EQ(fit["model"]["family"], "binomial");
  EXPECT_EQ(fit["model"]["link"], "logit");
  EXPECT_EQ(fit["model"]["method"], "ML");
  EXPECT_EQ(fit["model"]["df_method"], "normal");
  EXPECT_TRUE(fit["fixed"][1]["df"].is_null());
  EXPECT_TRUE(fit["residual"].is_null());
  EXPECT_TRUE(fit["deviance"].is_number());
  EXPECT_EQ(fit["notes"][0], "of recovered, no counts as 0 and yes as 1");
  const Json turned =
      json({data, "recovered ~ arm", "--family", "binomial", "--reference", "recovered=yes"});
  EXPECT_NEAR(turned["fixed"][1]["estimate"], -fit["fixed"][1]["estimate"].get<double>(), 1e-12);
  const Json shares = json({data, "share ~ arm", "--family", "binomial", "--weights", "trials"});
  EXPECT_EQ(shares["n"], 40);
  const Json counts = json({data, "falls ~ arm", "--family", "poisson"});
  EXPECT_EQ(counts["model"]["link"], "log");
  const Json compared =
      json({data, "falls ~ 1", "--family", "poisson", "--compare", "falls ~ arm"});
  EXPECT_EQ(compared["likelihood_ratio"]["df"], 1);
  EXPECT_NEAR(compared["likelihood_ratio"]["log_likelihood"], counts["log_likelihood"], 1e-12);
  EXPECT_THAT(run({data, "falls ~ arm", "--family", "poisson"}).out,
              AllOf(HasSubstr("family poisson, link log"), HasSubstr(" z ")));
}

TEST_F(FitCommand, FitsRandomEffectsOfOutcomes) {
  std::string text = "team,yes,n\n";
  for (int i = 0; i < 60; ++i) {
    text += fmt::format("T{},{},{}\n", i % 10, (i * 7 + i % 10) % 5, 4 + i % 3);
  }
  const std::string data = file("yes.csv", text);
  const std::string formula = "yes / n ~ 1 + (1 | team)";
  const std::vector<std::string> words{data, formula, "--family", "binomial", "--weights", "n"};
  const auto with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all = words;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::string residuals = (folder_ / "yes_residuals.csv").string();
  const Json laplace = json(with({"--effects", "--residuals", residuals}));
  EXPECT_EQ(laplace["model"]["quadrature"], 1);
  EXPECT_EQ(laplace["groups"]["team"], 10);
  EXPECT_EQ(laplace["random_effects"].size(), 10U);
  EXPECT_TRUE(laplace["icc"].is_null() && laplace["residual"].is_null());
  EXPECT_EQ(laplace["theta"][0], laplace["random"][0]["sd"]);
  // On the scale of the response: a proportion's mean at a team's mode.
  const double eta = laplace["fixed"][0]["estimate"].get<double>() +
                     laplace["random_effects"][0]["value"].get<double>();
  EXPECT_THAT(contentOf(residuals),
              HasSubstr(fmt::format("{:.17g}", 1 / (1 + std::exp(-eta))).substr(0, 11)));
  const Json points = json(with({"--quadrature", "9"}));
  EXPECT_EQ(points["model"]["quadrature"], 9);
  EXPECT_NEAR(points["theta"][0], laplace["theta"][0], 0.05);
  EXPECT_NE(points["theta"][0], laplace["theta"][0]);
  EXPECT_THAT(run(with({"--quadrature", "9"})).out,
              AllOf(HasSubstr("(adaptive quadrature, 9 points)"), Not(HasSubstr("residual"))));
  EXPECT_THAT(refusal(with({"--quadrature", "0"})), HasSubstr("a whole number from 1 to 101"));
  EXPECT_THAT(refusal({trial_, formula_, "--quadrature", "5"}),
              HasSubstr("the gaussian needs none"));
}

// emmeans 1.8.4 of glm, run to its last digits, and of glmmTMB 1.1.5, whose search stops at some
// seven. (glmer stops at a lower likelihood here, -92.0266 against -92.0263.)
TEST_F(FitCommand, TellsMarginalMeansOfOutcomesOnBothScales) {
  const std::string herds = "tests/data/statistics/cbpp.csv";
  const auto meansOf = [&](const std::string& formula) {
    return json({herds, formula, "--family", "binomial", "--weights", "size", "--means",
                 "factor(period)"})["marginal_means"][0];
  };
  const Json plain = meansOf("incidence / size ~ factor(period)");
  EXPECT_NEAR(plain["means"][1]["estimate"], -2.43978621450753, 1e-13);
  EXPECT_NEAR(plain["means"][1]["std_error"], 0.252886801830325, 1e-13);
  EXPECT_NEAR(plain["means"][1]["response"]["estimate"], 0.0801886792452830, 1e-14);
  EXPECT_NEAR(plain["means"][1]["response"]["ci_high"], 0.1251940462767969, 1e-14);
  EXPECT_NEAR(plain["differences"][2]["p"], 1.59707846460495e-05, 1e-16);
  EXPECT_TRUE(plain["means"][1]["df"].is_null());
  const Json mixed = meansOf("incidence / size ~ factor(period) + (1 | herd)");
  EXPECT_NEAR(mixed["means"][3]["estimate"], -2.97884615350679, 1e-6);
  EXPECT_NEAR(mixed["means"][3]["std_error"], 0.430071954783527, 1e-6);
}

TEST_F(FitCommand, RefusesResponsesThatAFamilyCannotHave) {
  const std::string data = file("bad.csv", "y,n,word\n0,4,a\n1,4,a\n0.5,3,a\n2,4,a\n");
  EXPECT_THAT(refusal({data, "y ~ 1", "--family", "binomial"}),
              HasSubstr("bad.csv, line 4: y is 0.5; a binomial response is 0 or 1"));
  EXPECT_THAT(refusal({data, "y ~ 1", "--family", "binomial", "--weights", "n"}),
              HasSubstr("of 3 trials that is 1.5 successes"));
  EXPECT_THAT(refusal({data, "y ~ 1", "--family", "poisson"}),
              HasSubstr("line 4: y is 0.5; a count is a whole number"));
  EXPECT_THAT(refusal({data, "word ~ y", "--family", "binomial"}),
              HasSubstr("is \"a\" in every row"));
  EXPECT_THAT(refusal({data, "y ~ 1", "--family", "gamma"}),
              HasSubstr("there are gaussian, binomial, poisson"));
}

TEST_F(FitCommand, RefusesWhatNeedsAResidualVariance) {
  const std::string data = file("counts.csv", "y,x\n0,1\n1,4\n3,2\n2,4\n");
  const auto refused = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {data, "y ~ x", "--family", "poisson"});
    return refusal(words);
  };
  EXPECT_THAT(refused({"--df", "satterthwaite"}), HasSubstr("z tests"));
  EXPECT_THAT(refused({"--robust", "cr2"}), HasSubstr("--robust goes with the gaussian family"));
  EXPECT_THAT(refused({"--profile"}), HasSubstr("--profile goes with the gaussian family"));
  EXPECT_THAT(refused({"--stream"}), HasSubstr("goes over the rows many times"));
}

TEST_F(FitCommand, RefusesAnOptionWithoutTheOneThatGivesItMeaning) {
  EXPECT_THAT(refusal({trial_, formula_, "--gee-correction", "md"}), HasSubstr("goes with --gee"));
  EXPECT_THAT(refusal({trial_, formula_, "--minimum-cell", "7"}),
              HasSubstr("goes with --summarise"));
  EXPECT_THAT(refusal({trial_, formula_, "--threads", "2"}), HasSubstr("goes with --stream"));
}

}  // namespace
}  // namespace refocus
