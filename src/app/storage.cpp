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

}  // namespace

fs::path anchorFile(const Settings& settings) {
  fs::path file = settings.text("keys.anchors");
  makeFolderOf(file);
  return file;
}

database::Settings databaseSettings(const Settings& settings) {
  const std::string& target = settings.text("storage.database");
  if (!isPostgresql(target)) makeFolderOf(target);
  return {.target = target, .readers = static_cast<int>(settings.number("storage.readers"))};
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
    : keys_(settings.text("keys.file"), systemRandom()),
      anchors_(anchorFile(settings)),
      trail_(keys_, anchors_,
             [](const Fault& fault) {
               spdlog::error("the audit trail's anchor is behind: {}", fault.what());
             }),
      database_(database::Database::open(databaseSettings(settings))),
      book_({.database = *database_,
             .keys = keys_,
             .trail = trail_,
             .clock = options.clock,
             .random = options.random,
             .door = people::makeDoor(keys_)}) {
  bool backedUp = false;
  database::migrate(*database_, schema::migrations(), [&](const database::Migration& migration) {
    if (!backedUp) backUpBefore(migration, settings, options.clock());
    backedUp = true;
  });
  keys_.check(*database_);
  database_->setBatchMember(&trail_);
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

}  // namespace refocus::app
