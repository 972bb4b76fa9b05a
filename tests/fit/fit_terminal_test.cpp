// What a long fit shows on a terminal, and that Ctrl-C ends it with nothing written.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

#include "fit_command.hpp"

namespace refocus {
namespace {

using ::testing::HasSubstr;

// The two ends of a terminal: what a program writes to `program` is read from `reader`.
class Terminal {
 public:
  Terminal() : reader_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    EXPECT_EQ(::grantpt(reader_), 0);
    EXPECT_EQ(::unlockpt(reader_), 0);
  }
  ~Terminal() { ::close(reader_); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  std::string programsEnd() const { return ::ptsname(reader_); }

  // All that is written until `words` are among it, or nothing comes for a minute.
  std::string readUntil(const std::string& words) const {
    std::string seen;
    pollfd wait{reader_, POLLIN, 0};
    while (seen.find(words) == std::string::npos && ::poll(&wait, 1, 60'000) == 1) {
      std::array<char, 4096> piece{};
      const ssize_t size = ::read(reader_, piece.data(), piece.size());
      if (size <= 0) break;
      seen.append(piece.data(), static_cast<std::size_t>(size));
    }
    return seen;
  }

 private:
  int reader_;
};

// Crossed so widely that the fit goes on for many seconds.
std::string manyCrossedRows() {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 30'000; ++i) {
    text += fmt::format("{},{},{}\n", i % 1'499, (i * 7) % 1'501, (i * 31 + i / 7) % 101);
  }
  return text;
}

TEST_F(FitCommand, ShowsThatAFitGoesOnAndEndsAtCtrlCWithNothingWritten) {
  const Terminal terminal;
  const std::string data = file("crossed.csv", manyCrossedRows());
  const std::string json = (folder_ / "fit.json").string();
  std::vector<std::string> words{REFOCUS_PROGRAM, "fit", data, "y ~ 1 + (1 | a) + (1 | b)",
                                 "--json",        json};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const std::string end = terminal.programsEnd();
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, end.c_str(), O_WRONLY | O_NOCTTY, 0);
  pid_t child = 0;
  ASSERT_EQ(posix_spawn(&child, REFOCUS_PROGRAM, &actions, nullptr, arguments.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);

  EXPECT_THAT(terminal.readUntil("Fitting: "), HasSubstr("Fitting: "));
  EXPECT_EQ(::kill(child, SIGINT), 0);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
  EXPECT_THAT(terminal.readUntil("\033[K"), HasSubstr("\r\033[K"));  // the line is clean again
  EXPECT_FALSE(fs::exists(json));
  EXPECT_FALSE(fs::exists(json + ".part"));
}

}  // namespace
}  // namespace refocus
