#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <string>
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

void showSeconds(const std::stop_token& stop) {
  using std::chrono::steady_clock;
  const auto begun = steady_clock::now();
  TerminalLine line;
  std::mutex mutex;
  std::condition_variable_any ended;
  std::unique_lock lock(mutex);
  while (!ended.wait_for(lock, stop, std::chrono::milliseconds(200),
                         [&] { return stop.stop_requested(); })) {
    if (!line.isDue()) continue;
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - begun);
    line.write(fmt::format("Fitting: {} s", seconds.count()));
  }
}

}  // namespace

TerminalLine::TerminalLine() : isTerminal_(::isatty(STDERR_FILENO) == 1) {}

TerminalLine::~TerminalLine() {
  if (!isShown_) return;
  say(kCleanLine);
  (void)std::signal(SIGINT, SIG_DFL);
}

bool TerminalLine::isDue() {
  const auto now = Clock::now();
  if (!isTerminal_ || now < next_) return false;
  next_ = now + kBetween;
  return true;
}

void TerminalLine::write(std::string_view text) {
  if (!std::exchange(isShown_, true)) (void)std::signal(SIGINT, cleanLineAndEnd);
  say(fmt::format("{}{}", kCleanLine, text));
}

void ReadingProgress::show(const fitting::DataFile& file) {
  if (!line_.isDue()) return;
  const fitting::BlockSource& source = file.source();
  const std::string howFar =
      source.totalBytes() > 0 ? fmt::format("{}%", source.bytesRead() * 100 / source.totalBytes())
                              : fmt::format("{} MB", source.bytesRead() / 1'000'000);
  line_.write(fmt::format("Reading {}: {}", file.name(), howFar));
}

FittingProgress::FittingProgress() {
  if (::isatty(STDERR_FILENO) == 1) clock_ = std::jthread(showSeconds);
}

}  // namespace refocus::app
