// Files that are written otherwise than most, and what is said of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <string>
#include <vector>

#include "fit_command.hpp"

namespace refocus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FitReading : public FitCommand {
 protected:
  // A slope of 2 in every team, and for some rows a text in place of x.
  [[nodiscard]] std::string sloped(const std::string& name, const std::string& nothing,
                                   bool hasComma) const {
    std::string text = "team;x;y\n";
    for (int row = 0; row < 60; ++row) {
      const int x = row * 7 % 23;
      std::string number = fmt::format("{}.5", x);
      if (hasComma) number[number.find('.')] = ',';
      text += fmt::format("T{};{};{}\n", row % 6, row % 10 == 3 ? nothing : number,
                          2 * x + row * row % 5 + row % 6);
    }
    return file(name, text);
  }

  static std::vector<std::string> notesOf(const Json& fit) { return fit["notes"]; }

  const std::string model_ = "y ~ x + (1 | team)";
};

TEST_F(FitReading, TellsThatAColumnOfNumbersIsAFactorAndWhatReadsIt) {
  const std::string dots = sloped("dots.csv", ".", false);
  for (const bool isStream : {false, true}) {
    std::vector<std::string> words{dots, model_};
    if (isStream) words.emplace_back("--stream");
    EXPECT_THAT(notesOf(json(words)).front(),
                HasSubstr("x is a factor of 24 levels, because line 5 has \".\" among numbers; "
                          "--missing \".\" takes it as missing, and factor(x) says"));
  }
  EXPECT_THAT(run({dots, model_}).out, HasSubstr("x is a factor of 24 levels"));
  EXPECT_THAT(notesOf(json({sloped("commas.csv", "NA", true), model_})).front(),
              HasSubstr("because line 2 has \"0,5\" among numbers; --decimal comma reads it"));
  for (const std::string& note : notesOf(json({dots, "y ~ factor(x) + (1 | team)"}))) {
    EXPECT_THAT(note, Not(HasSubstr("among numbers")));
  }
}

TEST_F(FitReading, ReadsMissingTextsAndDecimalCommas) {
  const Json expected = json({sloped("plain.csv", "NA", false), model_});
  EXPECT_EQ(expected["n"], 54);
  const std::vector<std::string> told{"--decimal", "comma", "--missing", ".", "--missing", "n/a"};
  for (const char* nothing : {".", "n/a"}) {
    std::vector<std::string> words{sloped("other.csv", nothing, true), model_};
    words.insert(words.end(), told.begin(), told.end());
    EXPECT_EQ(json(words)["fixed"], expected["fixed"]);
    words.emplace_back("--stream");
    EXPECT_EQ(json(words)["n"], 54);
    EXPECT_NEAR(json(words)["fixed"][1]["estimate"], expected["fixed"][1]["estimate"], 1e-10);
  }
}

TEST_F(FitReading, SumsUpFilesThatAreWrittenOtherwiseThanTheModelsMaker) {
  const std::string model = (folder_ / "model.json").string();
  ASSERT_EQ(run({sloped("plain.csv", "NA", false), model_, "--make-model", model}).code, 0);
  const std::string other = sloped("other.csv", ".", true);
  const std::string sums = (folder_ / "sums.json").string();
  std::vector<std::string> words{other, "--model", model, "--summarise", sums, "--label", "North"};
  EXPECT_THAT(refusal(words, sums), HasSubstr("--decimal comma reads it as a number"));
  words.insert(words.end(), {"--decimal", "comma", "--missing", "."});
  EXPECT_EQ(run(words).code, 0);
  EXPECT_EQ(Json::parse(contentOf(sums))["rows"], 54);
  EXPECT_THAT(run({sloped("dots.csv", ".", false), model_, "--make-model", model}).out,
              HasSubstr("x is a factor of 24 levels"));
}

