// What the server reaches on this machine: pages read and strengths recorded a second, how long one
// takes, the server's processor time for one, and its memory. And in turns with these what bounds
// them: the same server with a handler that does nothing, and the database with a write that says
// nothing.
//
//   server_bench all FOLDER [DATABASE]     a service made by bench_service in the folder; or only
//                plans | caseloads | strengths
//
// REFOCUS_PROGRAM names the program. REFOCUS_BENCH_SECONDS: how long each number is measured, in
// kRounds rounds (6).
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
#include "bench/crowds.hpp"
#include "bench/load.hpp"
#include "bench/turns.hpp"
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

Measured measured(const Load& load, pid_t server) {
  const double before = processorSeconds(server);
  const Answers answers = run(load);
  const double used = processorSeconds(server) - before;
  const auto count = static_cast<double>(answers.times.count());
  return {.rate = count / answers.seconds,
          .p50 = answers.times.at(0.5) / 1000,
          .p99 = answers.times.at(0.99) / 1000,
          .processor = 1e6 * used / std::max(1.0, count),
          .wrong = answers.wrong};
}

std::chrono::milliseconds roundTime() { return eachTime() / kRounds; }

// The program's server with a handler that does nothing, in a process of its own.
class BareHandler {
 public:
  // Before there are threads: the child goes on from a copy of this one alone.
  BareHandler() {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) serve(pipe[1]);
    if (::read(pipe[0], &port_, sizeof port_) != sizeof port_)
      throw std::runtime_error("no server");
  }
  ~BareHandler() { ::kill(child_, SIGKILL); }
  BareHandler(const BareHandler&) = delete;
  BareHandler& operator=(const BareHandler&) = delete;

  [[nodiscard]] Measured measure(std::size_t connections) const {
    return measured({.port = port_,
                     .connections = connections,
                     .time = roundTime(),
                     .next = [](std::size_t) { return http::get("/"); }},
                    child_);
  }

 private:
  [[noreturn]] static void serve(int tell) {
    const std::string page(kAnswerBytes, 'x');
    http::ServerSettings settings;
    settings.port = 0;
    http::Server server(settings,
                        {.handler = [&](const http::Request&) { return http::html(page); }});
    server.start();
    const std::uint16_t port = server.port();
    if (::write(tell, &port, sizeof port) != sizeof port) ::_exit(1);
    for (;;) ::pause();
  }

  pid_t child_ = 0;
  std::uint16_t port_ = 0;
};

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

  [[nodiscard]] Measured readPlans(std::size_t connections) {
    return measure(connections, 200, [this](std::size_t connection) {
      Worker& worker = workerFor(connection);
      return worker.visitor.getText("/people/" + anyPersonOf(worker) + "/plan");
    });
  }
  [[nodiscard]] CrowdedPage plans() {
    return {.port = server_.port(), .next = [this](std::size_t connection) {
              Worker& worker = workerFor(connection);
              return worker.visitor.getText("/people/" + anyPersonOf(worker) + "/plan");
            }};
  }
  [[nodiscard]] Measured readCaseloads(std::size_t connections) {
    return measure(connections, 200, [this](std::size_t connection) {
      const int page = 1 + static_cast<int>(random_() % kCaseloadPages);
      return workerFor(connection).visitor.getText(caseloadAddress(page));
    });
  }
  [[nodiscard]] Measured recordStrengths(std::size_t connections) {
    return measure(connections, 303, [this](std::size_t connection) {
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
  Measured measure(std::size_t connections, int status, const Next& next) {
    return measured({.port = server_.port(),
                     .connections = connections,
                     .time = roundTime(),
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

std::string connectionsText(std::size_t connections) {
  return fmt::format("{} connection{}", connections, connections == 1 ? "" : "s");
}

void measureReading(const BareHandler& bare, ServiceLoad& load, std::string_view what) {
  for (const std::size_t connections : kConnections) {
    std::vector<Subject> subjects{{"a bare handler", [&] { return bare.measure(connections); }}};
    if (what != "caseloads") {
      subjects.push_back({"the plan page", [&] { return load.readPlans(connections); }});
    }
    if (what != "plans") {
      subjects.push_back({"the caseload page", [&] { return load.readCaseloads(connections); }});
    }
    measureInTurns(connectionsText(connections), subjects);
  }
}

void measureRecording(BareCommits& bare, ServiceLoad& load) {
  for (const std::size_t connections : kConnections) {
    const std::array subjects{
        Subject{"a bare commit",
                [&] { return bare.measure(static_cast<int>(connections), roundTime()); }},
        Subject{"recording a strength", [&] { return load.recordStrengths(connections); }}};
    measureInTurns(connectionsText(connections), subjects);
  }
}

void measureService(const testing::Site& site, const std::string& database, std::string_view what) {
  const BareHandler bareHandler;
  if (database.empty()) measureDisk(site.folder());
  const testing::ServerProcess server(site);
  const std::string atStart = memoryOf(server.process());
  ServiceLoad load(server);
  if (what == "all" || what == "crowds") {
    measureOverload(load.plans());
    measureSignIns(load.plans());
  }
  if (what != "strengths" && what != "crowds") measureReading(bareHandler, load, what);
  const std::string afterReads = memoryOf(server.process());
  if (what == "all" || what == "strengths") {
    BareCommits bareCommits(site.folder(), database);
    measureRecording(bareCommits, load);
  }
  fmt::print("start {} ms; resident at the start {}, after reading {}, after writing {}\n",
             server.startTime().count(), atStart, afterReads, memoryOf(server.process()));
}

}  // namespace
}  // namespace refocus::bench

int main(int count, char** words) {
  using namespace refocus;
  const std::string_view what = count > 2 ? words[1] : "";
  constexpr std::array<std::string_view, 5> kWhats{"all", "plans", "caseloads", "strengths",
                                                   "crowds"};
  if (std::ranges::find(kWhats, what) == kWhats.end()) {
    fmt::print(stderr, "usage: server_bench {} FOLDER [DATABASE]\n", fmt::join(kWhats, "|"));
    return 2;
  }
  try {
    const std::string database = count > 3 ? words[3] : "";
    testing::Site site(words[2], database);
    site.set("SERVER_LONGEST_WAIT", "20");  // as released
    bench::measureService(site, database, what);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "server_bench: {}\n", error.what());
    return 1;
  }
}
