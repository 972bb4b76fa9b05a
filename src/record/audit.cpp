#include "record/audit.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <limits>

#include "base/fault.hpp"
#include "record/seal.hpp"

namespace refocus::record {
namespace {

// One line of the anchor file: trust (36), space, number (20 digits), space, MAC (64), newline.
constexpr std::size_t kTrustWidth = 36;
constexpr std::size_t kNumberWidth = 20;
constexpr std::size_t kMacWidth = 64;
constexpr std::size_t kLineWidth = kTrustWidth + 1 + kNumberWidth + 1 + kMacWidth + 1;

std::string anchorLine(const TrustId& trust, const ChainEnd& end) {
  return fmt::format("{} {:020} {}\n", trust.text(), end.number, toHex(end.mac));
}

struct AnchorSlot {
  off_t offset;
  std::optional<ChainEnd> end;
};

// The place of a trust's line, or the end of the file where it would go.
AnchorSlot findAnchor(int descriptor, const std::filesystem::path& file, const TrustId& trust) {
  const std::string name = trust.text();
  std::string line(kLineWidth, '\0');
  for (off_t offset = 0;; offset += static_cast<off_t>(kLineWidth)) {
    const ssize_t got = ::pread(descriptor, line.data(), line.size(), offset);
    if (got == 0) return {offset, std::nullopt};
    if (got != static_cast<ssize_t>(kLineWidth) || line.back() != '\n') {
      throw Fault(FaultCode::corrupt,
                  fmt::format("anchor file {}: not made of whole lines", file.string()));
    }
    if (std::string_view(line).substr(0, kTrustWidth) != name) continue;
    ChainEnd end;
    const char* digits = line.data() + kTrustWidth + 1;
    std::from_chars(digits, digits + kNumberWidth, end.number);
    end.mac = fromHex(std::string_view(line).substr(kTrustWidth + 1 + kNumberWidth + 1, kMacWidth));
    return {offset, end};
  }
}

// Serialises the writers of several processes for the length of one update.
class FileLock {
 public:
  explicit FileLock(int descriptor) : descriptor_(descriptor) { ::flock(descriptor_, LOCK_EX); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() { ::flock(descriptor_, LOCK_UN); }

 private:
  int descriptor_;
};

// Covers what was done, not how it is stored: the reason is covered as it was given.
Bytes entryMac(const Key& key, ByteView before, std::int64_t number, const AuditEntry& entry) {
  Bytes data;
  data.reserve(512);
  appendField(data, before);
  appendField(data, entry.trust.text());
  appendField(data, std::to_string(number));
  appendField(data, entry.at.text());
  appendField(data, entry.account);
  appendField(data, entry.action);
  appendField(data, entry.person);
  appendField(data, entry.subject);
  appendField(data, entry.reason);
  return mac(key, data);
}

Place reasonPlace(const TrustId& trust, std::int64_t number) {
  return {.trust = trust,
          .table = "audit_entry",
          .row = std::to_string(number),
          .version = 0,
          .column = "reason"};
}

struct StoredEntry {
  std::int64_t number;
  AuditEntry entry;
  Bytes sealedReason;
  Bytes mac;
};

StoredEntry readEntry(const TrustId& trust, const database::Row& row) {
  StoredEntry stored{.number = row.integer(0),
                     .entry = {.trust = trust,
                               .at = row.instant(1),
                               .account = std::string(row.text(2)),
                               .action = std::string(row.text(3)),
                               .person = std::string(row.text(4)),
                               .subject = std::string(row.text(5)),
                               .reason = {}}};
  if (!row.isNull(6)) {
    const auto reason = row.bytes(6);
    stored.sealedReason.assign(reason.begin(), reason.end());
  }
  const auto mac = row.bytes(7);
  stored.mac.assign(mac.begin(), mac.end());
  return stored;
}

// Only entries with a reason need the trust's key, so it is opened when the first one is met.
class Reasons {
 public:
  Reasons(database::Read& read, const Keys& keys, const TrustId& trust)
      : read_(read), keys_(keys), trust_(trust) {}

  void openInto(StoredEntry& stored) {
    if (stored.sealedReason.empty()) return;
    if (!key_) key_ = keys_.ofTrust(read_, trust_);
    stored.entry.reason =
        unsealText(*key_, reasonPlace(trust_, stored.number), stored.sealedReason);
  }

