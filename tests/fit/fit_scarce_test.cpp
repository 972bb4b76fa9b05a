// Trials with next to nothing in them, or far out: a fit tells numbers or refuses in words, and
// nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "fit_command.hpp"
#include "validate/small_dice.hpp"

namespace refocus {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using validate::Dice;

template <class T, std::size_t N>
const T& oneOf(const std::array<T, N>& all, Dice& dice) {
  return all[static_cast<std::size_t>(dice.below(static_cast<int>(N)))];
}

// Two to twelve rows; columns may be constant, far from 0 or hardly vary, levels may have no rows.
std::string scarceTrial(const std::string& family, Dice& dice) {
  constexpr std::array kCounts{0, 0, 1, 2, 5};
  constexpr std::array kFar{0.0, 1e8, 1e-8};
  const int rows = 2 + dice.below(11);
  const int teams = 1 + dice.below(6);
  const bool isConstant = dice.below(10) == 0;
  std::string text = "team,site,x,arm,y\n";
  for (int row = 0; row < rows; ++row) {
    const int team = dice.below(teams);
    double x = dice.below(2) == 0 ? dice.normal() : dice.below(3);
    if (dice.below(20) == 0) x = oneOf(kFar, dice);
    if (isConstant) x = 1;
    double y = dice.below(2) == 0 ? dice.normal() : dice.below(3);
    if (family == "binomial") y = dice.below(2);
    if (family == "poisson") y = oneOf(kCounts, dice);
    const char arm = static_cast<char>('a' + (dice.below(5) == 0 ? dice.below(3) : team % 2));
    text += fmt::format("T{},S{},{:.6g},{},{:.6g}\n", team, dice.below(4), x, arm, y);
  }
  return text;
}

std::vector<std::string> optionsFor(const std::string& family, Dice& dice) {
  const std::array<std::string, 5> kDf{"kenward-roger", "satterthwaite", "satterthwaite-expected",
                                       "between-within", "residual"};
  const std::array<std::string, 3> kRobust{"cr0", "cr1", "cr2"};
  std::vector<std::string> words{"--family", family};
  const auto maybe = [&](const std::vector<std::string>& more) {
    if (dice.below(2) == 0) words.insert(words.end(), more.begin(), more.end());
  };
  if (family == "gaussian") {
    words.insert(words.end(), {"--df", oneOf(kDf, dice)});
    maybe({"--ml"});
    maybe({"--robust", oneOf(kRobust, dice)});
    if (dice.below(6) == 0) words.emplace_back("--profile");
  }
  maybe({"--tests"});
  maybe({"--effects"});
  return words;
}

void expectNumbersOrWords(const Ended& ended, const std::string& what) {
  EXPECT_TRUE(ended.code == 0 || ended.code == 2) << what << ended.code;
  EXPECT_THAT(ended.out, Not(ContainsRegex("(^|[^A-Za-z])(nan|inf)([^A-Za-z]|$)"))) << what;
  // The name of a part of the program is no words for its user.
  EXPECT_THAT(ended.errors, Not(ContainsRegex("[a-z][A-Z][a-z]+: "))) << what;
}

TEST_F(FitCommand, OfScarceDataTellsNumbersOrRefusesInWords) {
  const std::array<std::string, 3> kFamilies{"gaussian", "binomial", "poisson"};
  const std::array<std::string, 8> kFormulas{"y ~ x + (1 | team)",
                                             "y ~ x + (x | team)",
                                             "y ~ arm + x + (x || team)",
                                             "y ~ arm + (1 | team / site)",
                                             "y ~ arm + (x | team) + (1 | site)",
                                             "y ~ arm * x + (1 | team) + (1 | site)",
                                             "y ~ x + (0 + x | team)",
                                             "y ~ arm + (arm | team)"};
  Dice dice(5);
  for (int i = 0; i < 24; ++i) {
    const std::string& family = oneOf(kFamilies, dice);
    const std::string trial = scarceTrial(family, dice);
    std::vector<std::string> words{file("scarce.csv", trial), oneOf(kFormulas, dice)};
    for (std::string& word : optionsFor(family, dice)) words.push_back(std::move(word));
    expectNumbersOrWords(run(words), fmt::format("{}\n{}", fmt::join(words, " "), trial));
  }
}

// Ends that a sweep of such data met.
TEST_F(FitCommand, RefusesEffectsThatGiveAnyResponse) {
  const std::string trial = file("any.csv",
                                 "g,h,x,arm,y\nT0,H0,-1.13,a,1\nT0,H1,2,c,1\nT1,H2,0.51,b,0.22\n"
                                 "T2,H2,0,a,1.23\nT2,H2,2.43,a,-2.5\n");
  EXPECT_THAT(refusal({trial, "y ~ arm * x + (1 | g) + (1 | h)", "--ml"}),
              HasSubstr("they give any y exactly"));
}

TEST_F(FitCommand, OfAnExactFitTellsNoLikelihood) {
  const std::string trial = file("exact.csv", "x,arm,y\n1,a,1\n1,b,1\n1,b,1\n");
  const std::string out = run({trial, "y ~ arm + x"}).out;
  EXPECT_THAT(out, HasSubstr("the columns give the response exactly"));
  EXPECT_THAT(out, Not(HasSubstr("log-likelihood")));
}

TEST_F(FitCommand, OfAColumnAbout1e200TellsItsErrorAndHowItWasFound) {
  const std::string out = run({"tests/data/statistics/scale_1e200.csv", "y ~ x + (x | team)"}).out;
  EXPECT_THAT(out, ContainsRegex("x +1\\.99e-200 +2\\.84e-201"));
  EXPECT_THAT(out, ContainsRegex("the lowest of [0-9]+ searches"));
}

}  // namespace
}  // namespace refocus
