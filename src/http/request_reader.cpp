#include "http/request_reader.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace refocus::http {
namespace {

namespace beast = boost::beast::http;
using ErrorCode = boost::system::error_code;
using BoostView = boost::beast::string_view;

constexpr std::size_t kMostExtensionBytes = 4096;
constexpr std::size_t kMostLengthDigits = 15;
/// A body of a stated length is given its memory at once up to here; above, as it arrives.
constexpr std::size_t kReservedAtOnce = 64 * 1024;

std::string_view viewOf(BoostView text) { return {text.data(), text.size()}; }

bool isControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// reg-name, IPv4 or [IPv6] and a port, as clients write them; no user name, no path, no list.
bool isHost(std::string_view host) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '[' || c == ']';
  };
  return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, allowed);
}

/// "HTTP/2.0" and the like: a version that is written well but is not spoken here.
bool endsInOtherVersion(std::string_view line) {
  const auto space = line.rfind(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view version = line.substr(space + 1);
  return version.size() == 8 && version.starts_with("HTTP/") && isDigit(version[5]) &&
         version[6] == '.' && isDigit(version[7]) && version != "HTTP/1.0" && version != "HTTP/1.1";
}

}  // namespace

class RequestReader::Parser final : public beast::basic_parser<true> {
 public:
  explicit Parser(RequestReader& owner) : owner_(owner) {
    // Both limits are kept by the reader, which knows the path; these only switch Beast's off.
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(std::numeric_limits<std::uint64_t>::max());
  }

  int version = 0;
  std::size_t contentLengths = 0;
  std::size_t transferEncodings = 0;
  std::size_t hosts = 0;
  std::string contentLength;
  bool chunked = false;
  std::size_t bodyLimit = 0;

 private:
  void refuse(int status, std::string_view reason, ErrorCode& error) {
    owner_.refuse(status, reason);
    error = make_error_code(beast::error::bad_value);
  }

  void on_request_impl(beast::verb, BoostView methodText, BoostView target, int number,
                       ErrorCode& error) override {
    version = number;
    if (target.size() > owner_.limits_.targetBytes) {
      return refuse(414, "The address is too long.", error);
    }
    owner_.request_.target = viewOf(target);
    const auto method = methodNamed(viewOf(methodText));
    if (!method) return refuse(501, "This method is not known here.", error);
    owner_.request_.method = *method;
    owner_.methodKnown_ = true;
  }

  void on_response_impl(int, BoostView, int, ErrorCode&) override {}

  void on_field_impl(beast::field field, BoostView name, BoostView value,
                     ErrorCode& error) override {
    if (++fields_ > owner_.limits_.headerFields) {
      return refuse(431, "There are too many header fields.", error);
    }
    if (inTrailer_) return;  // nothing here wants trailers, and none may pass for a header
    if (field == beast::field::host) ++hosts;
    if (field == beast::field::content_length) {
      ++contentLengths;
      contentLength = viewOf(value);
    }
    if (field == beast::field::transfer_encoding) {
      ++transferEncodings;
      chunked = equalIgnoringCase(viewOf(value), "chunked");
    }
    owner_.request_.headers.add(viewOf(name), viewOf(value));
  }

  void on_header_impl(ErrorCode&) override { inTrailer_ = true; }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
    if (length) {
      owner_.request_.body.reserve(
          static_cast<std::size_t>(std::min<std::uint64_t>(*length, kReservedAtOnce)));
    }
  }

  std::size_t on_body_impl(BoostView piece, ErrorCode&) override {
    owner_.request_.body.append(piece.data(), piece.size());
    return piece.size();
  }

  void on_chunk_header_impl(std::uint64_t size, BoostView extensions, ErrorCode& error) override {
    extensionBytes_ += extensions.size();
    if (extensionBytes_ > kMostExtensionBytes || std::ranges::any_of(extensions, isControl)) {
      return refuse(400, "A chunk's extension is malformed or too long.", error);
    }
    if (size > bodyLimit - owner_.request_.body.size()) {
      refuse(413, "What was sent is too large.", error);
    }
  }

  std::size_t on_chunk_body_impl(std::uint64_t, BoostView piece, ErrorCode&) override {
    owner_.request_.body.append(piece.data(), piece.size());
    return piece.size();
  }

  void on_finish_impl(ErrorCode&) override {}

  RequestReader& owner_;
  std::size_t fields_ = 0;
  std::size_t extensionBytes_ = 0;
  bool inTrailer_ = false;
};

RequestReader::RequestReader(const ReaderLimits& limits) : limits_(limits) { next(); }
RequestReader::~RequestReader() = default;

void RequestReader::next() {
  parser_ = std::make_unique<Parser>(*this);
  request_ = {};
  refusal_ = {};
  stage_ = Stage::header;
  scanned_ = 0;
  methodKnown_ = keepAlive_ = expectsContinue_ = false;
}

void RequestReader::refuse(int status, std::string_view reason) {
  if (stage_ == Stage::refused) return;
  stage_ = Stage::refused;
  refusal_ = {status, reason};
  keepAlive_ = false;
}

std::string_view RequestReader::methodText() const {
  return methodKnown_ ? nameOf(request_.method) : "-";
}

std::string_view RequestReader::pathText() const {
  return request_.path.empty() ? std::string_view{"-"} : request_.path;
}

