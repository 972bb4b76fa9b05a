// Linear and mixed models from files, and what is said of what cannot be.
#include "fit_command.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace refocus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST_F(FitCommand, PrintsATableForPeople) {
  const Ended ended = run({trial_, formula_});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.errors, IsEmpty());
  EXPECT_THAT(ended.out, HasSubstr("Linear mixed model by REML"));
  EXPECT_THAT(ended.out, HasSubstr("48 rows in 8 team groups"));
  EXPECT_THAT(ended.out, HasSubstr("armTAU"));
  EXPECT_THAT(ended.out, HasSubstr("compared with arm = REFOCUS, site = A"));
}

TEST_F(FitCommand, WritesEveryFieldAsJsonAndNullForWhatDoesNotApply) {
  const Json fit = json({trial_, formula_});
  EXPECT_EQ(fit["model"]["formula"], formula_);
  EXPECT_EQ(fit["model"]["family"], "gaussian");
  EXPECT_EQ(fit["model"]["method"], "REML");
  EXPECT_EQ(fit["model"]["df_method"], "kenward-roger");
  EXPECT_EQ(fit["n"], 48);
  EXPECT_EQ(fit["groups"]["team"], 8);
  EXPECT_EQ(fit["dropped"]["rows"], 0);
  EXPECT_EQ(fit["criterion"]["name"], "REML");
  std::vector<std::string> terms;
  for (const Json& row : fit["fixed"]) {
    terms.push_back(row["term"]);
    for (const char* field : {"estimate", "std_error", "std_error_model", "df", "df_method", "t",
                              "p", "ci_low", "ci_high"}) {
      EXPECT_TRUE(row.contains(field)) << field;
    }
  }
  EXPECT_EQ(terms, (std::vector<std::string>{"(Intercept)", "armTAU", "before", "siteB"}));
  EXPECT_EQ(fit["random"][0]["group"], "team");
  EXPECT_EQ(fit["theta"].size(), 1U);
  EXPECT_TRUE(fit.contains("robust") && fit["robust"].is_null());
  EXPECT_EQ(fit["references"]["arm"], "REFOCUS");
  const Json linear = json({trial_, "after ~ arm"});
  EXPECT_TRUE(linear.contains("icc") && linear["icc"].is_null());
  EXPECT_TRUE(linear.contains("cluster_level") && linear["cluster_level"].is_null());
  EXPECT_EQ(linear["model"]["df_method"], "residual");
}

TEST_F(FitCommand, TakesTheReferenceThatIsNamed) {
  const Json fit = json({trial_, formula_, "--reference", "arm=TAU", "--reference", "site=B"});
  EXPECT_EQ(fit["fixed"][1]["term"], "armREFOCUS");
  EXPECT_EQ(fit["fixed"][3]["term"], "siteA");
  EXPECT_EQ(fit["references"]["arm"], "TAU");
}

TEST_F(FitCommand, TellsSeveralMethodsOfDegreesOfFreedomByOneFit) {
  const Json fit = json({trial_, formula_, "--df", "residual", "--df", "between-within"});
  EXPECT_EQ(fit["model"]["df_method"], "residual");
  EXPECT_EQ(fit["fixed"], json({trial_, formula_, "--df", "residual"})["fixed"]);
  ASSERT_EQ(fit["other_df"].size(), 1U);
  EXPECT_EQ(fit["other_df"][0]["df_method"], "between-within");
  EXPECT_EQ(fit["other_df"][0]["fixed"],
            json({trial_, formula_, "--df", "between-within"})["fixed"]);
  EXPECT_EQ(json({trial_, formula_})["other_df"], Json::array());
  EXPECT_THAT(run({trial_, formula_, "--df", "kenward-roger", "--df", "residual"}).out,
              AllOf(HasSubstr("Fixed effects (df: Kenward–Roger)"),
                    HasSubstr("Fixed effects (df: residual)")));
}

