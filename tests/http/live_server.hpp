// A server on a free port for one test. Its handler answers with what it was sent, unless the test
// gives another; it counts how often a handler was called and keeps the access log.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "http/server.hpp"

namespace refocus::http {

/// "METHOD path|query|body".
[[nodiscard]] Response echo(const Request& request);

/// Settings with a free port, few workers, and no end to waiting; all else as released.
[[nodiscard]] ServerSettings testSettings();

class LiveServer {
 public:
  explicit LiveServer(ServerSettings settings = testSettings(), ServerHooks hooks = {});
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] int calls() const { return calls_; }
  /// "METHOD path status bytes", in order.
  [[nodiscard]] std::vector<std::string> log() const;
  void stop() { server_.stop(); }

 private:
  [[nodiscard]] ServerHooks counted(ServerHooks hooks);

  std::atomic<int> calls_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> log_;
  Server server_;
};

}  // namespace refocus::http
