// The program as a site runs it: its commands, and its server as a process of its own that can be
// stopped, killed and started again. REFOCUS_PROGRAM names the program; without it all of this
// throws std::runtime_error, so that no test passes by not running.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace refocus::testing {

/// How a command ended and what it said.
struct Outcome {
  int status = 0;  ///< of its exit; 128 and the signal's number when a signal ended it
  std::string out;
  std::string errors;
};

/// One service: where its keys, its database and what its server says are kept.
class Site {
 public:
  /// `database`: a file, or postgresql://…; empty: refocus.db in the folder.
  explicit Site(std::filesystem::path folder, std::string database = {});

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path database() const { return setting("STORAGE_DATABASE"); }
  [[nodiscard]] std::filesystem::path keyFile() const { return setting("KEYS_FILE"); }

  /// Where what the program says is kept: unless set, in the folder.
  void setOutput(std::filesystem::path folder) { output_ = std::move(folder); }
  [[nodiscard]] const std::filesystem::path& output() const { return output_; }

  /// A setting, as the environment names it: set("SERVER_PORT", "8081").
  void set(std::string_view name, std::string value);

  /// The value of a variable such as REFOCUS_KEYS_FILE.
  [[nodiscard]] std::optional<std::string> variable(const std::string& name) const;

  /// Runs a command of the program to its end; one that takes longer than a minute is killed.
  [[nodiscard]] Outcome run(const std::vector<std::string>& words) const;
  /// The same, for one that must go well; throws std::runtime_error with what it said if not.
  std::string must(const std::vector<std::string>& words) const;

  /// Starts the program, its output going to these files; its process.
  [[nodiscard]] pid_t start(const std::vector<std::string>& words, const std::filesystem::path& out,
                            const std::filesystem::path& errors) const;

 private:
  [[nodiscard]] const std::string& setting(const std::string& name) const {
    return settings_.at("REFOCUS_" + name);
  }
  std::filesystem::path folder_;
  std::filesystem::path output_;
  std::map<std::string, std::string> settings_;
};

/// A server of a site, on a free port. Killed when it goes, if it still runs.
class ServerProcess {
 public:
  /// Returns when it answers; throws std::runtime_error with what it said if it ended instead.
  explicit ServerProcess(const Site& site);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] pid_t process() const { return process_; }
  /// How long it took from its start until it said where it is.
  [[nodiscard]] std::chrono::milliseconds startTime() const { return startTime_; }
  /// What it has written to standard error so far.
  [[nodiscard]] std::string log() const;

  /// SIGKILL.
  void kill();
  /// SIGTERM, and waits; its exit status.
  int stop();

 private:
  std::filesystem::path out_;
  std::filesystem::path errors_;
  pid_t process_;
  std::uint16_t port_ = 0;
  std::chrono::milliseconds startTime_{};
};

}  // namespace refocus::testing
