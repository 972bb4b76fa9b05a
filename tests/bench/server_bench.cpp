// What the server reaches on this machine: pages read and strengths recorded a second, how long one
// takes, the server's processor time for one, and its memory. And beside it what bounds them: the
// same server with a handler that does nothing, and the database with a write that says nothing.
//
//   server_bench bare FOLDER [DATABASE]    the bounds, for SQLite or for a postgresql:// address
//   server_bench all FOLDER [DATABASE]     a service made by bench_service in the folder; or only
//                plans | caseloads | strengths
//
// REFOCUS_PROGRAM names the program. REFOCUS_BENCH_SECONDS: how long each measurement takes (4).
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/bench_accounts.hpp"
#include "bench/calls.hpp"
#include "bench/commits.hpp"
#include "bench/load.hpp"
#include "http/server.hpp"
#include "support/program.hpp"
#include "support/visitor.hpp"

namespace refocus::bench {
namespace {

constexpr std::array<std::size_t, 3> kConnections{1, 8, 32};
constexpr std::size_t kAnswerBytes = 12'000;  // about a plan page
constexpr int kCaseloadPages = 8;             // of 50 people each

// Processor time that a process and its threads have used.
double processorSeconds(pid_t process) {
  std::ifstream stat(fmt::format("/proc/{}/stat", process));
  std::string line;
  std::getline(stat, line);
  std::string_view rest = std::string_view(line).substr(line.rfind(')') + 1);
  // After the name come the state and ten more fields, then user and system time in ticks.
  double ticks = 0;
  for (int field = 0; field < 14; ++field) {
    rest.remove_prefix(std::min(rest.find(' ') + 1, rest.size()));
    std::int64_t value = 0;
    if (field >= 11) std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (field == 11 || field == 12) ticks += static_cast<double>(value);
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// Resident memory now and at its highest, in MB.
std::string memoryOf(pid_t process) {
  std::ifstream status(fmt::format("/proc/{}/status", process));
  double now = 0;
  double most = 0;
  for (std::string line; std::getline(status, line);) {
    std::int64_t kilobytes = 0;
    const auto digit = std::min(line.find_first_of("0123456789"), line.size());
    std::from_chars(line.data() + digit, line.data() + line.size(), kilobytes);
    if (line.starts_with("VmRSS:")) now = static_cast<double>(kilobytes) / 1000;
    if (line.starts_with("VmHWM:")) most = static_cast<double>(kilobytes) / 1000;
  }
  return fmt::format("{:.0f} MB (at most {:.0f} MB)", now, most);
}

void report(std::string_view what, const Load& load, pid_t server) {
  const double before = processorSeconds(server);
  const Answers answers = run(load);
  const double used = processorSeconds(server) - before;
  const auto count = static_cast<double>(answers.times.count());
  fmt::print(
      "{:<22}{:>4} connections {:>7.0f} a second   p50 {:>6.2f} ms   p99 {:>6.2f} ms   "
      "processor {:>4.0f} µs\n",
      what, load.connections, count / answers.seconds, answers.times.at(0.5) / 1000,
      answers.times.at(0.99) / 1000, 1e6 * used / std::max(1.0, count));
  if (answers.wrong > 0) fmt::print("  and {} answers were not as they should be\n", answers.wrong);
  std::fflush(stdout);
}

// The program's server with a handler that does nothing, in a process of its own.
void measureBareHandler() {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string page(kAnswerBytes, 'x');
    http::ServerSettings settings;
    settings.port = 0;
    http::Server server(settings,
                        {.handler = [&](const http::Request&) { return http::html(page); }});
    server.start();
    const std::uint16_t port = server.port();
    if (::write(pipe[1], &port, sizeof port) != sizeof port) ::_exit(1);
    for (;;) ::pause();
  }
  std::uint16_t port = 0;
  if (::read(pipe[0], &port, sizeof port) != sizeof port) throw std::runtime_error("no server");
  for (const std::size_t connections : kConnections) {
    report("a bare handler",
           {.port = port,
            .connections = connections,
            .time = eachTime(),
            .next = [](std::size_t) { return http::get("/"); }},
           child);
  }
  ::kill(child, SIGKILL);
}

// A worker of a team of 400 who is signed in.
struct Worker {
  testing::Visitor visitor;
  std::vector<std::string> people;
};

std::string caseloadAddress(int page) { return fmt::format("/caseload?page={}", page); }

std::vector<Worker> signedInWorkers(std::uint16_t port) {
  std::vector<Worker> workers;
  while (workers.size() < kSignIns) {
    Worker worker{testing::Visitor(port), {}};
    try {
      worker.visitor.signIn(emailOf(workers.size()), kPassword);
    } catch (const std::runtime_error&) {
      break;  // a small service has fewer teams
    }
    for (int page = 1; page <= kCaseloadPages; ++page) {
      for (auto& id : testing::peopleIn(worker.visitor.get(caseloadAddress(page)).body)) {
        worker.people.push_back(std::move(id));
      }
    }
    if (worker.people.size() != kTeamSize) throw std::runtime_error("a caseload is not of 400");
    workers.push_back(std::move(worker));
  }
  if (workers.empty()) throw std::runtime_error("nobody can sign in");
  return workers;
}

class ServiceLoad {
 public:
  explicit ServiceLoad(const testing::ServerProcess& server)
      : server_(server), workers_(signedInWorkers(server.port())) {}

  void readPlans(std::size_t connections) {
    measure("the plan page", connections, 200, [this](std::size_t connection) {
      Worker& worker = workerFor(connection);
      return worker.visitor.getText("/people/" + anyPersonOf(worker) + "/plan");
    });
  }
  void readCaseloads(std::size_t connections) {
    measure("the caseload page", connections, 200, [this](std::size_t connection) {
      const int page = 1 + static_cast<int>(random_() % kCaseloadPages);
      return workerFor(connection).visitor.getText(caseloadAddress(page));
    });
  }
  void recordStrengths(std::size_t connections) {
    measure("recording a strength", connections, 303, [this](std::size_t connection) {
      Worker& worker = workerFor(connection);
      const auto number = std::to_string(++recorded_);
      return worker.visitor.postText(
          "/people/" + anyPersonOf(worker) + "/strengths/areas/leisure",
          {{"press", "save"}, {"now", "I walk by the canal most days, that is number " + number}},
          "bench-" + number);
    });
  }

 private:
  template <class Next>
  void measure(std::string_view what, std::size_t connections, int status, const Next& next) {
    report(what,
           {.port = server_.port(),
            .connections = connections,
            .time = eachTime(),
            .expectedStatus = status,
            .next = next},
           server_.process());
  }

  Worker& workerFor(std::size_t connection) { return workers_[connection % workers_.size()]; }
  const std::string& anyPersonOf(const Worker& worker) {
    return worker.people[random_() % worker.people.size()];
  }

  const testing::ServerProcess& server_;
  std::vector<Worker> workers_;
  std::minstd_rand random_{1};
  std::int64_t recorded_ = 0;
};

void measureService(const testing::Site& site, std::string_view what) {
  const testing::ServerProcess server(site);
  const std::string atStart = memoryOf(server.process());
  ServiceLoad load(server);
  const auto atAll = [&](std::string_view name, void (ServiceLoad::*measured)(std::size_t)) {
    if (what != "all" && what != name) return;
    for (const std::size_t connections : kConnections) (load.*measured)(connections);
  };
  atAll("plans", &ServiceLoad::readPlans);
  atAll("caseloads", &ServiceLoad::readCaseloads);
  const std::string afterReads = memoryOf(server.process());
  atAll("strengths", &ServiceLoad::recordStrengths);
  fmt::print("start {} ms; resident at the start {}, after reading {}, after writing {}\n",
             server.startTime().count(), atStart, afterReads, memoryOf(server.process()));
}

}  // namespace
}  // namespace refocus::bench

int main(int count, char** words) {
  using namespace refocus;
  const std::string_view what = count > 2 ? words[1] : "";
  constexpr std::array<std::string_view, 5> kWhats{"bare", "all", "plans", "caseloads",
                                                   "strengths"};
  if (std::ranges::find(kWhats, what) == kWhats.end()) {
    fmt::print(stderr, "usage: server_bench {} FOLDER [DATABASE]\n", fmt::join(kWhats, "|"));
    return 2;
  }
  try {
    const testing::Site site(words[2], count > 3 ? words[3] : "");
    if (what == "bare") {
      bench::measureBareHandler();
      bench::measureDisk(site.folder());
      bench::measureBareCommits(site.folder(), count > 3 ? words[3] : "");
    } else {
      bench::measureService(site, what);
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "server_bench: {}\n", error.what());
    return 1;
  }
}
