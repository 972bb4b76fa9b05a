#include "base/csv.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <istream>

namespace refocus {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kChunk = 256 * 1024;

/// The line ends within a quoted field, each of LF, CRLF and CR counted once.
std::size_t lineEndsIn(std::string_view text) {
  std::size_t count = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  for (auto at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] != '\n') ++count;
  }
  return count;
}

char likeliestDelimiter(std::string_view text) {
  std::array<std::size_t, 256> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    ++counts.at(static_cast<std::uint8_t>(c));
  }
  const auto fewer = [&](char one, char other) {
    return counts.at(static_cast<std::uint8_t>(one)) < counts.at(static_cast<std::uint8_t>(other));
  };
  return std::max({',', ';', '\t'}, fewer);
}

}  // namespace

CsvReader::CsvReader(std::string_view text, CsvFormat format) : text_(text), format_(format) {}

CsvReader::CsvReader(std::istream& stream, CsvFormat format)
    : stream_(&stream), atEnd_(false), format_(format) {}

std::optional<std::expected<CsvRecord, CsvProblem>> CsvReader::next() {
  if (!begun_) begin();
  for (;;) {
    skipLineEnds();
    if (text_.empty()) return std::nullopt;
    switch (scanRecord()) {
      case Scan::needMore:
        (void)refill();
        continue;
      case Scan::problem:
        return std::unexpected(takeProblem());
      default:
        return takeRecord();
    }
  }
}

void CsvReader::begin() {
  begun_ = true;
  (void)refill();
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  if (format_.delimiter == 0) {
    format_.delimiter = likeliestDelimiter(text_.substr(0, format_.maxRecordBytes));
  }
  for (const char c : {format_.delimiter, '\n', '\r', '"'})
    stops_.at(static_cast<std::uint8_t>(c)) = true;
}

/// Reads on after text_, which moves to the front. False if there was nothing more.
bool CsvReader::refill() {
  if (atEnd_) return false;
  std::string bytes(text_);
  const auto kept = bytes.size();
  bytes.resize(kept + std::max(kChunk, kept));
  stream_->read(bytes.data() + kept, static_cast<std::streamsize>(bytes.size() - kept));
  const auto got = static_cast<std::size_t>(stream_->gcount());
  atEnd_ = kept + got < bytes.size();
  bytes.resize(kept + got);
  buffer_ = std::move(bytes);
  text_ = buffer_;
  return got > 0;
}

CsvReader::Scan CsvReader::scanRecord() {
  at_ = 0;
  fields_.clear();
  quotedLineEnds_ = 0;
  unescaped_.clear();
  unescapedText_.clear();
  for (;;) {
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    const auto scan = quoted ? scanQuoted() : scanPlain();
    if (scan != Scan::fieldEnd) return scan;
  }
}

CsvReader::Scan CsvReader::scanPlain() {
  const auto begin = at_;
  const auto end = std::min(text_.size(), format_.maxRecordBytes + 1);
  const auto* stop = std::find_if(text_.data() + begin, text_.data() + end,
                                  [this](char c) { return stops_[static_cast<std::uint8_t>(c)]; });
  at_ = static_cast<std::size_t>(stop - text_.data());
  if (at_ == end && (end < text_.size() || !atEnd_)) return outOfText();
  if (at_ < text_.size() && text_[at_] == '"') {
    return bad(Sentence(Msgid("A quotation mark stands inside a field that is not quoted.")));
  }
  return addField(begin, at_);
}

CsvReader::Scan CsvReader::scanQuoted() {
  const auto begin = ++at_;
  const auto unescapedBegin = unescapedText_.size();
  auto piece = begin;
  for (;;) {
    const auto quote = text_.substr(0, format_.maxRecordBytes).find('"', at_);
    if (quote == std::string_view::npos) {
      at_ = text_.size();
      return outOfText();
    }
    at_ = quote + 1;
    if (at_ == text_.size() && !atEnd_) return outOfText();
    if (at_ == text_.size() || text_[at_] != '"') break;
    unescapedText_ += text_.substr(piece, at_ - piece);  // with one of the two quotes
    piece = ++at_;
  }
  const auto end = at_ - 1;
  quotedLineEnds_ += lineEndsIn(text_.substr(begin, end - begin));
  if (piece == begin) return addField(begin, end);
  unescapedText_ += text_.substr(piece, end - piece);
  unescaped_.push_back({fields_.size(), unescapedBegin, unescapedText_.size() - unescapedBegin});
  return addField(begin, end);
}

