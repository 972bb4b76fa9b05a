// The demonstration as a service of its own, in a folder and a database of either engine, with more
// people on the caseload of worker@example.org (password "demonstration").
#pragma once

#include <string>

#include "support/program.hpp"
#include "support/test_database.hpp"

namespace refocus::testing {

class DemoService {
 public:
  DemoService(database::Engine engine, int morePeople);

  [[nodiscard]] const Site& site() const { return site_; }
  [[nodiscard]] Site& site() { return site_; }
  [[nodiscard]] const TestDatabase& database() const { return database_; }

  /// Asks `refocus verify` and, of a file, SQLite's integrity_check. What is wrong; empty if
  /// nothing is.
  [[nodiscard]] std::string check() const;

 private:
  void importPeople(int count, const std::string& trust, const std::string& team) const;

  TestFolder folder_;
  TestDatabase database_;
  Site site_;
};

}  // namespace refocus::testing