 private:
  database::Read& read_;
  const Keys& keys_;
  TrustId trust_;
  std::optional<Key> key_;
};

}  // namespace

std::optional<ChainEnd> headOf(database::Read& read, const TrustId& trust) {
  return read.first("SELECT number, mac FROM audit_head WHERE trust = $1", {trust},
                    [](const database::Row& row) {
                      const auto mac = row.bytes(1);
                      return ChainEnd{row.integer(0), {mac.begin(), mac.end()}};
                    });
}

std::optional<Instant> newestEntryTime(database::Read& read) {
  return read.first(
      R"(SELECT e.at
           FROM audit_head h
           JOIN audit_entry e ON e.trust = h.trust AND e.number = h.number
          ORDER BY e.at DESC
          LIMIT 1)",
      {}, [](const database::Row& row) { return row.instant(0); });
}

Anchors::Anchors(std::filesystem::path file)
    : file_(std::move(file)),
      descriptor_(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) {
    throw Fault(FaultCode::readOnly, fmt::format("anchor file {} cannot be written: {}",
                                                 file_.string(), std::strerror(errno)));
  }
}

Anchors::~Anchors() { ::close(descriptor_); }

std::optional<ChainEnd> Anchors::of(const TrustId& trust) const {
  const std::scoped_lock lock(guard_);
  return findAnchor(descriptor_, file_, trust).end;
}

void Anchors::set(const TrustId& trust, const ChainEnd& end) {
  const std::scoped_lock lock(guard_);
  const FileLock others(descriptor_);
  const AnchorSlot slot = findAnchor(descriptor_, file_, trust);
  if (slot.end && slot.end->number >= end.number) return;
  write(trust, end, slot.offset);
}

void Anchors::replace(const TrustId& trust, const ChainEnd& end) {
  const std::scoped_lock lock(guard_);
  const FileLock others(descriptor_);
  write(trust, end, findAnchor(descriptor_, file_, trust).offset);
  if (::fdatasync(descriptor_) != 0) {
    throw Fault(FaultCode::diskFull, fmt::format("anchor file {} cannot be written: {}",
                                                 file_.string(), std::strerror(errno)));
  }
}

void Anchors::write(const TrustId& trust, const ChainEnd& end, off_t offset) {
  const std::string line = anchorLine(trust, end);
  if (::pwrite(descriptor_, line.data(), line.size(), offset) !=
      static_cast<ssize_t>(line.size())) {
    throw Fault(FaultCode::diskFull, fmt::format("anchor file {} cannot be written: {}",
                                                 file_.string(), std::strerror(errno)));
  }
}

void AuditTrail::beforeCommit(database::Write& write) {
  ends_.clear();
  if (pending_.empty()) return;
  const Key auditKey = keys_.auditKey();
  std::map<TrustId, Key> reasonKeys;
  std::vector<std::vector<database::Param>> rows;
  std::vector<Bytes> sealed(pending_.size());
  std::vector<Bytes> macs(pending_.size());
  rows.reserve(pending_.size());
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const AuditEntry& entry = pending_[i];
    auto end = ends_.find(entry.trust);
    if (end == ends_.end()) {
      end = ends_.emplace(entry.trust, headOf(write, entry.trust).value_or(ChainEnd{})).first;
    }
    const std::int64_t number = end->second.number + 1;
    macs[i] = entryMac(auditKey, end->second.mac, number, entry);
    end->second = {number, macs[i]};
    database::Param reason(nullptr);
    if (!entry.reason.empty()) {
      auto key = reasonKeys.find(entry.trust);
      if (key == reasonKeys.end()) {
        key = reasonKeys.emplace(entry.trust, keys_.ofTrust(write, entry.trust)).first;
      }
      sealed[i] = seal(key->second, reasonPlace(entry.trust, number), entry.reason, keys_.random());
      reason = database::Param(sealed[i]);
    }
    rows.push_back({entry.trust, number, entry.at, entry.account, entry.action, entry.person,
                    entry.subject, reason, macs[i]});
  }
  write.runMany(
      R"(INSERT INTO audit_entry
           (trust, number, at, account, action, person, subject, reason, mac)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))",
      rows);
  for (const auto& [trust, end] : ends_) {
    write.run(
        R"(INSERT INTO audit_head (trust, number, mac) VALUES ($1, $2, $3)
           ON CONFLICT (trust) DO UPDATE SET number = excluded.number, mac = excluded.mac)",
        {trust, end.number, end.mac});
  }
}

void AuditTrail::committed() {
  pending_.clear();
  for (const auto& [trust, end] : ends_) {
    try {
      anchors_.set(trust, end);
    } catch (const Fault& fault) {
      onAnchorFailure_(fault);
    }
  }
}

void AuditTrail::abandoned() {
  pending_.clear();
  ends_.clear();
}

namespace {

constexpr int kWalkStep = 1000;

std::vector<StoredEntry> entriesAfter(database::Read& read, const TrustId& trust,
                                      std::int64_t number) {
  return read.all(
      R"(SELECT number, at, account, action, person, subject, reason, mac
           FROM audit_entry
          WHERE trust = $1 AND number > $2
          ORDER BY number
          LIMIT $3)",
      {trust, number, kWalkStep}, [&](const database::Row& row) { return readEntry(trust, row); });
}

