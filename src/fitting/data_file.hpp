// A data file as statistics read it: a header, and of its columns only those that a model uses, as
// numbers or as levels of a factor. Rows with a missing value in one of these (`NA`, empty, NaN,
// what its Notation says) are left out and counted. Read in blocks, so that memory does not grow
// with the file.
//
// What a person can put right in the file (a missing column, text among numbers, an infinite value,
// a ragged row, a quote that is never closed) is Fault(badRequest) naming file and line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fitting/data_file_blocks.hpp"
#include "fitting/data_file_levels.hpp"
#include "fitting/data_file_reader.hpp"

namespace refocus::fitting {

class DataFile : public BlockReader {
 public:
  static constexpr std::size_t kMostColumns = 10'000;

  /// Reads the first block and the header. `path` may be "-".
  explicit DataFile(const std::string& path, std::size_t blockBytes = BlockSource::kBlockBytes,
                    Notation notation = {});
  DataFile(const std::string& path, Notation notation)
      : DataFile(path, BlockSource::kBlockBytes, std::move(notation)) {}

  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }

  /// Says which columns are read, once and before any row. Kinds that are left open are decided by
  /// the first block.
  void use(std::vector<ColumnUse> uses);
  /// The same, each column read as agreed. A level that was not agreed on is refused with its line.
  void use(std::vector<ColumnUse> uses, const std::vector<ColumnReading>& readings);

  /// Appends the next block's rows; false at the end of the file.
  [[nodiscard]] bool read(DataRows& rows);
  /// The next block for another reader, which lives until the next call. False at the end of the
  /// file.
  [[nodiscard]] bool next(DataBlock& block);
  /// The same, to be kept as long as is needed; the bytes it had before are used again.
  [[nodiscard]] bool take(DataBlock& block);

  /// To be copied, by who reads blocks that were taken.
  [[nodiscard]] const BlockReader& reader() const { return *this; }

  /// Begins again at the first row, with the kinds and levels it has; false for a pipe.
  [[nodiscard]] bool rewind();

  [[nodiscard]] const BlockSource& source() const { return source_; }

 private:
  void readHeader();
  [[nodiscard]] std::string_view nextBlock();
  [[nodiscard]] std::size_t columnOf(const std::string& name) const;
  void findColumns(std::vector<ColumnUse> uses);
  void decideKinds();

  // What the first values of a column that are not missing hold.
  struct FirstValues {
    std::size_t count = 0;
    bool hasNumber = false;                ///< with either decimal mark
    std::optional<TextAmongNumbers> text;  ///< the first that is no number
  };
  [[nodiscard]] std::vector<FirstValues> firstValues() const;

  BlockSource source_;
  std::string_view block_;  ///< the piece in hand, the header taken off the first one
  bool blockIsNew_ = true;  ///< not yet read
  std::uint64_t line_ = 1;  ///< of the block's first byte
};

/// The name most like `name`, to be suggested; empty where none is near.
[[nodiscard]] std::string nearestName(const std::string& name,
                                      const std::vector<std::string>& names);

}  // namespace refocus::fitting
