#include "http/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <optional>
#include <utility>
#include <variant>

#include "base/fault.hpp"
#include "http/hold.hpp"
#include "http/wire.hpp"

namespace refocus::http {
namespace {

using ErrorCode = boost::system::error_code;

/// What is written at once before the time allowed is reckoned anew.
constexpr std::size_t kPieceBytes = 256 * 1024;
/// How long the rest of what a refused client sends is thrown away, so that it can read the answer
/// before its system learns that nobody listens.
constexpr std::chrono::milliseconds kLingerTime{2'000};
constexpr std::string_view kRetrySeconds = "2";
/// As long as a full queue of costly work takes.
constexpr std::string_view kRetryCostlySeconds = "5";

// In this file the result of every co_await is first given a name: g++ 12 lays out the frame of a
// coroutine that awaits inside a condition wrongly, and the program crashes.

}  // namespace

Connection::Connection(Socket socket, std::string peer, Local& local, Shared& shared)
    : socket_(std::move(socket)),
      local_(local),
      shared_(shared),
      reader_({.targetBytes = shared.settings.maxTargetBytes,
               .headerBytes = shared.settings.maxHeaderBytes,
               .headerFields = shared.settings.maxHeaderFields}),
      peer_(std::move(peer)),
      unsaidScheme_(shared.proxies.contains(peer_) ? shared.settings.proxyScheme : Scheme::http),
      buffer_(std::make_unique_for_overwrite<char[]>(shared.settings.maxHeaderBytes)) {
  local_.connections.push_back(this);
  ErrorCode ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

Connection::~Connection() {
  releaseBody();
  std::erase(local_.connections, this);
}

Task<void> Connection::serve() {
  while (!ended_ && !shared_.stopping) {
    reader_.next();
    reader_.request().scheme = unsaidScheme_;
    const bool read = co_await readRequest();
    if (!read) break;
    Response response = co_await answer();
    releaseBody();
    const bool sent = co_await send(std::move(response));
    if (!sent || !reader_.keepAlive()) break;
  }
  if (!ended_) co_await linger();
}

Task<void> Connection::turnAway() {
  requestBegan_ = SteadyClock::now();
  reader_.request().scheme = unsaidScheme_;
  reader_.refuse(503, "There are too many connections.");
  const bool sent = co_await send(busyResponse(Lane::ordinary));
  if (sent) co_await linger();
}

void Connection::enter(Step step, std::chrono::milliseconds time) {
  step_ = step;
  pace_.begin(time, SteadyClock::now());
}

void Connection::moved(std::uint64_t bytes) {
  pace_.moved(bytes, shared_.settings.leastRate, SteadyClock::now());
}

void Connection::endIfOverdue(SteadyClock::time_point now) {
  if (step_ == Step::handling || !pace_.isOver(now)) return;
  ended_ = true;
  ErrorCode ignored;
  if (step_ != Step::writing) {
    socket_.cancel(ignored);
    return;
  }
  // Reset, or the system would keep what was written for a client that does not read it.
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

void Connection::endIfIdle() {
  if (step_ == Step::idle || step_ == Step::lingering) cut();
}

void Connection::cut() {
  ended_ = true;
  ErrorCode ignored;
  if (step_ == Step::handling) {  // a worker may be looking at the socket
    socket_.shutdown(asio::socket_base::shutdown_both, ignored);
  } else {
    socket_.close(ignored);
  }
}

Task<Response> Connection::answer() {
  enter(Step::handling, {});
  if (shared_.workers == nullptr) co_return answerHere();
  co_return co_await answerByWorker();
}

Response Connection::answerHere() {
  Response response = callHandler();
  if (!response.hold) return response;
  response = settled(std::move(response));
  addHeaders(response);  // another may leave in its place
  return response;
}

/// Has the work done by a pool, or tells it that it is too late where the pool is full; goes on in
/// this thread once the work calls what it was given. That is the last that the work may do: the
/// connection may be gone by the time the call returns.
Task<void> Connection::handOver(WorkerPool& pool, Work work) {
  auto begin = [&](auto handler) {
    Resume resume = [executor = socket_.get_executor(), handler = std::move(handler)]() mutable {
      asio::post(executor, std::move(handler));
    };
    WorkerPool::Job job = [work = std::move(work), resume = std::move(resume)](Turn turn) mutable {
      work(turn, std::move(resume));
    };
    if (!pool.tryRun(job)) job(Turn::tooLate);
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(begin, kAwait);
}

/// No worker waits with an answer that is held: from then on this may already be sent.
Task<Response> Connection::answerByWorker() {
  std::optional<Response> response;
  const bool isCostly = rules_.lane == Lane::costly;
  Work work = [this, isCostly, &response](Turn turn, Resume resume) {
    if (turn == Turn::tooLate) {
      response = busyResponse(rules_.lane);
    } else if (isCostly && isGone()) {
      response = refusalResponse(408, "Nobody waits for this answer any more.");
    } else {
      response = callHandler();
    }
    const auto hold = std::exchange(response->hold, nullptr);
    if (!hold) return resume();
    hold->then([this, &response, resume = std::move(resume)](Hold::Instead instead) mutable {
      if (instead) {
        response = *std::move(instead);
        addHeaders(*response);
      }
      resume();
    });
  };
  co_await handOver(isCostly ? *shared_.costlyWorkers : *shared_.workers, std::move(work));
  co_return *std::move(response);
}

/// Whether the peer has ended the connection. Only for a worker that has the request in hand: until
/// its answer is there nothing else reads the socket, and nothing closes it (see cut).
bool Connection::isGone() {
  char next = 0;
  const auto got = ::recv(socket_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

/// Whatever the handler does, there is an answer.
Response Connection::callHandler() {
  const Request& request = reader_.request();
  std::exception_ptr thrown;
  try {
    Response response = shared_.hooks.handler(request);
    if (response.status < 200 || response.status > 599) {
      throw Fault(FaultCode::internal, "a handler answered with a status that is none");
    }
    addHeaders(response);
    return response;
  } catch (...) {
    thrown = std::current_exception();
  }
  try {
    if (shared_.hooks.onException) {
      Response response = shared_.hooks.onException(request, thrown);
      addHeaders(response);
      return response;
    }
  } catch (...) {  // NOLINT(bugprone-empty-catch): the answer below is the last resort
  }
  return refusalResponse(500, "Sorry, there is a problem with the service.");
}

Response Connection::refusalResponse(int status, std::string_view reason) const {
  Response response = shared_.hooks.refusalPage ? shared_.hooks.refusalPage(status, reason)
                                                : text(std::string(reason) + "\n", status);
  if (status == 503) response.headers.set("Retry-After", kRetrySeconds);
  addHeaders(response);
  return response;
}

Response Connection::busyResponse(Lane lane) const {
  if (lane == Lane::ordinary) {
    return refusalResponse(503, "The service is busy. Try again in a moment.");
  }
  Response response = refusalResponse(
      503, "Too many people are signing in at once. Wait a few seconds, then try again.");
  response.headers.set("Retry-After", kRetryCostlySeconds);
  return response;
}

void Connection::addHeaders(Response& response) const {
  addSecurityHeaders(response, reader_.request().scheme, shared_.settings.hstsReach);
}

/// False when the answer did not get through.
Task<bool> Connection::send(Response response) {
  enter(Step::writing, shared_.settings.bodyTime);
  const bool more = reader_.keepAlive() && !shared_.stopping;
  std::string head =
      headText(response, local_.date, more ? AfterAnswer::keepAlive : AfterAnswer::close);
  const bool bodyless = reader_.request().method == Method::head || !mayHaveBody(response.status);
  if (bodyless) response.body = std::string{};
  const bool sent = co_await sendBody(response, std::move(head));
  log(response, response.bodySize());
  co_return sent && !ended_;
}

Task<bool> Connection::sendBody(const Response& response, std::string head) {
  if (const auto* file = std::get_if<std::shared_ptr<const File>>(&response.body)) {
    co_return co_await sendFile(**file, std::move(head));
  }
  std::string_view rest = response.bodyText();
  do {
    const std::string_view piece = rest.substr(0, kPieceBytes);
    const bool written = co_await write(head, piece);
    if (!written) co_return false;
    head.clear();
    rest.remove_prefix(piece.size());
    moved(piece.size());
  } while (!rest.empty());
  co_return true;
}

Task<bool> Connection::sendFile(const File& file, std::string head) {
  std::uint64_t sent = 0;
  do {
    const std::string piece = file.read(sent, kPieceBytes);
    if (piece.empty() && sent < file.size()) co_return false;  // cut short: the peer must notice
    const bool written = co_await write(head, piece);
    if (!written) co_return false;
    head.clear();
    sent += piece.size();
    moved(piece.size());
  } while (sent < file.size());
  co_return true;
}

Task<bool> Connection::write(std::string_view first, std::string_view second) {
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(first.data(), first.size()),
                                                  asio::buffer(second.data(), second.size())};
  ErrorCode error;
  co_await asio::async_write(socket_, buffers, asio::redirect_error(kAwait, error));
  co_return !error;
}

/// Ends the connection so that the peer can read the whole answer: says "no more", then throws away
/// what still comes until the peer ends too.
Task<void> Connection::linger() {
  ErrorCode error;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  enter(Step::lingering, kLingerTime);
  while (!error && !ended_ && !shared_.stopping) {
    co_await socket_.async_read_some(asio::buffer(buffer_.get(), shared_.settings.maxHeaderBytes),
                                     asio::redirect_error(kAwait, error));
  }
}

void Connection::log(const Response& response, std::uint64_t bytes) const {
  if (!shared_.hooks.accessLog) return;
  const std::string& client = reader_.request().remoteAddress;  // known once the head was good
  shared_.hooks.accessLog({.method = reader_.methodText(),
                           .path = reader_.pathText(),
                           .remoteAddress = client.empty() ? peer_ : client,
                           .status = response.status,
                           .took = std::chrono::duration_cast<std::chrono::microseconds>(
                               SteadyClock::now() - requestBegan_),
                           .bytes = bytes});
}

}  // namespace refocus::http
