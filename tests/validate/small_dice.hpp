// Random numbers that are the same everywhere (SplitMix64).
#pragma once

#include <cstdint>

namespace refocus::validate {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}

  double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  /// From 0 to below `count`.
  int below(int count) { return static_cast<int>(uniform() * count); }
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

 private:
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace refocus::validate
