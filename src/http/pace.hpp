// By when a peer must have moved more. Each byte gives it the time that it takes at the least rate,
// but it never has more than `slack` in hand: what came in a burst buys no long silence.
//
// Time is handed in.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace refocus::http {

class Pace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// A step begins: the peer has the slack, whether it moves anything or not.
  void begin(std::chrono::milliseconds slack, Time now) {
    slack_ = slack;
    deadline_ = now + slack;
  }
  /// Some bytes came, or went, at so many a second or more.
  void moved(std::uint64_t bytes, std::size_t leastRate, Time now) {
    const std::chrono::nanoseconds earned(bytes * 1'000'000'000 / leastRate);
    deadline_ = std::min(deadline_ + earned, now + slack_);
  }
  [[nodiscard]] bool isOver(Time now) const { return now >= deadline_; }

 private:
  std::chrono::milliseconds slack_{};
  Time deadline_;
};

}  // namespace refocus::http
