#include "fitting/data_file_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/fault.hpp"
#include "fitting/data_file_blocks.hpp"
#include "fitting/data_file_number.hpp"
#include "fitting/data_file_records.hpp"

namespace refocus::fitting {

void BlockReader::refuse(std::uint64_t line, const std::string& reason) const {
  throw Fault(FaultCode::badRequest, fmt::format("{}, line {}: {}", name_, line, reason));
}

void BlockReader::checkNul(std::string_view text, std::uint64_t line) const {
  const std::size_t at = text.find('\0');
  if (at == std::string_view::npos) return;
  refuse(line + lineBreaksIn(text.substr(0, at)),
         "a NUL stands here, which no text has: save the file as CSV in UTF-8");
}

void BlockReader::makeRoom() {
  textAmongNumbers_.resize(uses_.size());
  mostLevels_.resize(uses_.size(), LevelTable::kMostLevels);
  dropped_.missing.assign(uses_.size(), 0);
  batch_.fields.resize(Batch::kRecords * columns_.size());
  batch_.lines.resize(Batch::kRecords);
  batch_.numbers.assign(uses_.size(), std::vector<double>(Batch::kRecords));
  batch_.codes.assign(uses_.size(), std::vector<std::uint32_t>(Batch::kRecords));
  batch_.isIncomplete.resize(Batch::kRecords);
}

// What is wrong with a field that should be a number.
std::string BlockReader::problemOf(std::string_view field, std::size_t use) const {
  const std::string& column = uses_[use].column;
  if (notation_.number(field)) {
    return fmt::format("{} is {}, which is infinite", column, shownValue(field));
  }
  if (uses_[use].kind) {
    return fmt::format("{} is used as a number, and holds {}; {}", column, shownValue(field),
                       notation_.remedyFor(field));
  }
  return fmt::format("{} holds numbers up to here, and now {}; factor({}) takes it as a factor, {}",
                     column, shownValue(field), column, notation_.remedyFor(field));
}

// Numbers of the batch's records, and which records are complete. Ends the batch before the first
// record that has a problem.
void BlockReader::convert(Batch& batch) {
  std::fill(batch.isIncomplete.begin(), batch.isIncomplete.end(), char{0});
  batch.isComplete = true;
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    if (kinds_[use] == ColumnKind::numbers) convertNumbers(use, batch);
  }
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    if (kinds_[use] == ColumnKind::levels) convertLevels(use, batch);
  }
}

void BlockReader::convertLevels(std::size_t use, Batch& batch) {
  LevelTable& table = levelTables_[use];
  std::uint32_t* const codes = batch.codes[use].data();
  const std::string_view* field = batch.fields.data() + fieldOfUse_[use];
  for (std::size_t i = 0; i < batch.count; ++i, field += columns_.size()) {
    codes[i] = table.codeOf(*field);
    // What was told to be missing may be a level that a model file has.
    const bool isKnown = codes[i] != LevelTable::kUnknown && !notation_.isToldAny();
    if (!isKnown && notation_.isMissing(*field)) noteMissing(use, i, batch);
  }
}

void BlockReader::convertNumbers(std::size_t use, Batch& batch) {
  double* const numbers = batch.numbers[use].data();
  const std::string_view* field = batch.fields.data() + fieldOfUse_[use];
  const bool isPlain = notation_.isPlain();
  for (std::size_t i = 0; i < batch.count; ++i, field += columns_.size()) {
    if (const double plain = plainNumber(*field); isPlain && !std::isnan(plain)) {
      numbers[i] = plain;
      continue;
    }
    const std::optional<double> value = notation_.number(*field);
    const bool isNone = value ? std::isnan(*value) || notation_.isMissing(*value)
                              : notation_.isMissing(withoutBlanks(*field));
    if (isNone) {
      numbers[i] = std::numeric_limits<double>::quiet_NaN();
      noteMissing(use, i, batch);
    } else if (value && std::isfinite(*value)) {
      numbers[i] = *value;
    } else {
      batch.count = i;
      batch.problem = problemOf(*field, use);
    }
  }
}

