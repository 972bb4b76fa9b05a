// One figure alone is chance, and a machine's speed drifts: each thing is measured in rounds, in
// turns with the others, and what is printed is the median of each figure. The first of those
// measured together is the bound that the others are held against.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace refocus::bench {

/// What one round of a measurement found.
struct Measured {
  double rate = 0;         ///< a second
  double p50 = 0;          ///< milliseconds
  double p99 = 0;          ///< milliseconds
  double processor = 0;    ///< microseconds of the server's for one; 0: was not looked at
  std::int64_t wrong = 0;  ///< answers that were not as they should be
};

struct Subject {
  std::string_view name;
  std::function<Measured()> measure;
};

inline constexpr int kRounds = 3;

/// Measures all in turns, kRounds times, and prints a line for each. `at`: "8 connections".
void measureInTurns(std::string_view at, std::span<const Subject> subjects);

}  // namespace refocus::bench
