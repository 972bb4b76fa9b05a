#include "statistics/data_file_records.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace refocus::statistics {
namespace {

constexpr std::size_t kWindow = 64;
constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7FU;

// The highest bit of each byte that equals `byte` eight times over; no borrow crosses bytes, so
// there are no false hits.
std::uint64_t equalBytes(std::uint64_t eight, std::uint64_t byte) {
  const std::uint64_t difference = eight ^ byte;
  return ~(((difference & kLow) + kLow) | difference | kLow);
}

// Those highest bits side by side, the first byte lowest.
std::uint64_t gathered(std::uint64_t highBits) {
  return ((highBits >> 7U) * 0x0102040810204080U) >> 56U;
}

std::uint64_t marksOf(const char* bytes, std::uint64_t delimiter) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kLineFeed = kOnes * '\n';
  constexpr std::uint64_t kQuote = kOnes * '"';
  std::uint64_t marks = 0;
  for (unsigned word = 0; word < kWindow / 8; ++word) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes + std::size_t{word} * 8, 8);
    const std::uint64_t hits =
        equalBytes(eight, delimiter) | equalBytes(eight, kLineFeed) | equalBytes(eight, kQuote);
    marks |= gathered(hits) << (word * 8U);
  }
  return marks;
}

}  // namespace

RecordScanner::RecordScanner(std::string_view text, char delimiter,
                             std::span<const std::size_t> columns, std::size_t width)
    : text_(text), delimiter_(delimiter), columns_(columns), width_(width) {
  fields_.reserve(columns.size());
  loadWindow();
}

void RecordScanner::loadWindow() {
  const std::uint64_t delimiter = kOnes * static_cast<unsigned char>(delimiter_);
  if (text_.size() - windowStart_ >= kWindow) {
    window_ = marksOf(text_.data() + windowStart_, delimiter);
    return;
  }
  std::array<char, kWindow> last{};
  text_.copy(last.data(), kWindow, windowStart_);
  window_ = marksOf(last.data(), delimiter);
}

// The next byte that may end a field; the text's size at its end.
std::size_t RecordScanner::nextMark() {
  while (window_ == 0) {
    if (text_.size() - windowStart_ <= kWindow) return text_.size();
    windowStart_ += kWindow;
    loadWindow();
  }
  const auto bit = static_cast<std::size_t>(std::countr_zero(window_));
  window_ &= window_ - 1;
  return windowStart_ + bit;
}

void RecordScanner::beginRecord() {
  fields_.clear();
  if (!unescaped_.empty()) unescaped_.clear();
  field_ = 0;
  recordLine_ = line_;
}

bool RecordScanner::bad(std::size_t line, std::string reason) {
  problem_ = RecordProblem{line, std::move(reason)};
  return false;
}

void RecordScanner::endField(std::size_t end) {
  if (fields_.size() < columns_.size() && columns_[fields_.size()] == field_) {
    fields_.push_back(text_.substr(begin_, end - begin_));
  }
  ++field_;
}

bool RecordScanner::endRecord() {
  if (width_ == 0 || field_ == width_) return true;
  return bad(recordLine_, fmt::format("{} field{} here, {} in the header", field_,
                                      field_ == 1 ? "" : "s", width_));
}

// From the opening quote at begin_ to the closing one, doubled ones made single.
bool RecordScanner::quotedField() {
  const std::size_t openedOn = line_;
  std::string content;
  bool isDoubled = false;
  std::size_t from = begin_ + 1;
  for (;;) {
    const std::size_t mark = nextMark();
    if (mark == text_.size()) return bad(openedOn, "a quote opens here and is never closed");
    if (text_[mark] == '\n') ++line_;
    if (text_[mark] != '"') continue;
    if (mark + 1 < text_.size() && text_[mark + 1] == '"') {
      content.append(text_.substr(from, mark + 1 - from));
      from = nextMark() + 1;
      isDoubled = true;
      continue;
    }
    const std::string_view after = text_.substr(mark + 1, 2);
    if (!(after.empty() || after[0] == delimiter_ || after[0] == '\n' || after == "\r\n" ||
          after == "\r")) {
      return bad(line_, "text follows a closing quote; a quote within a field is written twice");
    }
    if (fields_.size() < columns_.size() && columns_[fields_.size()] == field_) {
      if (isDoubled) {
        content.append(text_.substr(from, mark - from));
        fields_.push_back(unescaped_.emplace_back(std::move(content)));
      } else {
        fields_.push_back(text_.substr(from, mark - from));
      }
    }
    ++field_;
    begin_ = mark + 1;
    return true;
  }
}

bool RecordScanner::next() {
  if (problem_) return false;
  beginRecord();
  bool isQuoted = false;  // the field in hand was in quotes and has been taken
  for (;;) {
    const std::size_t mark = nextMark();
    const char what = mark < text_.size() ? text_[mark] : '\n';
    if (what == '"') {
      if (mark != begin_ || isQuoted) {
        return bad(line_, "a quote within a field: put the field in quotes and write it twice");
      }
      if (!quotedField()) return false;
      isQuoted = true;
      continue;
    }
    if (what == delimiter_) {
      if (!isQuoted) endField(mark);
      isQuoted = false;
      begin_ = mark + 1;
      continue;
    }
    const bool atEnd = mark == text_.size();
    const std::size_t end = mark > begin_ && text_[mark - 1] == '\r' ? mark - 1 : mark;
    if (field_ == 0 && !isQuoted && end == begin_) {  // a blank line, or nothing more
      if (atEnd) return false;
      begin_ = mark + 1;
      recordLine_ = ++line_;
      continue;
    }
    if (!isQuoted) endField(end);
    begin_ = atEnd ? mark : mark + 1;
    if (!atEnd) ++line_;
    return endRecord();
  }
}

char delimiterOf(std::string_view text) {
  std::array<std::size_t, 3> counts{};
  constexpr std::string_view kDelimiters = ",;\t";
  bool isQuoted = false;
  for (const char c : text) {
    if (c == '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (c == '\n') break;
    const std::size_t which = kDelimiters.find(c);
    if (which != std::string_view::npos) ++counts[which];
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < counts.size(); ++i) {
    if (counts[i] > counts[best]) best = i;
  }
  return kDelimiters[best];
}

}  // namespace refocus::statistics