void BlockReader::noteMissing(std::size_t use, std::size_t record, Batch& batch) {
  ++dropped_.missing[use];
  batch.isIncomplete[record] = 1;
  batch.isComplete = false;
}

void BlockReader::append(const Batch& batch, DataRows& rows) {
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    DataColumn& column = rows.columns[use];
    if (kinds_[use] == ColumnKind::levels) {
      appendLevels(use, batch, column.codes);
    } else if (batch.isComplete) {
      const auto begin = batch.numbers[use].begin();
      column.numbers.insert(column.numbers.end(), begin,
                            begin + static_cast<std::ptrdiff_t>(batch.count));
    } else {
      for (std::size_t i = 0; i < batch.count; ++i) {
        const double number = batch.numbers[use][i];
        if (batch.isIncomplete[i] == 0) {
          column.numbers.push_back(number);
        } else if (rows.keepsLeftOut) {
          rows.leftOut[use].push_back(number);
        }
      }
    }
  }
  for (std::size_t i = 0; i < batch.count; ++i) {
    if (batch.isIncomplete[i] == 0) {
      rows.lines.push_back(batch.lines[i]);
    } else {
      ++dropped_.rows;
    }
  }
  rowsRead_ += batch.count;
}

// A level is new only where a complete record has it.
void BlockReader::appendLevels(std::size_t use, const Batch& batch,
                               std::vector<std::uint32_t>& codes) {
  const std::string_view* field = batch.fields.data() + fieldOfUse_[use];
  for (std::size_t i = 0; i < batch.count; ++i, field += columns_.size()) {
    if (batch.isIncomplete[i] != 0) continue;
    const std::uint32_t known = batch.codes[use][i];
    codes.push_back(known != LevelTable::kUnknown ? known : levelIn(*field, use, batch.lines[i]));
  }
}

std::uint32_t BlockReader::levelIn(std::string_view field, std::size_t use, std::uint64_t line) {
  const auto added = levelTables_[use].add(field);
  if (!added) refuse(line, fmt::format("{}: {}", uses_[use].column, added.error()));
  if (*added >= mostLevels_[use]) {
    refuse(line, fmt::format("{} is {}, a level that the model file does not have",
                             uses_[use].column, shownValue(field)));
  }
  return *added;
}

void BlockReader::read(const DataBlock& block, DataRows& rows) {
  rows.columns.resize(uses_.size());
  if (rows.keepsLeftOut) rows.leftOut.resize(uses_.size());
  if (block.text.empty()) return;
  checkNul(block.text, block.line);
  RecordScanner scanner(block.text, delimiter_, columns_, header_.size());
  Batch& batch = batch_;
  for (bool goesOn = true; goesOn;) {
    batch.count = 0;
    scanner.forgetFields();
    while (goesOn && batch.count < Batch::kRecords) {
      goesOn = scanner.next(batch.fields.data() + batch.count * columns_.size()).has_value();
      if (goesOn) batch.lines[batch.count++] = block.line + scanner.linesBefore();
    }
    const std::size_t found = batch.count;
    convert(batch);
    append(batch, rows);
    if (batch.count < found) refuse(batch.lines[batch.count], batch.problem);
  }
  if (scanner.problem()) {
    refuse(block.line + scanner.problem()->linesBefore, scanner.problem()->reason);
  }
}

void BlockReader::beginAgain() {
  dropped_.rows = 0;
  dropped_.missing.assign(uses_.size(), 0);
  rowsRead_ = 0;
}

void BlockReader::forget(const std::vector<bool>& isSettled) {
  beginAgain();
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    if (!isSettled[use]) levelTables_[use] = levelTables_[use].emptied();
  }
}

void BlockReader::takeLevels(const BlockReader& other, const std::vector<bool>& isSettled) {
  levelTables_ = other.levelTables_;
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    if (!isSettled[use]) levelTables_[use] = levelTables_[use].emptied();
  }
}

void BlockReader::addCounts(const BlockReader& other) {
  dropped_.rows += other.dropped_.rows;
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    dropped_.missing[use] += other.dropped_.missing[use];
  }
  rowsRead_ += other.rowsRead_;
}

}  // namespace refocus::fitting
