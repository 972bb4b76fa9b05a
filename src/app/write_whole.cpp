#include "app/write_whole.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/fault.hpp"

namespace refocus::app {
namespace {

namespace fs = std::filesystem;

// Holds the signals that end a command until a file is in its place or taken away.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t ending;
    ::sigemptyset(&ending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&ending, signal);
    ::pthread_sigmask(SIG_BLOCK, &ending, &before_);
  }
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

void writeWhole(const std::string& path, std::string_view text) {
  const SignalsHeld held;
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) fs::rename(part, path, error);
  if (!file || error) {
    fs::remove(part, error);
    throw Fault(FaultCode::badRequest, fmt::format("{} cannot be written", path));
  }
}

}  // namespace refocus::app
