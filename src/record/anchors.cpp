#include "record/anchors.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>

#include "base/fault.hpp"

namespace refocus::record {
namespace {

// One line: trust (36), space, number (20 digits), space, MAC (64), spaces, newline. A power of
// two, so that no line lies in two sectors of a disk, of which a power cut may write one alone.
constexpr std::size_t kTrustWidth = 36;
constexpr std::size_t kNumberWidth = 20;
constexpr std::size_t kMacWidth = 64;
constexpr std::size_t kNumberAt = kTrustWidth + 1;
constexpr std::size_t kMacAt = kNumberAt + kNumberWidth + 1;
constexpr std::size_t kLineWidth = 128;

std::string inFullLine(std::string line) {
  line.resize(kLineWidth - 1, ' ');
  return line + '\n';
}

std::string anchorLine(const TrustId& trust, const ChainEnd& end) {
  return inFullLine(fmt::format("{} {:020} {}", trust.text(), end.number, toHex(end.mac)));
}

ChainEnd endIn(const std::filesystem::path& file, std::string_view line) {
  ChainEnd end;
  const char* digits = line.data() + kNumberAt;
  const char* after = digits + kNumberWidth;
  const auto [stop, error] = std::from_chars(digits, after, end.number);
  if (error != std::errc{} || stop != after || end.number < 1) {
    throw Fault(FaultCode::corrupt,
                fmt::format("anchor file {}: a line has no number", file.string()));
  }
  end.mac = fromHex(line.substr(kMacAt, kMacWidth));
  return end;
}

// Serialises several processes for the length of one look or one change.
class FileLock {
 public:
  FileLock(int descriptor, int kind) : descriptor_(descriptor) { ::flock(descriptor_, kind); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() { ::flock(descriptor_, LOCK_UN); }

 private:
  int descriptor_;
};

// Calls `onLine` with each line and its offset until it answers true; the offset reached.
off_t eachLine(int descriptor, const std::filesystem::path& file,
               const std::function<bool(std::string_view, off_t)>& onLine) {
  std::string line(kLineWidth, '\0');
  for (off_t offset = 0;; offset += static_cast<off_t>(kLineWidth)) {
    const ssize_t got = ::pread(descriptor, line.data(), line.size(), offset);
    if (got == 0) return offset;
    if (got != static_cast<ssize_t>(kLineWidth) || line.back() != '\n') {
      throw Fault(FaultCode::corrupt,
                  fmt::format("anchor file {}: not made of whole lines", file.string()));
    }
    if (onLine(line, offset)) return offset;
  }
}

struct Slot {
  off_t offset;
  std::optional<ChainEnd> end;
};

// The place of a trust's line, or the end of the file where it would go.
Slot findSlot(int descriptor, const std::filesystem::path& file, const TrustId& trust) {
  const std::string name = trust.text();
  std::optional<ChainEnd> end;
  const off_t offset = eachLine(descriptor, file, [&](std::string_view line, off_t) {
    if (line.substr(0, kTrustWidth) != name) return false;
    end = endIn(file, line);
    return true;
  });
  return {offset, std::move(end)};
}

Fault cannotWrite(FaultCode code, const std::filesystem::path& file) {
  return {code,
          fmt::format("anchor file {} cannot be written: {}", file.string(), std::strerror(errno))};
}

// A file's name is on disk once its folder is.
void syncFolderOf(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

Anchors::Anchors(std::filesystem::path file, Use use)
    : file_(std::move(file)),
      descriptor_(use == Use::written ? ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)
                                      : ::open(file_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ >= 0) return;
  if (use == Use::written) throw cannotWrite(FaultCode::readOnly, file_);
  if (errno != ENOENT) {
    throw Fault(FaultCode::readOnly, fmt::format("anchor file {} cannot be read: {}",
                                                 file_.string(), std::strerror(errno)));
  }
}

Anchors::~Anchors() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<ChainEnd> Anchors::of(const TrustId& trust) const {
  if (descriptor_ < 0) return std::nullopt;
  const std::scoped_lock lock(guard_);
  const FileLock others(descriptor_, LOCK_SH);
  return findSlot(descriptor_, file_, trust).end;
}

std::vector<TrustId> Anchors::trusts() const {
  if (descriptor_ < 0) return {};
  const std::scoped_lock lock(guard_);
  const FileLock others(descriptor_, LOCK_SH);
  std::vector<TrustId> found;
  eachLine(descriptor_, file_, [&](std::string_view line, off_t) {
    if (line.front() != ' ') found.push_back(TrustId::stored(line.substr(0, kTrustWidth)));
    return false;
  });
  return found;
}

void Anchors::set(const TrustId& trust, const ChainEnd& end) {
  const std::scoped_lock lock(guard_);
  const FileLock others(descriptor_, LOCK_EX);
  const Slot slot = findSlot(descriptor_, file_, trust);
  if (slot.end && slot.end->number >= end.number) return;
  write(anchorLine(trust, end), slot.offset);
  if (!slot.end) sync();
}

void Anchors::replace(const TrustId& trust, const ChainEnd& end) {
  const std::scoped_lock lock(guard_);
  const FileLock others(descriptor_, LOCK_EX);
  write(anchorLine(trust, end), findSlot(descriptor_, file_, trust).offset);
  sync();
}

void Anchors::forget(const TrustId& trust) {
  const std::scoped_lock lock(guard_);
  const FileLock others(descriptor_, LOCK_EX);
  const Slot slot = findSlot(descriptor_, file_, trust);
  if (!slot.end) return;
  write(inFullLine({}), slot.offset);
  sync();
}

void Anchors::write(const std::string& line, off_t offset) {
  if (::pwrite(descriptor_, line.data(), line.size(), offset) !=
      static_cast<ssize_t>(line.size())) {
    throw cannotWrite(FaultCode::diskFull, file_);
  }
}

void Anchors::sync() const {
  if (::fdatasync(descriptor_) != 0) throw cannotWrite(FaultCode::diskFull, file_);
  syncFolderOf(file_);
}

std::optional<ChainEnd> headOf(database::Read& read, const TrustId& trust) {
  return read.first("SELECT number, mac FROM audit_head WHERE trust = $1", {trust},
                    [](const database::Row& row) {
                      const auto mac = row.bytes(1);
                      return ChainEnd{row.integer(0), {mac.begin(), mac.end()}};
                    });
}

AnchorCheck checkAnchor(database::Read& read, const TrustId& trust,
                        const std::optional<ChainEnd>& anchor) {
  AnchorCheck check{.trust = trust,
                    .standing = Standing::anchored,
                    .head = headOf(read, trust).value_or(ChainEnd{}),
                    .anchor = anchor};
  if (!anchor) {
    if (check.head.number != 0) check.standing = Standing::unanchored;
    return check;
  }
  // The entry itself is asked for: the head alone could have been written by anybody.
  const auto there = read.first("SELECT mac FROM audit_entry WHERE trust = $1 AND number = $2",
                                {trust, anchor->number}, [](const database::Row& row) {
                                  const auto mac = row.bytes(0);
                                  return Bytes(mac.begin(), mac.end());
                                });
  if (!there || anchor->number > check.head.number) {
    check.standing = Standing::behind;
  } else if (*there != anchor->mac) {
    check.standing = Standing::beside;
  }
  return check;
}

std::vector<AnchorCheck> misplacedTrusts(database::Database& database, const Anchors& anchors) {
  std::map<TrustId, std::optional<ChainEnd>> known;
  for (const TrustId& trust : anchors.trusts()) known.emplace(trust, anchors.of(trust));
  return database.read([&](database::Read& read) {
    read.each("SELECT trust FROM audit_head", {},
              [&](const database::Row& row) { known.emplace(row.id<TrustId>(0), std::nullopt); });
    std::vector<AnchorCheck> misplaced;
    for (const auto& [trust, anchor] : known) {
      AnchorCheck check = checkAnchor(read, trust, anchor);
      if (check.standing != Standing::anchored) misplaced.push_back(std::move(check));
    }
    return misplaced;
  });
}

std::string wordsOf(const AnchorCheck& check) {
  switch (check.standing) {
    case Standing::anchored:
      return fmt::format("ends at entry {} and goes through its anchor", check.head.number);
    case Standing::unanchored:
      return fmt::format("ends at entry {} and has no anchor", check.head.number);
    case Standing::behind:
      return fmt::format("ends at entry {}, but its anchor stands at entry {}", check.head.number,
                         check.anchor->number);
    case Standing::beside:
      return fmt::format("ends at entry {} and is another than the one whose entry {} was anchored",
                         check.head.number, check.anchor->number);
  }
  return {};
}

}  // namespace refocus::record