TEST_F(FitCommand, TellsMarginalMeansAndTheirDifferences) {
  const Json fit = json({trial_, formula_, "--means", "arm", "--means", "arm:site"});
  const Json& means = fit["marginal_means"];
  ASSERT_EQ(means.size(), 2U);
  EXPECT_EQ(means[0]["averaged_over"], Json::array({"site"}));
  EXPECT_EQ(means[1]["means"].size(), 4U);
  EXPECT_EQ(means[1]["means"][1]["levels"], Json({{"arm", "TAU"}, {"site", "A"}}));
  // Of two levels the difference is the coefficient, turned round.
  const Json& difference = means[0]["differences"][0];
  EXPECT_EQ(difference["minus"], Json({{"arm", "TAU"}}));
  EXPECT_NEAR(difference["estimate"], -fit["fixed"][1]["estimate"].get<double>(), 1e-12);
  EXPECT_NEAR(difference["df"], fit["fixed"][1]["df"], 1e-9);
  EXPECT_THAT(
      run({trial_, formula_, "--means", "arm"}).out,
      AllOf(HasSubstr("Marginal means of arm (df: Kenward–Roger)"),
            HasSubstr("equal shares of each site, before at 2"), HasSubstr("p not adjusted")));
  EXPECT_EQ(json({trial_, formula_})["marginal_means"], Json::array());
  EXPECT_THAT(refusal({trial_, formula_, "--means", "before"}), HasSubstr("more than two values"));
  EXPECT_THAT(refusal({trial_, formula_, "--means", "arm", "--stream"}),
              HasSubstr("--stream does not keep"));
}

TEST_F(FitCommand, ReadsStandardInputAndCountsRowsThatAreLeftOut) {
  const std::string more = file("more.csv", contentOf(trial_) + "T1,NA,A,,3\nT1,TAU,A,,3\n");
  const Ended ended = run({"-", formula_, "--json", "-"}, more);
  ASSERT_EQ(ended.code, 0) << ended.errors;
  const Json fit = Json::parse(ended.out);
  EXPECT_EQ(fit["n"], 48);
  EXPECT_EQ(fit["dropped"]["rows"], 2);
  EXPECT_EQ(fit["dropped"]["by_column"], Json({{"arm", 1}, {"before", 2}}));
}

TEST_F(FitCommand, GivesTheSameNumbersStreamedAsWhole) {
  const Json whole = json({trial_, formula_, "--robust", "cr2"});
  const Json streamed = json({trial_, formula_, "--robust", "cr2", "--stream"});
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(streamed["fixed"][i]["estimate"], whole["fixed"][i]["estimate"], 1e-10);
    EXPECT_NEAR(streamed["robust"]["fixed"][i]["std_error"],
                whole["robust"]["fixed"][i]["std_error"], 1e-10);
  }
}

TEST_F(FitCommand, StreamsALinearModelWhoseRobustErrorsHaveNoGrouping) {
  const Json fit = json({trial_, "after ~ arm", "--robust", "cr2", "--stream"});
  EXPECT_TRUE(fit["robust"].is_null());
  EXPECT_THAT(fit["notes"][0].get<std::string>(), HasSubstr("need a grouping factor"));
}

