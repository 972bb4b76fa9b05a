#include "fitting/data_file_records.hpp"

#include <fmt/format.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace refocus::fitting {
namespace {

constexpr std::size_t kWindow = 64;
constexpr std::size_t kNone = ~std::size_t{0};
constexpr std::uint64_t kOnes = 0x0101010101010101U;

#if defined(__SSE2__)

// A bit for each of the 64 bytes that is one of the three.
std::uint64_t marksOf(const char* bytes, std::uint64_t delimiter) {
  const __m128i delimiters = _mm_set1_epi8(static_cast<char>(delimiter & 0xFFU));
  const __m128i lineFeeds = _mm_set1_epi8('\n');
  const __m128i quotes = _mm_set1_epi8('"');
  std::uint64_t marks = 0;
  for (unsigned quarter = 0; quarter < 4; ++quarter) {
    __m128i sixteen;
    std::memcpy(&sixteen, bytes + std::size_t{quarter} * sizeof sixteen, sizeof sixteen);
    const __m128i hits = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(sixteen, delimiters), _mm_cmpeq_epi8(sixteen, lineFeeds)),
        _mm_cmpeq_epi8(sixteen, quotes));
    marks |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(hits))} << (quarter * 16U);
  }
  return marks;
}

#else

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

#endif

}  // namespace

RecordScanner::RecordScanner(std::string_view text, char delimiter,
                             std::span<const std::size_t> columns, std::size_t width)
    : text_(text), delimiter_(delimiter), columns_(columns.begin(), columns.end()), width_(width) {
  columns_.push_back(kNone);
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
inline std::size_t RecordScanner::nextMark() {
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
  field_ = 0;
  taken_ = 0;
  wanted_ = columns_.front();
  recordLine_ = line_;
}

bool RecordScanner::bad(std::size_t line, std::string reason) {
  problem_ = RecordProblem{line, std::move(reason)};
  return false;
}

inline void RecordScanner::take(std::string_view field) {
  if (field_ == wanted_) {
    fields_[taken_++] = field;
    wanted_ = columns_[taken_];
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
    const std::string_view last = text_.substr(from, mark - from);
    if (isDoubled && field_ == wanted_) {
      take(unescaped_.emplace_back(std::move(content.append(last))));
    } else {
      take(last);
    }
    begin_ = mark + 1;
    return true;
  }
}

// A record without quotes that is not the text's last, which nearly every record is: its steps need
// nothing but registers. False where it is none; then nothing has been done.
bool RecordScanner::plainRecord(std::string_view* fields) {
  const char* const text = text_.data();
  const std::size_t size = text_.size();
  const std::uint64_t delimiters = kOnes * static_cast<unsigned char>(delimiter_);
  const char delimiter = delimiter_;
  const std::size_t* wanted = columns_.data();
  std::uint64_t window = window_;
  std::size_t windowStart = windowStart_;
  std::size_t begin = begin_;
  std::size_t field = 0;
  for (;;) {
    while (window == 0) {
      windowStart += kWindow;
      if (windowStart + kWindow > size) return false;
      window = marksOf(text + windowStart, delimiters);
    }
    const std::size_t mark = windowStart + static_cast<std::size_t>(std::countr_zero(window));
    window &= window - 1;
    const char what = text[mark];
    if (what == '"') return false;
    std::size_t end = mark;
    if (what == '\n') {
      if (end > begin && text[end - 1] == '\r') --end;
      if ((field == 0 && end == begin) || (width_ != 0 && field + 1 != width_)) return false;
    }
    if (field == *wanted) {
      *fields++ = {text + begin, end - begin};
      ++wanted;
    }
    ++field;
    begin = mark + 1;
    if (what != delimiter) break;
  }
  taken_ = static_cast<std::size_t>(wanted - columns_.data());
  window_ = window;
  windowStart_ = windowStart;
  begin_ = begin;
  recordLine_ = line_++;
  return true;
}

std::optional<std::size_t> RecordScanner::next(std::string_view* fields) {
  if (problem_) return std::nullopt;
  if (plainRecord(fields)) return taken_;
  fields_ = fields;
  beginRecord();
  bool isQuoted = false;  // the field in hand was in quotes and has been taken
  for (;;) {
    const std::size_t mark = nextMark();
    const char what = mark < text_.size() ? text_[mark] : '\n';
    if (what == delimiter_) {
      if (!isQuoted) take({text_.data() + begin_, mark - begin_});
      isQuoted = false;
      begin_ = mark + 1;
      continue;
    }
    if (what == '"') {
      if (mark != begin_ || isQuoted) {
        bad(line_, "a quote within a field: put the field in quotes and write it twice");
        return std::nullopt;
      }
      if (!quotedField()) return std::nullopt;
      isQuoted = true;
      continue;
    }
    const bool atEnd = mark == text_.size();
    const std::size_t end = mark > begin_ && text_[mark - 1] == '\r' ? mark - 1 : mark;
    if (field_ == 0 && !isQuoted && end == begin_) {  // a blank line, or nothing more
      if (atEnd) return std::nullopt;
      begin_ = mark + 1;
      recordLine_ = ++line_;
      continue;
    }
    if (!isQuoted) take({text_.data() + begin_, end - begin_});
    begin_ = atEnd ? mark : mark + 1;
    if (!atEnd) ++line_;
    if (!endRecord()) return std::nullopt;
    return taken_;
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

}  // namespace refocus::fitting
