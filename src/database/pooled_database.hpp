// Database over any engine's sessions: a pool for reading, the group-commit writer for writing.
#pragma once

#include <memory>

#include "database/connection_pool.hpp"
#include "database/database.hpp"
#include "database/group_writer.hpp"
#include "database/session.hpp"

namespace refocus::database {

class PooledDatabase : public Database {
 public:
  /// Opens the writing session at once (none if settings.readOnly); throws Fault if it cannot.
  PooledDatabase(const Settings& settings, Engine engine, const SessionOpener& open);

  void setBatchMember(BatchMember* member) override;
  [[nodiscard]] Engine engine() const override { return engine_; }
  void runScript(std::string_view sql) override;
  [[nodiscard]] std::unique_ptr<Read> snapshot() override;
  void writeLater(std::function<void(Write&)> work, GroupWriter::Then then) override;

 protected:
  void runWrite(const std::function<void(Write&)>& work) override;

 private:
  [[nodiscard]] GroupWriter& writer() const;

  Engine engine_;
  std::unique_ptr<GroupWriter>
      writer_;  // null: read only. Before the readers: SQLite's needs it so
  ConnectionPool readers_;
};

}  // namespace refocus::database
