// Of data that say too little, a fit is refused with what is missing, or tells numbers: never one
// that is none, and never degrees of freedom of 0 or below.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "statistics/sample_data.hpp"

namespace refocus::statistics {
namespace {

using sample::by;
using sample::Model;
using ::testing::HasSubstr;

std::string refusalOf(const Model& model, const FitOptions& options = {}) {
  const auto fit = fitModel(model.design, model.rows, options);
  return fit ? "fitted" : fit.error();
}

// Nine levels of x in ten rows of four teams: −2 degrees of freedom were told.
TEST(ToldNumbers, VariancesThatTheDataCannotTellApartAreRefused) {
  const std::string levels = "abcdefghib";
  const std::vector<std::string> team{"t0", "t2", "t1", "t2", "t2", "t1", "t0", "t1", "t3", "t3"};
  Eigen::VectorXd y(10);
  y << 0.66, -1.87, -0.96, -0.05, 1.09, -0.46, 1.65, -1.18, -1.52, 1.75;
  Model model = sample::modelOf(y);
  for (const char level : std::string("bcdefghi")) {
    Eigen::VectorXd is(10);
    for (Eigen::Index i = 0; i < 10; ++i) {
      is[i] = levels[static_cast<std::size_t>(i)] == level ? 1 : 0;
    }
    sample::addColumn(model, std::string("x") + level, is, level == 'b');
  }
  sample::addIntercept(model, sample::addGrouping(model, "team", team));
  EXPECT_THAT(refusalOf(model), HasSubstr("nothing is left within a team"));
}

TEST(ToldNumbers, AResponseThatIsTheSameWithinTeamsIsSaidToBeSoWhereItIs) {
  Eigen::VectorXd y(12);
  std::vector<std::string> team;
  for (Eigen::Index i = 0; i < 12; ++i) {
    y[i] = static_cast<double>(i / 3 * i / 3);
    team.push_back(std::to_string(i / 3));
  }
  Model model = sample::oneWay(y, team, "team");
  EXPECT_EQ(refusalOf(model).find("the same in all rows"), std::string::npos);
  for (Eigen::Index i = 0; i < 12; ++i) model.rows.y[i] = static_cast<double>(i / 3 * (i / 3));
  EXPECT_THAT(refusalOf(model), HasSubstr("the response is the same in all rows of a team"));
}

}  // namespace
}  // namespace refocus::statistics
