// Comma-separated values as RFC 4180 has them and as spreadsheets write them: UTF-8 with or without
// a byte-order mark, any line end, quoted line breaks, doubled quotes, comma, semicolon or tab.
// Bounded in fields and records; a record that cannot be read is a value with its line and reason,
// and reading goes on at the next line, so that one slip does not swallow the rest of a file.
#pragma once

#include <array>
#include <cstddef>
#include <expected>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/words.hpp"

namespace refocus {

struct CsvFormat {
  /// 0: whichever of comma, semicolon and tab the first line has most of.
  char delimiter = 0;
  std::size_t maxRecordBytes = 1024 * 1024;
  std::size_t maxFieldBytes = 64 * 1024;
  std::size_t maxFields = 512;
};

/// One record. Its fields live until the reader's next step.
struct CsvRecord {
  std::size_t line;  ///< where it begins, counted from 1 as an editor counts
  std::span<const std::string_view> fields;
};

struct CsvProblem {
  std::size_t line;  ///< where the record begins
  Sentence reason;
};

/// Reads record after record. Blank lines are passed over. A quote stands only around a field or
/// doubled within one that is quoted, as in the RFC: so each one opens or closes, and going on at
/// the line after a bad record's first costs no more than reading the file a few times.
class CsvReader {
 public:
  /// Over text that outlives the reader; copies only fields with doubled quotes.
  explicit CsvReader(std::string_view text, CsvFormat format = {});
  /// Over a stream that outlives the reader; holds little more than one record at a time.
  explicit CsvReader(std::istream& stream, CsvFormat format = {});
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// The next record or what is wrong with it; nothing at the end.
  [[nodiscard]] std::optional<std::expected<CsvRecord, CsvProblem>> next();

  /// The delimiter in use, once the first record has been asked for.
  [[nodiscard]] char delimiter() const { return format_.delimiter; }

 private:
  enum class Scan { fieldEnd, recordEnd, needMore, problem };
  struct Unescaped {
    std::size_t field;
    std::size_t offset;
    std::size_t size;
  };

  bool refill();
  void begin();
  Scan scanRecord();
  Scan scanPlain();
  Scan scanQuoted();
  Scan afterField();
  Scan outOfText();
  Scan addField(std::size_t begin, std::size_t end);
  Scan bad(Sentence reason);
  CsvRecord takeRecord();
  CsvProblem takeProblem();
  void skipLineEnds();

  std::istream* stream_ = nullptr;
  std::string buffer_;
  std::string_view text_;  ///< read and not yet consumed
  bool atEnd_ = true;      ///< nothing more can be read after text_
  bool begun_ = false;
  CsvFormat format_;
  std::array<bool, 256> stops_{};  ///< what a plain field ends at, or may not hold
  std::size_t line_ = 1;           ///< of text_'s first byte

  std::size_t at_ = 0;              ///< where the scan stands in text_
  std::size_t quotedLineEnds_ = 0;  ///< in the record so far
  std::vector<std::string_view> fields_;
  std::vector<Unescaped> unescaped_;  ///< those of the fields that are not as in the text
  std::string unescapedText_;
  std::optional<Sentence> reason_;
};

enum class Formulas {
  asWritten,  ///< for programs
  disarmed,   ///< for people with spreadsheets: = + - @ at the start of a field get a ' before them
};

/// Writes records with CRLF, quoting where needed.
class CsvWriter {
 public:
  explicit CsvWriter(Formulas formulas) : formulas_(formulas) {}
  void row(std::span<const std::string_view> fields);
  void row(std::initializer_list<std::string_view> fields) {
    row(std::span<const std::string_view>(fields.begin(), fields.size()));
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string take() { return std::exchange(text_, {}); }

 private:
  void field(std::string_view value);

  Formulas formulas_;
  std::string text_;
};

}  // namespace refocus
