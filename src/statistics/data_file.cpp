#include "statistics/data_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "statistics/data_file_number.hpp"
#include "statistics/data_file_records.hpp"

namespace refocus::statistics {
namespace {

constexpr std::size_t kValuesThatDecide = 1000;

bool isMissing(std::string_view field) {
  return field.empty() || (field.size() == 2 && field[0] == 'N' && field[1] == 'A');
}

// How many letters must be changed, added or left out: small numbers only, names are short.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearestName(const std::string& name, const std::vector<std::string>& names) {
  constexpr std::size_t kLongest = 200;
  if (name.size() > kLongest) return {};
  const std::string folded = foldedForSearch(name);
  std::string nearest;
  std::size_t best = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string& candidate : names) {
    if (candidate.empty() || candidate.size() > kLongest) continue;
    const std::size_t apart = distance(folded, foldedForSearch(candidate));
    if (apart < best) {
      best = apart;
      nearest = candidate;
    }
  }
  return nearest;
}

DataFile::DataFile(const std::string& path, std::size_t blockBytes) : source_(path, blockBytes) {
  readHeader();
}

void DataFile::refuse(std::uint64_t line, const std::string& reason) const {
  throw Fault(FaultCode::badRequest, fmt::format("{}, line {}: {}", source_.name(), line, reason));
}

void DataFile::readHeader() {
  block_ = source_.next();
  line_ = 1;
  delimiter_ = delimiterOf(block_);
  std::vector<std::size_t> every(kMostColumns + 1);
  for (std::size_t i = 0; i < every.size(); ++i) every[i] = i;
  RecordScanner scanner(block_, delimiter_, every, 0);
  std::vector<std::string_view> fields(every.size());
  const auto count = scanner.next(fields.data());
  if (!count) {
    if (scanner.problem())
      refuse(line_ + scanner.problem()->linesBefore, scanner.problem()->reason);
    throw Fault(FaultCode::badRequest, fmt::format("{} is empty", source_.name()));
  }
  if (*count > kMostColumns) {
    refuse(line_, fmt::format("more than {} columns", kMostColumns));
  }
  header_.clear();
  fields.resize(*count);
  for (const std::string_view field : fields) {
    if (!isUtf8(field)) refuse(line_, "the header is not UTF-8: save the file as CSV in UTF-8");
    header_.push_back(normalised(trimmed(field)));
  }
  block_.remove_prefix(scanner.position());
  line_ += scanner.linesSoFar();
  if (block_.empty()) block_ = source_.next();
  blockIsNew_ = true;
}

std::size_t DataFile::columnOf(const std::string& name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found == header_.end()) {
    const std::string nearest = nearestName(name, header_);
    throw Fault(FaultCode::badRequest,
                fmt::format("{} has no column {}{}", source_.name(), shownValue(name),
                            nearest.empty() ? "" : fmt::format("; is {} meant?", nearest)));
  }
  if (std::find(found + 1, header_.end(), name) != header_.end()) {
    throw Fault(FaultCode::badRequest,
                fmt::format("{} has two columns {}", source_.name(), shownValue(name)));
  }
  return static_cast<std::size_t>(found - header_.begin());
}

void DataFile::use(std::vector<ColumnUse> uses) {
  uses_ = std::move(uses);
  std::vector<std::size_t> wanted;
  for (const ColumnUse& use : uses_) wanted.push_back(columnOf(use.column));
  columns_ = wanted;
  std::sort(columns_.begin(), columns_.end());
  columns_.erase(std::unique(columns_.begin(), columns_.end()), columns_.end());
  for (const std::size_t column : wanted) {
    fieldOfUse_.push_back(static_cast<std::size_t>(
        std::lower_bound(columns_.begin(), columns_.end(), column) - columns_.begin()));
  }
  decideKinds();
  dropped_.missing.assign(uses_.size(), 0);
  batch_.fields.resize(Batch::kRecords * columns_.size());
  batch_.lines.resize(Batch::kRecords);
  batch_.numbers.assign(uses_.size(), std::vector<double>(Batch::kRecords));
  batch_.isIncomplete.resize(Batch::kRecords);
}

void DataFile::decideKinds() {
  std::vector<std::size_t> seen(columns_.size(), 0);
  std::vector<bool> isText(columns_.size(), false);
  std::size_t undecided = columns_.size();
  RecordScanner scanner(block_, delimiter_, columns_, header_.size());
  std::vector<std::string_view> fields(columns_.size());
  while (undecided > 0 && scanner.next(fields.data())) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string_view field = fields[i];
      if (isText[i] || seen[i] == kValuesThatDecide || isMissing(field)) continue;
      isText[i] = !numberOf(field);
      if (isText[i] || ++seen[i] == kValuesThatDecide) --undecided;
    }
  }
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    const bool text = isText[fieldOfUse_[i]];
    kinds_.push_back(uses_[i].kind.value_or(text ? ColumnKind::levels : ColumnKind::numbers));
    levelTables_.emplace_back(text ? LevelTable::Values::text : LevelTable::Values::numbers);
  }
}