// Walks the entries of one trust and stops at the first that does not fit.
class ChainWalk {
 public:
  ChainWalk(database::Read& read, const Keys& keys, const TrustId& trust,
            const std::optional<ChainEnd>& anchor)
      : trust_(trust), auditKey_(keys.auditKey()), reasons_(read, keys, trust), anchor_(anchor) {}

  void step(StoredEntry stored) {
    if (report_.broken) return;
    const std::int64_t expected = end_.number + 1;
    if (stored.number != expected) {
      return fail(expected, "this entry is missing; the next one stands in its place");
    }
    try {
      reasons_.openInto(stored);
    } catch (const Fault&) {
      return fail(stored.number, "its reason was altered");
    }
    if (entryMac(auditKey_, end_.mac, stored.number, stored.entry) != stored.mac) {
      return fail(stored.number, "it was altered, or moved from another place in the chain");
    }
    end_ = {stored.number, stored.mac};
    if (anchor_ && anchor_->number == stored.number && anchor_->mac != stored.mac) {
      return fail(stored.number,
                  "the chain was written anew up to here: it does not match the "
                  "anchor kept outside the database");
    }
    ++report_.entries;
  }

  [[nodiscard]] std::int64_t reached() const { return end_.number; }
  [[nodiscard]] bool isBroken() const { return report_.broken.has_value(); }

  [[nodiscard]] ChainReport finish(const std::optional<ChainEnd>& head) {
    if (report_.broken) return report_;
    if (head.value_or(ChainEnd{}) != end_) {
      fail(end_.number + 1, "the newest entries were cut off: the chain's head is further on");
    } else if (anchor_ && anchor_->number > end_.number) {
      fail(end_.number + 1,
           "the newest entries were cut off: the anchor kept outside the database "
           "is further on");
    }
    return report_;
  }

 private:
  void fail(std::int64_t number, std::string why) {
    report_.broken = number;
    report_.why = std::move(why);
  }

  TrustId trust_;
  Key auditKey_;
  Reasons reasons_;
  std::optional<ChainEnd> anchor_;
  ChainEnd end_;
  ChainReport report_;
};

}  // namespace

ChainReport verifyChain(database::Database& database, const Keys& keys, const Anchors& anchors,
                        const TrustId& trust, const std::function<void(std::int64_t)>& progress) {
  // Read before the snapshot: an anchor that moves on meanwhile must not look like a cut.
  const auto anchor = anchors.of(trust);
  return database.read([&](database::Read& read) {
    ChainWalk walk(read, keys, trust, anchor);
    const auto head = headOf(read, trust);
    for (bool more = true; more && !walk.isBroken();) {
      auto step = entriesAfter(read, trust, walk.reached());
      more = !step.empty();
      for (StoredEntry& stored : step) walk.step(std::move(stored));
      progress(walk.reached());
    }
    return walk.finish(head);
  });
}

namespace {

std::vector<StoredEntry> newestBelow(database::Read& read, const TrustId& trust, std::int64_t below,
                                     int most) {
  return read.all(
      R"(SELECT number, at, account, action, person, subject, reason, mac
           FROM audit_entry
          WHERE trust = $1 AND number < $2
          ORDER BY number DESC
          LIMIT $3)",
      {trust, below, most}, [&](const database::Row& row) { return readEntry(trust, row); });
}

std::vector<StoredEntry> newestBelowOf(database::Read& read, const TrustId& trust,
                                       const PersonId& person, std::int64_t below, int most) {
  return read.all(
      R"(SELECT number, at, account, action, person, subject, reason, mac
           FROM audit_entry
          WHERE trust = $1 AND person = $2 AND number < $3
          ORDER BY number DESC
          LIMIT $4)",
      {trust, person, below, most},
      [&](const database::Row& row) { return readEntry(trust, row); });
}

}  // namespace

std::vector<ChainedEntry> auditPage(database::Read& read, const Keys& keys, const TrustId& trust,
                                    const AuditQuery& query) {
  const std::int64_t below =
      query.before > 0 ? query.before : std::numeric_limits<std::int64_t>::max();
  auto stored = query.person ? newestBelowOf(read, trust, *query.person, below, query.most)
                             : newestBelow(read, trust, below, query.most);
  Reasons reasons(read, keys, trust);
  std::vector<ChainedEntry> page;
  page.reserve(stored.size());
  for (StoredEntry& entry : stored) {
    reasons.openInto(entry);
    page.push_back({entry.number, std::move(entry.entry)});
  }
  return page;
}

std::int64_t firstEntryAfter(database::Read& read, const TrustId& trust, Date day) {
  const auto isLater = [&](std::int64_t number) {
    const auto at =
        read.first("SELECT at FROM audit_entry WHERE trust = $1 AND number = $2", {trust, number},
                   [](const database::Row& row) { return row.instant(0); });
    return at && londonDate(*at) > day;
  };
  std::int64_t low = 1;
  std::int64_t high = headOf(read, trust).value_or(ChainEnd{}).number + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (isLater(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace refocus::record
