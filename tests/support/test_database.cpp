#include "support/test_database.hpp"

#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace refocus::testing {
namespace {

std::string serverAddress() {
  const char* address = std::getenv("REFOCUS_TEST_POSTGRESQL");
  if (address == nullptr || *address == '\0') {
    throw std::runtime_error(
        "these tests need PostgreSQL: run them as `script/postgres ctest --test-dir …`, which "
        "starts "
        "one, or set REFOCUS_TEST_POSTGRESQL to postgresql://user:password@host:port/postgres");
  }
  return address;
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

void runOn(const std::string& address, const std::string& sql) {
  const Connection server(PQconnectdb(address.c_str()), &PQfinish);
  PQsetNoticeReceiver(server.get(), [](void*, const PGresult*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(server.get(), sql.c_str()),
                                                             &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
  throw std::runtime_error(sql + ": " + PQerrorMessage(server.get()));
}

std::string addressOf(const std::string& name) {
  const auto server = serverAddress();
  return server.substr(0, server.rfind('/') + 1) + name;
}

/// Databases that tests have done with, emptied: making one takes PostgreSQL ten times as long.
/// They go with the server after the tests; at the process's end OpenSSL is gone before us.
class Spares {
 public:
  std::string take(std::string_view options) {
    const std::lock_guard lock(mutex_);
    if (options.empty() && !idle_.empty()) {
      auto name = std::move(idle_.back());
      idle_.pop_back();
      return name;
    }
    auto name = "refocus_test_" + std::to_string(::getpid()) + "_" + std::to_string(++made_);
    runOn(serverAddress(), "CREATE DATABASE " + name + " " + std::string(options));
    return name;
  }

  void giveBack(const std::string& name) {
    try {
      runOn(addressOf(name),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid();"
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      const std::lock_guard lock(mutex_);
      idle_.push_back(name);
    } catch (const std::runtime_error&) {
      drop(name);  // one that takes no orders is no use to the next test
    }
  }

  static void drop(const std::string& name) {
    try {
      runOn(serverAddress(), "DROP DATABASE " + name + " WITH (FORCE)");
    } catch (const std::runtime_error&) {
      // It goes with the server's folder after the tests.
    }
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> idle_;
  int made_ = 0;
};

Spares& spares() {
  static Spares all;
  return all;
}

}  // namespace

TestFolder::TestFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "refocus-test.XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
  path_ = pattern;
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void runOnPostgresqlServer(const std::string& sql) { runOn(serverAddress(), sql); }

TestDatabase::TestDatabase(database::Engine engine, std::string_view options)
    : engine_(engine), mayBeReused_(options.empty()) {
  if (engine == database::Engine::sqlite) {
    target_ = (folder_.path() / "refocus.db").string();
    return;
  }
  name_ = spares().take(options);
  target_ = addressOf(name_);
}

TestDatabase::~TestDatabase() {
  if (engine_ == database::Engine::sqlite) return;
  if (mayBeReused_) {
    spares().giveBack(name_);
  } else {
    Spares::drop(name_);
  }
}

std::unique_ptr<database::Database> TestDatabase::open() const {
  return database::Database::open({.target = target_});
}

}  // namespace refocus::testing
