// Which kind of tests of whole terms `refocus fit` gives, from rows, streams and summaries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fit_command.hpp"

namespace refocus {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class FitTermTests : public FitCommand {
 protected:
  [[nodiscard]] std::vector<std::string> typeThree(std::vector<std::string> words) const {
    words.insert(words.end(), {"--tests", "--test-type", "type3"});
    return words;
  }

  static void expectAlike(const Json& fit, const Json& other) {
    ASSERT_EQ(fit["joint_tests"].size(), other["joint_tests"].size());
    for (std::size_t i = 0; i < other["joint_tests"].size(); ++i) {
      for (const char* number : {"f", "numerator_df", "denominator_df", "p"}) {
        const Json& one = fit["joint_tests"][i][number];
        const Json& expected = other["joint_tests"][i][number];
        ASSERT_EQ(one.is_null(), expected.is_null()) << i << number;
        if (one.is_null()) continue;  // infinite, by Wald
        EXPECT_NEAR(one, expected, 1e-9 * (1 + expected.get<double>())) << i << number;
      }
    }
  }

  const std::string crossed_ = "after ~ arm * site + before + (1 | team)";
};

TEST_F(FitTermTests, SaysWhichKindItGivesWhereThereAreInteractions) {
  EXPECT_THAT(run({trial_, crossed_, "--tests"}).out,
              HasSubstr("treatment contrasts: of a term with interactions, its effect at the other "
                        "factors' first levels"));
  EXPECT_THAT(run(typeThree({trial_, crossed_})).out,
              HasSubstr("type III: of a term with interactions, its effect on average over the "
                        "other factors' levels"));
  EXPECT_THAT(run({trial_, formula_, "--tests"}).out, Not(HasSubstr("treatment contrasts")));
  EXPECT_THAT(run(typeThree({trial_, formula_})).out, Not(HasSubstr("type III")));
  EXPECT_EQ(json({trial_, crossed_, "--tests"})["model"]["test_type"], "treatment");
  EXPECT_EQ(json(typeThree({trial_, crossed_}))["model"]["test_type"], "type3");
  EXPECT_TRUE(json({trial_, crossed_})["model"]["test_type"].is_null());
}

TEST_F(FitTermTests, OfTypeThreeDoNotDependOnReferences) {
  const std::vector<std::string> references{"--reference", "arm=TAU", "--reference", "site=B"};
  const auto with = [&](std::vector<std::string> words) {
    words.insert(words.end(), references.begin(), references.end());
    return words;
  };
  const std::vector<std::vector<std::string>> kinds{
      {trial_, crossed_},
      {trial_, "after ~ arm * site"},
      {trial_, crossed_, "--df", "satterthwaite"},
      {trial_, crossed_, "--gee", "exchangeable"},
      {trial_, "after ~ arm * site + (1 | team)", "--family", "poisson"}};
  for (const std::vector<std::string>& kind : kinds) {
    expectAlike(json(typeThree(with(kind))), json(typeThree(kind)));
  }
  const std::vector<std::string> usual{trial_, crossed_, "--tests"};
  EXPECT_NE(json(with(usual))["joint_tests"][0]["f"], json(usual)["joint_tests"][0]["f"]);
  EXPECT_EQ(json(usual)["joint_tests"],
            json({trial_, crossed_, "--tests", "--test-type", "treatment"})["joint_tests"]);
}

// Two sites of four teams each: on average over them is halfway between.
TEST_F(FitTermTests, OfTypeThreeAreThoseOfMarginalMeans) {
  std::vector<std::string> words = typeThree({trial_, crossed_});
  words.insert(words.end(), {"--means", "arm"});
  const Json fit = json(words);
  const double t = fit["marginal_means"][0]["differences"][0]["t"];
  EXPECT_NEAR(fit["joint_tests"][0]["f"], t * t, 1e-10 * t * t);
  EXPECT_NEAR(fit["joint_tests"][0]["p"], fit["marginal_means"][0]["differences"][0]["p"], 1e-10);
}

TEST_F(FitTermTests, OfTypeThreeAreAlsoOfStreamsAndOfTrustsSums) {
  const std::string model = (folder_ / "model.json").string();
  const std::string all = trialOfTeams("all.csv", 0, 8);
  ASSERT_EQ(run({all, crossed_, "--make-model", model}).code, 0);
  std::vector<std::string> combine{"--combine"};
  for (const std::string& rows :
       {trialOfTeams("north.csv", 0, 4), trialOfTeams("south.csv", 4, 8)}) {
    combine.push_back(rows + ".json");
    const Ended ended = run(
        {rows, "--model", model, "--summarise", combine.back(), "--label", fs::path(rows).stem()});
    ASSERT_EQ(ended.code, 0) << ended.errors;
  }
  const Json expected = json(typeThree({all, crossed_}));
  expectAlike(json(typeThree({all, crossed_, "--stream"})), expected);
  expectAlike(json(typeThree({all, "--model", model})), expected);
  expectAlike(json(typeThree({all, "--model", model, "--stream"})), expected);
  expectAlike(json(typeThree(combine)), expected);
}

TEST_F(FitTermTests, OfTypeThreeAreLeftOpenWhereACellHasNoRows) {
  std::string text = "arm,site,y\n";
  for (int row = 0; row < 40; ++row) {
    const bool isTreated = row % 2 == 0 && row % 3 > 0;
    text += fmt::format("{},S{},{}\n", isTreated ? "REFOCUS" : "TAU", row % 3, row * row % 11);
  }
  const std::string csv = file("open.csv", text);
  const Json fit = json(typeThree({csv, "y ~ arm * site"}));
  EXPECT_TRUE(fit["joint_tests"][0]["f"].is_null());
  EXPECT_TRUE(fit["joint_tests"][1]["p"].is_null());
  EXPECT_TRUE(fit["joint_tests"][2]["f"].is_number());
  EXPECT_THAT(fit["notes"].get<std::vector<std::string>>(),
              Contains(HasSubstr("the test of arm cannot be told")));
}

TEST_F(FitTermTests, RefuseATypeThatIsNotKnownOrThatNothingAsksFor) {
  EXPECT_THAT(refusal({trial_, crossed_, "--tests", "--test-type", "III"}),
              HasSubstr("--test-type III: there are treatment, type3"));
  EXPECT_THAT(refusal({trial_, crossed_, "--test-type", "type3"}),
              HasSubstr("--test-type goes with --tests"));
}

}  // namespace
}  // namespace refocus
