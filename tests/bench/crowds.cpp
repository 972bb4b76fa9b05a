#include "bench/crowds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

#include "bench/bars.hpp"
#include "bench/bench_accounts.hpp"
#include "bench/load.hpp"
#include "http/raw_client.hpp"
#include "support/visitor.hpp"

namespace refocus::bench {
namespace {

constexpr std::size_t kOrdinary = 8;
// One address may have 512 connections.
constexpr std::array<std::size_t, 2> kCrowds{10 * kOrdinary, 500};
constexpr double kBar = 50;
constexpr std::size_t kAtOnce = 40;
constexpr std::chrono::milliseconds kTime{3000};

// The first moment of a crowd is a burst, which is waited out: it is not looked at.
Answers answersTo(const CrowdedPage& page, std::size_t connections) {
  (void)run({.port = page.port,
             .connections = connections,
             .time = std::chrono::milliseconds{300},
             .next = page.next});
  return run({.port = page.port, .connections = connections, .time = kTime, .next = page.next});
}

// The forms of so many who have the sign-in page before them.
std::vector<std::string> filledInForms(std::uint16_t port) {
  std::vector<std::string> forms;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    testing::Visitor visitor(port);
    const std::string token = testing::hiddenField(visitor.get("/sign-in").body, "sign-in-token");
    forms.push_back(visitor.postText("/sign-in",
                                     {{"email", emailOf(i % kSignIns)},
                                      {"password", std::string(kPassword)},
                                      {"sign-in-token", token}},
                                     {}));
  }
  return forms;
}

// Sends all at once; how many were answered, and how.
struct SignedIn {
  int entered = 0;
  int refused = 0;
};
SignedIn sendAtOnce(std::uint16_t port, const std::vector<std::string>& forms) {
  std::vector<http::RawClient> clients;
  for (const std::string& form : forms) {
    clients.emplace_back(port);
    clients.back().send(form);
  }
  SignedIn signedIn;
  for (http::RawClient& client : clients) {
    const int status = client.receive().status;
    signedIn.entered += status == 303 ? 1 : 0;
    signedIn.refused += status == 503 ? 1 : 0;
  }
  return signedIn;
}

}  // namespace

void measureOverload(const CrowdedPage& page) {
  const Answers ordinary = answersTo(page, kOrdinary);
  fmt::print("{} connections: p99 {:.1f} ms\n", kOrdinary, ordinary.times.at(0.99) / 1000);
  for (const std::size_t crowd : kCrowds) {
    const Answers answers = answersTo(page, crowd);
    printBar(fmt::format("{} connections: {:.0f} a second answered, {:.0f} refused; p99", crowd,
                         static_cast<double>(answers.times.count()) / answers.seconds,
                         static_cast<double>(answers.wrong) / answers.seconds),
             answers.times.at(0.99) / 1000, kBar);
  }
}

void measureSignIns(const CrowdedPage& page) {
  const std::vector<std::string> forms = filledInForms(page.port);
  const Load one{.port = page.port, .connections = 1, .time = kTime, .next = page.next};
  const double alone = run(one).times.at(0.5) / 1000;
  Answers meanwhile;
  {
    const std::jthread reader([&] { meanwhile = run(one); });
    const SignedIn signedIn = sendAtOnce(page.port, forms);
    fmt::print("{} sign in at once: {} entered, {} were told to come back\n", forms.size(),
               signedIn.entered, signedIn.refused);
  }
  printBar("longest page meanwhile, beyond what one takes otherwise",
           meanwhile.times.at(1) / 1000 - alone, kBar);
  std::fflush(stdout);
}

}  // namespace refocus::bench
