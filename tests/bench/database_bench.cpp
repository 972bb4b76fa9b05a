// What the database can do on this machine: durable writes and point reads a second, and memory.
//
//   database_bench TARGET [ROWS]      TARGET: a file that does not exist yet, or postgresql://…
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "database/database.hpp"
#include "database/migrate.hpp"

namespace {

using namespace refocus::database;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kEach{3};

/// Times by powers of 2^(1/8), from a microsecond: small, so that it does not count as memory.
class Times {
 public:
  void add(double microseconds) {
    const auto at = static_cast<std::size_t>(8 * std::log2(std::max(1.0, microseconds)));
    ++counts_.at(std::min(at, counts_.size() - 1));
  }
  void add(const Times& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_.at(i) += other.counts_.at(i);
  }
  [[nodiscard]] std::int64_t count() const {
    return std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
  }
  [[nodiscard]] double at(double part) const {
    auto left = static_cast<std::int64_t>(part * static_cast<double>(count()));
    std::size_t i = 0;
    while (i + 1 < counts_.size() && (left -= counts_.at(i)) >= 0) ++i;
    return std::exp2((static_cast<double>(i) + 0.5) / 8);
  }

 private:
  std::array<std::int64_t, 256> counts_{};
};

/// Runs `work(number)` over and over in so many threads, and prints how often, and how long one
/// took.
template <class Work>
void measure(std::string_view what, int threads, const Work& work) {
  std::atomic<std::int64_t> number{0};
  std::vector<Times> taken(static_cast<std::size_t>(threads));
  const auto end = Clock::now() + kEach;
  {
    std::vector<std::jthread> running;
    for (auto& mine : taken) {
      running.emplace_back([&] {
        for (auto from = Clock::now(); from < end;) {
          work(number++);
          const auto to = Clock::now();
          mine.add(std::chrono::duration<double, std::micro>(to - from).count());
          from = to;
        }
      });
    }
  }
  Times all;
  for (const auto& mine : taken) all.add(mine);
  fmt::print("{:<34} {:>2} threads {:>9} a second   p50 {:>7.0f} µs   p99 {:>7.0f} µs\n", what,
             threads, all.count() / kEach.count(), all.at(0.5), all.at(0.99));
  std::fflush(stdout);
}

/// What the disk alone can do: one thread, one page and one sync after another.
void measureDisk(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const std::vector<char> page(4096, 'x');
  measure("bare write and fdatasync", 1, [&](std::int64_t number) {
    const auto at = static_cast<off_t>(page.size()) * (number % 4096);
    if (::pwrite(file, page.data(), page.size(), at) < 0 || ::fdatasync(file) != 0) {
      throw std::runtime_error("cannot write " + path);
    }
  });
  ::close(file);
  ::unlink(path.c_str());
}

std::string residentMemory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return line.substr(6);
  }
  return "unknown";
}

void fill(Database& database, std::int64_t rows) {
  database.runScript(expandTokens(
      "CREATE TABLE entry (id {int64} PRIMARY KEY, person {int64} NOT NULL, words TEXT NOT NULL) "
      "{strict}; CREATE INDEX entry_person ON entry (person)",
      database.engine()));
  const std::string words(200, 'w');
  for (std::int64_t from = 0; from < rows; from += 10'000) {
    std::vector<std::vector<Param>> some;
    for (auto id = from; id < std::min(rows, from + 10'000); ++id) {
      some.push_back({id, id * 7919 % 100'000, words});
    }
    database.write([&](Write& write) {
      write.runMany("INSERT INTO entry (id, person, words) VALUES ($1, $2, $3)", some);
    });
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    fmt::print(stderr, "usage: database_bench TARGET [ROWS]\n");
    return 2;
  }
  std::int64_t rows = 100'000;
  if (count > 2) {
    const std::string_view text = arguments[2];
    std::from_chars(text.data(), text.data() + text.size(), rows);
  }
  const auto database = Database::open({.target = arguments[1]});
  fill(*database, rows);

  const auto read = [&](std::int64_t number) {
    database->read([&](Read& reading) {
      return reading.first("SELECT words FROM entry WHERE id = $1", {number * 7919 % rows},
                           [](const Row& row) { return row.text(0).size(); });
    });
  };
  const auto list = [&](std::int64_t number) {
    database->read([&](Read& reading) {
      return reading.all("SELECT id, words FROM entry WHERE person = $1 ORDER BY id",
                         {number % 100'000}, [](const Row& row) { return row.integer(0); });
    });
  };
  const auto write = [&](std::int64_t number) {
    database->write([&](Write& writing) {
      writing.run("INSERT INTO entry (id, person, words) VALUES ($1, $2, $3)",
                  {rows + number, number % 1000, "what was written"});
    });
  };
  const auto empty = [&](std::int64_t) { database->write([](Write&) {}); };

  for (const int threads : {1, 8, 32}) measure("point read", threads, read);
  measure("list of a person", 8, list);
  fmt::print("resident after reads: {}\n", residentMemory());
  if (database->engine() == Engine::sqlite) measureDisk(std::string(arguments[1]) + ".bench");
  std::int64_t base = 0;
  for (const int threads : {1, 8, 32}) {
    measure("durable write", threads, [&](std::int64_t number) { write(base + number); });
    base += 10'000'000;
  }
  measure("write without a statement", 8, empty);
  fmt::print("resident after writes: {}\n", residentMemory());
}
