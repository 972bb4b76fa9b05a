// A public cluster-randomised trial against lme4, lmerTest, pbkrtest and clubSandwich: 16,526
// pupils in 39 schools (Angrist and Lavy 2009). The data are pupils' and come under clubSandwich's
// licence, so they are not kept here: tests/references/achievement_awards.R writes them, and the
// test looks at them where REFOCUS_ACHIEVEMENT_AWARDS names that file. What R said of them is kept,
// and Satterthwaite's degrees of freedom with 50 digits
// (tests/references/achievement_awards_df.cpp).
#include <gtest/gtest.h>

#include <cstdlib>

#include "fitting/sample_file.hpp"

namespace refocus::fitting {

using statistics::DfMethod;
using statistics::Fit;
using statistics::FitOptions;
using statistics::Method;
using statistics::Robust;
namespace {

using sample::digits;

std::map<std::string, std::vector<double>> valuesOfR() {
  std::ifstream in("tests/data/statistics/achievement_awards.txt");
  std::map<std::string, std::vector<double>> values;
  for (std::string word, key; in >> word;) {
    double value = 0;
    if (word == "expect" && in >> key >> value) {
      values[key.substr(0, key.rfind('.'))].push_back(value);
    }
  }
  return values;
}

TEST(AchievementAwards, AgreesWithR) {
  const char* path = std::getenv("REFOCUS_ACHIEVEMENT_AWARDS");
  if (path == nullptr) GTEST_SKIP() << "REFOCUS_ACHIEVEMENT_AWARDS names no file";
  const sample::FileModel model =
      sample::fromFile(path, "Bagrut_status ~ treated + year + sex + (1 | school_id)");
  FitOptions options = sample::by(Method::reml, DfMethod::satterthwaite);
  options.robust = Robust::cr2;
  const Fit fit = sample::fitted(model, options);
  const Fit adjusted = sample::fitted(model);
  const auto expected = valuesOfR();
  EXPECT_GE(digits(fit.theta[0], expected.at("theta")[0]), 6);
  EXPECT_GE(digits(fit.theta[0], expected.at("exact.theta")[0]), 12);
  EXPECT_GE(digits(fit.residualSd, expected.at("sigma")[0]), 6);
  EXPECT_GE(digits(fit.criterion, expected.at("criterion")[0]), 10);
  ASSERT_EQ(fit.fixed.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const double error = expected.at("se")[i];
    EXPECT_GE(digits(fit.fixed[i].estimate, expected.at("beta")[i], error), 6) << i;
    EXPECT_GE(digits(fit.fixed[i].stdErrorModel, error), 6) << i;
    // lmerTest differentiates numerically; beside it the same with 50 digits.
    EXPECT_GE(digits(fit.fixed[i].df, expected.at("satterthwaite.df")[i]), 4.5) << i;
    EXPECT_GE(digits(fit.fixed[i].df, expected.at("exact.satterthwaite.df")[i]), 12) << i;
    EXPECT_GE(digits(adjusted.fixed[i].stdError, expected.at("kr.se")[i]), 6) << i;
    EXPECT_GE(digits(adjusted.fixed[i].df, expected.at("kr.df")[i]), 6) << i;
    EXPECT_GE(digits(fit.robust->fixed[i].stdError, expected.at("cr2.se")[i]), 6) << i;
    EXPECT_GE(digits(fit.robust->fixed[i].df, expected.at("cr2.df")[i]), 6) << i;
  }
}

}  // namespace
}  // namespace refocus::fitting
