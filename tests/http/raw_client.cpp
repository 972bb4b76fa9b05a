#include "raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace refocus::http {
namespace {

constexpr std::chrono::milliseconds kPatience{5'000};

int numberAfter(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return 0;
  int number = 0;
  std::from_chars(text.data() + at + mark.size(), text.data() + text.size(), number);
  return number;
}

}  // namespace

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect");
  }
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), unread_(std::move(other.unread_)) {}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::readSome(std::chrono::milliseconds most) {
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, static_cast<int>(most.count())) <= 0) return false;
  std::array<char, 65536> piece{};
  const auto got = ::recv(socket_, piece.data(), piece.size(), 0);
  if (got <= 0) return false;
  unread_.append(piece.data(), static_cast<std::size_t>(got));
  return true;
}

Answer RawClient::receiveHead() {
  while (unread_.find("\r\n\r\n") == std::string::npos) {
    if (!readSome(kPatience)) return {};
  }
  Answer answer;
  const auto end = unread_.find("\r\n\r\n") + 4;
  answer.head = unread_.substr(0, end);
  unread_.erase(0, end);
  answer.status = numberAfter(answer.head, "HTTP/1.1 ");
  return answer;
}

Answer RawClient::receive() {
  Answer answer = receiveHead();
  const auto length = static_cast<std::size_t>(numberAfter(answer.head, "Content-Length: "));
  while (unread_.size() < length) {
    if (!readSome(kPatience)) break;
  }
  answer.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return answer;
}

std::string RawClient::receiveAll() {
  while (readSome(kPatience)) {
  }
  return std::exchange(unread_, {});
}

bool RawClient::isClosedWithin(std::chrono::milliseconds time) {
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  if (!unread_.empty() || ::poll(&waiting, 1, static_cast<int>(time.count())) <= 0) return false;
  char byte = 0;
  return ::recv(socket_, &byte, 1, MSG_PEEK) <= 0;
}

void RawClient::abort() {
  const linger none{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  ::close(std::exchange(socket_, -1));
}

Answer exchange(std::uint16_t port, std::string_view bytes) {
  RawClient client(port);
  client.send(bytes);
  return client.receive();
}

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

}  // namespace refocus::http
