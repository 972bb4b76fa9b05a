#include "app/storage.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "app/backup.hpp"
#include "base/fault.hpp"
#include "people/door.hpp"
#include "schema/migrations.hpp"

namespace refocus::app {
namespace {

namespace fs = std::filesystem;

fs::path programFolder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::current_path() : program.parent_path();
}

void makeFolderOf(const fs::path& file) {
  if (!file.has_parent_path()) return;
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) {
    throw Fault(FaultCode::readOnly, fmt::format("folder {} cannot be made: {}",
                                                 file.parent_path().string(), error.message()));
  }
}

bool isPostgresql(const std::string& target) {
  return target.starts_with("postgresql://") || target.starts_with("postgres://");
}

// An address may hold a password.
std::string shownTarget(const Settings& settings) {
  const std::string& target = settings.text("storage.database");
  return isPostgresql(target) ? "the PostgreSQL database" : target;
}

Fault noService(const Settings& settings, std::string_view what) {
  return {FaultCode::configuration,
          fmt::format("{} {} (storage.database, {}). Begin a new service with refocus init, read a "
                      "backup with refocus restore, or mend the setting",
                      what, shownTarget(settings), settings.source("storage.database"))};
}

// Before the key file is looked for: where there is no service yet, that is what to say.
const std::string& keyFileFor(const Settings& settings, Holding holding) {
  if (holding == Holding::service) requireDatabase(settings);
  return settings.text("keys.file");
}

database::Settings settingsFor(const Settings& settings, Holding holding) {
  return holding == Holding::service ? databaseSettings(settings) : newDatabaseSettings(settings);
}

}  // namespace

fs::path anchorFile(const Settings& settings) {
  fs::path file = settings.text("keys.anchors");
  makeFolderOf(file);
  return file;
}

database::Settings databaseSettings(const Settings& settings) {
  return {.target = settings.text("storage.database"),
          .readers = static_cast<int>(settings.number("storage.readers")),
          .postgresqlWithoutTls = settings.isOn("storage.postgresql_without_tls")};
}

database::Settings newDatabaseSettings(const Settings& settings) {
  const std::string& target = settings.text("storage.database");
  if (!isPostgresql(target)) makeFolderOf(target);
  return databaseSettings(settings);
}

void requireDatabase(const Settings& settings) {
  const std::string& target = settings.text("storage.database");
  if (isPostgresql(target) || fs::exists(target)) return;
  throw noService(settings, "there is no database at");
}

SharedFiles findSharedFiles(const Settings& settings) {
  std::vector<fs::path> places;
  if (const std::string& named = settings.text("share.folder"); !named.empty()) {
    places.emplace_back(named);
  } else {
    places = {programFolder() / "share/refocus", programFolder() / "../share/refocus"};
  }
  for (const fs::path& place : places) {
    if (!fs::is_directory(place)) continue;
    const std::string& guides = settings.text("share.guides");
    return {.web = place / "web",
            .words = place / "words",
            .guides = guides.empty() ? place / "guides" : fs::path(guides)};
  }
  throw Fault(FaultCode::configuration,
              fmt::format("the shared files (styles, wording, guides) are not at {}; set "
                          "share.folder, or build the program with script/build",
                          places.front().string()));
}

Storage::Storage(const Settings& settings, const Options& options)
    : keys_(keyFileFor(settings, options.holding), systemRandom()),
      anchors_(anchorFile(settings)),
      trail_(keys_, anchors_,
             [](const Fault& fault) {
               spdlog::error("the audit trail's anchor is behind: {}", fault.what());
             }),
      database_(database::Database::open(settingsFor(settings, options.holding))),
      book_({.database = *database_,
             .keys = keys_,
             .trail = trail_,
             .clock = options.clock,
             .random = options.random,
             .door = people::makeDoor(keys_)}) {
  if (options.holding == Holding::service && database::schemaVersion(*database_) == 0) {
    throw noService(settings, "there is no service in");
  }
  // What is refused is left as it is, so a service is looked at before it is brought forward.
  if (options.holding == Holding::service) check(settings, options);
  bringForward(settings, options);
  if (options.holding == Holding::nothing) check(settings, options);
  database_->setBatchMember(&trail_);
}

void Storage::check(const Settings& settings, const Options& options) {
  database_->read([&](database::Read& read) { keys_.check(read); });
  requireHolding(settings, options.holding);
  if (options.misplaced == Misplaced::refused) requireAnchored(options.holding);
}

void Storage::bringForward(const Settings& settings, const Options& options) {
  bool backedUp = false;
  database::migrate(*database_, schema::migrations(), [&](const database::Migration& migration) {
    if (!backedUp) backUpBefore(migration, settings, options.clock());
    backedUp = true;
  });
}

void Storage::requireHolding(const Settings& settings, Holding holding) {
  const bool isEmpty = database_->read(
      [](database::Read& read) { return read.number("SELECT COUNT(*) FROM trust", {}) == 0; });
  if (holding == Holding::service && isEmpty) throw noService(settings, "there is no service in");
  if (holding == Holding::nothing && !isEmpty) {
    throw Fault(FaultCode::configuration,
                fmt::format("{} (storage.database, {}) holds a service already: a new one needs a "
                            "new, empty database",
                            shownTarget(settings), settings.source("storage.database")));
  }
}

void Storage::requireAnchored(Holding holding) {
  const auto misplaced = record::misplacedTrusts(*database_, anchors_);
  if (misplaced.empty()) return;
  const record::AnchorCheck& first = misplaced.front();
  if (holding == Holding::nothing) {
    throw Fault(FaultCode::configuration,
                fmt::format("the anchor file {} belongs to another service (trust {}): set "
                            "keys.anchors, so that the new one has its own",
                            anchors_.file().string(), first.trust.text()));
  }
  throw Fault(
      FaultCode::corrupt,
      fmt::format(
          "the audit trail of trust {} {} ({}): an older copy of the database was put back, "
          "entries were cut off, or the anchor file is not this service's. Put the right one back; "
          "or, to go on with the database as it is, run refocus re-anchor --reason \"why\", which "
          "leaves an entry in the trail",
          first.trust.text(), record::wordsOf(first), anchors_.file().string()));
}

void Storage::backUpBefore(const database::Migration& migration, const Settings& settings,
                           Instant now) {
  std::string name = fmt::format("before-{:04}-{}.backup", migration.number, now.text());
  std::ranges::replace(name, ':', '-');  // scp would take what is before it for a host
  const fs::path file = fs::path(settings.text("storage.backups")) / name;
  makeFolderOf(file);
  writeBackup(*database_, keys_, now, file);
  spdlog::info("the database is brought forward; its backup from before is {}", file.string());
}

Storage::~Storage() { database_->setBatchMember(nullptr); }

void makeKeyFile(const Settings& settings) {
  const fs::path file = settings.text("keys.file");
  if (fs::exists(file)) {
    throw Fault(FaultCode::configuration,
                fmt::format("there is a key file at {} already; it is never replaced, for what it "
                            "opens would be lost",
                            file.string()));
  }
  makeFolderOf(file);
  record::Keyring::make(systemRandom()).save(file);
}

NewKeyFile::NewKeyFile(const Settings& settings) : file_(settings.text("keys.file")) {
  makeKeyFile(settings);
}

NewKeyFile::~NewKeyFile() {
  std::error_code ignored;
  if (!kept_) fs::remove(file_, ignored);
}

}  // namespace refocus::app
