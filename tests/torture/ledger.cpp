#include "torture/ledger.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "base/fault.hpp"

namespace refocus::torture {
namespace {

using database::Database;
using database::Param;
using database::Read;
using database::Row;
using database::Write;

/// The words of one part of a job: up to two pages of them, the same each time they are asked for.
std::string wordsOf(std::int64_t job, std::int64_t part) {
  auto state = static_cast<std::uint64_t>(job * 100 + part + 1);
  const auto next = [&] { return state = state * 6364136223846793005 + 1442695040888963407; };
  next();
  const std::size_t size = (next() >> 33) % 8000;
  std::string words;
  words.reserve(size + 16);
  while (words.size() < size) words += fmt::format("{:016x}", next());
  words.resize(size);
  return words;
}

void writeJob(Write& write, std::int64_t job, int rows, std::int64_t replaced) {
  write.run("DELETE FROM piece WHERE job = $1", {replaced});
  for (int part = 0; part < rows; ++part) {
    write.run("INSERT INTO piece (job, part, words) VALUES ($1, $2, $3)",
              {job, part, wordsOf(job, part)});
  }
}

struct ChangedMind {};

constexpr std::int64_t kNone = -1;

}  // namespace

void Ledger::prepare(Database& database) {
  database.runScript(
      "CREATE TABLE IF NOT EXISTS piece (job INTEGER NOT NULL, part INTEGER NOT NULL,"
      " words TEXT NOT NULL, PRIMARY KEY (job, part)) STRICT;"
      "CREATE INDEX IF NOT EXISTS piece_words ON piece (words)");
}

int Ledger::work(Database& database, std::uint64_t seed, int jobs) {
  std::mt19937_64 random(seed);
  int faults = 0;
  for (int i = 0; i < jobs; ++i) {
    try {
      doJob(database, random);
    } catch (const Fault&) {
      ++faults;
    }
  }
  return faults;
}

void Ledger::doJob(Database& database, std::mt19937_64& random) {
  const int rows = 1 + static_cast<int>(random() % 4);
  const bool changesMind = random() % 8 == 0;
  std::int64_t job = 0;
  std::int64_t replaced = kNone;
  {
    const std::lock_guard lock(mutex_);
    job = jobs_++;
    rowsOf_[job] = rows;
    if (changesMind) undone_.insert(job);
    if (!changesMind && !acknowledged_.empty() && random() % 3 == 0) {
      replaced = *std::next(acknowledged_.begin(),
                            static_cast<std::ptrdiff_t>(random() % acknowledged_.size()));
      if (!replacedBy_.emplace(replaced, job).second) replaced = kNone;
    }
  }
  try {
    database.write([&](Write& write) {
      writeJob(write, job, rows, replaced);
      if (changesMind) throw ChangedMind();
    });
    const std::lock_guard lock(mutex_);
    acknowledged_.insert(job);
  } catch (const ChangedMind&) {
    return;
  }
  const auto seen = database.read(
      [&](Read& read) { return read.number("SELECT count(*) FROM piece WHERE job = $1", {job}); });
  if (seen != 0 && seen != rows) throw Fault(FaultCode::corrupt, "a read has seen half a job");
}

/// Whether the job that would replace this one came to pass. Replacements can be replaced in turn.
bool Ledger::wasReplaced(std::int64_t job, const std::map<std::int64_t, int>& found) const {
  const auto replacement = replacedBy_.find(job);
  if (replacement == replacedBy_.end()) return false;
  return found.contains(replacement->second) || acknowledged_.contains(replacement->second);
}

std::string Ledger::check(Database& database) const {
  std::map<std::int64_t, int> found;
  std::string wrong;
  database.read([&](Read& read) {
    read.each("SELECT job, part, words FROM piece", {}, [&](const Row& row) {
      ++found[row.integer(0)];
      if (row.text(2) != wordsOf(row.integer(0), row.integer(1))) wrong += "words are changed; ";
    });
    read.each("SELECT integrity_check FROM pragma_integrity_check", {}, [&](const Row& row) {
      if (row.text(0) != "ok") wrong += fmt::format("SQLite: {}; ", row.text(0));
    });
  });
  for (const auto& [job, rows] : found) {
    const auto tried = rowsOf_.find(job);
    if (tried == rowsOf_.end() || tried->second != rows) {
      wrong += fmt::format("job {} is there by {} rows; ", job, rows);
    }
    if (undone_.contains(job)) wrong += fmt::format("job {} was undone and is there; ", job);
  }
  for (const auto job : acknowledged_) {
    if (found.contains(job) != !wasReplaced(job, found)) {
      wrong += fmt::format("job {} was acknowledged and is amiss; ", job);
    }
  }
  return wrong;
}

}  // namespace refocus::torture
