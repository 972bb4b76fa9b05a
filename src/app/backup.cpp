#include "app/backup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/backup_content.hpp"
#include "app/backup_format.hpp"
#include "base/fault.hpp"
#include "database/tables.hpp"
#include "record/deed.hpp"

namespace refocus::app {
namespace {

using database::Column;
using database::ColumnType;
using database::Table;

constexpr std::size_t kBlockBytes = std::size_t{256} << 10;
constexpr std::int64_t kPageBytes = std::int64_t{4} << 20;
constexpr std::int64_t kFirstPage = 50;
constexpr std::int64_t kMostInPage = 250;

// Only here is SQL made from names: they are the schema's own (database::tablesOf lets no others
// through), and a backup's are held against those before they are used.
std::string inQuotes(const std::string& name) { return '"' + name + '"'; }

std::string columnNames(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(inQuotes(column.name));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string keyNames(const Table& table) {
  std::vector<std::string> names;
  for (const int place : table.key) {
    names.push_back(inQuotes(table.columns.at(static_cast<std::size_t>(place)).name));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string parameters(std::size_t first, std::size_t count) {
  std::vector<std::string> places;
  for (std::size_t i = 0; i < count; ++i) places.push_back(fmt::format("${}", first + i));
  return fmt::format("{}", fmt::join(places, ", "));
}

// Copies one table into blocks, a page of rows at a time in the order of its key.
class TableCopy {
 public:
  TableCopy(database::Read& read, BackupWriter& writer, const Table& table)
      : read_(read), writer_(writer), table_(table) {
    const std::string from =
        fmt::format("SELECT {} FROM {}", columnNames(table), inQuotes(table.name));
    const std::string order = fmt::format("ORDER BY {} LIMIT $1", keyNames(table));
    firstPage_ = fmt::format("{} {}", from, order);
    nextPage_ = fmt::format("{} WHERE ({}) > ({}) {}", from, keyNames(table),
                            parameters(2, table.key.size()), order);
  }

  std::int64_t run() {
    announce();
    std::int64_t limit = kFirstPage;
    while (page(limit) == limit) {
      // As many as fit, by what the rows have been so far.
      limit = std::clamp(kPageBytes * count_ / std::max<std::int64_t>(bytes_, 1), std::int64_t{1},
                         kMostInPage);
    }
    flush();
    Bytes counted;
    appendValue(counted, count_);
    writer_.block(BlockKind::count, counted);
    return count_;
  }

 private:
  void announce() {
    Bytes payload;
    appendValue(payload, table_.name);
    for (const Column& column : table_.columns) {
      appendValue(payload, column.name);
      appendValue(payload, nameOf(column.type));
    }
    writer_.block(BlockKind::table, payload);
  }

  std::int64_t page(std::int64_t limit) {
    std::vector<database::Param> params{limit};
    const Bytes from = std::exchange(lastKey_, {});
    for (ValueReader key(from); !key.atEnd();) params.push_back(key.next());
    std::int64_t got = 0;
    read_.each(count_ == 0 ? firstPage_ : nextPage_, params, [&](const database::Row& row) {
      add(row);
      ++got;
    });
    return got;
  }

  void add(const database::Row& row) {
    const std::size_t before = block_.size();
    appendRow(block_, row, table_);
    bytes_ += static_cast<std::int64_t>(block_.size() - before);
    lastKey_.clear();
    for (const int place : table_.key) {
      const auto& column = table_.columns.at(static_cast<std::size_t>(place));
      appendValue(lastKey_, database::valueIn(row, place, column.type));
    }
    ++count_;
    if (++inBlock_ == kMostRowsInBlock || block_.size() >= kBlockBytes) flush();
  }

  void flush() {
    if (!block_.empty()) writer_.block(BlockKind::rows, block_);
    block_.clear();
    inBlock_ = 0;
  }

  database::Read& read_;
  BackupWriter& writer_;
  const Table& table_;
  std::string firstPage_;
  std::string nextPage_;
  Bytes block_;
  Bytes lastKey_;
  std::size_t inBlock_ = 0;
  std::int64_t count_ = 0;
  std::int64_t bytes_ = 0;
};

BackupSummary copyAll(database::Read& read, database::Engine engine, const record::Key& auditKey,
                      Instant now, BackupWriter& writer) {
  BackupSummary summary{.header = {.schema = database::schemaVersion(read, engine), .madeAt = now}};
  if (summary.header.schema == 0) {
    throw Fault(FaultCode::configuration, "the database is empty: there is nothing to back up");
  }
  Bytes header;
  appendValue(header, summary.header.schema);
  appendValue(header, now.text());
  appendValue(header, headerMac(auditKey, now.text()));
  writer.block(BlockKind::header, header);
  for (const Table& table : database::tablesOf(read, engine)) {
    summary.rows += TableCopy(read, writer, table).run();
    ++summary.tables;
  }
  Bytes end;
  appendValue(end, endMac(auditKey, writer.checksum()));
  writer.block(BlockKind::end, end);
  return summary;
}

}  // namespace

BackupSummary writeBackup(database::Database& database, const record::Keys& keys, Instant now,
                          const std::filesystem::path& file) {
  BackupWriter writer(file);
  const auto summary = database.read([&](database::Read& read) {
    return copyAll(read, database.engine(), keys.auditKey(), now, writer);
  });
  writer.finish();
  return summary;
}

BackupSummary checkBackup(const std::filesystem::path& file, const record::Keys& keys) {
  return readBackup(file, keys.auditKey(), {});
}

namespace {

// Fills the tables of a database that is empty, in the write that it is given.
class Filling {
 public:
  Filling(database::Write& write, const RestoreParts& parts) : write_(write), parts_(parts) {}

  BackupSummary run(const std::filesystem::path& file) {
    return readBackup(
        file, parts_.keys.auditKey(),
        {.header = [&](const BackupHeader& header) { makeTables(header.schema); },
         .table = [&](const Table& table) { begin(table); },
         .rows = [&](std::span<const BackupRow> rows) { write_.runMany(insert_, rows); },
         .count = [&](std::int64_t count) { check(count); }});
  }

  [[nodiscard]] const std::vector<std::string>& missing() const { return waiting_; }

 private:
  void makeTables(int schema) {
    const auto engine = parts_.database.engine();
    database::migrateWithin(write_, engine,
                            parts_.migrations.first(static_cast<std::size_t>(schema)));
    tables_ = database::tablesOf(write_, engine);
    for (const Table& table : tables_) waiting_.push_back(table.name);
  }

  void begin(const Table& table) {
    const auto found = std::ranges::find(tables_, table.name, &Table::name);
    if (found == tables_.end() || found->columns != table.columns ||
        std::erase(waiting_, table.name) == 0) {
      throw Fault(FaultCode::configuration,
                  fmt::format("the backup's table {} is not as this program made it at that "
                              "version: restore it with the program that made it",
                              table.name));
    }
    name_ = table.name;
    insert_ = fmt::format("INSERT INTO {} ({}) VALUES ({})", inQuotes(name_), columnNames(table),
                          parameters(1, table.columns.size()));
  }

  void check(std::int64_t count) {
    const auto held = write_.number(fmt::format("SELECT count(*) FROM {}", inQuotes(name_)), {});
    if (held == count) return;
    throw Fault(FaultCode::internal,
                fmt::format("table {} holds {} rows after {} were restored", name_, held, count));
  }

  database::Write& write_;
  const RestoreParts& parts_;
  std::vector<Table> tables_;
  std::vector<std::string> waiting_;
  std::string name_;
  std::string insert_;
};

void checkEmpty(database::Write& write, database::Engine engine, const BackupHeader& header) {
  if (database::schemaVersion(write, engine) > header.schema) {
    throw Fault(FaultCode::conflict,
                "the database was made ready by a newer program than the backup's: restore into a "
                "new, empty one");
  }
  for (const Table& table : database::tablesOf(write, engine)) {
    const auto rows =
        write.number(fmt::format("SELECT count(*) FROM {}", inQuotes(table.name)), {});
    if (rows == 0) continue;
    throw Fault(
        FaultCode::conflict,
        fmt::format("the database holds a service already (table {} has {} rows): a backup is "
                    "restored into a new, empty one (storage.database), and nothing is "
                    "overwritten",
                    table.name, rows));
  }
}

// What stands in the trail: which backup, where its chain ended, and where the anchor stood.
record::AuditEntry markOf(const RestoreParts& parts, database::Read& read, const TrustId& trust,
                          Instant madeAt) {
  const auto check = record::checkAnchor(read, trust, parts.anchors.of(trust));
  std::string reason = fmt::format("The backup's audit trail {}", record::wordsOf(check));
  if (check.anchor && check.anchor->number > check.head.number) {
    reason +=
        fmt::format(", so {} newer entries were lost", check.anchor->number - check.head.number);
  }
  return {.trust = trust,
          .at = parts.clock(),
          .account = {},
          .action = std::string(record::Deed("restored").code()),
          .person = {},
          .subject = "backup-" + madeAt.text(),
          .reason = reason + "."};
}

std::vector<TrustId> trustsIn(database::Read& read) {
  return read.all("SELECT id FROM trust ORDER BY id", {},
                  [](const database::Row& row) { return row.id<TrustId>(0); });
}

}  // namespace

BackupSummary restoreBackup(const RestoreParts& parts, const std::filesystem::path& file) {
  const auto checked = checkBackup(file, parts.keys);
  if (checked.header.schema > static_cast<int>(parts.migrations.size())) {
    throw Fault(FaultCode::configuration,
                fmt::format("the backup is at version {} and this program knows {}: restore it "
                            "with the newer program",
                            checked.header.schema, parts.migrations.size()));
  }
  const auto engine = parts.database.engine();
  return parts.database.write([&](database::Write& write) {
    checkEmpty(write, engine, checked.header);
    Filling filling(write, parts);
    const auto filled = filling.run(file);
    if (!filling.missing().empty()) {
      throw Fault(FaultCode::corrupt,
                  fmt::format("the backup has no table {}", filling.missing().front()));
    }
    database::migrateWithin(write, engine, parts.migrations);
    parts.keys.check(write);
    for (const TrustId& trust : trustsIn(write)) {
      parts.trail.appendAnew(markOf(parts, write, trust, filled.header.madeAt));
    }
    return filled;
  });
}

}  // namespace refocus::app
