#include "fitting/data_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "fitting/data_file_number.hpp"
#include "fitting/data_file_records.hpp"

namespace refocus::fitting {
namespace {

constexpr std::size_t kValuesThatDecide = 1000;

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

DataFile::DataFile(const std::string& path, std::size_t blockBytes, Notation notation)
    : BlockReader(path == "-" ? "standard input" : path, std::move(notation)),
      source_(path, blockBytes) {
  readHeader();
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
  checkNul(block_.substr(0, scanner.position()), line_);
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
  findColumns(std::move(uses));
  decideKinds();
  makeRoom();
}

void DataFile::use(std::vector<ColumnUse> uses, const std::vector<ColumnReading>& readings) {
  findColumns(std::move(uses));
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    uses_[i].kind = readings[i].kind;
    kinds_.push_back(readings[i].kind);
    LevelTable& table = levelTables_.emplace_back(readings[i].values, notation_.decimal());
    if (!readings[i].levels) continue;
    for (const std::string& level : *readings[i].levels) (void)table.add(level);
    mostLevels_.resize(i, LevelTable::kMostLevels);
    mostLevels_.push_back(table.levels().size());
  }
  makeRoom();
}

void DataFile::findColumns(std::vector<ColumnUse> uses) {
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
}

std::vector<DataFile::FirstValues> DataFile::firstValues() const {
  std::vector<FirstValues> all(columns_.size());
  std::size_t undecided = columns_.size();
  RecordScanner scanner(block_, delimiter_, columns_, header_.size());
  std::vector<std::string_view> fields(columns_.size());
  while (undecided > 0 && scanner.next(fields.data())) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string_view field = fields[i];
      FirstValues& seen = all[i];
      if (seen.count == kValuesThatDecide || notation_.isMissing(withoutBlanks(field))) continue;
      const bool isNumber = notation_.number(field).has_value();
      if (!isNumber && !seen.text) {
        seen.text = {std::string(field), line_ + scanner.linesBefore()};
      }
      seen.hasNumber = seen.hasNumber || isNumber || numberOf(field, DecimalMark::comma) ||
                       numberOf(field, DecimalMark::point);
      if (++seen.count == kValuesThatDecide) --undecided;
    }
    scanner.forgetFields();
  }
  return all;
}

void DataFile::decideKinds() {
  std::vector<FirstValues> first = firstValues();
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    FirstValues& seen = first[fieldOfUse_[i]];
    const bool isText = seen.text.has_value();
    kinds_.push_back(uses_[i].kind.value_or(isText ? ColumnKind::levels : ColumnKind::numbers));
    levelTables_.emplace_back(isText ? LevelTable::Values::text : LevelTable::Values::numbers,
                              notation_.decimal());
    const bool isMixed = !uses_[i].kind && seen.hasNumber;
    textAmongNumbers_.push_back(isMixed ? seen.text : std::nullopt);
  }
}

std::string_view DataFile::nextBlock() {
  if (!std::exchange(blockIsNew_, false)) block_ = source_.next();
  return block_;
}

bool DataFile::read(DataRows& rows) {
  const DataBlock block{nextBlock(), line_, {}};
  BlockReader::read(block, rows);
  line_ += lineBreaksIn(block.text);
  return !block.text.empty();
}

bool DataFile::next(DataBlock& block) {
  block.text = nextBlock();
  block.line = line_;
  line_ += lineBreaksIn(block.text);
  return !block.text.empty();
}

bool DataFile::take(DataBlock& block) {
  if (!next(block)) return false;
  source_.handOver(block.bytes);
  return true;
}

bool DataFile::rewind() {
  if (!source_.rewind()) return false;
  readHeader();
  beginAgain();
  return true;
}

}  // namespace refocus::fitting
