#include "http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
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
  reader_.refuse(503, "There are too many connections.");
  const bool sent = co_await send(busyResponse());
  if (sent) co_await linger();
}

void Connection::enter(Step step, std::chrono::milliseconds time) {
  step_ = step;
  stepBegan_ = SteadyClock::now();
  stepTime_ = time;
  deadline_ = stepBegan_ + time;
}

/// Bytes earn time: a peer that keeps up with the least rate may go on.
void Connection::allowFor(std::uint64_t bytesMoved) {
  const auto earned = bytesMoved * 1000 / shared_.settings.leastRate;
  deadline_ = stepBegan_ + stepTime_ + std::chrono::milliseconds(earned);
}

void Connection::endIfOverdue(SteadyClock::time_point now) {
  if (step_ == Step::handling || now < deadline_) return;
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
  socket_.close(ignored);
}

/// False when nothing more comes: the peer is gone, or its time is over.
Task<bool> Connection::readMore() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ > 0) {
    std::copy(buffer_.get() + begin_, buffer_.get() + end_, buffer_.get());
    end_ -= begin_;
    begin_ = 0;
  }
  const std::size_t room = shared_.settings.maxHeaderBytes - end_;
  if (room == 0) {  // a chunk's header without an end
    reader_.refuse(400, "The body is malformed.");
    co_return false;
  }
  ErrorCode error;
  const std::size_t got = co_await socket_.async_read_some(asio::buffer(buffer_.get() + end_, room),
                                                           asio::redirect_error(kAwait, error));
  end_ += got;
  co_return !error && !ended_;
}

/// False when there is no request to hand on; what was refused has then been answered.
Task<bool> Connection::readRequest() {
  bool complete = co_await readHead();
  if (complete) complete = co_await readBody();
  if (complete && reader_.stage() == RequestReader::Stage::complete) {
    const Client client = shared_.proxies.clientOf(peer_, reader_.request().headers);
    reader_.request().remoteAddress = client.address;
    reader_.request().scheme = client.scheme;
    co_return true;
  }
  const bool overdue = ended_ && socket_.is_open() && step_ == Step::reading;
  if (overdue) reader_.refuse(408, "The request took too long.");
  if (reader_.stage() != RequestReader::Stage::refused) {
    ended_ = true;  // the peer went away
    co_return false;
  }
  ended_ = false;
  reader_.request().body = {};  // not kept through the lingering
  releaseBody();
  const Refusal refusal = reader_.refusal();
  const bool sent = co_await send(refusalResponse(refusal.status, refusal.reason));
  ended_ = !sent;
  co_return false;
}

Task<bool> Connection::readHead() {
  enter(Step::idle, shared_.settings.idleTime);
  while (begin_ == end_) {
    const bool more = co_await readMore();
    if (!more) co_return false;
  }
  enter(Step::reading, shared_.settings.headerTime);
  requestBegan_ = stepBegan_;
  while (reader_.stage() == RequestReader::Stage::header) {
    begin_ += reader_.readHead(unread());
    if (reader_.stage() != RequestReader::Stage::header) break;
    const bool more = co_await readMore();
    if (!more) co_return false;
  }
  co_return reader_.stage() != RequestReader::Stage::refused;
}

Task<bool> Connection::readBody() {
  if (reader_.stage() == RequestReader::Stage::complete) co_return true;
  const auto& limitFor = shared_.hooks.bodyLimit;
  const Request& request = reader_.request();
  reader_.limitBody(limitFor ? limitFor(request.method, request.path)
                             : shared_.settings.maxBodyBytes);
  if (reader_.stage() == RequestReader::Stage::refused) co_return false;
  enter(Step::reading, shared_.settings.bodyTime);
  if (reader_.expectsContinue() && begin_ == end_) {
    const bool told = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
    if (!told) co_return false;
  }
  while (reader_.stage() == RequestReader::Stage::body) {
    if (begin_ < end_) {
      begin_ += reader_.readBody(unread());
      if (!holdBody()) co_return false;
      allowFor(request.body.size());
      if (reader_.stage() != RequestReader::Stage::body) break;
    }
    const bool more = co_await readMore();
    if (!more) co_return false;
  }
  co_return reader_.stage() == RequestReader::Stage::complete;
}

/// Counts the body against the memory for all bodies. False, and refused, when there is no more.
bool Connection::holdBody() {
  const std::size_t grown = reader_.request().body.size() - heldBytes_;
  heldBytes_ += grown;
  if (shared_.heldBodyBytes.fetch_add(grown) + grown <= shared_.settings.maxBodyMemory) return true;
  reader_.refuse(503, "The server is receiving too much at once.");
  return false;
}

void Connection::releaseBody() {
  shared_.heldBodyBytes -= heldBytes_;
  heldBytes_ = 0;
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
  addSecurityHeaders(response, reader_.request().scheme);  // another may leave in its place
  return response;
}

Task<Response> Connection::answerByWorker() {
  std::optional<Response> response;
  bool refused = false;
  // Runs in a worker, or here if there is no room; either way the coroutine goes on in its thread.
  // A worker whose answer is held does not wait with it: from then on this may already be sent.
  auto begin = [&](auto resume) {
    auto go = [this, &response, resume = std::move(resume)](Hold::Instead instead) mutable {
      if (instead) {
        response = *std::move(instead);
        addSecurityHeaders(*response, reader_.request().scheme);
      }
      asio::post(socket_.get_executor(), std::move(resume));
    };
    WorkerPool::Job job = [this, &response, &refused, go = std::move(go)]() mutable {
      response = refused ? busyResponse() : callHandler();
      const auto hold = std::exchange(response->hold, nullptr);
      if (!hold) return go(std::nullopt);
      hold->then(std::move(go));
    };
    if (shared_.workers->tryRun(job)) return;
    refused = true;
    job();
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(begin, kAwait);
  co_return *std::move(response);
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
    addSecurityHeaders(response, request.scheme);
    return response;
  } catch (...) {
    thrown = std::current_exception();
  }
  try {
    if (shared_.hooks.onException) {
      Response response = shared_.hooks.onException(request, thrown);
      addSecurityHeaders(response, request.scheme);
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
  addSecurityHeaders(response, Scheme::http);
  return response;
}

Response Connection::busyResponse() const {
  return refusalResponse(503, "The service is busy. Try again in a moment.");
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
  std::uint64_t sent = 0;
  do {
    const std::string_view piece = rest.substr(0, kPieceBytes);
    const bool written = co_await write(head, piece);
    if (!written) co_return false;
    head.clear();
    rest.remove_prefix(piece.size());
    sent += piece.size();
    allowFor(sent);
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
    allowFor(sent);
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
