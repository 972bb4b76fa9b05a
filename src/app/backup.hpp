// Backups: every row of a database in one file (docs/formats/backup.md), read in one snapshot, with
// memory for a block at a time. Keys in it are wrapped, as in the database: it holds nothing of
// the key file, and only the key file opens it. A restore reads it into an empty database of either
// engine, whole or not at all, and says so in the audit trail of each trust.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/time.hpp"
#include "database/database.hpp"
#include "database/migrate.hpp"
#include "record/audit.hpp"
#include "record/keys.hpp"

namespace refocus::app {

/// What the file says of itself.
struct BackupHeader {
  int schema = 0;  ///< the number of the newest migration that had run
  Instant madeAt;
};

struct BackupSummary {
  BackupHeader header;
  std::int64_t tables = 0;
  std::int64_t rows = 0;
};

/// Writes the file; the database may be open for reading alone, and others may write to it
/// meanwhile. Throws Fault(conflict) if the file is there already, Fault(configuration) if the
/// database holds no service.
BackupSummary writeBackup(database::Database& database, const record::Keys& keys, Instant now,
                          const std::filesystem::path& file);

/// Reads the file through and checks it: Fault(corrupt), naming table and row, if it is not as it
/// was written; Fault(wrongKey) if it was made with another key file.
BackupSummary checkBackup(const std::filesystem::path& file, const record::Keys& keys);

/// What a restore stands on. The trail must be the database's batch member.
struct RestoreParts {
  database::Database& database;
  record::Keys& keys;
  record::Anchors& anchors;
  record::AuditTrail& trail;
  std::span<const database::Migration> migrations;
  Clock clock;
};

/// Checks the file, then in one transaction: makes the tables as they were at the backup, fills
/// them, migrates forward, checks counts and keys and makes the audit entries, with which the
/// anchors are set to the restored ends. Throws Fault(conflict) if the database holds anything
/// already, Fault(configuration) for a backup newer than the program, and as checkBackup; the
/// database is then as it was.
BackupSummary restoreBackup(const RestoreParts& parts, const std::filesystem::path& file);

}  // namespace refocus::app
