#include "bench/commits.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include "bench/calls.hpp"
#include "database/database.hpp"
#include "database/migrate.hpp"

namespace refocus::bench {

std::chrono::seconds eachTime() {
  const char* wanted = std::getenv("REFOCUS_BENCH_SECONDS");
  const std::string_view text = wanted == nullptr ? "4" : wanted;
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

void measureBareCommits(const std::filesystem::path& folder, const std::string& database) {
  const auto file = folder / "bare.db";
  const auto open =
      database::Database::open({.target = database.empty() ? file.string() : database});
  open->runScript(database::expandTokens(
      "CREATE TABLE bare (number {int64} PRIMARY KEY, words TEXT NOT NULL) {strict}",
      open->engine()));
  std::int64_t base = 0;
  for (const int threads : {1, 8, 32}) {
    measureCalls("a bare commit", threads, [&](std::int64_t number) {
      open->write([&](database::Write& write) {
        write.run("INSERT INTO bare (number, words) VALUES ($1, $2)",
                  {base + number, "what was written"});
      });
    });
    base += 10'000'000;
  }
  open->runScript("DROP TABLE bare");
}

}  // namespace refocus::bench
