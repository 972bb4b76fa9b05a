// A libpq connection in pipeline mode: commands are sent together as one flight and their results
// read together, in one round trip. Set up so that the server behaves as SQLite does.
//
// A lost server shows as Fault(unavailable) and up() false; open() connects anew.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "database/postgresql_value.hpp"
#include "database/session.hpp"

namespace refocus::database {

class PostgresqlConnection {
 public:
  PostgresqlConnection(const Settings& settings, Session::Role role);

  /// Connects.
  /// Fault(configuration) if the database is not UTF-8 with collation C, or the address is wrong.
  void open();
  void close() noexcept;
  [[nodiscard]] bool up() const noexcept;

  // Each adds a command to the flight and returns its number in it.
  std::size_t command(const std::string& sql);
  std::size_t prepare(const std::string& name, std::string_view sql, const std::vector<Oid>& types);
  std::size_t describe(const std::string& name);
  std::size_t execute(const std::string& name, const PostgresqlValues& values);

  /// Ends the flight and reads the results, one for each command. After an error the server skips
  /// the rest of the flight, and the error is thrown; `sql` is for its message.
  [[nodiscard]] std::vector<PostgresqlResult> land(std::string_view sql);
  /// How many commands of the last flight the server did before an error.
  [[nodiscard]] std::size_t done() const { return done_; }
  /// Ends the flight without waiting; the results are dropped when next something is sent.
  void leaveFlying();

 private:
  struct Finisher {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  void connect();
  void setUp();
  void checkTls();
  void checkServer();
  [[nodiscard]] PostgresqlResult ask(const std::string& sql);
  std::size_t sent(int ok);
  void receiveLeft();
  [[nodiscard]] PostgresqlResult receiveOne();
  void receiveSync();
  [[noreturn]] void lost();

  Settings settings_;
  Session::Role role_;
  std::unique_ptr<PGconn, Finisher> connection_;
  std::size_t flying_ = 0;  ///< commands sent in the flight that is being made up
  std::size_t left_ = 0;    ///< commands of an ended flight whose results nobody waited for
  bool leftOpen_ = false;   ///< whether there is such a flight
  std::size_t done_ = 0;
};

}  // namespace refocus::database
