// An empty database of its own for one test, of either engine, gone with the object. PostgreSQL is
// the server that script/postgres starts and names in REFOCUS_TEST_POSTGRESQL; without it making
// one throws, so that no test of that engine passes by not running.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "database/database.hpp"

namespace refocus::testing {

/// A private folder, removed with what is in it.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Runs one statement as the PostgreSQL server's owner, outside the database under test.
/// Throws std::runtime_error if the server refuses it.
void runOnPostgresqlServer(const std::string& sql);

class TestDatabase {
 public:
  /// `options` are for PostgreSQL's CREATE DATABASE.
  explicit TestDatabase(database::Engine engine, std::string_view options = "");
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  [[nodiscard]] const std::string& target() const { return target_; }
  /// The name by which PostgreSQL's own tables know it.
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::unique_ptr<database::Database> open() const;

 private:
  database::Engine engine_;
  bool mayBeReused_;
  TestFolder folder_;
  std::string name_;
  std::string target_;
};

}  // namespace refocus::testing
