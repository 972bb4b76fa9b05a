// Type III tests from formulas and a file, for every kind of fit: they do not depend on references,
// and are those of the same model with contrasts that sum to 0.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "fitting/data_file_number.hpp"
#include "fitting/interactions.hpp"
#include "fitting/sample_file.hpp"

namespace refocus::fitting {

using statistics::DfMethod;
using statistics::Fit;
using statistics::FitOptions;
using statistics::GeeChoice;
using statistics::JointTest;
namespace {

using sample::digits;
using sample::FileModel;
using ::testing::Contains;
using ::testing::HasSubstr;

using Row = std::map<std::string, std::string>;

// Every combination of a, b and c, none as often as all others, in 24 teams.
std::vector<Row> trial() {
  std::vector<Row> rows;
  for (int i = 0; i < 150; ++i) {
    const int a = (i * i + i / 7) % 5 < 2 ? 0 : 1;
    const int b = (i * 11 + i * i / 3) % 7 % 3;
    const int c = i % 13 % 2;
    const int team = (i * 5 + i / 24) % 24;
    const int x = i * 37 % 19 - 4;
    const int noise = (i * 29 + i * i * 3) % 17;
    const int y = noise + 3 * a * b + 2 * c * b - a * c + (team * team) % 5 + a * x / 3;
    rows.push_back({{"a", a == 0 ? "no" : "yes"},
                    {"b", std::string(1, static_cast<char>('p' + b))},
                    {"c", c == 0 ? "east" : "west"},
                    {"team", fmt::format("T{}", team)},
                    {"x", fmt::format("{}.5", x)},
                    {"y", std::to_string(y)},
                    {"won", noise + 2 * a * b > 9 ? "1" : "0"},
                    {"count", std::to_string(noise / 3 + b)}});
  }
  return rows;
}

class TypeThreeFits : public ::testing::Test {
 protected:
  TypeThreeFits() {
    std::ofstream out(file_);
    std::string header;
    for (const auto& [name, value] : rows_.front()) header += name + ",";
    out << header << "end\n";
    for (const Row& row : rows_) {
      for (const auto& [name, value] : row) out << value << ',';
      out << "1\n";
    }
  }
  ~TypeThreeFits() override { std::filesystem::remove(file_); }

  [[nodiscard]] FileModel model(const std::string& formula, const References& references = {}) {
    return sample::fromFile(file_, formula, {}, references);
  }

  // Contrasts of each factor that sum to 0, the first level −1, in place of treatment contrasts.
  [[nodiscard]] FileModel withSums(FileModel model) const {
    std::map<std::pair<std::size_t, std::size_t>, bool> isFull;  // by term and variable
    for (const CodedColumn& column : model.fixed.columns) {
      for (const ColumnPart& part : column.parts) {
        if (part.component == 0) isFull[{column.term, part.variable}] = true;
      }
    }
    for (std::size_t c = 0; c < model.fixed.columns.size(); ++c) {
      const CodedColumn& column = model.fixed.columns[c];
      for (std::size_t row = 0; row < rows_.size(); ++row) {
        double product = 1;
        for (const ColumnPart& part : column.parts) {
          const CodedVariable& variable = model.fixed.variables[part.variable];
          const std::string& value = rows_[row].at(variable.variable.name);
          if (!variable.factor) {
            product *= numberOf(value).value();
            continue;
          }
          const auto& levels = variable.factor->names;
          const bool isFirst = value == levels.front();
          const double same = value == levels[part.component] ? 1 : 0;
          product *= isFirst && !isFull[{column.term, part.variable}] ? -1 : same;
        }
        model.rows.x(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(c)) = product;
      }
    }
    return model;
  }

  static std::vector<JointTest> typeThree(const FileModel& model, FitOptions options) {
    options.hypotheses = typeThreeHypotheses(model.fixed);
    return ofColumns(model, std::move(options));
  }
  static std::vector<JointTest> ofColumns(const FileModel& model, FitOptions options) {
    options.jointTests = true;
    return sample::fitted(model, options).jointTests;
  }

  static void expectSame(const std::vector<JointTest>& tests, const std::vector<JointTest>& others,
                         const std::string& what) {
    ASSERT_EQ(tests.size(), others.size()) << what;
    for (std::size_t i = 0; i < tests.size(); ++i) {
      const std::string where = what + ", " + tests[i].term;
      EXPECT_EQ(tests[i].term, others[i].term) << where;
      EXPECT_EQ(tests[i].numeratorDf, others[i].numeratorDf) << where;
      EXPECT_GE(digits(tests[i].f, others[i].f, 1), 9) << where;
      if (std::isinf(others[i].denominatorDf)) continue;
      EXPECT_GE(digits(tests[i].denominatorDf, others[i].denominatorDf), 8) << where;
    }
  }

