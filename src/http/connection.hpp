// One connection of the server, and what all connections share. Seen only by connection.cpp,
// connection_reading.cpp and server.cpp: nothing outside the three meets Asio.
//
// A connection lives in one I/O thread and is touched by no other. It has no timer: it notes until
// when the peer may take for the present step, and the thread looks through its connections several
// times a second and cuts what is overdue, so that a thousand slow clients cost a thousand
// compares.
#pragma once

// clang-format off: Boost 1.74's awaitable.hpp uses std::exchange without its header
#include <utility>
// clang-format on

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/body_budget.hpp"
#include "http/pace.hpp"
#include "http/peers.hpp"
#include "http/request_reader.hpp"
#include "http/server.hpp"
#include "http/worker_pool.hpp"

namespace refocus::http {

namespace asio = boost::asio;

// The executor is named, not erased: twice as fast in this Asio.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using SteadyClock = std::chrono::steady_clock;
template <class T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> kAwait{};

/// What every connection of a server uses.
struct Shared {
  const ServerSettings& settings;
  const ServerHooks& hooks;
  TrustedProxies proxies;
  BodyBudget bodies;
  WorkerPool* workers = nullptr;  ///< none: handlers run in the I/O threads
  WorkerPool* costlyWorkers = nullptr;
  std::atomic<bool> stopping = false;
};

class Connection;

/// What the connections of one I/O thread use; touched only in that thread.
struct Local {
  std::vector<Connection*> connections;
  std::string date;  ///< renewed by each look through the connections
};

class Connection {
 public:
  Connection(Socket socket, std::string peer, Local& local, Shared& shared);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Serves requests until the connection ends.
  [[nodiscard]] Task<void> serve();
  /// Answers 503 without reading, for a connection too many.
  [[nodiscard]] Task<void> turnAway();

  /// Ends the present step if its time is over.
  void endIfOverdue(SteadyClock::time_point now);
  /// Ends the connection if it is between requests.
  void endIfIdle();
  /// Ends the connection whatever it is doing; a running handler's answer is not sent.
  void cut();

 private:
  enum class Step : std::uint8_t { idle, reading, handling, writing, lingering };

  /// Called from any thread to go on in the connection's own.
  using Resume = std::move_only_function<void()>;
  using Work = std::move_only_function<void(Turn, Resume)>;

  void enter(Step step, std::chrono::milliseconds time);
  void moved(std::uint64_t bytes);
  [[nodiscard]] std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }

  [[nodiscard]] Task<bool> readMore();
  [[nodiscard]] Task<bool> readRequest();
  [[nodiscard]] Task<bool> readHead();
  [[nodiscard]] Task<bool> readBody();
  [[nodiscard]] Task<bool> admitBody();
  [[nodiscard]] Task<BodyVerdict> verdictOnBody();
  [[nodiscard]] BodyVerdict callAdmit();
  [[nodiscard]] bool holdBody();
  void releaseBody();

  [[nodiscard]] Task<void> handOver(WorkerPool& pool, Work work);
  [[nodiscard]] Task<Response> answer();
  [[nodiscard]] Response answerHere();
  [[nodiscard]] Task<Response> answerByWorker();
  [[nodiscard]] Response callHandler();
  [[nodiscard]] bool isGone();
  [[nodiscard]] Response refusalResponse(int status, std::string_view reason) const;
  [[nodiscard]] Response busyResponse(Lane lane) const;
  void addHeaders(Response& response) const;

  [[nodiscard]] Task<bool> send(Response response);
  [[nodiscard]] Task<bool> sendBody(const Response& response, std::string head);
  [[nodiscard]] Task<bool> sendFile(const File& file, std::string head);
  [[nodiscard]] Task<bool> write(std::string_view first, std::string_view second = {});
  [[nodiscard]] Task<void> linger();
  void log(const Response& response, std::uint64_t bytes) const;

  Socket socket_;
  Local& local_;
  Shared& shared_;
  RequestReader reader_;
  std::string peer_;
  Scheme unsaidScheme_;  ///< as long as no head says which
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  RouteRules rules_{};                ///< of the request in hand, once its head is read
  std::optional<Response> instead_;   ///< of its handler's answer, where its body is not taken
  std::optional<BodyKind> bodyKind_;  ///< nothing: a small body, which is not counted
  std::string bodyClient_;
  std::size_t heldBytes_ = 0;
  Step step_ = Step::idle;
  bool ended_ = false;  ///< timed out, cut, or not wanted any more
  Pace pace_;
  SteadyClock::time_point requestBegan_;
};

}  // namespace refocus::http
