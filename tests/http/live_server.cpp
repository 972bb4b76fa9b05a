#include "live_server.hpp"

#include <fmt/format.h>

#include <utility>

namespace refocus::http {

Response echo(const Request& request) {
  return text(fmt::format("{} {}|{}|{}", nameOf(request.method), request.path,
                          urlencoded(request.query), request.body));
}

ServerSettings testSettings() {
  ServerSettings settings;
  settings.port = 0;
  settings.workers = 4;
  settings.waits = {.good = std::chrono::hours{1}, .most = std::chrono::hours{1}};
  return settings;
}

LiveServer::LiveServer(ServerSettings settings, ServerHooks hooks)
    : server_(std::move(settings), counted(std::move(hooks))) {
  server_.start();
}

ServerHooks LiveServer::counted(ServerHooks hooks) {
  Handler handler = hooks.handler ? std::move(hooks.handler) : echo;
  hooks.handler = [this, handler = std::move(handler)](const Request& request) {
    ++calls_;
    return handler(request);
  };
  hooks.accessLog = [this](const AccessEntry& entry) {
    const std::scoped_lock lock(mutex_);
    log_.push_back(fmt::format("{} {} {} {}", entry.method, entry.path, entry.status, entry.bytes));
  };
  return hooks;
}

std::vector<std::string> LiveServer::log() const {
  const std::scoped_lock lock(mutex_);
  return log_;
}

}  // namespace refocus::http
