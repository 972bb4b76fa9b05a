// The ground of the contract suite: each test runs once on SQLite and once on PostgreSQL, on an
// empty database of its own. A claim that holds for one engine only has no place here.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/fault.hpp"
#include "database/database.hpp"
#include "database/migrate.hpp"
#include "support/test_database.hpp"

namespace refocus::database {

class Contract : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    home_ = std::make_unique<refocus::testing::TestDatabase>(GetParam());
    database_ = home_->open();
  }

  [[nodiscard]] Database& database() { return *database_; }
  [[nodiscard]] const refocus::testing::TestDatabase& home() const { return *home_; }
  void close() { database_.reset(); }
  void reopen(Settings settings = {}) {
    database_.reset();
    settings.target = home_->target();
    database_ = Database::open(settings);
  }

  /// Runs a script in which {int64} and its like are written as in migrations.
  void make(std::string_view script) {
    database().runScript(expandTokens(script, database().engine()));
  }
  std::int64_t write(std::string_view sql, std::initializer_list<Param> params = {}) {
    return database().write([&](Write& writing) { return writing.run(sql, params); });
  }
  std::int64_t number(std::string_view sql, std::initializer_list<Param> params = {}) {
    return database().read([&](Read& read) { return read.number(sql, params); });
  }
  std::vector<std::string> texts(std::string_view sql, std::initializer_list<Param> params = {}) {
    return database().read([&](Read& read) {
      return read.all(sql, params, [](const Row& row) { return std::string(row.text(0)); });
    });
  }

 private:
  std::unique_ptr<refocus::testing::TestDatabase> home_;
  std::unique_ptr<Database> database_;
};

/// The code of the Fault that `work` throws; fails the test if it throws none.
inline std::optional<FaultCode> faultOf(const std::function<void()>& work,
                                        std::string* message = nullptr) {
  try {
    work();
  } catch (const Fault& fault) {
    if (message != nullptr) *message = fault.what();
    return fault.code();
  }
  ADD_FAILURE() << "no Fault was thrown";
  return std::nullopt;
}

/// The names that the two runs of a suite end with.
inline std::string engineName(const ::testing::TestParamInfo<Engine>& run) {
  return run.param == Engine::sqlite ? "Sqlite" : "Postgresql";
}

}  // namespace refocus::database

#define ON_BOTH_ENGINES(suite)                                                               \
  INSTANTIATE_TEST_SUITE_P(On, suite, ::testing::Values(Engine::sqlite, Engine::postgresql), \
                           engineName)
