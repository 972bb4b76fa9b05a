// Everything that stands behind the pages and the commands, opened from the settings: key file,
// anchors, database, audit trail, names, the book of records.
#pragma once

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

/// How Database::open opens the service's database; the folder of its file is made.
[[nodiscard]] database::Settings databaseSettings(const Settings& settings);
/// The anchor file; its folder is made.
[[nodiscard]] std::filesystem::path anchorFile(const Settings& settings);

class Storage {
 public:
  struct Options {
    Clock clock = systemClock();
    Random random = systemRandom();
  };

  /// Opens the database, creating the file and running migrations; one that holds records is backed
  /// up first (storage.backups), and is left as it is when it cannot be. Faults as Keys, Database
  /// and migrate say. The key file must be there: `makeKeyFile` makes the first one.
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

}  // namespace refocus::app
