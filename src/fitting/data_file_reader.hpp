// The rows of one piece of a data file, read by itself: how its columns are read, the levels found
// so far and what was left out. A file's pieces may be read by several readers at once, each with
// levels of its own. Refusals are Fault(badRequest) naming file and line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fitting/data_file_levels.hpp"
#include "fitting/data_file_notation.hpp"

namespace refocus::fitting {

enum class ColumnKind { numbers, levels };

/// One use of a column. The same column may be asked for twice, as numbers and as levels.
struct ColumnUse {
  std::string column;
  /// Empty: numbers if its first 1,000 values that are not missing are numbers, else levels.
  std::optional<ColumnKind> kind;

  friend bool operator==(const ColumnUse&, const ColumnUse&) = default;
};

/// How a column is read where that has been agreed before the file is seen.
struct ColumnReading {
  ColumnKind kind = ColumnKind::numbers;
  LevelTable::Values values = LevelTable::Values::text;
  std::optional<std::vector<std::string>> levels;  ///< the only ones there may be; empty: any

  friend bool operator==(const ColumnReading&, const ColumnReading&) = default;
};

/// The rows of some columns; one of the two vectors is filled.
struct DataColumn {
  std::vector<double> numbers;       ///< finite
  std::vector<std::uint32_t> codes;  ///< of DataFile::levels, in the order of appearance
};

struct DataRows {
  std::vector<DataColumn> columns;   ///< as asked for
  std::vector<std::uint64_t> lines;  ///< where each row begins, counted as an editor counts
  /// If asked for: of each use of numbers those of the records that are not complete, NaN where
  /// they lack the number itself.
  bool keepsLeftOut = false;
  std::vector<std::vector<double>> leftOut = {};
};

struct DroppedRows {
  std::uint64_t rows = 0;
  std::vector<std::uint64_t> missing;  ///< for each use, the rows where it is missing
};

/// The first text among a column's first values, where others are numbers.
struct TextAmongNumbers {
  std::string text;
  std::uint64_t line = 0;
};

/// Whole records of a file, and the line where they begin.
struct DataBlock {
  std::string_view text;
  std::uint64_t line = 1;
  std::vector<char> bytes;  ///< that the text is of
};

class BlockReader {
 public:
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] ColumnKind kind(std::size_t use) const { return kinds_[use]; }
  /// How the column is read, without its levels.
  [[nodiscard]] ColumnReading reading(std::size_t use) const {
    return {kinds_[use], levelTables_[use].values(), std::nullopt};
  }
  [[nodiscard]] const std::vector<std::string>& levels(std::size_t use) const {
    return levelTables_[use].levels();
  }
  /// The same, given away by a reader that has read all it will.
  [[nodiscard]] std::vector<std::string> releaseLevels(std::size_t use) {
    return std::move(levelTables_[use]).levels();
  }
  /// Of a use whose kind was left open, and that has levels because of that text alone.
  [[nodiscard]] const std::optional<TextAmongNumbers>& textAmongNumbers(std::size_t use) const {
    return textAmongNumbers_[use];
  }
  [[nodiscard]] const Notation& notation() const { return notation_; }
  [[nodiscard]] const DroppedRows& dropped() const { return dropped_; }
  [[nodiscard]] std::uint64_t rowsRead() const { return rowsRead_; }

  /// Appends the block's rows.
  void read(const DataBlock& block, DataRows& rows);

  /// Forgets what was left out, and the levels of every use but those that are settled.
  void forget(const std::vector<bool>& isSettled);
  /// Has another's levels of the uses that are settled, and none of the others.
  void takeLevels(const BlockReader& other, const std::vector<bool>& isSettled);
  /// Adds what another reader of the same file left out.
  void addCounts(const BlockReader& other);
  /// The number of a level that another reader of the same file found in a block from `line` on.
  [[nodiscard]] std::uint32_t levelFrom(std::string_view level, std::size_t use,
                                        std::uint64_t line) {
    return levelIn(level, use, line);
  }

 protected:
  BlockReader(std::string name, Notation notation)
      : name_(std::move(name)), notation_(std::move(notation)) {}

  void beginAgain();
  void makeRoom();
  [[noreturn]] void refuse(std::uint64_t line, const std::string& reason) const;
  /// Text that begins at `line` and holds a NUL is refused.
  void checkNul(std::string_view text, std::uint64_t line) const;

  std::string name_;
  Notation notation_;
  char delimiter_ = ',';
  std::vector<std::string> header_;
  std::vector<ColumnUse> uses_;
  std::vector<std::size_t> columns_;     ///< of the file, that are read, ascending
  std::vector<std::size_t> fieldOfUse_;  ///< for each use, its index in columns_
  std::vector<ColumnKind> kinds_;        ///< for each use
  std::vector<std::optional<TextAmongNumbers>> textAmongNumbers_;  ///< for each use
  std::vector<LevelTable> levelTables_;                            ///< for each use
  std::vector<std::size_t> mostLevels_;  ///< for each use: those agreed on, or no bound

 private:
  // Some records that are turned into numbers column by column, which is faster than row by row.
  struct Batch {
    static constexpr std::size_t kRecords = 256;
    std::size_t count = 0;                     ///< of records; those after a problem do not count
    std::vector<std::string_view> fields;      ///< record after record
    std::vector<std::uint64_t> lines;          ///< of each record
    std::vector<std::vector<double>> numbers;  ///< for each use, of complete records
    std::vector<std::vector<std::uint32_t>> codes;  ///< for each use, kUnknown where new
    std::vector<char> isIncomplete;                 ///< of each record
    bool isComplete = true;                         ///< every record is
    std::string problem;                            ///< of the record after the last; empty: none
  };

  void convert(Batch& batch);
  void convertNumbers(std::size_t use, Batch& batch);
  void convertLevels(std::size_t use, Batch& batch);
  void appendLevels(std::size_t use, const Batch& batch, std::vector<std::uint32_t>& codes);
  void noteMissing(std::size_t use, std::size_t record, Batch& batch);
  void append(const Batch& batch, DataRows& rows);
  [[nodiscard]] std::uint32_t levelIn(std::string_view field, std::size_t use, std::uint64_t line);
  [[nodiscard]] std::string problemOf(std::string_view field, std::size_t use) const;

  DroppedRows dropped_;
  std::uint64_t rowsRead_ = 0;
  Batch batch_;
};

}  // namespace refocus::fitting