  const std::vector<Row> rows_ = trial();
  const std::string file_ =
      (std::filesystem::temp_directory_path() / fmt::format("refocus_type_three_{}", ::getpid()))
          .string();
};

struct Kind {
  std::string response;
  std::string random;
  FitOptions options;
};

const std::string kEverything = "a * b * x + c";

// Every kind of fit; those that search for long of one fixed part alone.
std::vector<Kind> kindsFor(const std::string& fixed) {
  FitOptions within;
  within.df = DfMethod::betweenWithin;
  FitOptions outcomes;
  outcomes.family = Family::binomial;
  FitOptions counts;
  counts.family = Family::poisson;
  FitOptions equations = outcomes;
  equations.gee = GeeChoice{};
  std::vector<Kind> kinds{{"y ~ ", "", {}},
                          {"y ~ ", " + (1 | team)", {}},
                          {"y ~ ", " + (1 | team)", within},
                          {"won ~ ", "", outcomes},
                          {"won ~ ", " + (1 | team)", equations}};
  if (fixed == kEverything) {
    kinds.push_back({"y ~ ", " + (1 + x | team)", {}});
    kinds.push_back({"count ~ ", " + (1 | team)", counts});
  }
  return kinds;
}

TEST_F(TypeThreeFits, DoNotDependOnTheReferences) {
  const std::vector<std::string> parts{
      kEverything,   "a * b",       "(a + b + c)^2",  "a + a:b",   "a/b + x",
      "x + x:a:b",   "0 + a * b",   "0 + b + c",      "a:b + b:c", "a + a:b:c",
      "0 + x + x:b", "0 + a + b:c", "b * poly(x, 2)", "a * b * c"};
  for (const std::string& fixed : parts) {
    for (const Kind& kind : kindsFor(fixed)) {
      const std::string formula = kind.response + fixed + kind.random;
      const auto usual = typeThree(model(formula), kind.options);
      for (const char* const b : {"q", "r"}) {
        References references;
        if (fixed.contains('a')) references["a"] = "yes";
        if (fixed.contains('b')) references["b"] = b;
        if (fixed.contains('c')) references["c"] = "west";
        expectSame(typeThree(model(formula, references), kind.options), usual, formula);
      }
    }
  }
}

TEST_F(TypeThreeFits, AreThoseOfContrastsThatSumToNothing) {
  const std::vector<std::string> parts{kEverything, "a * b",    "(a + b + c)^2", "a + a:b",
                                       "a/b + x",   "x + x:a",  "0 + a * b",     "0 + b + c",
                                       "a:b + b:c", "a * b * c"};
  for (const std::string& fixed : parts) {
    for (const Kind& kind : kindsFor(fixed)) {
      const std::string formula = kind.response + fixed + kind.random;
      const FileModel treatment = model(formula);
      expectSame(typeThree(treatment, kind.options), ofColumns(withSums(treatment), kind.options),
                 formula);
    }
  }
}

TEST_F(TypeThreeFits, AreTheUsualOnesWithoutInteractions) {
  for (const Kind& kind : kindsFor("a + b + c + x")) {
    const FileModel one = model(kind.response + "a + b + c + x" + kind.random);
    const auto tests = typeThree(one, kind.options);
    const auto usual = ofColumns(one, kind.options);
    ASSERT_EQ(tests.size(), 4U);
    for (std::size_t i = 0; i < tests.size(); ++i) EXPECT_EQ(tests[i].f, usual[i].f);
  }
}

TEST_F(TypeThreeFits, DoNotDependOnUnits) {
  for (const Kind& kind : kindsFor("a * b * x")) {
    const FileModel usual = model(kind.response + "a * b * x" + kind.random);
    const auto tests = typeThree(usual, kind.options);
    for (const double unit : {0x1p-300, 0x1p300}) {
      FileModel scaled = usual;
      for (std::size_t c = 0; c < scaled.design.columns.size(); ++c) {
        const bool holdsX = scaled.design.columns[c].contains('x');
        if (holdsX) scaled.rows.x.col(static_cast<Eigen::Index>(c)) *= unit;
      }
      const auto others = typeThree(scaled, kind.options);
      ASSERT_EQ(others.size(), tests.size());
      for (std::size_t i = 0; i < tests.size(); ++i) EXPECT_EQ(others[i].f, tests[i].f);
    }
  }
}

// What the usual test says depends on the reference.
TEST_F(TypeThreeFits, DifferFromTheUsualOnesWithThem) {
  const FileModel one = model("y ~ a * b + (1 | team)");
  EXPECT_LT(digits(typeThree(one, {})[0].f, ofColumns(one, {})[0].f), 2);
  EXPECT_EQ(typeThree(one, {})[2].f, ofColumns(one, {})[2].f);
}

// No row of site A has arm REFOCUS.
TEST(TypeThreeOpen, LeavesOpenWhatNeedsACellWithoutRows) {
  const FileModel model = sample::fromFile("tests/data/statistics/cells.csv",
                                           "after ~ arm * site + before + (1 | team)");
  FitOptions options;
  options.jointTests = true;
  options.hypotheses = typeThreeHypotheses(model.fixed);
  const Fit fit = sample::fitted(model, options);
  ASSERT_EQ(fit.jointTests.size(), 4U);
  EXPECT_TRUE(std::isnan(fit.jointTests[0].f));
  EXPECT_TRUE(std::isnan(fit.jointTests[1].f));
  EXPECT_GT(fit.jointTests[2].f, 0);
  EXPECT_GT(fit.jointTests[3].f, 0);
  EXPECT_THAT(fit.notes, Contains(HasSubstr("the test of arm cannot be told")));
  EXPECT_THAT(fit.notes, Contains(HasSubstr("the test of site cannot be told")));
}

}  // namespace
}  // namespace refocus::fitting
