#include "faults/tcp_link.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace refocus::faults {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

const sockaddr* plain(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// What one side has said goes to the other; false at its end.
bool pass(int from, int to) {
  std::array<char, 16384> piece{};
  const auto got = ::recv(from, piece.data(), piece.size(), 0);
  if (got <= 0) return false;
  return ::send(to, piece.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
}

}  // namespace

TcpLink::TcpLink(std::uint16_t to) : to_(to) { mend(); }

TcpLink::~TcpLink() { cut(); }

void TcpLink::mend() {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto address = loopback(port_);
  if (::bind(listening_, plain(address), sizeof address) != 0 || ::listen(listening_, 64) != 0) {
    throw std::runtime_error("the line cannot listen");
  }
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  ::getsockname(listening_, reinterpret_cast<sockaddr*>(&bound), &size);
  port_ = ntohs(bound.sin_port);
  taker_ = std::jthread([this] { takeConnections(); });
}

void TcpLink::takeConnections() {
  for (;;) {
    const int one = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (one < 0) return;
    const int other = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(to_);
    if (::connect(other, plain(address), sizeof address) != 0) {
      ::close(one);
      ::close(other);
      continue;
    }
    const std::lock_guard lock(guard_);
    sockets_.insert(sockets_.end(), {one, other});
    carriers_.emplace_back([this, one, other] { carry(one, other); });
  }
}

// Sockets are only shut here; they are closed when nobody can shut a number used anew.
void TcpLink::carry(int one, int other) {
  std::array<pollfd, 2> both{{{one, POLLIN, 0}, {other, POLLIN, 0}}};
  for (bool open = true; open;) {
    if (::poll(both.data(), both.size(), -1) <= 0) break;
    if (both[0].revents != 0) open = pass(one, other);
    if (open && both[1].revents != 0) open = pass(other, one);
  }
  ::shutdown(one, SHUT_RDWR);
  ::shutdown(other, SHUT_RDWR);
}

void TcpLink::cut() {
  if (listening_ < 0) return;
  ::shutdown(listening_, SHUT_RDWR);
  taker_.join();
  ::close(listening_);
  listening_ = -1;
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  carriers_.clear();
  for (const int socket : sockets_) ::close(socket);
  sockets_.clear();
}

}  // namespace refocus::faults
