// A file, or standard input, in pieces that end where a record ends, so that each can be read by
// itself. Holds one piece at a time. What cannot be read is Fault(badRequest) with the reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::fitting {

class BlockSource {
 public:
  static constexpr std::size_t kBlockBytes = std::size_t{4} << 20U;
  /// One record, line breaks in quotes included, is never longer.
  static constexpr std::size_t kMostRecordBytes = std::size_t{4} << 20U;

  /// `path`, or standard input where it is "-".
  explicit BlockSource(const std::string& path, std::size_t blockBytes = kBlockBytes);
  ~BlockSource();
  BlockSource(const BlockSource&) = delete;
  BlockSource& operator=(const BlockSource&) = delete;

  /// The next whole records, without a byte-order mark; empty at the end. Lives until the next
  /// call. Where the first line ends with CR alone, as old Macs wrote, each CR is made an LF. A
  /// quote that is never closed makes the rest of the file one record.
  [[nodiscard]] std::string_view next();

  /// Gives away the bytes that the last piece is of; the old ones of `bytes` are used in their
  /// place.
  void handOver(std::vector<char>& bytes);

  /// Begins again at the start; false where that cannot be (standard input, a pipe).
  [[nodiscard]] bool rewind();

  [[nodiscard]] std::uint64_t bytesRead() const { return bytesRead_; }
  /// Of the whole file, 0 where it cannot be known.
  [[nodiscard]] std::uint64_t totalBytes() const { return totalBytes_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  void fill();
  void findLineEnd();
  void makeLineFeeds(std::size_t from);

  std::string name_;
  int file_ = -1;
  bool owned_ = false;
  bool atEnd_ = false;
  bool atStart_ = true;
  enum class LineEnd { unknown, lineFeed, carriageReturn };
  LineEnd lineEnd_ = LineEnd::unknown;
  std::size_t blockBytes_;
  std::vector<char> buffer_;
  std::size_t filled_ = 0;    ///< bytes of buffer_ that hold text
  std::size_t consumed_ = 0;  ///< of those, the ones already handed out
  std::uint64_t bytesRead_ = 0;
  std::uint64_t totalBytes_ = 0;
};

/// How many there are, in quotes or not.
[[nodiscard]] std::uint64_t lineBreaksIn(std::string_view text);

/// Where the last whole record of `text` ends (after its line break); 0 where none does.
[[nodiscard]] std::size_t lastRecordEnd(std::string_view text);

}  // namespace refocus::fitting
