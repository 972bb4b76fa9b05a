#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <string_view>
#include <utility>

namespace refocus::app {
namespace {

constexpr std::string_view kCleanLine = "\r\033[K";

void say(std::string_view text) { (void)!::write(STDERR_FILENO, text.data(), text.size()); }

extern "C" void cleanLineAndEnd(int signal) {
  say(kCleanLine);
  (void)std::signal(signal, SIG_DFL);
  (void)std::raise(signal);
}

}  // namespace

Progress::Progress() : isTerminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (!isShown_) return;
  say(kCleanLine);
  (void)std::signal(SIGINT, SIG_DFL);
}

void Progress::show(const fitting::DataFile& file) {
  const auto now = Clock::now();
  if (!isTerminal_ || now < next_) return;
  next_ = now + kBetween;
  if (!std::exchange(isShown_, true)) (void)std::signal(SIGINT, cleanLineAndEnd);
  const fitting::BlockSource& source = file.source();
  const std::string howFar =
      source.totalBytes() > 0 ? fmt::format("{}%", source.bytesRead() * 100 / source.totalBytes())
                              : fmt::format("{} MB", source.bytesRead() / 1'000'000);
  say(fmt::format("{}Reading {}: {}", kCleanLine, file.name(), howFar));
}

}  // namespace refocus::app