/// The record is not over at the end of what may be looked at.
CsvReader::Scan CsvReader::outOfText() {
  if (text_.size() > format_.maxRecordBytes) {
    return bad(Sentence(Msgid("The record is longer than {most} bytes, or a quotation mark is "
                              "never closed."),
                        {{"most", std::to_string(format_.maxRecordBytes)}}));
  }
  if (!atEnd_) return Scan::needMore;
  return bad(Sentence(Msgid("A quotation mark is opened and never closed.")));
}

CsvReader::Scan CsvReader::addField(std::size_t begin, std::size_t end) {
  if (end - begin > format_.maxFieldBytes) {
    return bad(Sentence(Msgid("A field is longer than {most} bytes."),
                        {{"most", std::to_string(format_.maxFieldBytes)}}));
  }
  if (fields_.size() == format_.maxFields) {
    return bad(Sentence(Msgid("There are more than {most} fields."),
                        {{"most", std::to_string(format_.maxFields)}}));
  }
  fields_.push_back(text_.substr(begin, end - begin));
  return afterField();
}

CsvReader::Scan CsvReader::afterField() {
  if (at_ == text_.size()) return Scan::recordEnd;  // scans that could read on never come here
  const char c = text_[at_];
  if (c == format_.delimiter) {
    ++at_;
    return Scan::fieldEnd;
  }
  if (c == '\n' || c == '\r') return Scan::recordEnd;
  return bad(Sentence(Msgid("Text follows the quotation mark that closes a field.")));
}

CsvReader::Scan CsvReader::bad(Sentence reason) {
  reason_ = std::move(reason);
  return Scan::problem;
}

CsvRecord CsvReader::takeRecord() {
  const std::string_view unescaped = unescapedText_;
  for (const auto& [field, offset, size] : unescaped_)
    fields_[field] = unescaped.substr(offset, size);
  const CsvRecord record{line_, fields_};
  line_ += quotedLineEnds_;
  text_.remove_prefix(at_);
  return record;
}

/// Goes to the end of the record's first line, so that the next one is read for itself.
CsvProblem CsvReader::takeProblem() {
  CsvProblem problem{line_, std::move(*reason_)};
  reason_.reset();
  for (;;) {
    const auto end = text_.find_first_of("\r\n");
    text_.remove_prefix(std::min(end, text_.size()));
    if (end != std::string_view::npos || !refill()) return problem;
  }
}

/// To the next record, if there is one. A CR is not taken for itself while its LF may yet come.
void CsvReader::skipLineEnds() {
  for (;;) {
    if (text_.size() < 2) (void)refill();
    if (text_.empty() || (text_.front() != '\n' && text_.front() != '\r')) return;
    text_.remove_prefix(text_.starts_with("\r\n") ? 2 : 1);
    ++line_;
  }
}

void CsvWriter::row(std::span<const std::string_view> fields) {
  bool first = true;
  for (const auto value : fields) {
    if (!first) text_ += ',';
    first = false;
    // A record of one empty field would be a blank line, which readers pass over.
    if (value.empty() && fields.size() == 1) text_ += "\"\"";
    field(value);
  }
  text_ += "\r\n";
}

void CsvWriter::field(std::string_view value) {
  constexpr std::string_view kStartsFormula = "=+-@\t\r";
  const bool disarm = formulas_ == Formulas::disarmed && !value.empty() &&
                      kStartsFormula.find(value.front()) != std::string_view::npos;
  const bool quote = value.find_first_of("\",;\t\r\n") != std::string_view::npos;
  if (quote) text_ += '"';
  if (disarm) text_ += '\'';
  for (const char c : value) {
    if (c == '"') text_ += '"';
    text_ += c;
  }
  if (quote) text_ += '"';
}

}  // namespace refocus
