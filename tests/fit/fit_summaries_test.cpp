// Models that trusts share, and fits to their sums.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "fit_command.hpp"

namespace refocus {
namespace {

using ::testing::HasSubstr;

// Three trusts, of which two have one site each, and one no complete row at all.
TEST_F(FitCommand, FitsToSummariesOfTrustsAsToTheirRowsTogether) {
  const std::string model = (folder_ / "model.json").string();
  const std::string formula = "after ~ arm + before + site + (1 | team)";
  const std::string all = trialOfTeams("all.csv", 0, 8);
  ASSERT_EQ(run({all, formula, "--make-model", model}).code, 0);
  const std::vector<std::string> files{trialOfTeams("north.csv", 0, 4),
                                       trialOfTeams("south.csv", 4, 8),
                                       file("east.csv", "team,arm,site,before,after\nT0,,A,1,2\n")};
  std::vector<std::string> combine{"--combine"};
  for (const std::string& rows : files) {
    combine.push_back(rows + ".json");
    const Ended ended = run({rows, "--model", model, "--summarise", combine.back(), "--label",
                             fs::path(rows).stem(), "--robust", "cr2"});
    ASSERT_EQ(ended.code, 0) << ended.errors;
    EXPECT_THAT(ended.out, HasSubstr("the sums of "));
  }
  combine.insert(combine.end(), {"--robust", "cr2", "--effects"});
  const Json fit = json(combine);
  const Json pooled = json({all, formula, "--model", model, "--stream", "--robust", "cr2"});
  EXPECT_EQ(fit["n"], 192);
  EXPECT_EQ(fit["groups"]["team"], 8);
  EXPECT_EQ(fit["dropped"]["by_column"], Json({{"arm", 1}}));
  EXPECT_EQ(fit["random_effects"][4]["level"], "south/T4");
  EXPECT_EQ(fit["model"], pooled["model"]);
  EXPECT_EQ(fit["references"], pooled["references"]);
  for (const char* table : {"fixed", "random", "theta", "residual", "icc", "robust"}) {
    expectFifteenDigits(fit[table], pooled[table]);
  }
}

TEST_F(FitCommand, MakesAModelThatATrustWithOneSiteCanShare) {
  const std::string model = (folder_ / "model.json").string();
  const std::string north = trialOfTeams("north.csv", 0, 4);
  const Ended made = run({north, formula_, "--make-model", model, "--reference", "arm=TAU"});
  EXPECT_THAT(made.out, HasSubstr("site has one level here, \"A\": add those of the other"));
  const std::string sums = (folder_ / "sums.json").string();
  const std::vector<std::string> words{north, "--model", model,  "--summarise",
                                       sums,  "--label", "North"};
  EXPECT_THAT(refusal(words, sums), HasSubstr("site has fewer than two levels"));
  std::string text = contentOf(model);
  text.replace(text.find("\"A\""), 3, "\"A\", \"B\"");
  file("model.json", text);
  EXPECT_EQ(run(words).code, 0);
  const Json summary = Json::parse(contentOf(sums));
  EXPECT_EQ(summary["rows"], 96);
  EXPECT_EQ(summary["model"], Json::parse(text));
  const std::string west = file("west.csv", "team,arm,site,before,after\nT9,TAU,C,1,2\n");
  EXPECT_THAT(refusal({west, "--model", model, "--summarise", sums, "--label", "W"},
                      (folder_ / "s").string()),
              HasSubstr("line 2: site is \"C\", a level that the model file does not have"));
}

TEST_F(FitCommand, RefusesToSumUpWhatTellsOfSinglePersons) {
  const std::string model = (folder_ / "model.json").string();
  ASSERT_EQ(run({trial_, formula_, "--make-model", model}).code, 0);
  const std::string sums = (folder_ / "sums.json").string();
  const auto refused = [&](const std::string& rows) {
    return refusal({rows, "--model", model, "--summarise", sums, "--label", "North"}, sums);
  };
  const std::string rows = trialOfTeams("rows.csv", 0, 8);
  EXPECT_THAT(refused(file("few.csv", contentOf(rows) + "T9,TAU,A,20.5,31\n")),
              HasSubstr("the rows of team \"T9\" could be told from their sums: at least 6"));
  EXPECT_THAT(refused(file("cell.csv", contentOf(rows) + "T1,TAU,B,20.5,31\n")),
              HasSubstr("in team \"T1\", 1 of the rows have arm \"TAU\", fewer than 5"));
  EXPECT_EQ(run({rows, "--model", model, "--summarise", sums, "--label", "North"}).code, 0);
}

TEST_F(FitCommand, RefusesWordsThatDoNotGoTogetherWithSummaries) {
  EXPECT_THAT(refusal({trial_, "--summarise", "s"}, (folder_ / "s").string()),
              HasSubstr("needs the --model"));
  EXPECT_THAT(refusal({trial_}, (folder_ / "s").string()), HasSubstr("write the formula"));
  EXPECT_THAT(refusal({}, (folder_ / "s").string()), HasSubstr("name a CSV file"));
  EXPECT_THAT(refusal({trial_, formula_, "--combine", "a.json"}), HasSubstr("summaries alone"));
  EXPECT_THAT(refusal({"--combine", "nowhere.json"}), HasSubstr("nowhere.json cannot be read"));
  EXPECT_THAT(refusal({"--combine", trial_}), HasSubstr("trial.csv: line 1, column"));
  EXPECT_THAT(refusal({trial_, formula_, "--make-model", "m"}), HasSubstr("make no fit"));
  const std::string model = (folder_ / "m").string();
  EXPECT_THAT(refusal({trial_, "after ~ factor(team) + (1 | team)", "--make-model", model}, model),
              HasSubstr("leave factor(team) out of what several trusts fit"));
  EXPECT_THAT(refusal({"--combine", "a.json", "--family", "poisson"}),
              HasSubstr("--family needs rows and a formula of their own"));
  EXPECT_THAT(refusal({"--combine", "a.json", "--gee", "independence"}),
              HasSubstr("--gee needs rows and a formula of their own"));
  EXPECT_THAT(refusal({"--combine", "a.json", "--means", "arm"}),
              HasSubstr("--means needs rows and a formula of their own"));
}

}  // namespace
}  // namespace refocus
