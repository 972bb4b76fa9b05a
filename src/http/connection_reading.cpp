#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <utility>

#include "http/connection.hpp"
#include "http/hold.hpp"

// What a connection reads: heads, and the bodies that are taken. As in connection.cpp the result of
// every co_await is first given a name.

namespace refocus::http {

using ErrorCode = boost::system::error_code;

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
  Response response =
      instead_ ? *std::move(instead_) : refusalResponse(refusal.status, refusal.reason);
  const bool sent = co_await send(std::move(response));
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
  requestBegan_ = SteadyClock::now();
  while (reader_.stage() == RequestReader::Stage::header) {
    begin_ += reader_.readHead(unread());
    if (reader_.stage() != RequestReader::Stage::header) break;
    const bool more = co_await readMore();
    if (!more) co_return false;
  }
  if (reader_.stage() == RequestReader::Stage::refused) co_return false;
  Request& request = reader_.request();
  Client client = shared_.proxies.clientOf(peer_, request.headers);
  request.remoteAddress = std::move(client.address);
  request.scheme = client.scheme;
  rules_ = shared_.hooks.rules ? shared_.hooks.rules(request.method, request.path)
                               : RouteRules{.mostBodyBytes = shared_.settings.maxBodyBytes};
  co_return true;
}

Task<bool> Connection::readBody() {
  if (reader_.stage() == RequestReader::Stage::complete) co_return true;
  const bool admitted = co_await admitBody();
  if (!admitted) co_return false;
  enter(Step::reading, shared_.settings.bodyTime);
  if (reader_.expectsContinue() && begin_ == end_) {
    const bool told = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
    if (!told) co_return false;
  }
  while (reader_.stage() == RequestReader::Stage::body) {
    if (begin_ < end_) {
      const std::size_t before = reader_.request().body.size();
      begin_ += reader_.readBody(unread());
      if (!holdBody()) co_return false;
      moved(reader_.request().body.size() - before);
      if (reader_.stage() != RequestReader::Stage::body) break;
    }
    const bool more = co_await readMore();
    if (!more) co_return false;
  }
  co_return reader_.stage() == RequestReader::Stage::complete;
}

/// Decides by the head how much is taken, before the first byte. A small body is taken from
/// anybody; of a larger one the hook says whether, and how much.
Task<bool> Connection::admitBody() {
  bodyKind_.reset();
  reader_.limitBody(rules_.mostBodyBytes);
  if (reader_.stage() == RequestReader::Stage::refused) co_return false;
  const auto announced = reader_.announcedBody();
  if (announced && *announced <= shared_.settings.smallBodyBytes) co_return true;
  bodyClient_ = neighbourhoodOf(reader_.request().remoteAddress);
  BodyVerdict verdict = co_await verdictOnBody();
  if (verdict.instead) {
    reader_.refuse(verdict.instead->status, "");
    instead_ = std::move(verdict.instead);
    co_return false;
  }
  bodyKind_ = verdict.kind;
  reader_.limitBody(std::min(verdict.mostBytes, rules_.mostBodyBytes));
  co_return reader_.stage() != RequestReader::Stage::refused;
}

Task<BodyVerdict> Connection::verdictOnBody() {
  const bool isUpload = rules_.mostBodyBytes > shared_.settings.maxBodyBytes;
  BodyVerdict verdict{.mostBytes = rules_.mostBodyBytes,
                      .kind = isUpload ? BodyKind::upload : BodyKind::form};
  if (!shared_.hooks.admit) co_return verdict;
  enter(Step::handling, {});
  if (shared_.workers == nullptr) co_return callAdmit();
  Work work = [this, &verdict](Turn turn, Resume resume) {
    verdict =
        turn == Turn::run ? callAdmit() : BodyVerdict{.instead = busyResponse(Lane::ordinary)};
    resume();
  };
  co_await handOver(*shared_.workers, std::move(work));
  co_return verdict;
}

/// Whatever the hook does, there is a verdict.
BodyVerdict Connection::callAdmit() {
  try {
    BodyVerdict verdict = shared_.hooks.admit(reader_.request(), reader_.announcedBody());
    if (verdict.instead) {
      verdict.instead = settled(*std::move(verdict.instead));
      addHeaders(*verdict.instead);
    }
    return verdict;
  } catch (...) {
    return {.instead = refusalResponse(500, "Sorry, there is a problem with the service.")};
  }
}

/// Counts the body against its client's share. False, and refused, when there is no more.
bool Connection::holdBody() {
  if (!bodyKind_) return true;
  const std::size_t grown = reader_.request().body.size() - heldBytes_;
  if (shared_.bodies.take(*bodyKind_, bodyClient_, grown)) {
    heldBytes_ += grown;
    return true;
  }
  reader_.refuse(503, "The server is receiving too much at once.");
  return false;
}

void Connection::releaseBody() {
  if (bodyKind_) shared_.bodies.giveBack(*bodyKind_, bodyClient_, std::exchange(heldBytes_, 0));
}

}  // namespace refocus::http
