#include "app/backup_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "app/backup_format.hpp"
#include "base/fault.hpp"
#include "record/seal.hpp"

namespace refocus::app {
namespace {

using database::ColumnType;

constexpr std::array<std::pair<std::string_view, ColumnType>, 4> kTypeNames{
    {{"integer", ColumnType::integer},
     {"real", ColumnType::real},
     {"text", ColumnType::text},
     {"bytes", ColumnType::bytes}}};

[[noreturn]] void throwDamaged(std::string_view why) {
  throw Fault(FaultCode::corrupt, std::string(why));
}

ColumnType typeNamed(std::string_view name) {
  const auto* found =
      std::ranges::find(kTypeNames, name, &std::pair<std::string_view, ColumnType>::first);
  if (found == kTypeNames.end()) throwDamaged("a column has an unknown type");
  return found->second;
}

bool fits(const database::Param& value, ColumnType type) {
  if (std::holds_alternative<std::nullptr_t>(value.value())) return true;
  switch (type) {
    case ColumnType::integer:
      return std::holds_alternative<std::int64_t>(value.value());
    case ColumnType::real:
      return std::holds_alternative<double>(value.value());
    case ColumnType::text:
      return std::holds_alternative<std::string_view>(value.value());
    case ColumnType::bytes:
      return std::holds_alternative<ByteView>(value.value());
  }
  return false;
}

class BackupWalk {
 public:
  BackupWalk(const std::filesystem::path& file, const record::Key& auditKey,
             const BackupListener& listener)
      : reader_(file), auditKey_(auditKey), listener_(listener) {}

  BackupSummary walk() {
    header(expect(BlockKind::header));
    auto block = reader_.next();
    for (; block.kind != BlockKind::end; block = reader_.next()) step(block);
    end(block.payload);
    return summary_;
  }

  /// Where it has come to, for messages.
  [[nodiscard]] std::string place() const {
    if (!table_) {
      return fmt::format("after {} tables, at byte {}", summary_.tables, reader_.offset());
    }
    return fmt::format("in table {} after row {}, at byte {}", table_->name, inTable_,
                       reader_.offset());
  }

 private:
  ByteView expect(BlockKind kind) {
    const auto block = reader_.next();
    if (block.kind != kind) throwDamaged("its parts are not in order");
    return block.payload;
  }

  void header(ByteView payload) {
    ValueReader values(payload);
    const std::int64_t schema = values.integer();
    const std::string_view madeAt = values.text();
    if (schema < 1 || schema > 1'000'000) throwDamaged("its schema version is none");
    if (!std::ranges::equal(values.bytes(), headerMac(auditKey_, madeAt))) {
      throw Fault(FaultCode::wrongKey,
                  "it was made with another key file than the one in the settings (keys.file): put "
                  "that one back and restore again");
    }
    summary_.header = {.schema = static_cast<int>(schema), .madeAt = Instant::parse(madeAt)};
    if (listener_.header) listener_.header(summary_.header);
  }

  void step(const BackupReader::Block& block) {
    switch (block.kind) {
      case BlockKind::table:
        return table(block.payload);
      case BlockKind::rows:
        return rows(block.payload);
      case BlockKind::count:
        return count(block.payload);
      default:
        throwDamaged("its parts are not in order");
    }
  }

  void table(ByteView payload) {
    if (table_) throwDamaged("a table has no count of its rows");
    ValueReader values(payload);
    database::Table table{.name = std::string(values.text()), .columns = {}, .key = {}};
    while (!values.atEnd()) {
      const std::string name(values.text());
      table.columns.push_back({name, typeNamed(values.text())});
    }
    if (table.columns.empty()) throwDamaged("a table has no columns");
    table_ = std::move(table);
    inTable_ = 0;
    if (listener_.table) listener_.table(*table_);
  }

  void rows(ByteView payload) {
    if (!table_) throwDamaged("there are rows of no table");
    ValueReader values(payload);
    std::vector<BackupRow> rows;
    while (!values.atEnd()) {
      if (rows.size() == kMostRowsInBlock) throwDamaged("a block has too many rows");
      BackupRow& row = rows.emplace_back();
      row.reserve(table_->columns.size());
      for (const database::Column& column : table_->columns) {
        row.push_back(values.next());
        if (!fits(row.back(), column.type)) throwDamaged("a value is not of its column's type");
      }
    }
    if (listener_.rows) listener_.rows(rows);
    inTable_ += static_cast<std::int64_t>(rows.size());
  }

  void count(ByteView payload) {
    if (!table_) throwDamaged("there is a count of no table");
    if (ValueReader(payload).integer() != inTable_) throwDamaged("rows are missing");
    if (listener_.count) listener_.count(inTable_);
    ++summary_.tables;
    summary_.rows += inTable_;
    table_.reset();
  }

  void end(ByteView payload) {
    if (table_) throwDamaged("a table has no count of its rows");
    if (!std::ranges::equal(ValueReader(payload).bytes(),
                            endMac(auditKey_, reader_.checksumBefore()))) {
      throwDamaged("it was altered by somebody without the key file");
    }
    if (!reader_.atEnd()) throwDamaged("something follows its end");
  }

  BackupReader reader_;
  const record::Key& auditKey_;
  const BackupListener& listener_;
  BackupSummary summary_;
  std::optional<database::Table> table_;
  std::int64_t inTable_ = 0;
};

}  // namespace

BackupSummary readBackup(const std::filesystem::path& file, const record::Key& auditKey,
                         const BackupListener& listener) {
  std::optional<BackupWalk> walk;
  try {
    walk.emplace(file, auditKey, listener);
    return walk->walk();
  } catch (const Fault& fault) {
    if (fault.code() != FaultCode::corrupt && fault.code() != FaultCode::wrongKey) throw;
    throw Fault(fault.code(),
                fmt::format("backup {}: {} ({}); nothing of it is restored", file.string(),
                            fault.what(), walk ? walk->place() : std::string("at its beginning")));
  }
}

Bytes headerMac(const record::Key& auditKey, std::string_view madeAt) {
  Bytes data;
  record::appendField(data, "refocus backup: key");
  record::appendField(data, madeAt);
  return record::mac(auditKey, data);
}

Bytes endMac(const record::Key& auditKey, ByteView checksum) {
  Bytes data;
  record::appendField(data, "refocus backup: end");
  record::appendField(data, checksum);
  return record::mac(auditKey, data);
}

std::string_view nameOf(database::ColumnType type) {
  return std::ranges::find(kTypeNames, type, &std::pair<std::string_view, ColumnType>::second)
      ->first;
}

}  // namespace refocus::app
