// What an answer waits for before any byte of it leaves: that what it tells is in the audit trail.
// No thread waits with it; whoever releases it sends it on its way.
#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "http/response.hpp"

namespace refocus::http {

/// Made by a handler that answers before its answer may leave. Released once and waited for once,
/// from any threads, in any order.
class Hold {
 public:
  /// Nothing: the answer may leave as it is. Else what leaves in its place.
  using Instead = std::optional<Response>;

  Hold() = default;
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  ~Hold() = default;

  /// The answer may leave.
  void release(Instead instead = std::nullopt);

  /// Calls `go` once the answer may leave: in the thread that releases it, or here if that has
  /// been.
  void then(std::move_only_function<void(Instead)> go);

 private:
  std::mutex mutex_;
  bool released_ = false;
  Instead instead_;
  std::move_only_function<void(Instead)> go_;
};

/// Waits until an answer may leave; what leaves then.
[[nodiscard]] Response settled(Response response);

}  // namespace refocus::http
