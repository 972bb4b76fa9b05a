// The work that the torture tests give a database, and what they must find of it afterwards.
//
// Each job writes a group of rows that belong together, replaces an older group, or writes one and
// then changes its mind. The ledger notes in memory what the database acknowledged; check()
// compares.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>

#include "database/database.hpp"

namespace refocus::torture {

class Ledger {
 public:
  /// Makes the table if it is not there.
  static void prepare(database::Database& database);

  /// Does so many jobs, one after the other. A Fault ends a job; the ledger notes how each ended.
  /// Returns the Faults there were. Several threads may do this at once.
  int work(database::Database& database, std::uint64_t seed, int jobs);

  /// What is wrong with what the database holds, in words; empty if every acknowledged job is
  /// there, every job is there whole or not at all, none that changed its mind is, and SQLite finds
  /// the file sound.
  [[nodiscard]] std::string check(database::Database& database) const;

  [[nodiscard]] std::size_t acknowledged() const { return acknowledged_.size(); }

 private:
  void doJob(database::Database& database, std::mt19937_64& random);
  [[nodiscard]] bool wasReplaced(std::int64_t job, const std::map<std::int64_t, int>& found) const;

  std::mutex mutex_;
  std::int64_t jobs_ = 0;
  std::map<std::int64_t, int> rowsOf_;  ///< of every job that was tried
  std::set<std::int64_t> acknowledged_;
  std::set<std::int64_t> undone_;                    ///< changed their mind: must never show
  std::map<std::int64_t, std::int64_t> replacedBy_;  ///< by a job that may or may not be there
};

}  // namespace refocus::torture
