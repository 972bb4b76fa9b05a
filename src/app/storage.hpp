// Everything that stands behind the pages and the commands, opened from the settings: key file,
// anchors, database, audit trail, names, the book of records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "app/settings.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "database/database.hpp"
#include "database/migrate.hpp"
#include "people/directory.hpp"
#include "record/audit.hpp"
#include "record/book.hpp"
#include "record/keys.hpp"

namespace refocus::app {

/// Where wording, styles and guides are, as the settings say or beside the program.
struct SharedFiles {
  std::filesystem::path web;
  std::filesystem::path words;
  std::filesystem::path guides;
};
/// Throws Fault(configuration) when the folder cannot be found, naming the places looked at.
[[nodiscard]] SharedFiles findSharedFiles(const Settings& settings);

/// How Database::open opens the service's database.
[[nodiscard]] database::Settings databaseSettings(const Settings& settings);
/// The same for one that is made: the folder of its file is made.
[[nodiscard]] database::Settings newDatabaseSettings(const Settings& settings);
/// Throws Fault(configuration), saying with what to begin, where SQLite's file is not there.
void requireDatabase(const Settings& settings);
/// The anchor file; its folder is made.
[[nodiscard]] std::filesystem::path anchorFile(const Settings& settings);

/// What a database must hold when it is opened. Only init and demo make one.
enum class Holding : std::uint8_t { service, nothing };

/// What becomes of a database that does not stand as its audit anchors say.
enum class Misplaced : std::uint8_t {
  refused,
  allowed,  ///< nothing is recorded in it until AuditTrail::appendAnew
};

class Storage {
 public:
  struct Options {
    Clock clock = systemClock();
    Random random = systemRandom();
    Holding holding = Holding::service;
    Misplaced misplaced = Misplaced::refused;
  };

  /// Opens the database and runs migrations; one that holds records is backed up first
  /// (storage.backups), and is left as it is when it cannot be. Every key is checked, and so is
  /// that each audit chain goes through its anchor: else Fault(wrongKey) and Fault(corrupt).
  /// Fault(configuration) where it does not hold what it must, others as Keys, Database and migrate
  /// say. The key file must be there: `NewKeyFile` makes the first one.
  Storage(const Settings& settings, const Options& options);
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  [[nodiscard]] database::Database& database() { return *database_; }
  [[nodiscard]] record::Keys& keys() { return keys_; }
  [[nodiscard]] record::Anchors& anchors() { return anchors_; }
  [[nodiscard]] record::Book& book() { return book_; }
  [[nodiscard]] people::Directory& directory() { return directory_; }

 private:
  void bringForward(const Settings& settings, const Options& options);
  void check(const Settings& settings, const Options& options);
  void requireHolding(const Settings& settings, Holding holding);
  void requireAnchored(Holding holding);
  void backUpBefore(const database::Migration& migration, const Settings& settings, Instant now);

  record::Keys keys_;
  record::Anchors anchors_;
  record::AuditTrail trail_;
  std::unique_ptr<database::Database> database_;
  people::Directory directory_;
  record::Book book_;
};

/// Makes the key file of a new service. Throws Fault(configuration) if there is one already: it is
/// never replaced.
void makeKeyFile(const Settings& settings);

/// A key file that goes again unless it is kept: nothing may have been sealed with it before that.
class NewKeyFile {
 public:
  explicit NewKeyFile(const Settings& settings);
  ~NewKeyFile();
  NewKeyFile(const NewKeyFile&) = delete;
  NewKeyFile& operator=(const NewKeyFile&) = delete;

  void keep() { kept_ = true; }

 private:
  std::filesystem::path file_;
  bool kept_ = false;
};

}  // namespace refocus::app
