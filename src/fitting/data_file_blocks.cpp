#include "fitting/data_file_blocks.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/fault.hpp"

namespace refocus::fitting {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

[[noreturn]] void failed(const std::string& name, int error) {
  throw Fault(FaultCode::badRequest,
              fmt::format("{} cannot be read: {}", name, std::generic_category().message(error)));
}

bool isSixteenBit(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

}  // namespace

std::size_t lastRecordEnd(std::string_view text) {
  std::size_t end = 0;
  bool isQuoted = false;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t quote = std::min(text.find('"', begin), text.size());
    if (!isQuoted) {
      const std::size_t line = text.substr(begin, quote - begin).rfind('\n');
      if (line != std::string_view::npos) end = begin + line + 1;
    }
    isQuoted = !isQuoted;
    begin = quote + 1;
  }
  return end;
}

std::uint64_t lineBreaksIn(std::string_view text) {
  // Sixteen lanes of bytes that are counted in before they can overflow.
  constexpr std::size_t kLanes = 16;
  constexpr std::size_t kMostRounds = 255;
  std::uint64_t count = 0;
  std::size_t at = 0;
  while (text.size() - at >= kLanes) {
    const std::size_t rounds = std::min((text.size() - at) / kLanes, kMostRounds);
    std::array<std::uint8_t, kLanes> lanes{};
    for (std::size_t round = 0; round < rounds; ++round, at += kLanes) {
      for (std::size_t i = 0; i < kLanes; ++i) {
        lanes[i] = static_cast<std::uint8_t>(lanes[i] + (text[at + i] == '\n' ? 1 : 0));
      }
    }
    for (const std::uint8_t lane : lanes) count += lane;
  }
  for (; at < text.size(); ++at) count += text[at] == '\n' ? 1 : 0;
  return count;
}

BlockSource::BlockSource(const std::string& path, std::size_t blockBytes)
    : name_(path == "-" ? "standard input" : path), blockBytes_(blockBytes) {
  if (path == "-") {
    file_ = STDIN_FILENO;
  } else {
    file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) failed(name_, errno);
    owned_ = true;
  }
  struct stat status{};
  if (::fstat(file_, &status) != 0) failed(name_, errno);
  if (S_ISDIR(status.st_mode)) failed(name_, EISDIR);
  if (S_ISREG(status.st_mode)) totalBytes_ = static_cast<std::uint64_t>(status.st_size);
  // A small file needs no large buffer; one more byte than it has lets the end be seen.
  const std::size_t wanted = totalBytes_ == 0
                                 ? blockBytes_
                                 : static_cast<std::size_t>(std::min<std::uint64_t>(
                                       totalBytes_ + 1, static_cast<std::uint64_t>(blockBytes_)));
  buffer_.resize(std::max<std::size_t>(wanted, kByteOrderMark.size() + 1));
}

BlockSource::~BlockSource() {
  if (owned_) ::close(file_);
}

void BlockSource::fill() {
  while (!atEnd_ && filled_ < buffer_.size()) {
    const ssize_t got = ::read(file_, buffer_.data() + filled_, buffer_.size() - filled_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) failed(name_, errno);
    atEnd_ = got == 0;
    const std::size_t from = filled_;
    filled_ += static_cast<std::size_t>(got);
    bytesRead_ += static_cast<std::uint64_t>(got);
    if (lineEnd_ == LineEnd::carriageReturn) makeLineFeeds(from);
  }
  if (lineEnd_ == LineEnd::unknown) findLineEnd();
}

// By the end of the first line, quotes seen as lastRecordEnd sees them.
void BlockSource::findLineEnd() {
  bool isQuoted = false;
  for (std::size_t at = 0; at < filled_; ++at) {
    const char c = buffer_[at];
    if (c == '"') isQuoted = !isQuoted;
    if (isQuoted || (c != '\n' && c != '\r')) continue;
    if (c == '\r' && at + 1 == filled_ && !atEnd_) return;
    const bool isAlone = c == '\r' && (at + 1 == filled_ || buffer_[at + 1] != '\n');
    lineEnd_ = isAlone ? LineEnd::carriageReturn : LineEnd::lineFeed;
    if (isAlone) makeLineFeeds(0);
    return;
  }
}

void BlockSource::makeLineFeeds(std::size_t from) {
  std::replace(buffer_.begin() + static_cast<std::ptrdiff_t>(from),
               buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), '\r', '\n');
}

std::string_view BlockSource::next() {
  std::memmove(buffer_.data(), buffer_.data() + consumed_, filled_ - consumed_);
  filled_ -= consumed_;
  consumed_ = 0;
  for (;;) {
    fill();
    const std::string_view text(buffer_.data(), filled_);
    const std::size_t end = atEnd_ ? filled_ : lastRecordEnd(text);
    if (end > 0 || filled_ == 0) {
      consumed_ = end;
      std::string_view records = text.substr(0, end);
      if (atStart_ && isSixteenBit(records)) {
        throw Fault(FaultCode::badRequest,
                    fmt::format("{} is UTF-16: save it as CSV in UTF-8", name_));
      }
      if (atStart_ && records.starts_with(kByteOrderMark)) {
        records.remove_prefix(kByteOrderMark.size());
      }
      atStart_ = false;
      return records;
    }
    if (buffer_.size() >= blockBytes_ + kMostRecordBytes) {
      // Handed out unfinished: the scanner says in which line its quote opens.
      consumed_ = filled_;
      return text;
    }
    buffer_.resize(std::min(buffer_.size() * 2, blockBytes_ + kMostRecordBytes));
  }
}

void BlockSource::handOver(std::vector<char>& bytes) {
  bytes.resize(buffer_.size());
  std::memcpy(bytes.data(), buffer_.data() + consumed_, filled_ - consumed_);
  buffer_.swap(bytes);
  filled_ -= consumed_;
  consumed_ = 0;
}

bool BlockSource::rewind() {
  if (::lseek(file_, 0, SEEK_SET) != 0) return false;
  atEnd_ = false;
  atStart_ = true;
  lineEnd_ = LineEnd::unknown;
  filled_ = consumed_ = 0;
  bytesRead_ = 0;
  return true;
}

}  // namespace refocus::fitting
