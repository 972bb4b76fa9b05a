// What the database can do on this machine: durable writes and point reads a second, and memory.
//
//   database_bench TARGET [ROWS]      TARGET: a file that does not exist yet, or postgresql://…
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/calls.hpp"
#include "bench/commits.hpp"
#include "database/database.hpp"
#include "database/migrate.hpp"

namespace refocus::bench {
namespace {

using namespace refocus::database;

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

void measureDatabase(const std::string& target, std::int64_t rows) {
  const auto database = Database::open({.target = target});
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

  for (const int threads : {1, 8, 32}) measureCalls("a row read", threads, read);
  measureCalls("the rows of a person", 8, list);
  fmt::print("resident after reading: {}\n", residentMemory());
  const auto folder = std::filesystem::path(target).parent_path();
  if (database->engine() == Engine::sqlite) measureDisk(folder);
  BareCommits commits(folder, database->engine() == Engine::sqlite ? "" : target);
  for (const int threads : {1, 8, 32}) {
    const Subject bare{"a bare commit",
                       [&] { return commits.measure(threads, eachTime() / kRounds); }};
    measureInTurns(fmt::format("{} threads", threads), std::span(&bare, 1));
  }
  measureCalls("a write without statements", 8,
               [&](std::int64_t) { database->write([](Write&) {}); });
  fmt::print("resident after writing: {}\n", residentMemory());
}

}  // namespace
}  // namespace refocus::bench

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
  refocus::bench::measureDatabase(arguments[1], rows);
}
