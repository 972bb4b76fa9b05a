// The backup file's bytes (docs/formats/backup.md): a line that names the format, then blocks, each
// with a checksum that covers the block before it too. What the blocks mean is backup.hpp's.
//
// Writing: the file is FILE.new, readable by its owner alone, until it is finished, synced and put
// in place; it is removed if it is not. Fault(conflict) if FILE or FILE.new is there already.
// Reading: Fault(corrupt) for a file that is cut off, altered or of another kind, Fault(notFound)
// for one that cannot be opened. No more than one block is held in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "database/tables.hpp"
#include "database/value.hpp"

namespace refocus::app {

inline constexpr std::string_view kBackupLine = "REFOCUS BACKUP 1\n";
inline constexpr std::size_t kMostInBlock = std::size_t{64} << 20;
inline constexpr std::size_t kMostRowsInBlock = 1000;

enum class BlockKind : std::uint8_t {
  header = 'H',
  table = 'T',
  rows = 'R',
  count = 'C',
  end = 'E',
};

/// Appends a value: its type in one byte, then the value.
void appendValue(Bytes& out, const database::Param& value);
/// Every value of a row, in the order of its table's columns.
void appendRow(Bytes& out, const database::Row& row, const database::Table& table);

/// Reads values one after the other. Text and bytes are views of what it reads from. Throws
/// Fault(corrupt) when the bytes end inside a value or are none.
class ValueReader {
 public:
  explicit ValueReader(ByteView bytes) : rest_(bytes) {}
  [[nodiscard]] bool atEnd() const { return rest_.empty(); }
  [[nodiscard]] database::Param next();
  [[nodiscard]] std::int64_t integer();
  [[nodiscard]] std::string_view text();
  [[nodiscard]] ByteView bytes();

 private:
  ByteView take(std::size_t count);
  std::uint64_t number(std::size_t width);

  ByteView rest_;
};

class BackupWriter {
 public:
  explicit BackupWriter(std::filesystem::path file);
  ~BackupWriter();
  BackupWriter(const BackupWriter&) = delete;
  BackupWriter& operator=(const BackupWriter&) = delete;

  /// Throws Fault(tooLarge) over kMostInBlock, Fault(diskFull) when it cannot be written.
  void block(BlockKind kind, ByteView payload);
  /// The checksum of the newest block, which covers all before it.
  [[nodiscard]] const Bytes& checksum() const { return checksum_; }
  /// Syncs the file and puts it in place.
  void finish();

 private:
  void write(ByteView bytes);

  std::filesystem::path file_;
  std::filesystem::path unfinished_;
  int descriptor_ = -1;
  Bytes checksum_;
};

class BackupReader {
 public:
  explicit BackupReader(const std::filesystem::path& file);

  struct Block {
    BlockKind kind;
    ByteView payload;  ///< alive until the next call
  };
  [[nodiscard]] Block next();
  /// The checksum of the block before the newest.
  [[nodiscard]] const Bytes& checksumBefore() const { return before_; }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  [[nodiscard]] bool atEnd() const { return offset_ == size_; }

 private:
  void read(std::uint8_t* into, std::size_t count);

  std::ifstream in_;
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = 0;
  Bytes payload_;
  Bytes checksum_;
  Bytes before_;
};

}  // namespace refocus::app
