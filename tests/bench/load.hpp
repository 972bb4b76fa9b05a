// Asks a server on 127.0.0.1 over and over on so many connections, each with one request at a time,
// from one thread, so that on a machine with few cores the asking takes little from the answering.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "bench/times.hpp"

namespace refocus::bench {

struct Load {
  std::uint16_t port = 0;
  std::size_t connections = 1;
  std::chrono::milliseconds time{4000};
  int expectedStatus = 200;
  /// The next request that a connection sends.
  std::function<std::string(std::size_t connection)> next;
};

struct Answers {
  Times times;             ///< of those with the expected status
  std::int64_t wrong = 0;  ///< the others
  double seconds = 0;
};

/// Throws std::runtime_error when a connection cannot be made or is closed.
[[nodiscard]] Answers run(const Load& load);

}  // namespace refocus::bench
