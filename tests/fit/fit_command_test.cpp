#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

extern char** environ;

namespace refocus {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::ordered_json;

struct Ended {
  int code = -1;
  std::string out;
  std::string errors;
};

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A folder of its own for each test, with a small trial in it.
class FitCommand : public ::testing::Test {
 protected:
  FitCommand() {
    fs::create_directories(folder_);
    std::string text = "team,arm,site,before,after\n";
    for (int team = 0; team < 8; ++team) {
      for (int row = 0; row < 6; ++row) {
        const int noise = (team * 31 + row * 17 + team * row * 7) % 23;
        text += fmt::format("T{},{},{},{}.5,{}\n", team, team % 2 == 0 ? "TAU" : "REFOCUS",
                            team < 4 ? "A" : "B", 20 + (row * 13 + team) % 9,
                            30 + noise + team % 2 * 4 + team % 3);
      }
    }
    trial_ = file("trial.csv", text);
  }
  ~FitCommand() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }

  Ended run(std::vector<std::string> words, const std::string& input = "/dev/null") const {
    words.insert(words.begin(), {REFOCUS_PROGRAM, "fit"});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::string out = (folder_ / "out").string();
    const std::string errors = (folder_ / "errors").string();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_CREAT | O_WRONLY | O_TRUNC,
                                     0600);
    pid_t child = 0;
    EXPECT_EQ(posix_spawn(&child, REFOCUS_PROGRAM, &actions, nullptr, arguments.data(), environ),
              0);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contentOf(out), contentOf(errors)};
  }

  Json json(std::vector<std::string> words) const {
    words.insert(words.end(), {"--json", "-"});
    const Ended ended = run(words);
    EXPECT_EQ(ended.code, 0) << ended.errors;
    return Json::parse(ended.out);
  }

  // Some teams of a trial of 24 rows a team; a site has four teams.
  std::string trialOfTeams(const std::string& name, int from, int to) const {
    std::string text = "team,arm,site,before,after\n";
    for (int team = from; team < to; ++team) {
      for (int row = 0; row < 24; ++row) {
        const int noise = (team * 31 + row * 17 + team * row * 7) % 23;
        text += fmt::format("T{},{},{},{}.7,{}.13\n", team, team % 2 == 0 ? "TAU" : "REFOCUS",
                            team < 4 ? "A" : "B", 20 + (row * 13 + team) % 9,
                            30 + noise + team % 2 * 4 + team % 3 * 5);
      }
    }
    return file(name, text);
  }

  static void expectFifteenDigits(const Json& one, const Json& other) {
    if (one.is_number()) {
      EXPECT_NEAR(one.get<double>(), other.get<double>(), 1e-15 * std::abs(other.get<double>()));
      return;
    }
    ASSERT_EQ(one.size(), other.size());
    if (!one.is_structured()) EXPECT_EQ(one, other);
    for (auto at = one.begin(), to = other.begin(); one.is_structured() && at != one.end();
         ++at, ++to) {
      expectFifteenDigits(*at, *to);
    }
  }

  // One message of one line (a formula's problem has its two lines more), code 2, nothing else.
  std::string refusal(std::vector<std::string> words) const {
    const std::string written = (folder_ / "written.json").string();
    words.insert(words.end(), {"--json", written});
    return refusal(std::move(words), written);
  }
  // The same, where `written` is what must not be there.
  std::string refusal(const std::vector<std::string>& words, const std::string& written) const {
    const Ended ended = run(words);
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_FALSE(fs::exists(written));
    EXPECT_THAT(ended.errors, StartsWith("refocus: "));
    return ended.errors;
  }

  fs::path folder_ = fs::temp_directory_path() / fmt::format("refocus_fit_{}", ::getpid());
  std::string trial_;
  const std::string formula_ = "after ~ arm + before + site + (1 | team)";
};

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

// emmeans 1.8.4 of glm, run to its last digits, and of glmmTMB 1.1.5. (glmer stops at a lower
// likelihood here, -92.0266 against -92.0263.)
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
  EXPECT_NEAR(mixed["means"][3]["estimate"], -2.97884615350679, 1e-7);
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

TEST_F(FitCommand, NamesADependentColumnAndGoesOn) {
  const Json fit = json({trial_, "after ~ arm + before + I(2 * before) + (1 | team)"});
  EXPECT_EQ(fit["dropped_columns"], Json::array({"I(2 * before)"}));
  EXPECT_EQ(fit["fixed"].size(), 3U);
  EXPECT_FALSE(fit["notes"].empty());
}

}  // namespace
}  // namespace refocus
