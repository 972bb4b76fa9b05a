#include "fitting/frame.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/fault.hpp"

namespace refocus::fitting {

using statistics::RandomTerm;
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Made {
  Design design;
  Rows rows;
  std::map<std::string, std::optional<std::string>> references;
};

Made make(const std::string& csv, const std::string& formula, const References& references = {},
          const std::string& weights = "") {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("refocus_frame_{}", ::getpid());
  std::ofstream(path, std::ios::binary) << csv;
  ModelSource source{.formula = parseFormula(formula).value(), .weights = {}};
  if (!weights.empty()) source.weights = parseValues(weights).value();
  Frame frame(std::move(source));
  DataFile file(path.string());
  file.use(frame.uses());
  DataRows data;
  data.keepsLeftOut = frame.hasOrthogonalPolynomials();
  while (file.read(data)) {
  }
  frame.settle(file, data, references);
  Made made;
  made.rows = frame.rows(file, data);
  frame.sortRandomTerms(made.rows);
  made.design = frame.design();
  made.references = frame.references();
  return made;
}

// Two by three cells, each twice, with numbers.
std::string grid() {
  std::string text = "y,a,b,x,n,z\n";
  int row = 0;
  for (const char* a : {"a1", "a2"}) {
    for (const char* b : {"b1", "b2", "b3"}) {
      for (int i = 0; i < 2; ++i, ++row) {
        text +=
            fmt::format("{},{},{},{},{},{}\n", row, a, b, row * row % 7, row % 3 + 1, row + 0.5);
      }
    }
  }
  return text;
}

std::vector<std::string> columns(const std::string& formula) {
  return make(grid(), formula).design.columns;
}

// Expected names are those that model.matrix() of R 4.2 gives for these data.
TEST(Frame, NamesColumnsAsR) {
  EXPECT_THAT(columns("y ~ a"), ElementsAre("(Intercept)", "aa2"));
  EXPECT_THAT(columns("y ~ x + factor(n)"),
              ElementsAre("(Intercept)", "x", "factor(n)2", "factor(n)3"));
  EXPECT_THAT(columns("y ~ a*b"),
              ElementsAre("(Intercept)", "aa2", "bb2", "bb3", "aa2:bb2", "aa2:bb3"));
  EXPECT_THAT(columns("y ~ poly(x, 2)*a"),
              ElementsAre("(Intercept)", "poly(x, 2)1", "poly(x, 2)2", "aa2", "poly(x, 2)1:aa2",
                          "poly(x, 2)2:aa2"));
  EXPECT_THAT(columns("y ~ I(x^2) + log(z)"), ElementsAre("(Intercept)", "I(x^2)", "log(z)"));
}

TEST(Frame, CodesAFactorFullyWhereItsMarginIsAbsentAsR) {
  EXPECT_THAT(columns("y ~ b + a:b"),
              ElementsAre("(Intercept)", "bb2", "bb3", "bb1:aa2", "bb2:aa2", "bb3:aa2"));
  EXPECT_THAT(columns("y ~ a:b"), ElementsAre("(Intercept)", "aa1:bb1", "aa2:bb1", "aa1:bb2",
                                              "aa2:bb2", "aa1:bb3", "aa2:bb3"));
  EXPECT_THAT(columns("y ~ a*b - 1"),
              ElementsAre("aa1", "aa2", "bb2", "bb3", "aa2:bb2", "aa2:bb3"));
  EXPECT_THAT(columns("y ~ x:a"), ElementsAre("(Intercept)", "x:aa1", "x:aa2"));
  EXPECT_THAT(columns("y ~ x + x:a - 1"), ElementsAre("x", "x:aa1", "x:aa2"));
  EXPECT_THAT(columns("y ~ a/x"), ElementsAre("(Intercept)", "aa2", "aa1:x", "aa2:x"));
  EXPECT_THAT(columns("y ~ 0 + a + b"), ElementsAre("aa1", "aa2", "bb2", "bb3"));
  EXPECT_THAT(columns("y ~ x:b + a:b - 1"),
              ElementsAre("x:bb1", "x:bb2", "x:bb3", "bb1:aa2", "bb2:aa2", "bb3:aa2"));
  EXPECT_THAT(columns("y ~ -1 + x + a"), ElementsAre("x", "aa1", "aa2"));
}

TEST(Frame, SaysWhichColumnsBelongToWhichTerm) {
  const Design design = make(grid(), "y ~ x + b + x:b").design;
  EXPECT_THAT(design.terms, ElementsAre("(Intercept)", "x", "b", "x:b"));
  EXPECT_THAT(design.termOfColumn, ElementsAre(0U, 1U, 2U, 2U, 3U, 3U));
}

TEST(Frame, FillsColumnsWithTheProductsTheirNamesSay) {
  const Made made = make("y,a,x\n1,u,2\n2,v,3\n3,v,5\n", "y ~ a*x");
  Eigen::MatrixXd expected(3, 4);
  expected << 1, 0, 2, 0, 1, 1, 3, 3, 1, 1, 5, 5;
  EXPECT_EQ(made.rows.x, expected);
  EXPECT_EQ(made.rows.y, Eigen::Vector3d(1, 2, 3));
}

TEST(Frame, WorksArithmeticOutForEachRow) {
  const Made made = make("y,x\n1,2\n2,4\n3,8\n",
                         "log(y) ~ I(-x^2 + 3*(x - 1)/2) + log2(x) + I(2^-x) + sqrt(I(x*x))");
  EXPECT_EQ(made.design.response, "log(y)");
  EXPECT_DOUBLE_EQ(made.rows.y[1], std::log(2.0));
  EXPECT_DOUBLE_EQ(made.rows.x(1, 1), -16 + 4.5);
  EXPECT_DOUBLE_EQ(made.rows.x(2, 2), 3);
  EXPECT_DOUBLE_EQ(made.rows.x(0, 3), 0.25);
  EXPECT_DOUBLE_EQ(made.rows.x(2, 4), 8);
}

TEST(Frame, HasTheFirstLevelForReferenceUnlessAnotherIsNamed) {
  const std::string csv = "y,arm\n1,TAU\n2,control\n3,REFOCUS\n";
  EXPECT_THAT(make(csv, "y ~ arm").design.columns,
              ElementsAre("(Intercept)", "armREFOCUS", "armTAU"));
  const Made made = make(csv, "y ~ arm", {{"arm", "TAU"}});
  EXPECT_THAT(made.design.columns, ElementsAre("(Intercept)", "armcontrol", "armREFOCUS"));
  EXPECT_EQ(made.references.at("arm"), "TAU");
  EXPECT_EQ(make(csv, "y ~ 0 + arm").references.at("arm"), std::nullopt);
  EXPECT_THAT(make("y,n\n1,1\n2,2\n3,10\n", "y ~ factor(n)", {{"n", "2.0"}}).design.columns,
              ElementsAre("(Intercept)", "factor(n)1", "factor(n)10"));
}

// R: poly(c(1, 2, 3, 4, 10), 2)
TEST(Frame, MakesROrthogonalPolynomials) {
  const Made made =
      make("y,x\n1,1\n2,2\n3,3\n4,4\n5,10\n", "y ~ poly(x, 2) + poly(x, 2, raw = TRUE)");
  const std::vector<double> first{-0.42426406871192851, -0.28284271247461901, -0.14142135623730950,
                                  0.0, 0.84852813742385702};
  for (Eigen::Index i = 0; i < 5; ++i) {
    EXPECT_NEAR(made.rows.x(i, 1), first[static_cast<std::size_t>(i)], 1e-15);
  }
  const Eigen::MatrixXd basis = made.rows.x.leftCols(3);
  const Eigen::Matrix3d product = basis.transpose() * basis;
  EXPECT_TRUE(product.isApprox(Eigen::Vector3d(5, 1, 1).asDiagonal().toDenseMatrix(), 1e-14));
  EXPECT_GT(made.rows.x(4, 2), 0);
  EXPECT_EQ(made.rows.x(4, 4), 100);
}

// R has a polynomial of all rows with x, and only then leaves out what lacks something else.
TEST(Frame, MakesPolynomialsOfRowsThatLackSomethingElse) {
  const std::string more = "5,10,NA\nNA,4,a\n6,NA,a\n";
  const Made made = make("y,x,t\n1,1,a\n2,2,b\n3,3,a\n" + more, "y ~ poly(x, 2) + t");
  const Made whole = make("y,x,t\n1,1,a\n2,2,b\n3,3,a\n4,4,a\n5,10,b\n", "y ~ poly(x, 2) + t");
  ASSERT_EQ(made.rows.count(), 3);
  EXPECT_TRUE(made.rows.x.isApprox(whole.rows.x.topRows(3), 1e-15));
}

// Names are R's for a logical variable; it has its own two levels whatever the rows hold.
TEST(Frame, HasAColumnOfZeroAndOneForAComparison) {
  const std::string csv = "y,x,z\n1,1,5\n2,2,4\n3,3,6\n4,4,1\n";
  const Made made = make(csv, "y ~ I(x > 2) + I(x > 1 & !z >= 5)");
  EXPECT_THAT(made.design.columns,
              ElementsAre("(Intercept)", "I(x > 2)TRUE", "I(x > 1 & !z >= 5)TRUE"));
  EXPECT_EQ(made.rows.x.col(1), Eigen::Vector4d(0, 0, 1, 1));
  EXPECT_EQ(made.rows.x.col(2), Eigen::Vector4d(0, 1, 0, 1));
  EXPECT_TRUE(made.references.empty());
  const Made full = make(csv, "y ~ 0 + I(x != 2)");
  EXPECT_THAT(full.design.columns, ElementsAre("I(x != 2)FALSE", "I(x != 2)TRUE"));
  EXPECT_EQ(full.rows.x.col(0), Eigen::Vector4d(0, 1, 0, 0));
  EXPECT_EQ(make(csv, "I(y == 2 | y == 4) ~ I((x > 2) * 3)").rows.y, Eigen::Vector4d(0, 1, 0, 1));
  EXPECT_EQ(make(csv, "y ~ I((x > 2) * 3)").design.columns[1], "I((x > 2) * 3)");
}

TEST(Frame, MakesGroupingsAndTheirCrossings) {
  const Made made = make("y,a,b,x\n1,u,1,5\n2,u,2,6\n3,v,1,7\n4,v,1,8\n", "y ~ x + (x | a/b)");
  ASSERT_EQ(made.design.groupings.size(), 2U);
  EXPECT_EQ(made.design.groupings[0].name, "b:a");
  EXPECT_THAT(made.design.groupings[0].levels, ElementsAre("1:u", "2:u", "1:v"));
  EXPECT_THAT(made.rows.group[0], ElementsAre(0U, 1U, 2U, 2U));
  EXPECT_THAT(made.design.groupings[1].levels, ElementsAre("u", "v"));
  EXPECT_THAT(made.design.random[0].columns, ElementsAre("(Intercept)", "x"));
  EXPECT_EQ(made.rows.z[0](3, 1), 8);
}

TEST(Frame, SortsRandomTermsByTheirNumbersOfLevelsAsLme4) {
  const std::string csv = "y,a,b,x\n1,u,1,5\n2,u,2,6\n3,v,3,7\n4,v,1,8\n";
  const Made made = make(csv, "y ~ (1 | a) + (1 | b) + (0 + x | a)");
  std::vector<std::string> order;
  for (const RandomTerm& term : made.design.random) {
    order.push_back(term.columns[0] + "|" + made.design.groupings[term.grouping].name);
  }
  EXPECT_THAT(order, ElementsAre("(Intercept)|b", "x|a", "(Intercept)|a"));
  EXPECT_EQ(made.rows.z[0].size(), 0);
  EXPECT_EQ(made.rows.z[1].rows(), 4);
  const Made kept = make(csv, "y ~ (1 | b) + (1 | a) + (0 + x | a)");
  EXPECT_EQ(kept.design.random[1].columns[0], "(Intercept)");
}

TEST(Frame, TakesWeightsAndOffsets) {
  const std::string csv = "y,w,d\n1,1,1\n2,4,10\n";
  const Made made = make(csv, "y ~ 1 + offset(log10(d)) + offset(d)", {}, "w/2");
  EXPECT_TRUE(made.design.weighted && made.design.offset);
  EXPECT_EQ(made.rows.weights, Eigen::Vector2d(0.5, 2));
  EXPECT_EQ(made.rows.offset, Eigen::Vector2d(1, 11));
  EXPECT_THROW(make(csv, "y ~ 1", {}, "w - 1"), Fault);
}

std::string problemOf(const std::string& csv, const std::string& formula,
                      const References& references = {}) {
  try {
    (void)make(csv, formula, references);
  } catch (const Fault& fault) {
    return fault.what();
  }
  return "";
}

TEST(Frame, SaysWhatAModelCannotBeMadeOf) {
  EXPECT_THAT(problemOf("y,site\n1,A\n2,A\nNA,B\n", "y ~ site"),
              HasSubstr("site has one level, \"A\""));
  EXPECT_THAT(problemOf("y,x\n1,1\n2,0\n", "y ~ log(x)"), HasSubstr("line 3: log(x) is -Inf"));
  EXPECT_THAT(problemOf("y,x\n1,1\n2,-1\n", "y ~ sqrt(x)"), HasSubstr("line 3: sqrt(x) is NaN"));
  EXPECT_THAT(problemOf("y,x\n1,1\n2,-1\n", "y ~ I(sqrt(x) > 2)"),
              HasSubstr("line 3: I(sqrt(x) > 2) is NaN"));
  EXPECT_THAT(problemOf("y,arm\n1,A\n2,B\n", "y ~ log(arm)"), HasSubstr("used as a number"));
  EXPECT_THAT(problemOf("y,arm\n1,control\n2,B\n", "y ~ arm", {{"arm", "contrl"}}),
              HasSubstr("arm has no level \"contrl\"; is control meant?"));
  EXPECT_THAT(problemOf("y,x\n1,1\n2,3\n", "y ~ x", {{"x", "1"}}), HasSubstr("has no factor x"));
  EXPECT_THAT(problemOf("y,x\n1,1\n2,2\n3,1\n", "y ~ poly(x, 2)"),
              HasSubstr("needs more than 2 different values"));
  EXPECT_THAT(problemOf("y,x\n1,1\n2,2\n", "y ~ 0"), HasSubstr("fixed part of the model is empty"));
  std::string many = "y,id\n";
  for (int i = 0; i < 1200; ++i) many += fmt::format("{},p{}\n", i, i);
  EXPECT_THAT(problemOf(many, "y ~ id"), HasSubstr("more than 1000 columns"));
  EXPECT_THAT(problemOf(many, "y ~ id:id + id*id"), HasSubstr("(1 | id)"));
}

}  // namespace
}  // namespace refocus::fitting
