// Tells a burst, which is waited out, from more than can be answered, which is refused early.
//
// A queue that is worked off within a moment does its job. One in which the wait has not been good
// for a while only makes everybody wait: from then on whoever has waited longer than a good wait is
// refused, and the newest are taken first, so that what is accepted is answered in time. This ends
// once nobody has had to be refused for a while.
//
// Time is handed in. Not safe from several threads: the queue that owns it guards it.
#pragma once

#include <chrono>
#include <optional>

namespace refocus::http {

struct WaitLimits {
  std::chrono::milliseconds good{20};          ///< a wait that nobody notices
  std::chrono::milliseconds most{250};         ///< in a burst
  std::chrono::milliseconds behindAfter{100};  ///< of long waits, without a good one between
  std::chrono::milliseconds calmAfter{1000};   ///< without a refusal
};

class Overload {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Overload(WaitLimits limits = {}) : limits_(limits) {}

  /// Whether the job that has waited longest is still to be run; else it is refused.
  [[nodiscard]] bool mayRun(Time since, Time now);
  /// Hardly anybody waits: what went before was a burst.
  void keepsUp() { longSince_.reset(); }
  /// Whether the newest are to be taken first.
  [[nodiscard]] bool isBehind(Time now) const { return behindUntil_ && now < *behindUntil_; }

 private:
  WaitLimits limits_;
  std::optional<Time> longSince_;    ///< when the first was taken of those that waited too long
  std::optional<Time> behindUntil_;  ///< unless somebody is refused before
};

}  // namespace refocus::http
