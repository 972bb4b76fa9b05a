#include "http/server.hpp"

// clang-format off: Boost 1.74's awaitable.hpp uses std::exchange without its header
#include <utility>
// clang-format on

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <condition_variable>
#include <ctime>
#include <map>
#include <mutex>
#include <thread>

#include "base/checks.hpp"
#include "base/fault.hpp"
#include "http/connection.hpp"
#include "http/wire.hpp"

namespace refocus::http {
namespace {

using ErrorCode = boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;
using std::chrono::milliseconds;

/// Connections beyond the most that are still told so; more are closed without a word.
constexpr std::size_t kToldTheyAreTooMany = 64;
constexpr milliseconds kPauseWithoutDescriptors{100};
/// A third of an ordinary thread's share of a busy processor.
constexpr int kCostlyNiceness = 5;
/// Files, databases and logs need descriptors too.
constexpr rlim_t kDescriptorsForOthers = 256;

void checkSettings(const ServerSettings& settings) {
  const auto check = [](std::string_view name, auto value, std::int64_t least, std::int64_t most) {
    try {
      checkRange(name, static_cast<std::int64_t>(value), least, most);
    } catch (const Fault& fault) {
      throw Fault(FaultCode::configuration, fault.what());
    }
  };
  constexpr std::int64_t kDay = 24L * 3600 * 1000;
  check("I/O threads", settings.ioThreads, 1, 64);
  check("workers", settings.workers, 0, 1024);
  check("waiting requests", settings.waitingRequests, 1, 1'000'000);
  check("costly workers", settings.costlyWorkers, 1, 64);
  check("waiting costly requests", settings.waitingCostly, 1, 1'000'000);
  check("largest header", settings.maxHeaderBytes, 1024, 1024 * 1024);
  check("longest address", settings.maxTargetBytes, 64,
        static_cast<std::int64_t>(settings.maxHeaderBytes));
  check("header fields", settings.maxHeaderFields, 1, 10'000);
  check("least rate", settings.leastRate, 1, 1'000'000'000);
  check("connections", settings.maxConnections, 1, 1'000'000);
  check("connections per address", settings.maxConnectionsPerAddress, 1, 1'000'000);
  check("header time in ms", settings.headerTime.count(), 1, kDay);
  check("body time in ms", settings.bodyTime.count(), 1, kDay);
  check("idle time in ms", settings.idleTime.count(), 1, kDay);
  check("stop time in ms", settings.stopTime.count(), 0, kDay);
}

/// Often enough that no limit is overstayed by more than an eighth or a quarter of a second.
milliseconds lookEvery(const ServerSettings& settings) {
  const auto shortest = std::min({settings.headerTime, settings.bodyTime, settings.idleTime});
  return std::clamp(shortest / 8, milliseconds{5}, milliseconds{250});
}

/// A system hands out 1024 descriptors unless asked for more.
void raiseDescriptorLimit(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = static_cast<rlim_t>(connections) + kDescriptorsForOthers;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::string addressText(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

struct IoThread {
  asio::io_context context{1};
  asio::executor_work_guard<Executor> work{context.get_executor()};
  Timer timer{context};
  bool ending = false;  ///< touched in this thread only, as all of local
  Local local;
  std::thread thread;
};

Acceptor listenOn(const ServerSettings& settings, asio::io_context& context) {
  ErrorCode error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) {
    throw Fault(FaultCode::configuration,
                fmt::format("cannot listen on \"{}\": give an IP address of this machine, such as "
                            "127.0.0.1",
                            settings.address));
  }
  Acceptor acceptor(context);
  const asio::ip::tcp::endpoint endpoint(address, settings.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    throw Fault(FaultCode::configuration,
                fmt::format("port {} of {} is in use by another program: stop that program or "
                            "choose another port",
                            settings.port, settings.address));
  }
  if (error) {
    throw Fault(FaultCode::configuration,
                fmt::format("cannot listen on port {} of {}: {}", settings.port, settings.address,
                            error.message()));
  }
  return acceptor;
}

}  // namespace

unsigned costlyWorkersForThisMachine() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 2U);
}

class Server::Running {
 public:
  Running(const ServerSettings& settings, const ServerHooks& hooks);
  ~Running() { stop(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void stop();

 private:
  /// A connection's place among those that are counted.
  class Seat;

  [[nodiscard]] Task<void> accept();
  [[nodiscard]] Task<void> lookThrough(IoThread& io);
  [[nodiscard]] Task<void> serve(IoThread& io, Socket socket, std::unique_ptr<Seat> seat);
  void admit(IoThread& io, Socket socket);
  void forEachConnection(void (Connection::*end)());
  bool waitUntilEmpty(std::optional<milliseconds> most);

  const ServerSettings& settings_;
  Shared shared_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  Acceptor acceptor_;
  std::uint16_t port_;
  // After the threads: their jobs resume in them.
  std::unique_ptr<WorkerPool> workers_;
  std::unique_ptr<WorkerPool> costlyWorkers_;

  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t seated_ = 0;
  bool accepting_ = true;
  std::map<std::string, std::size_t, std::less<>> seatedByAddress_;
};

class Server::Running::Seat {
 public:
  Seat(Running& server, std::string address) : server_(server), address_(std::move(address)) {
    const std::scoped_lock lock(server_.mutex_);
    all_ = ++server_.seated_;
    ofAddress_ = ++server_.seatedByAddress_[address_];
  }
  ~Seat() {
    const std::scoped_lock lock(server_.mutex_);
    --server_.seated_;
    const auto found = server_.seatedByAddress_.find(address_);
    if (--found->second == 0) server_.seatedByAddress_.erase(found);
    server_.left_.notify_all();
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] bool isOneTooMany() const {
    const ServerSettings& settings = server_.settings_;
    return all_ > settings.maxConnections || (ofAddress_ > settings.maxConnectionsPerAddress &&
                                              !server_.shared_.proxies.contains(address_));
  }
  [[nodiscard]] bool isFarTooMany() const {
    return all_ > server_.settings_.maxConnections + kToldTheyAreTooMany;
  }

 private:
  Running& server_;
  std::string address_;
  std::size_t all_;
  std::size_t ofAddress_;
};

Server::Running::Running(const ServerSettings& settings, const ServerHooks& hooks)
    : settings_(settings),
      shared_{.settings = settings,
              .hooks = hooks,
              .proxies = TrustedProxies(settings.trustedProxies, settings.proxyHeader),
              .bodies = BodyBudget(settings.bodyMemory)},
      threads_([&] {
        std::vector<std::unique_ptr<IoThread>> threads(settings.ioThreads);
        std::ranges::generate(threads, [] { return std::make_unique<IoThread>(); });
        return threads;
      }()),
      acceptor_(listenOn(settings, threads_.front()->context)),
      port_(acceptor_.local_endpoint().port()) {
  raiseDescriptorLimit(settings.maxConnections);
  if (settings.workers > 0) {
    const unsigned few = std::min(settings.workers, fewForThisMachine());
    workers_ = std::make_unique<WorkerPool>(PoolSettings{.workers = settings.workers,
                                                         .mostWaiting = settings.waitingRequests,
                                                         .few = {.atATime = few},
                                                         .waits = settings.waits});
    costlyWorkers_ =
        std::make_unique<WorkerPool>(PoolSettings{.workers = settings.costlyWorkers,
                                                  .mostWaiting = settings.waitingCostly,
                                                  .few = {.atATime = settings.costlyWorkers},
                                                  .niceness = kCostlyNiceness});
    shared_.workers = workers_.get();
    shared_.costlyWorkers = costlyWorkers_.get();
  }
  for (const auto& io : threads_) {
    io->local.date = httpDate(std::time(nullptr));
    asio::co_spawn(io->context, lookThrough(*io), asio::detached);
  }
  asio::co_spawn(threads_.front()->context, accept(), asio::detached);
  for (const auto& io : threads_) {
    io->thread = std::thread([&context = io->context] { context.run(); });
  }
}

Task<void> Server::Running::accept() {
  for (std::size_t turn = 0; !shared_.stopping; ++turn) {
    IoThread& io = *threads_[turn % threads_.size()];
    Socket socket(io.context);
    ErrorCode error;
    co_await acceptor_.async_accept(socket, asio::redirect_error(kAwait, error));
    if (!error) {
      admit(io, std::move(socket));
    } else if (!shared_.stopping) {
      Timer pause(threads_.front()->context, kPauseWithoutDescriptors);
      co_await pause.async_wait(asio::redirect_error(kAwait, error));
    }
  }
  const std::scoped_lock lock(mutex_);
  accepting_ = false;
  left_.notify_all();
}

void Server::Running::admit(IoThread& io, Socket socket) {
  ErrorCode error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return;  // gone already
  auto seat = std::make_unique<Seat>(*this, addressText(endpoint.address()));
  if (seat->isFarTooMany()) return;
  asio::co_spawn(io.context, serve(io, std::move(socket), std::move(seat)), asio::detached);
}

Task<void> Server::Running::serve(IoThread& io, Socket socket, std::unique_ptr<Seat> seat) {
  try {
    Connection connection(std::move(socket), seat->address(), io.local, shared_);
    if (seat->isOneTooMany()) {
      co_await connection.turnAway();
    } else {
      co_await connection.serve();
    }
  } catch (...) {  // NOLINT(bugprone-empty-catch): out of memory, or a hook that threw
    // The connection is closed; the server goes on.
  }
}

Task<void> Server::Running::lookThrough(IoThread& io) {
  const milliseconds pause = lookEvery(settings_);
  while (!io.ending) {
    io.timer.expires_after(pause);
    ErrorCode error;
    co_await io.timer.async_wait(asio::redirect_error(kAwait, error));
    io.local.date = httpDate(std::time(nullptr));
    const auto now = SteadyClock::now();
    for (Connection* connection : io.local.connections) connection->endIfOverdue(now);
  }
}

void Server::Running::forEachConnection(void (Connection::*end)()) {
  for (const auto& io : threads_) {
    asio::post(io->context, [&local = io->local, end] {
      for (Connection* connection : local.connections) (connection->*end)();
    });
  }
}

bool Server::Running::waitUntilEmpty(std::optional<milliseconds> most) {
  std::unique_lock lock(mutex_);
  const auto isEmpty = [this] { return seated_ == 0 && !accepting_; };
  if (most) return left_.wait_for(lock, *most, isEmpty);
  left_.wait(lock, isEmpty);
  return true;
}

void Server::Running::stop() {
  if (shared_.stopping.exchange(true)) return;
  asio::post(threads_.front()->context, [this] {
    ErrorCode ignored;
    acceptor_.close(ignored);
  });
  forEachConnection(&Connection::endIfIdle);
  if (!waitUntilEmpty(settings_.stopTime)) {
    forEachConnection(&Connection::cut);
    waitUntilEmpty(std::nullopt);
  }
  for (const auto& io : threads_) {
    asio::post(io->context, [&thread = *io] {
      thread.ending = true;
      thread.timer.cancel();
    });
    io->work.reset();
  }
  for (const auto& io : threads_) io->thread.join();
}

Server::Server(ServerSettings settings, ServerHooks hooks)
    : settings_(std::move(settings)), hooks_(std::move(hooks)) {
  checkSettings(settings_);
  if (!hooks_.handler) throw Fault(FaultCode::configuration, "the server needs a handler");
}

Server::~Server() = default;

void Server::start() {
  if (running_) throw Fault(FaultCode::internal, "the server is running already");
  running_ = std::make_unique<Running>(settings_, hooks_);
}

std::uint16_t Server::port() const { return running_ ? running_->port() : settings_.port; }

void Server::stop() {
  if (running_) running_->stop();
}

}  // namespace refocus::http
