// The HTTP/1.1 server. Connections are read and written in a few I/O threads; handlers are plain
// functions on a pool of workers and may block. It has no TLS: a proxy in front does that.
//
// What a handler gets is complete and well formed; all else is answered here and the connection
// closed: smuggling and malformed requests 400, slow ones 408, large ones 413, 414, 431, unknown
// methods 501, and 503 with Retry-After when more is asked than can be answered in time. A body
// that is not small is taken only once `admit` has said so, by the request's head; an upload that
// is cut off never reaches a handler. Work that is costly on purpose has a queue of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/body_budget.hpp"
#include "http/lane.hpp"
#include "http/overload.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace refocus::http {

/// Which header the trusted proxy writes. Only that one is believed: a proxy passes the other on as
/// the client sent it.
enum class ProxyHeader : std::uint8_t {
  xForwardedFor,  ///< X-Forwarded-For and X-Forwarded-Proto (nginx, haproxy)
  forwarded,      ///< Forwarded (RFC 7239)
};

/// Two, but one where there is one processor.
[[nodiscard]] unsigned costlyWorkersForThisMachine();

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any that is free; ask port()
  unsigned ioThreads = 2;
  unsigned workers =
      16;  ///< 0: handlers run in the I/O threads (only for handlers that never block)
  std::size_t waitingRequests = 256;  ///< beyond these 503
  WaitLimits waits = {};              ///< and beyond these times
  unsigned costlyWorkers = costlyWorkersForThisMachine();
  std::size_t waitingCostly = 64;  ///< beyond these 503

  std::size_t maxTargetBytes = 8 * 1024;
  std::size_t maxHeaderBytes = 16 * 1024;
  std::size_t maxHeaderFields = 100;
  std::size_t maxBodyBytes = 1024 * 1024;  ///< where `rules` says nothing else
  std::size_t smallBodyBytes = 64 * 1024;  ///< up to here a body is taken from anybody
  BodyMemory bodyMemory = {};              ///< of larger ones; beyond a client's share 503

  std::chrono::milliseconds headerTime{10'000};  ///< from a request's first byte to its last header
  std::chrono::milliseconds bodyTime{30'000};    ///< how far its bytes may fall behind leastRate
  std::size_t leastRate = 16 * 1024;             ///< bytes a second, of uploads and downloads
  std::chrono::milliseconds idleTime{15'000};    ///< between requests
  std::chrono::milliseconds stopTime{10'000};    ///< what stop() gives requests in flight

  std::size_t maxConnections = 1024;
  std::size_t maxConnectionsPerAddress = 512;  ///< trusted proxies are exempt

  std::vector<std::string> trustedProxies;  ///< addresses or networks: "10.0.0.7", "fd00::/8"
  ProxyHeader proxyHeader = ProxyHeader::xForwardedFor;
  Scheme proxyScheme = Scheme::http;  ///< of requests whose head did not come as far as saying it
  HstsReach hstsReach = HstsReach::host;
};

/// What is written to the access log: never a query, never a body.
struct AccessEntry {
  std::string_view method;  ///< "-" if the request line could not be read
  std::string_view path;    ///< without the query; "-" likewise
  std::string_view remoteAddress;
  int status = 0;
  std::chrono::microseconds took{};  ///< from the request's first byte to the answer's last
  std::uint64_t bytes = 0;           ///< of the answer's body
};

using Handler = std::function<Response(const Request&)>;

/// What is known of a request by its method and path.
struct RouteRules {
  std::size_t mostBodyBytes;
  Lane lane = Lane::ordinary;
};

/// Whether the body of a request is taken, by its head.
struct BodyVerdict {
  std::size_t mostBytes = 0;
  BodyKind kind = BodyKind::form;
  std::optional<Response> instead = {};  ///< the answer, without a byte of the body
};

/// What the program hands in. All are called from several threads at once. `handler` is required.
struct ServerHooks {
  Handler handler;
  /// Turns what a handler threw into an answer. Without it: 500 in plain text.
  std::function<Response(const Request&, std::exception_ptr)> onException = {};
  /// The answer to what the server itself refuses; must be quick. Without it: one plain sentence.
  std::function<Response(int status, std::string_view reason)> refusalPage = {};
  /// Must be quick. Without it: maxBodyBytes, ordinary.
  std::function<RouteRules(Method method, std::string_view path)> rules = {};
  /// Asked before the first byte of a body that is not small is taken; may block, as a handler.
  /// `announced`: its length, where the head says so. Without it: as `rules` says.
  std::function<BodyVerdict(const Request& head, std::optional<std::uint64_t> announced)> admit =
      {};
  /// Called once for each answer; must be quick.
  std::function<void(const AccessEntry&)> accessLog = {};
};

class Server {
 public:
  /// Throws Fault(configuration) for a setting that cannot be, naming it.
  Server(ServerSettings settings, ServerHooks hooks);
  /// Stops if still running.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and returns. Throws Fault(configuration) when the address cannot be had or the port is
  /// in use, saying which and what to do.
  void start();
  /// The port listened on, after start().
  [[nodiscard]] std::uint16_t port() const;
  /// No new connections; idle ones end at once, requests in flight have stopTime to finish; then
  /// the rest is cut. Waits for handlers that are running. A second call does nothing.
  void stop();

 private:
  class Running;
  ServerSettings settings_;
  ServerHooks hooks_;
  std::unique_ptr<Running> running_;
};

}  // namespace refocus::http
