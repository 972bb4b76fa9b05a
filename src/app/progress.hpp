// Signs of life on a terminal, once a run takes longer than people wait without a word: how far the
// reading of a file is ("Reading data.csv: 43%"), or for how long a fit has been going. Ctrl-C
// leaves the line clean.
#pragma once

#include <chrono>
#include <string_view>
#include <thread>

#include "fitting/data_file.hpp"

namespace refocus::app {

/// One line of standard error that is written over and over, and cleaned at the end. Nothing is
/// shown where standard error is no terminal, or in the first second.
class TerminalLine {
 public:
  TerminalLine();
  ~TerminalLine();
  TerminalLine(const TerminalLine&) = delete;
  TerminalLine& operator=(const TerminalLine&) = delete;

  /// Whether it is time to write again.
  [[nodiscard]] bool isDue();
  void write(std::string_view text);

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kUntilFirst{1000};
  static constexpr std::chrono::milliseconds kBetween{200};

  bool isTerminal_;
  bool isShown_ = false;
  Clock::time_point next_ = Clock::now() + kUntilFirst;
};

class ReadingProgress {
 public:
  /// From one thread at a time.
  void show(const fitting::DataFile& file);

 private:
  TerminalLine line_;
};

/// "Fitting: 12 s" for as long as it lives, from a thread of its own: a search cannot tell how far
/// it is, but people can see that it goes on.
class FittingProgress {
 public:
  FittingProgress();

 private:
  std::jthread clock_;
};

}  // namespace refocus::app
