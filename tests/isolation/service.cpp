#include "isolation/service.hpp"

#include <algorithm>
#include <stdexcept>

#include "app/backup_format.hpp"
#include "database/tables.hpp"
#include "isolation/trust.hpp"

namespace refocus::isolation {
namespace {

namespace fs = std::filesystem;

Row rowOf(const database::Row& stored, const database::Table& table) {
  Row row;
  const auto trust = std::ranges::find(table.columns, "trust", &database::Column::name);
  if (trust != table.columns.end()) {
    row.trust = stored.text(static_cast<int>(trust - table.columns.begin()));
  }
  app::appendRow(row.bytes, stored, table);
  return row;
}

}  // namespace

Instant theMoment() { return Instant::parse("2026-03-10T12:00:00.000Z"); }

const Visitor& Trust::rightful(access::Permission permission) const {
  for (const Visitor& visitor : visitors) {
    if (visitor.role && access::holds(*visitor.role, permission)) return visitor;
  }
  throw std::runtime_error("nobody holds " + std::string(access::nameOf(permission)));
}

class Service::Running {
 public:
  Running(const app::Settings& settings, app::Holding holding)
      : storage(settings, {.clock = theMoment, .holding = holding}), program(settings, storage) {}
  app::Storage storage;
  app::Program program;
};

app::Settings Service::settingsFor(const fs::path& folder, const std::string& database) const {
  const std::vector<app::Settings::Flag> flags{
      {"storage.database", database},
      {"storage.readers", "2"},
      {"server.requests_by_account", "10000000"},  // the clock stands still
      {"storage.backups", (folder / "backups").string()},
      {"keys.file", (folder / "keys").string()},
      {"keys.anchors", (folder / "anchors").string()},
  };
  return app::Settings::read({}, app::processEnvironment(), flags);
}

Service::Service(database::Engine engine) : engine_(engine), original_(engine) {
  const fs::path folder = folder_.path() / "original";
  fs::create_directory(folder);
  const app::Settings settings = settingsFor(folder, original_.target());
  app::makeKeyFile(settings);
  running_ = std::make_unique<Running>(settings, app::Holding::nothing);
  trusts_ = {
      makeTrustInUse(running_->program.gate(), running_->storage.book(), "Alderwick", "9990000018"),
      makeTrustInUse(running_->program.gate(), running_->storage.book(), "Birchmoor",
                     "9990000387")};
  running_.reset();
  beginAnew();
}

Service::~Service() { stop(); }

void Service::stop() {
  running_.reset();
  if (engine_ == database::Engine::postgresql && begun_ > 0) {
    testing::runOnPostgresqlServer("DROP DATABASE IF EXISTS isolation WITH (FORCE)");
  }
}

void Service::beginAnew() {
  stop();
  const fs::path folder = folder_.path() / std::to_string(++begun_);
  fs::copy(folder_.path() / "original", folder);
  std::string target = (folder / "refocus.db").string();
  if (engine_ == database::Engine::postgresql) {
    testing::runOnPostgresqlServer("CREATE DATABASE isolation TEMPLATE " + original_.name());
    target = original_.target();
    target.replace(target.rfind(original_.name()), original_.name().size(), "isolation");
  } else {
    fs::copy_file(original_.target(), target);
  }
  running_ = std::make_unique<Running>(settingsFor(folder, target), app::Holding::service);
}

const app::Gate& Service::gate() const { return running_->program.gate(); }
record::Book& Service::book() const { return running_->storage.book(); }

Picture Service::picture() const {
  database::Database& database = running_->storage.database();
  return database.read([&](database::Read& read) {
    Picture picture;
    for (const database::Table& table : database::tablesOf(read, database.engine())) {
      auto& rows = picture[table.name];
      read.each("SELECT * FROM " + table.name, {},
                [&](const database::Row& row) { rows.push_back(rowOf(row, table)); });
      std::ranges::sort(rows);
    }
    return picture;
  });
}

}  // namespace refocus::isolation
