// `refocus fit` run as people run it, in a folder of its own with a small trial in it.
#pragma once

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

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Ended {
  int code = -1;
  std::string out;
  std::string errors;
};

inline std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

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
    EXPECT_THAT(ended.out, ::testing::IsEmpty());
    EXPECT_FALSE(fs::exists(written));
    EXPECT_THAT(ended.errors, ::testing::StartsWith("refocus: "));
    return ended.errors;
  }

  fs::path folder_ = fs::temp_directory_path() / fmt::format("refocus_fit_{}", ::getpid());
  std::string trial_;
  const std::string formula_ = "after ~ arm + before + site + (1 | team)";
};

}  // namespace refocus
