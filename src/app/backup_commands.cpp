#include <fmt/format.h>
#include <fmt/ostream.h>
#include <spdlog/spdlog.h>

#include <ostream>

#include "app/backup.hpp"
#include "app/commands.hpp"
#include "app/storage.hpp"
#include "base/fault.hpp"
#include "schema/migrations.hpp"

namespace refocus::app {
namespace {

namespace fs = std::filesystem;

// A database file that a restore made goes again if the restore fails.
class NewDatabase {
 public:
  explicit NewDatabase(const database::Settings& settings)
      : file_(settings.target),
        wasThere_(fs::exists(file_)),
        database_(database::Database::open(settings)) {}
  NewDatabase(const NewDatabase&) = delete;
  NewDatabase& operator=(const NewDatabase&) = delete;
  ~NewDatabase() {
    const bool goes = !kept_ && !wasThere_ && database_->engine() == database::Engine::sqlite;
    database_.reset();
    if (!goes) return;
    for (const auto* ending : {"", "-wal", "-shm"}) {
      std::error_code ignored;
      fs::remove(file_.string() + ending, ignored);
    }
  }

  [[nodiscard]] database::Database& operator*() const { return *database_; }
  void keep() { kept_ = true; }

 private:
  fs::path file_;
  bool wasThere_;
  bool kept_ = false;
  std::unique_ptr<database::Database> database_;
};

// Nothing that a backup or a restore asks of the database is short.
database::Settings patientSettings(database::Settings patient) {
  patient.readers = 1;
  patient.statementTimeout = std::chrono::seconds(0);
  return patient;
}

// Takes part in the writes of a database for as long as this lives.
class TakingPart {
 public:
  TakingPart(database::Database& database, database::BatchMember& member) : database_(database) {
    database_.setBatchMember(&member);
  }
  TakingPart(const TakingPart&) = delete;
  TakingPart& operator=(const TakingPart&) = delete;
  ~TakingPart() { database_.setBatchMember(nullptr); }

 private:
  database::Database& database_;
};

}  // namespace

int backup(const Settings& settings, const fs::path& file, std::ostream& out) {
  requireDatabase(settings);
  const record::Keys keys(settings.text("keys.file"), systemRandom());
  auto reading = patientSettings(databaseSettings(settings));
  reading.readOnly = true;
  const auto database = database::Database::open(reading);
  const BackupSummary made = writeBackup(*database, keys, systemClock()(), file);
  fmt::print(out,
             "{} rows of {} tables are in {}.\n"
             "The key file {} is not, and nothing can be read without it: keep a copy of it in "
             "another place.\n",
             made.rows, made.tables, file.string(), settings.text("keys.file"));
  return 0;
}

int restore(const Settings& settings, const fs::path& file, std::ostream& out) {
  record::Keys keys(settings.text("keys.file"), systemRandom());
  record::Anchors anchors(anchorFile(settings));
  record::AuditTrail trail(keys, anchors, [](const Fault& fault) {
    spdlog::error("the audit trail's anchor is behind: {}", fault.what());
  });
  NewDatabase database(patientSettings(newDatabaseSettings(settings)));
  const TakingPart part(*database, trail);
  const BackupSummary restored = restoreBackup({.database = *database,
                                                .keys = keys,
                                                .anchors = anchors,
                                                .trail = trail,
                                                .migrations = schema::migrations(),
                                                .clock = systemClock()},
                                               file);
  database.keep();
  fmt::print(out,
             "{} rows of {} tables are restored from the backup of {}.\n"
             "What was changed after that is not in it: accounts that were disabled and keys that "
             "were erased since are back.\n",
             restored.rows, restored.tables, restored.header.madeAt.text());
  for (const record::AnchorCheck& check : record::misplacedTrusts(*database, anchors)) {
    fmt::print(out,
               "The audit trail of trust {} {}: before serving, say why with refocus re-anchor.\n",
               check.trust.text(), record::wordsOf(check));
  }
  return 0;
}

}  // namespace refocus::app
