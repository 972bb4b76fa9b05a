// A client that sends exactly the bytes it is told, over a plain socket to 127.0.0.1. Waits five
// seconds at most for anything. Throws std::runtime_error when it cannot connect.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace refocus::http {

struct Answer {
  int status = 0;  ///< 0: none came
  std::string head;
  std::string body;
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;

  /// False when the server has closed.
  bool send(std::string_view bytes);
  /// One answer by its Content-Length; to HEAD requests none has a body.
  [[nodiscard]] Answer receive();
  [[nodiscard]] Answer receiveHead();
  /// Everything until the server closes.
  [[nodiscard]] std::string receiveAll();
  /// True when the server ends the connection, with nothing more to read, within the time.
  [[nodiscard]] bool isClosedWithin(std::chrono::milliseconds time);
  /// Ends the connection at once, as a lost network does (RST).
  void abort();

 private:
  bool readSome(std::chrono::milliseconds most);

  int socket_;
  std::string unread_;
};

/// Sends a request and reads the answer on a connection of its own.
[[nodiscard]] Answer exchange(std::uint16_t port, std::string_view bytes);
/// "GET path HTTP/1.1" with a Host.
[[nodiscard]] std::string get(std::string_view path);

}  // namespace refocus::http
