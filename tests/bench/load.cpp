#include "bench/load.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace refocus::bench {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {
    if (number_ < 0) throw std::runtime_error("the system gives no more sockets");
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address)) {
      throw std::runtime_error("the server takes no connection");
    }
  }

  [[nodiscard]] int socket() const { return socket_.number(); }

  void ask(std::string_view request) {
    begin_ = Clock::now();
    answer_.clear();
    while (!request.empty()) {
      const auto sent = ::send(socket_.number(), request.data(), request.size(), MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("the server has closed a connection");
      request.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// True when the answer is whole.
  bool receive() {
    std::array<char, 65536> piece;
    const auto got = ::recv(socket_.number(), piece.data(), piece.size(), 0);
    if (got <= 0) throw std::runtime_error("the server has closed a connection");
    answer_.append(piece.data(), static_cast<std::size_t>(got));
    const auto head = answer_.find("\r\n\r\n");
    return head != answer_.npos && answer_.size() >= head + 4 + numberAfter("Content-Length: ");
  }

  [[nodiscard]] int status() const { return static_cast<int>(numberAfter("HTTP/1.1 ")); }
  [[nodiscard]] std::chrono::nanoseconds taken() const { return Clock::now() - begin_; }

 private:
  [[nodiscard]] std::size_t numberAfter(std::string_view mark) const {
    std::size_t number = 0;
    const auto at = answer_.find(mark);
    if (at == answer_.npos) return 0;
    const char* digits = answer_.data() + at + mark.size();
    std::from_chars(digits, answer_.data() + answer_.size(), number);
    return number;
  }

  Descriptor socket_;
  Clock::time_point begin_;
  std::string answer_;
};

}  // namespace

Answers run(const Load& load) {
  const Descriptor waiting(::epoll_create1(EPOLL_CLOEXEC));
  std::vector<std::unique_ptr<Connection>> connections;
  for (std::size_t i = 0; i < load.connections; ++i) {
    connections.push_back(std::make_unique<Connection>(load.port));
    epoll_event wanted{.events = EPOLLIN, .data = {.u64 = i}};
    ::epoll_ctl(waiting.number(), EPOLL_CTL_ADD, connections[i]->socket(), &wanted);
  }
  Answers answers;
  const auto begin = Clock::now();
  const auto end = begin + load.time;
  for (std::size_t i = 0; i < connections.size(); ++i) connections[i]->ask(load.next(i));
  std::size_t open = connections.size();
  std::array<epoll_event, 64> ready{};
  while (open > 0) {
    const int count = ::epoll_wait(waiting.number(), ready.data(), int(ready.size()), -1);
    for (int i = 0; i < count; ++i) {
      const std::size_t number = ready.at(static_cast<std::size_t>(i)).data.u64;
      Connection& connection = *connections[number];
      if (!connection.receive()) continue;
      if (connection.status() == load.expectedStatus) {
        answers.times.add(connection.taken());
      } else {
        ++answers.wrong;
      }
      if (Clock::now() < end) {
        connection.ask(load.next(number));
      } else {
        --open;
      }
    }
  }
  answers.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return answers;
}

}  // namespace refocus::bench