// The first block of a stream shows one site only; the file is then read again.
TEST_F(FitCommand, StreamsAFileWhoseLevelsComeLate) {
  std::string text = "y,site,g\n";
  for (int i = 0; i < 150'000; ++i) {
    text += fmt::format("{},{},g{}\n", i % 17 + i % 5, i < 140'000 ? "North" : "South", i % 40);
  }
  const std::string late = file("late.csv", text);
  EXPECT_EQ(json({late, "y ~ site + (1 | g)", "--stream"})["fixed"][1]["term"], "siteSouth");
  const Ended piped = run({"-", "y ~ site + (1 | g)", "--stream"}, "/dev/null");
  EXPECT_EQ(piped.code, 2);
}

// Several blocks of rows in no order of their groups, some of them with a gap.
TEST_F(FitCommand, StreamsToTheSameBitsWithAnyNumberOfThreads) {
  std::string text = "y,x,ward,site\n";
  for (int i = 0; i < 200'000; ++i) {
    text += fmt::format("{}.{},{},w{},{}\n", i % 17 + i % 5, i % 89,
                        i % 1000 == 7 ? "NA" : std::to_string(i * 31 % 97), i * 7919 % 60,
                        i % 7 < 3 ? "North" : "South");
  }
  const std::string rows = file("rows.csv", text);
  for (const std::string group : {"ward", "site:ward"}) {
    std::vector<std::string> words{rows,        "y ~ site + x + (1 | " + group + ")",
                                   "--stream",  "--robust",
                                   "cr2",       "--effects",
                                   "--json",    "-",
                                   "--threads", "1"};
    const Ended one = run(words);
    ASSERT_EQ(one.code, 0) << one.errors;
    EXPECT_EQ(Json::parse(one.out)["dropped"]["rows"], 200);
    for (const char* threads : {"2", "3", "7"}) {
      words.back() = threads;
      EXPECT_EQ(run(words).out, one.out) << threads;
    }
  }
  const std::string late =
      file("late.csv",
           text + "1,high,w1,North\n" + text.substr(text.find('\n') + 1) + "2,low,w1,North\n");
  for (const char* threads : {"1", "7"}) {
    EXPECT_THAT(refusal({late, "y ~ x + (1 | ward)", "--stream", "--threads", threads}),
                HasSubstr("line 200002: x holds numbers up to here, and now \"high\""));
  }
  EXPECT_THAT(refusal({rows, "y ~ x + (1 | ward)", "--stream", "--threads", "0"}),
              HasSubstr("from 1 to 64"));
}

TEST_F(FitCommand, WritesFittedValuesAndResiduals) {
  const std::string residuals = (folder_ / "residuals.csv").string();
  EXPECT_EQ(run({trial_, formula_, "--residuals", residuals}).code, 0);
  const std::string text = contentOf(residuals);
  EXPECT_THAT(text, StartsWith("line,observed,fixed,fitted,residual\r\n2,"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 49);
}

TEST_F(FitCommand, RefusesFilesWithOneMessage) {
  EXPECT_THAT(refusal({"nowhere.csv", formula_}), HasSubstr("nowhere.csv cannot be read"));
  EXPECT_THAT(refusal({file("e", ""), formula_}), HasSubstr("is empty"));
  EXPECT_THAT(refusal({file("h", "after,arm,before,site,team\n"), formula_}),
              HasSubstr("a header and no rows"));
  EXPECT_THAT(refusal({trial_, "after ~ arms + (1 | team)"}),
              HasSubstr("has no column \"arms\"; is arm meant?"));
  const std::string text = contentOf(trial_);
  EXPECT_THAT(refusal({file("r", text + "T1,TAU\n"), formula_}),
              HasSubstr("line 50: 2 fields here, 5 in the header"));
  EXPECT_THAT(refusal({file("q", text + "T1,\"TAU,A,1,2\n"), formula_}),
              HasSubstr("line 50: a quote opens here and is never closed"));
  EXPECT_THAT(refusal({file("i", text + "T1,TAU,A,1,Inf\n"), formula_}),
              HasSubstr("line 50: after is \"Inf\", which is infinite"));
  EXPECT_THAT(refusal({file("t", text + "T1,TAU,A,1,high\n"), formula_}),
              HasSubstr("line 50: after is used as a number, and holds \"high\""));
  EXPECT_THAT(refusal({file("n", "after,arm,team\nNA,A,1\n2,NA,1\n"), "after ~ arm + (1 | team)"}),
              HasSubstr("no row in which every column"));
}

TEST_F(FitCommand, RefusesModelsWithOneMessage) {
  EXPECT_EQ(refusal({trial_, "after ~ arm +* site"}),
            "refocus: the formula: a name, a number or ( is missing before this\n"
            "  after ~ arm +* site\n"
            "               ^\n");
  EXPECT_THAT(refusal({trial_, "after ~ arm + (1 | )"}), HasSubstr("has no grouping"));
  EXPECT_THAT(refusal({file("1", "y,s\n1,A\n2,A\n3,A\n"), "y ~ s"}), HasSubstr("s has one level"));
  EXPECT_THAT(refusal({file("g", "y,x,g\n1,2,a\n2,3,b\n3,1,c\n5,2,d\n"), "y ~ x + (1 | g)"}),
              HasSubstr("g"));
  EXPECT_THAT(refusal({file("f", "y,g\n1,a\n2,a\n3,a\n5,a\n"), "y ~ 1 + (1 | g)"}), HasSubstr("g"));
}

TEST_F(FitCommand, RefusesWordsItDoesNotKnow) {
  EXPECT_THAT(refusal({trial_, formula_, "--df", "magic"}), HasSubstr("there are kenward-roger"));
  EXPECT_THAT(refusal({trial_, formula_, "--df", "residual", "--df", "residual"}),
              HasSubstr("names residual twice"));
  EXPECT_THAT(refusal({trial_, formula_, "--robust", "hc3"}), HasSubstr("there are cr0, cr1, cr2"));
  EXPECT_THAT(refusal({trial_, formula_, "--level", "95"}), HasSubstr("between 0 and 1"));
  EXPECT_THAT(refusal({trial_, formula_, "--reference", "arm"}), HasSubstr("column=level"));
  EXPECT_THAT(refusal({trial_, formula_, "--reference", "arm=Refocus"}),
              HasSubstr("arm has no level \"Refocus\"; is REFOCUS meant?"));
  EXPECT_THAT(refusal({trial_, formula_, "--ml", "--df", "kenward-roger"}), HasSubstr("REML"));
  EXPECT_THAT(refusal({trial_, formula_, "--weights", "site"}), HasSubstr("used as a number"));
}

// Twice the difference of the log-likelihoods, on as many degrees as coefficients differ.
TEST_F(FitCommand, ComparesTwoModelsOnTheRowsOfBoth) {
  const std::string smaller = "after ~ arm + (1 | team)";
  const std::string gap = file("gap.csv", contentOf(trial_) + "T1,TAU,A,,3\n");
  const Json fit = json({gap, smaller, "--ml", "--compare", formula_});
  EXPECT_EQ(fit["n"], 48);
  EXPECT_TRUE(json({gap, smaller, "--ml"})["likelihood_ratio"].is_null());
  const Json& test = fit["likelihood_ratio"];
  EXPECT_EQ(test["formula"], formula_);
  EXPECT_EQ(test["df"], 2);
  const double difference =
      test["log_likelihood"].get<double>() - fit["log_likelihood"].get<double>();
  EXPECT_NEAR(test["chi_squared"], 2 * difference, 1e-9);
  const Json turned = json({gap, formula_, "--ml", "--compare", smaller});
  EXPECT_EQ(turned["likelihood_ratio"]["p"], test["p"]);
  EXPECT_THAT(refusal({gap, smaller, "--compare", formula_}), HasSubstr("add --ml"));
  EXPECT_THAT(refusal({gap, smaller, "--ml", "--compare", "after ~ site + (1 | team)"}),
              HasSubstr("neither of the two models"));
}

TEST_F(FitCommand, NamesADependentColumnAndGoesOn) {
  const Json fit = json({trial_, "after ~ arm + before + I(2 * before) + (1 | team)"});
  EXPECT_EQ(fit["dropped_columns"], Json::array({"I(2 * before)"}));
  EXPECT_EQ(fit["fixed"].size(), 3U);
  EXPECT_FALSE(fit["notes"].empty());
}

}  // namespace
}  // namespace refocus
