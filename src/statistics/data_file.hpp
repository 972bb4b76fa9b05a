// A data file as statistics read it: a header, and of its columns only those that a model uses, as
// numbers or as levels of a factor. Rows with a missing value in one of these (`NA`, empty, NaN)
// are left out and counted. Read in blocks, so that memory does not grow with the file.
//
// What a person can put right in the file (a missing column, text among numbers, an infinite value,
// a ragged row, a quote that is never closed) is Fault(badRequest) naming file and line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "statistics/data_file_blocks.hpp"
#include "statistics/data_file_levels.hpp"

namespace refocus::statistics {

enum class ColumnKind { numbers, levels };

/// One use of a column. The same column may be asked for twice, as numbers and as levels.
struct ColumnUse {
  std::string column;
  /// Empty: numbers if its first 1,000 values that are not missing are numbers, else levels.
  std::optional<ColumnKind> kind;

  friend bool operator==(const ColumnUse&, const ColumnUse&) = default;
};

/// The rows of some columns; one of the two vectors is filled.
struct DataColumn {
  std::vector<double> numbers;       ///< finite
  std::vector<std::uint32_t> codes;  ///< of DataFile::levels, in the order of appearance
};

struct DataRows {
  std::vector<DataColumn> columns;   ///< as asked for
  std::vector<std::uint64_t> lines;  ///< where each row begins, counted as an editor counts
};

struct DroppedRows {
  std::uint64_t rows = 0;
  std::vector<std::uint64_t> missing;  ///< for each use, the rows where it is missing
};

class DataFile {
 public:
  static constexpr std::size_t kMostColumns = 10'000;

  /// Reads the first block and the header. `path` may be "-".
  explicit DataFile(const std::string& path, std::size_t blockBytes = BlockSource::kBlockBytes);

  [[nodiscard]] const std::string& name() const { return source_.name(); }
  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }

  /// Says which columns are read, once and before any row. Kinds that are left open are decided by
  /// the first block.
  void use(std::vector<ColumnUse> uses);

  /// Appends the next block's rows; false at the end of the file.
  [[nodiscard]] bool read(DataRows& rows);

  /// Begins again at the first row, with the kinds and levels it has; false for a pipe.
  [[nodiscard]] bool rewind();

  [[nodiscard]] ColumnKind kind(std::size_t use) const { return kinds_[use]; }
  [[nodiscard]] const std::vector<std::string>& levels(std::size_t use) const {
    return levelTables_[use].levels();
  }
  [[nodiscard]] const DroppedRows& dropped() const { return dropped_; }
  [[nodiscard]] std::uint64_t rowsRead() const { return rowsRead_; }
  [[nodiscard]] const BlockSource& source() const { return source_; }

 private:
  // Some records that are turned into numbers column by column, which is faster than row by row.
  struct Batch {
    static constexpr std::size_t kRecords = 256;
    std::size_t count = 0;                     ///< of records; those after a problem do not count
    std::vector<std::string_view> fields;      ///< record after record
    std::vector<std::uint64_t> lines;          ///< of each record
    std::vector<std::vector<double>> numbers;  ///< for each use, of complete records
    std::vector<char> isIncomplete;            ///< of each record
    bool isComplete = true;                    ///< every record is
    std::string problem;                       ///< of the record after the last; empty: none
  };

  void readHeader();
  [[nodiscard]] std::size_t columnOf(const std::string& name) const;
  void decideKinds();
  void convert(Batch& batch);
  void convertNumbers(std::size_t use, Batch& batch);
  void noteMissing(std::size_t use, std::size_t record, Batch& batch);
  void append(const Batch& batch, DataRows& rows);
  [[nodiscard]] std::uint32_t levelIn(std::string_view field, std::size_t use, std::uint64_t line);
  [[nodiscard]] std::string problemOf(std::string_view field, std::size_t use) const;
  [[noreturn]] void refuse(std::uint64_t line, const std::string& reason) const;

  BlockSource source_;
  std::string_view block_;  ///< the piece in hand, the header taken off the first one
  bool blockIsNew_ = true;  ///< not yet read
  std::uint64_t line_ = 1;  ///< of the block's first byte
  char delimiter_ = ',';
  std::vector<std::string> header_;
  std::vector<ColumnUse> uses_;
  std::vector<std::size_t> columns_;     ///< of the file, that are read, ascending
  std::vector<std::size_t> fieldOfUse_;  ///< for each use, its index in columns_
  std::vector<ColumnKind> kinds_;        ///< for each use
  std::vector<LevelTable> levelTables_;  ///< for each use
  DroppedRows dropped_;
  std::uint64_t rowsRead_ = 0;
  Batch batch_;
};

/// The name most like `name`, to be suggested; empty where none is near.
[[nodiscard]] std::string nearestName(const std::string& name,
                                      const std::vector<std::string>& names);

}  // namespace refocus::statistics
