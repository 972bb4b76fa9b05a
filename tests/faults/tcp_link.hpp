// A line between the program and a server on 127.0.0.1 that a test can cut and mend: while it is
// cut, connections are closed and none is taken.
#pragma once

#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace refocus::faults {

class TcpLink {
 public:
  explicit TcpLink(std::uint16_t to);
  ~TcpLink();
  TcpLink(const TcpLink&) = delete;
  TcpLink& operator=(const TcpLink&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void cut();
  void mend();

 private:
  void listen();
  void takeConnections();
  void carry(int one, int other);

  std::uint16_t to_;
  std::uint16_t port_ = 0;
  int listening_ = -1;
  std::mutex guard_;
  std::vector<int> sockets_;
  std::vector<std::jthread> carriers_;
  std::jthread taker_;
};

}  // namespace refocus::faults
