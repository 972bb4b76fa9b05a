#include <fmt/format.h>
#include <fmt/ostream.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <ostream>
#include <thread>

#include "app/commands.hpp"
#include "app/program.hpp"
#include "app/storage.hpp"
#include "base/fault.hpp"
#include "http/server.hpp"

namespace refocus::app {
namespace {

http::ServerSettings serverSettings(const Settings& settings) {
  http::ServerSettings server;
  server.address = settings.text("server.address");
  server.port = static_cast<std::uint16_t>(settings.number("server.port"));
  server.workers = static_cast<unsigned>(settings.number("server.workers"));
  server.waits.good = std::chrono::milliseconds(settings.number("server.longest_wait"));
  server.waits.most = std::max(server.waits.most, server.waits.good);
  server.trustedProxies = settings.list("server.trusted_proxies");
  server.proxyHeader = settings.text("server.proxy_header") == "forwarded"
                           ? http::ProxyHeader::forwarded
                           : http::ProxyHeader::xForwardedFor;
  if (settings.text("server.public_address").starts_with("https:")) {
    server.proxyScheme = http::Scheme::https;
    if (settings.isOn("server.tls_below_address")) server.hstsReach = http::HstsReach::subdomains;
  }
  return server;
}

// A one-time link opens an account to whoever has it, so the log does not.
std::string_view loggedPath(std::string_view path) {
  return path.starts_with("/link/") ? "/link/..." : path;
}

void logAccess(const http::AccessEntry& entry) {
  spdlog::debug("{} {} {} {} {} µs {} bytes", entry.remoteAddress, entry.method,
                loggedPath(entry.path), entry.status, entry.took.count(), entry.bytes);
}

// Signals are taken by one thread that waits for them; all others have them blocked, which is why
// this is made before any other thread.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() const {
    int signal = 0;
    sigwait(&signals_, &signal);
  }

 private:
  sigset_t signals_{};
};

// Runs a piece of work again and again, with a pause between, until it goes.
class Repeating {
 public:
  Repeating(std::chrono::minutes pause, std::function<void()> work)
      : pause_(pause), thread_([this, work = std::move(work)] { run(work); }) {}
  Repeating(const Repeating&) = delete;
  Repeating& operator=(const Repeating&) = delete;
  ~Repeating() {
    {
      const std::scoped_lock lock(guard_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

 private:
  void run(const std::function<void()>& work) {
    std::unique_lock lock(guard_);
    while (!stopping_) {
      lock.unlock();
      try {
        work();
      } catch (const Fault& fault) {
        spdlog::warn("tidying up is put off: {}", fault.what());
      }
      lock.lock();
      wake_.wait_for(lock, pause_, [this] { return stopping_; });
    }
  }

  const std::chrono::minutes pause_;
  std::mutex guard_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

// Nothing breaks when a clock is set back, since entries are chained by number and versions build
// on each other; but sessions and second factors go by it, and people read its times.
void warnOfClockSetBack(Storage& storage) {
  const Instant now = storage.book().parts().clock();
  const auto newest =
      storage.database().read([](database::Read& read) { return record::newestEntryTime(read); });
  if (!newest || *newest <= now) return;
  spdlog::warn(
      "the newest audit entry is of {}, but this machine's clock says {}: set the clock right. "
      "Nothing is lost, but what is recorded until then carries the wrong time",
      newest->text(), now.text());
}

}  // namespace

int serve(const Settings& settings, std::ostream& out) {
  const StopSignals signals;
  Storage storage(settings, {});
  warnOfClockSetBack(storage);
  Program program(settings, storage);
  const http::ServerSettings server = serverSettings(settings);
  const Gate& gate = program.gate();
  http::Server listening(
      server, {.handler = [&](const http::Request& request) { return gate.answer(request); },
               .rules =
                   [&](http::Method method, std::string_view path) {
                     return gate.rules(method, path, server.maxBodyBytes);
                   },
               .admit =
                   [&](const http::Request& head, std::optional<std::uint64_t> announced) {
                     return gate.admit(head, announced, server.maxBodyBytes);
                   },
               .accessLog = logAccess});
  listening.start();
  const Repeating tidying(std::chrono::hours(1), [&] { program.tidy(); });
  const Repeating lettingGo(std::chrono::minutes(5), [&] { program.letGo(); });
  fmt::print(out, "Refocus is at http://{}:{}/ (stop it with Ctrl+C)\n", server.address,
             listening.port());
  out.flush();
  signals.wait();
  fmt::print(out, "Stopping: requests in flight are finished first.\n");
  listening.stop();
  return 0;
}

}  // namespace refocus::app
