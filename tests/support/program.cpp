#include "support/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace refocus::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kLongest{60};

std::string programFile() {
  const char* program = std::getenv("REFOCUS_PROGRAM");
  if (program == nullptr) throw std::runtime_error("REFOCUS_PROGRAM must name the program to test");
  return program;
}

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int statusOf(int waited) {
  return WIFSIGNALED(waited) ? 128 + WTERMSIG(waited) : WEXITSTATUS(waited);
}

int waitFor(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return statusOf(status);
}

// Kills what does not end in time, such as a server that was expected to refuse its start.
int waitAtMost(pid_t process, std::chrono::seconds most) {
  const auto end = std::chrono::steady_clock::now() + most;
  int status = 0;
  while (::waitpid(process, &status, WNOHANG) != process) {
    if (std::chrono::steady_clock::now() > end) {
      ::kill(process, SIGKILL);
      return waitFor(process);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return statusOf(status);
}

// This process's environment without its own settings of the program, and the site's.
std::vector<std::string> environmentWith(const std::map<std::string, std::string>& settings) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view one(*variable);
    const bool isSetting = one.starts_with("REFOCUS_") && !one.starts_with("REFOCUS_SHARE_");
    if (!isSetting) all.emplace_back(one);
  }
  for (const auto& [name, value] : settings) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::optional<std::uint16_t> portIn(std::string_view said) {
  const auto address = said.find("http://");
  const auto colon = address == said.npos ? said.npos : said.find(':', address + 7);
  if (colon == said.npos || said.find('/', colon) == said.npos) return std::nullopt;
  std::uint16_t port = 0;
  std::from_chars(said.data() + colon + 1, said.data() + said.size(), port);
  return port;
}

}  // namespace

Site::Site(fs::path folder, std::string database) : folder_(std::move(folder)), output_(folder_) {
  if (database.empty()) database = (folder_ / "refocus.db").string();
  set("STORAGE_DATABASE", std::move(database));
  set("STORAGE_BACKUPS", (folder_ / "backups").string());
  set("KEYS_FILE", (folder_ / "keys/refocus.keys").string());
  set("KEYS_ANCHORS", (folder_ / "keys/anchors").string());
  set("SERVER_PORT", "0");
  set("LOG_LEVEL", "warning");
  set("SERVER_REQUESTS_BY_ACCOUNT", "10000000");  // tests and benches are no people
  set("SERVER_LONGEST_WAIT", "60000");            // nor does a test go by how busy its machine is
}

void Site::set(std::string_view name, std::string value) {
  settings_.insert_or_assign("REFOCUS_" + std::string(name), std::move(value));
}

std::optional<std::string> Site::variable(const std::string& name) const {
  const auto found = settings_.find(name);
  if (found == settings_.end()) return std::nullopt;
  return found->second;
}

pid_t Site::start(const std::vector<std::string>& words, const fs::path& out,
                  const fs::path& errors) const {
  std::vector<std::string> line{programFile()};
  line.insert(line.end(), words.begin(), words.end());
  auto environment = environmentWith(settings_);
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  constexpr int kFresh = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, out.c_str(), kFresh, 0600);
  posix_spawn_file_actions_addopen(&files, 2, errors.c_str(), kFresh, 0600);
  pid_t process = 0;
  const int failed = ::posix_spawn(&process, line.front().c_str(), &files, nullptr,
                                   pointersTo(line).data(), pointersTo(environment).data());
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error(line.front() + ": " + std::strerror(failed));
  return process;
}

Outcome Site::run(const std::vector<std::string>& words) const {
  const fs::path out = output_ / "command.out";
  const fs::path errors = output_ / "command.err";
  Outcome outcome;
  outcome.status = waitAtMost(start(words, out, errors), kLongest);
  outcome.out = contentOf(out);
  outcome.errors = contentOf(errors);
  return outcome;
}

std::string Site::must(const std::vector<std::string>& words) const {
  Outcome outcome = run(words);
  if (outcome.status != 0) {
    throw std::runtime_error(words.front() + " ended with " + std::to_string(outcome.status) +
                             ": " + outcome.out + outcome.errors);
  }
  return std::move(outcome.out);
}

ServerProcess::ServerProcess(const Site& site)
    : out_(site.output() / "serve.out"),
      errors_(site.output() / "serve.err"),
      process_(site.start({"serve"}, out_, errors_)) {
  const auto begin = std::chrono::steady_clock::now();
  for (;;) {
    if (const auto port = portIn(contentOf(out_))) {
      port_ = *port;
      startTime_ = std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - begin);
      return;
    }
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      throw std::runtime_error("the server ended with " + std::to_string(statusOf(status)) + ": " +
                               log());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

ServerProcess::~ServerProcess() {
  if (process_ > 0) kill();
}

std::string ServerProcess::log() const { return contentOf(errors_); }

void ServerProcess::kill() {
  ::kill(process_, SIGKILL);
  waitFor(std::exchange(process_, -1));
}

int ServerProcess::stop() {
  ::kill(process_, SIGTERM);
  return waitFor(std::exchange(process_, -1));
}

}  // namespace refocus::testing
