#include "bench/commits.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include "bench/calls.hpp"
#include "database/migrate.hpp"

namespace refocus::bench {

std::chrono::milliseconds eachTime() {
  const char* wanted = std::getenv("REFOCUS_BENCH_SECONDS");
  const std::string_view text = wanted == nullptr ? "6" : wanted;
  int seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::chrono::seconds(std::max(1, seconds));
}

void measureDisk(const std::filesystem::path& folder) {
  const auto path = folder / "bare.pages";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const std::vector<char> page(4096, 'x');
  measureCalls("a page and its sync", 1, [&](std::int64_t number) {
    const auto at = static_cast<off_t>(page.size()) * (number % 4096);
    if (::pwrite(file, page.data(), page.size(), at) < 0 || ::fdatasync(file) != 0) {
      throw std::runtime_error("cannot write " + path.string());
    }
  });
  ::close(file);
  ::unlink(path.c_str());
}

BareCommits::BareCommits(const std::filesystem::path& folder, const std::string& database)
    : database_(database::Database::open(
          {.target = database.empty() ? (folder / "bare.db").string() : database})) {
  database_->runScript(database::expandTokens(
      "CREATE TABLE bare (number {int64} PRIMARY KEY, words TEXT NOT NULL) {strict}",
      database_->engine()));
}

BareCommits::~BareCommits() {
  try {
    database_->runScript("DROP TABLE bare");
  } catch (...) {  // NOLINT(bugprone-empty-catch): what was measured has been printed
  }
}

Measured BareCommits::measure(int threads, std::chrono::milliseconds time) {
  const std::int64_t base = written_;
  written_ += 10'000'000;
  return timeCalls(threads, time, [&](std::int64_t number) {
    database_->write([&](database::Write& write) {
      write.run("INSERT INTO bare (number, words) VALUES ($1, $2)",
                {base + number, "what was written"});
    });
  });
}

}  // namespace refocus::bench