TEST_F(FitReading, RefusesWordsAboutReadingThatMakeNoSense) {
  EXPECT_THAT(refusal({trial_, formula_, "--decimal", "dot"}), HasSubstr("there are point, comma"));
  EXPECT_THAT(refusal({trial_, formula_, "--missing", ".", "--missing", "."}),
              HasSubstr("--missing names . twice"));
  EXPECT_THAT(refusal({"--combine", "a.json", "--missing", "."}),
              HasSubstr("--missing and --decimal tell how rows are read"));
  EXPECT_THAT(refusal({"--combine", "a.json", "--decimal", "comma"}),
              HasSubstr("--missing and --decimal tell how rows are read"));
}

TEST_F(FitReading, ReadsOldMacsFilesAndRefusesANul) {
  std::string text = contentOf(trial_);
  const Json expected = json({trial_, formula_});
  std::replace(text.begin(), text.end(), '\n', '\r');
  EXPECT_EQ(json({file("mac.csv", text), formula_})["fixed"], expected["fixed"]);
  EXPECT_EQ(json({file("mac.csv", text), formula_, "--stream"})["n"], expected["n"]);
  std::string nul = contentOf(trial_);
  nul[nul.find("TAU")] = '\0';
  for (const char* threads : {"1", "2"}) {
    EXPECT_THAT(refusal({file("nul.csv", nul), formula_, "--stream", "--threads", threads}),
                HasSubstr("line 2: a NUL stands here"));
  }
}

// R: lm(y ~ poly(w, 2) + t), of which t is missing in four rows: (Intercept) 1.869387.
TEST_F(FitReading, MakesPolynomialsAsRWhereRowsLackSomethingElse) {
  const std::string csv = file("poly.csv",
                               "y,w,t\n2.2,7,a\n1.4,0.8,b\n2.2,3.4,a\n1.4,6.9,b\n2.3,5.8,NA\n"
                               "0.4,9.9,b\n1.8,2.7,a\n0.7,9.4,b\n2.8,3.2,a\n1.1,8.4,NA\n2.2,5.9,a\n"
                               "1.0,8.4,b\n2.7,3.9,a\n1.1,8.5,b\n1.4,1,NA\n2.3,6.4,b\n1.5,8.5,a\n"
                               "0.7,9.2,b\n2.1,1.5,a\n2.4,2.6,NA\n");
  const Json fit = json({csv, "y ~ poly(w, 2) + t"});
  EXPECT_NEAR(fit["fixed"][0]["estimate"], 1.8693867351787594, 1e-12);
  EXPECT_NEAR(fit["fixed"][2]["estimate"], -1.7475548829943914, 1e-12);
}

TEST_F(FitReading, FitsAComparisonAndSharesNone) {
  const Json fit = json({trial_, "after ~ I(before > 24) + (1 | team)"});
  EXPECT_EQ(fit["fixed"][1]["term"], "I(before > 24)TRUE");
  EXPECT_THAT(refusal({trial_, "after ~ I(before > 24)", "--make-model", (folder_ / "m").string()},
                      (folder_ / "m").string()),
              HasSubstr("make it a column of the file, so that small counts are seen"));
}

// libpq and the two dozen libraries that it brings wait until PostgreSQL is asked for.
TEST(Start, LoadsNothingOfPostgresql) {
  FILE* const listed = ::popen("LD_TRACE_LOADED_OBJECTS=1 " REFOCUS_PROGRAM, "r");
  ASSERT_NE(listed, nullptr);
  std::string libraries;
  for (int c = std::fgetc(listed); c != EOF; c = std::fgetc(listed)) {
    libraries += static_cast<char>(c);
  }
  EXPECT_EQ(::pclose(listed), 0);
  EXPECT_THAT(libraries, AllOf(HasSubstr("libc.so"), Not(HasSubstr("libpq")),
                               Not(HasSubstr("libssl")), Not(HasSubstr("libldap"))));
}

}  // namespace
}  // namespace refocus
