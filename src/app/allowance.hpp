// How much one account may ask: a bucket that holds a minute's worth of requests and fills evenly.
// Generous for whoever reads and presses; a script, or a browser that has gone wild, gets no more
// than that, and so does whoever has stolen a session.
//
// Time is handed in, and may be set back. Safe to use from several threads. Holds a few bytes for
// each account that has been signed in since the start.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace refocus::app {

class Allowance {
 public:
  explicit Allowance(std::int64_t requestsPerMinute) : most_(requestsPerMinute) {}

  struct Refused {
    std::chrono::seconds retryAfter;  ///< by then there is a twentieth of it again
    bool isNews;                      ///< the first since the account had half of it
  };
  /// Takes one request of the account's; nothing where there is one.
  [[nodiscard]] std::optional<Refused> take(const AccountId& account, Instant now);

 private:
  struct Bucket {
    double left;
    Instant at;
    bool isReported = false;
  };
  std::int64_t most_;
  std::mutex mutex_;
  std::map<AccountId, Bucket> buckets_;
};

}  // namespace refocus::app
