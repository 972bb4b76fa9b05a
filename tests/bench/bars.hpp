// What was promised of times: printed beside what was measured, and whether it was held.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace refocus::bench {

/// Prints a line: what, how long it took at most, its bar, and whether it is within.
inline void printBar(std::string_view what, double milliseconds, double bar) {
  fmt::print("{:<60} {:>7.1f} ms   {} its bar of {:.0f} ms\n", what, milliseconds,
             milliseconds <= bar ? "within" : "ABOVE", bar);
}

}  // namespace refocus::bench
