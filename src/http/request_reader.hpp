// Reads one request after another from the bytes of a connection. Framing and chunks are Beast's
// parser; what it lets through and a second reader might take differently is refused here: folded
// lines, bare line feeds, more or fewer than one Host, any doubt about where the body ends.
// Nothing throws; a request that is not good ends in `refused` with the status to answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "http/request.hpp"

namespace refocus::http {

struct ReaderLimits {
  std::size_t targetBytes = 8 * 1024;
  std::size_t headerBytes = 16 * 1024;
  std::size_t headerFields = 100;
};

/// Why a request is not answered by a handler.
struct Refusal {
  int status = 0;
  std::string_view reason;
};

class RequestReader {
 public:
  enum class Stage : std::uint8_t { header, body, complete, refused };

  explicit RequestReader(const ReaderLimits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Forgets the last request and awaits the next.
  void next();

  /// In stage header: bytes from the request's first on. Takes the whole head or nothing (0).
  std::size_t readHead(std::string_view bytes);
  /// In stage body: how long the body is, where the head says so; a chunked one does not.
  [[nodiscard]] std::optional<std::uint64_t> announcedBody() const;
  /// In stage body, once after the head: refuses (413) a body that is known to be larger.
  void limitBody(std::size_t bytes);
  /// In stage body: takes what it can; what is left must be given again with more behind it.
  std::size_t readBody(std::string_view bytes);
  /// Ends the request with an answer of the server's own.
  void refuse(int status, std::string_view reason);

  [[nodiscard]] Stage stage() const { return stage_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }
  [[nodiscard]] Request& request() { return request_; }
  [[nodiscard]] const Request& request() const { return request_; }
  /// The method and path as far as they were read, for the log; "-" if they were not.
  [[nodiscard]] std::string_view methodText() const;
  [[nodiscard]] std::string_view pathText() const;
  [[nodiscard]] bool keepAlive() const { return keepAlive_; }
  [[nodiscard]] bool expectsContinue() const { return expectsContinue_; }

 private:
  class Parser;  // Beast's, made anew for each request

  [[nodiscard]] static bool linesAreWellFormed(std::string_view bytes, std::size_t from);
  void checkPartialHead(std::string_view bytes);
  void finishHead();
  void checkFraming();
  void takeTarget();

  const ReaderLimits limits_;
  std::unique_ptr<Parser> parser_;
  Stage stage_ = Stage::header;
  Refusal refusal_;
  Request request_;
  std::size_t scanned_ = 0;
  bool methodKnown_ = false;
  bool keepAlive_ = false;
  bool expectsContinue_ = false;
};

}  // namespace refocus::http
