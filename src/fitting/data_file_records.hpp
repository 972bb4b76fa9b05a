// The records of a piece of CSV text, of each only the fields asked for: RFC 4180 with comma,
// semicolon or tab, LF or CRLF, doubled quotes, line breaks in quotes. Blank lines are passed over.
// Works on 64 bytes at a time, so that fields nobody asked for cost next to nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::fitting {

/// What is wrong with a record, and how many line breaks stand before that in the text.
struct RecordProblem {
  std::size_t linesBefore;
  std::string reason;
};

class RecordScanner {
 public:
  /// `columns`: the fields asked for, counted from 0, ascending; `width`: how many fields each
  /// record must have, 0 for any number. The text outlives the scanner.
  RecordScanner(std::string_view text, char delimiter, std::span<const std::size_t> columns,
                std::size_t width);

  /// Steps to the next record and puts the fields asked for, without their quotes, into `fields`,
  /// which has room for them; returns how many there were. Nothing at the end, or at a problem.
  /// With a width, the fields are as many as were asked for.
  [[nodiscard]] std::optional<std::size_t> next(std::string_view* fields);

  /// Forgets fields that had doubled quotes. Until then, fields live as long as the text.
  void forgetFields() { unescaped_.clear(); }

  /// Line breaks before the record, and up to where the scan has come: at position().
  [[nodiscard]] std::size_t linesBefore() const { return recordLine_; }
  [[nodiscard]] std::size_t linesSoFar() const { return line_; }
  [[nodiscard]] std::size_t position() const { return begin_; }
  [[nodiscard]] const std::optional<RecordProblem>& problem() const { return problem_; }

 private:
  [[nodiscard]] bool plainRecord(std::string_view* fields);
  [[nodiscard]] std::size_t nextMark();
  void loadWindow();
  void beginRecord();
  void take(std::string_view field);
  bool endRecord();
  bool quotedField();
  bool bad(std::size_t line, std::string reason);

  std::string_view text_;
  char delimiter_;
  std::vector<std::size_t> columns_;  ///< and one more that no field has
  std::size_t width_;

  std::uint64_t window_ = 0;     ///< a bit for each byte of the 64 in hand that may end a field
  std::size_t windowStart_ = 0;  ///< where those 64 begin
  std::size_t begin_ = 0;        ///< of the field in hand
  std::size_t field_ = 0;        ///< its number
  std::size_t line_ = 0;
  std::size_t recordLine_ = 0;
  std::string_view* fields_ = nullptr;
  std::size_t taken_ = 0;
  std::size_t wanted_ = 0;             ///< number of the field that is taken next
  std::deque<std::string> unescaped_;  ///< fields that had doubled quotes
  std::optional<RecordProblem> problem_;
};

/// The delimiter of a first line: the most frequent of comma, semicolon and tab outside quotes.
[[nodiscard]] char delimiterOf(std::string_view text);

}  // namespace refocus::fitting
