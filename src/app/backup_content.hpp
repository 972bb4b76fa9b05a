// What the blocks of a backup say, one after the other: the header, then each table with its rows
// and their count, then the end with the MAC over all of it.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "app/backup.hpp"
#include "database/tables.hpp"
#include "record/keyring.hpp"

namespace refocus::app {

using BackupRow = std::vector<database::Param>;

/// Told what a backup holds, in its order. Each may be empty.
struct BackupListener {
  std::function<void(const BackupHeader&)> header = {};
  std::function<void(const database::Table&)> table = {};
  std::function<void(std::span<const BackupRow>)> rows = {};
  std::function<void(std::int64_t)> count = {};
};

/// Reads a backup to its end. Faults as checkBackup; what a listener throws is passed on.
BackupSummary readBackup(const std::filesystem::path& file, const record::Key& auditKey,
                         const BackupListener& listener);

/// The header's and the end's MAC, by which a backup knows its key file.
[[nodiscard]] Bytes headerMac(const record::Key& auditKey, std::string_view madeAt);
[[nodiscard]] Bytes endMac(const record::Key& auditKey, ByteView checksum);

/// A column's type as the file writes it.
[[nodiscard]] std::string_view nameOf(database::ColumnType type);

}  // namespace refocus::app