std::size_t RequestReader::readHead(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n", scanned_ < 3 ? 0 : scanned_ - 3);
  if (end == std::string_view::npos || end + 4 > limits_.headerBytes) {
    checkPartialHead(bytes);
    scanned_ = bytes.size();
    return 0;
  }
  const std::string_view head = bytes.substr(0, end + 4);
  if (!linesAreWellFormed(head, 0)) {
    refuse(400, "The request is malformed.");
    return 0;
  }
  ErrorCode error;
  parser_->put({head.data(), head.size()}, error);
  if (error && error != beast::error::need_more) {
    const bool otherVersion =
        error == beast::error::bad_version && endsInOtherVersion(head.substr(0, head.find("\r\n")));
    otherVersion ? refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
                 : refuse(400, "The request is malformed.");
  } else if (!parser_->is_header_done()) {
    refuse(400, "The request is malformed.");
  }
  if (stage_ != Stage::refused) finishHead();
  return stage_ == Stage::refused ? 0 : head.size();
}

/// Line feeds only after carriage returns, and no line that carries the one before it on.
bool RequestReader::linesAreWellFormed(std::string_view bytes, std::size_t from) {
  for (auto at = bytes.find('\n', from); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return false;
    if (at + 1 < bytes.size() && (bytes[at + 1] == ' ' || bytes[at + 1] == '\t')) return false;
  }
  return true;
}

/// What can be refused before the head is whole, so that nobody waits for an end that cannot come.
void RequestReader::checkPartialHead(std::string_view bytes) {
  const auto lineEnd = bytes.find("\r\n");
  if (!linesAreWellFormed(bytes, scanned_ < 1 ? 0 : scanned_ - 1)) {
    refuse(400, "The request is malformed.");
  } else if (lineEnd == std::string_view::npos &&
             bytes.size() > std::min(limits_.targetBytes + 64, limits_.headerBytes - 1)) {
    refuse(414, "The address is too long.");
  } else if (bytes.size() >= limits_.headerBytes) {
    refuse(431, "The header is too large.");
  }
}

void RequestReader::finishHead() {
  if (parser_->hosts != 1) return refuse(400, "There must be exactly one Host.");
  const std::string_view host = request_.headers.find("Host").value_or("");
  if (!isHost(host)) return refuse(400, "The Host is malformed.");
  request_.host = host;
  takeTarget();
  checkFraming();
  const auto expectation = request_.headers.find("Expect");
  if (expectation && parser_->version >= 11) {
    if (!equalIgnoringCase(*expectation, "100-continue")) {
      return refuse(417, "This expectation is not known here.");
    }
    expectsContinue_ = !parser_->is_done();
  }
  if (stage_ == Stage::refused) return;
  keepAlive_ = parser_->version >= 11 && parser_->keep_alive();
  stage_ = parser_->is_done() ? Stage::complete : Stage::body;
}

/// RFC 9112, section 6, with every case that leaves a choice refused.
void RequestReader::checkFraming() {
  const Parser& parser = *parser_;
  if (parser.contentLengths + parser.transferEncodings > 1) {
    return refuse(400, "The length of the body is said more than once.");
  }
  if (parser.contentLengths == 1 &&
      (parser.contentLength.empty() || parser.contentLength.size() > kMostLengthDigits ||
       !std::ranges::all_of(parser.contentLength, isDigit))) {
    return refuse(400, "The length of the body is malformed.");
  }
  if (parser.transferEncodings == 1) {
    if (parser.version < 11) return refuse(400, "HTTP/1.0 has no transfer codings.");
    if (!parser.chunked) return refuse(501, "The only transfer coding known here is chunked.");
  }
}

/// Origin form, or absolute form for the same host, which becomes origin form.
void RequestReader::takeTarget() {
  std::string_view target = request_.target;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equalIgnoringCase(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto end = std::min(target.find_first_of("/?"), target.size());
    if (!equalIgnoringCase(target.substr(0, end), request_.host)) {
      return refuse(400, "The address and the Host are not the same.");
    }
    target.remove_prefix(end);
    const bool hasPath = target.starts_with('/');
    request_.target = (hasPath ? "" : "/") + std::string(target);
    break;
  }
  auto parsed = parseTarget(request_.target);
  if (!parsed) return refuse(400, "The address is malformed.");
  request_.path = std::move(parsed->path);
  request_.query = std::move(parsed->query);
}

std::optional<std::uint64_t> RequestReader::announcedBody() const {
  const auto length = parser_->content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

void RequestReader::limitBody(std::size_t bytes) {
  parser_->bodyLimit = bytes;
  const auto length = announcedBody();
  if (length && *length > bytes) refuse(413, "What was sent is too large.");
}

std::size_t RequestReader::readBody(std::string_view bytes) {
  // Beast 1.74 asserts that it sees five bytes of a last chunk; no chunked body ends in fewer.
  const std::size_t least = parser_->chunked ? 5 : 1;
  std::size_t taken = 0;
  while (stage_ == Stage::body && bytes.size() - taken >= least) {
    ErrorCode error;
    taken += parser_->put({bytes.data() + taken, bytes.size() - taken}, error);
    if (error == beast::error::need_more) break;
    if (error) refuse(400, "The body is malformed.");
    if (stage_ == Stage::body && parser_->is_done()) stage_ = Stage::complete;
  }
  return taken;
}

}  // namespace refocus::http