// What is wrong with a field that should be a number.
std::string DataFile::problemOf(std::string_view field, std::size_t use) const {
  const std::string& column = uses_[use].column;
  if (numberOf(field)) {
    return fmt::format("{} is {}, which is infinite", column, shownValue(field));
  }
  if (uses_[use].kind) {
    return fmt::format("{} is used as a number, and holds {}", column, shownValue(field));
  }
  return fmt::format("{} holds numbers up to here, and now {}; factor({}) takes it as a factor",
                     column, shownValue(field), column);
}

// Numbers of the batch's records, and which records are complete. Ends the batch before the first
// record that has a problem.
void DataFile::convert(Batch& batch) {
  std::fill(batch.isIncomplete.begin(), batch.isIncomplete.end(), char{0});
  batch.isComplete = true;
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    if (kinds_[use] == ColumnKind::numbers) convertNumbers(use, batch);
  }
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    if (kinds_[use] == ColumnKind::numbers) continue;
    const std::string_view* field = batch.fields.data() + fieldOfUse_[use];
    for (std::size_t i = 0; i < batch.count; ++i, field += columns_.size()) {
      if (isMissing(*field)) noteMissing(use, i, batch);
    }
  }
}

void DataFile::convertNumbers(std::size_t use, Batch& batch) {
  double* const numbers = batch.numbers[use].data();
  const std::string_view* field = batch.fields.data() + fieldOfUse_[use];
  for (std::size_t i = 0; i < batch.count; ++i, field += columns_.size()) {
    const std::optional<double> value = numberOf(*field);
    if (value && std::isfinite(*value)) {
      numbers[i] = *value;
    } else if (value ? std::isnan(*value) : isMissing(*field)) {
      noteMissing(use, i, batch);
    } else {
      batch.count = i;
      batch.problem = problemOf(*field, use);
    }
  }
}

void DataFile::noteMissing(std::size_t use, std::size_t record, Batch& batch) {
  ++dropped_.missing[use];
  batch.isIncomplete[record] = 1;
  batch.isComplete = false;
}

void DataFile::append(const Batch& batch, DataRows& rows) {
  for (std::size_t use = 0; use < uses_.size(); ++use) {
    DataColumn& column = rows.columns[use];
    const std::string_view* field = batch.fields.data() + fieldOfUse_[use];
    if (kinds_[use] == ColumnKind::levels) {
      for (std::size_t i = 0; i < batch.count; ++i, field += columns_.size()) {
        if (batch.isIncomplete[i] == 0) {
          column.codes.push_back(levelIn(*field, use, batch.lines[i]));
        }
      }
    } else if (batch.isComplete) {
      const auto begin = batch.numbers[use].begin();
      column.numbers.insert(column.numbers.end(), begin,
                            begin + static_cast<std::ptrdiff_t>(batch.count));
    } else {
      for (std::size_t i = 0; i < batch.count; ++i) {
        if (batch.isIncomplete[i] == 0) column.numbers.push_back(batch.numbers[use][i]);
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

std::uint32_t DataFile::levelIn(std::string_view field, std::size_t use, std::uint64_t line) {
  if (const auto known = levelTables_[use].codeOf(field)) return *known;
  const auto added = levelTables_[use].add(field);
  if (!added) refuse(line, fmt::format("{}: {}", uses_[use].column, added.error()));
  return *added;
}

bool DataFile::read(DataRows& rows) {
  rows.columns.resize(uses_.size());
  if (!std::exchange(blockIsNew_, false)) block_ = source_.next();
  if (block_.empty()) return false;
  RecordScanner scanner(block_, delimiter_, columns_, header_.size());
  Batch& batch = batch_;
  for (bool goesOn = true; goesOn;) {
    batch.count = 0;
    scanner.forgetFields();
    while (goesOn && batch.count < Batch::kRecords) {
      goesOn = scanner.next(batch.fields.data() + batch.count * columns_.size()).has_value();
      if (goesOn) batch.lines[batch.count++] = line_ + scanner.linesBefore();
    }
    const std::size_t found = batch.count;
    convert(batch);
    append(batch, rows);
    if (batch.count < found) refuse(batch.lines[batch.count], batch.problem);
  }
  if (scanner.problem()) refuse(line_ + scanner.problem()->linesBefore, scanner.problem()->reason);
  line_ += scanner.linesSoFar();
  return true;
}

bool DataFile::rewind() {
  if (!source_.rewind()) return false;
  readHeader();
  dropped_.rows = 0;
  dropped_.missing.assign(uses_.size(), 0);
  rowsRead_ = 0;
  return true;
}

}  // namespace refocus::statistics
