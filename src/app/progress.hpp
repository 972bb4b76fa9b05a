// How far the reading of a file is, on a terminal: "Reading data.csv: 43%", once a run takes longer
// than people wait without a word. Ctrl-C leaves the line clean.
#pragma once

#include <chrono>

#include "fitting/data_file.hpp"

namespace refocus::app {

class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// From one thread at a time.
  void show(const fitting::DataFile& file);

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kUntilFirst{1000};
  static constexpr std::chrono::milliseconds kBetween{200};

  bool isTerminal_;
  bool isShown_ = false;
  Clock::time_point next_ = Clock::now() + kUntilFirst;
};

}  // namespace refocus::app
