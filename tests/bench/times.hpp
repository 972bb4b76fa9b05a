// How long many things took, as counts by powers of 2^(1/32) from a microsecond: within 2 %, and
// small, so that it does not count as memory. And a line of a report.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace refocus::bench {

class Times {
 public:
  void add(std::chrono::nanoseconds taken) {
    const double microseconds = std::chrono::duration<double, std::micro>(taken).count();
    const auto at = static_cast<std::size_t>(kSteps * std::log2(std::max(1.0, microseconds)));
    ++counts_.at(std::min(at, counts_.size() - 1));
  }
  void add(const Times& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_.at(i) += other.counts_.at(i);
  }
  [[nodiscard]] std::int64_t count() const {
    return std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
  }
  /// The time that so many (0 to 1) took at most, in microseconds; 1: the longest.
  [[nodiscard]] double at(double part) const {
    auto left =
        std::min(static_cast<std::int64_t>(part * static_cast<double>(count())), count() - 1);
    std::size_t i = 0;
    while (i + 1 < counts_.size() && (left -= counts_.at(i)) >= 0) ++i;
    return std::exp2((static_cast<double>(i) + 0.5) / kSteps);
  }

 private:
  static constexpr double kSteps = 32;
  std::array<std::int64_t, 1024> counts_{};
};

}  // namespace refocus::bench
