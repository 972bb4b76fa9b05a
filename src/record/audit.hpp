// The audit trail: one chain a trust, each entry's MAC covering the one before it, keyed by a key
// kept outside the database. The newest number and MAC of each chain are also written to an anchor
// file outside the database, so that a chain rewritten with its key's help, and a chain cut off at
// its end, are both found.
//
// The trail takes part in each batch of the database's writer: entries of the jobs that succeed are
// numbered, chained and written once, just before the commit.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "database/database.hpp"
#include "record/keys.hpp"

namespace refocus::record {

/// One thing that somebody did or read.
struct AuditEntry {
  TrustId trust;
  Instant at;
  std::string account;  ///< the account's id; empty: the command line
  std::string action;   ///< what was done: the code of a Deed, e.g. "plan-read"
  std::string person;   ///< whose record; empty when it is nobody's alone
  std::string subject;  ///< which thing, or the ids of the people a list showed
  std::string reason;   ///< why, for break-glass and moves; sealed when stored
};

/// An entry as stored, with its number in the trust's chain.
struct ChainedEntry {
  std::int64_t number;
  AuditEntry entry;
};

/// The end of a chain: what the anchor file keeps.
struct ChainEnd {
  std::int64_t number = 0;
  Bytes mac;
  bool operator==(const ChainEnd&) const = default;
};

/// The end as the database has it; nothing for a trust without entries.
[[nodiscard]] std::optional<ChainEnd> headOf(database::Read& read, const TrustId& trust);

/// When the newest entry was made, of all trusts; nothing where there is none.
[[nodiscard]] std::optional<Instant> newestEntryTime(database::Read& read);

/// The anchor file: one fixed-width line a trust, written in place after each commit. It is not
/// synced: after a power cut it may be some entries behind its chain, which `verify` accepts;
/// ahead of its chain means that entries are missing.
class Anchors {
 public:
  explicit Anchors(std::filesystem::path file);
  ~Anchors();
  Anchors(const Anchors&) = delete;
  Anchors& operator=(const Anchors&) = delete;

  [[nodiscard]] std::optional<ChainEnd> of(const TrustId& trust) const;
  /// Never moves back: an end below the one that stands is left out.
  void set(const TrustId& trust, const ChainEnd& end);
  /// Puts an end there whatever stands, and syncs it: for a restore, which says so in the chain.
  void replace(const TrustId& trust, const ChainEnd& end);

 private:
  void write(const TrustId& trust, const ChainEnd& end, off_t offset);

  std::filesystem::path file_;
  int descriptor_;
  mutable std::mutex guard_;
};

class AuditTrail : public database::BatchMember {
 public:
  /// `onAnchorFailure` is told when an anchor cannot be written: the entries are in the database
  /// already, so nothing is undone, but somebody has to look.
  AuditTrail(const Keys& keys, Anchors& anchors, std::function<void(const Fault&)> onAnchorFailure)
      : keys_(keys), anchors_(anchors), onAnchorFailure_(std::move(onAnchorFailure)) {}

  /// Hands in an entry; from inside a job of the writer alone.
  void append(AuditEntry entry) { pending_.push_back(std::move(entry)); }

  void jobBegins() override { mark_ = pending_.size(); }
  void jobEnds() override {}
  void jobFails() override { pending_.resize(mark_); }
  void beforeCommit(database::Write& write) override;
  void committed() override;
  void abandoned() override;

 private:
  const Keys& keys_;
  Anchors& anchors_;
  std::function<void(const Fault&)> onAnchorFailure_;
  std::vector<AuditEntry> pending_;
  std::size_t mark_ = 0;
  std::map<TrustId, ChainEnd> ends_;  // of this batch, to anchor once it is committed
};

/// What `verify` found in one trust's chain: nothing broken, or the first broken link.
struct ChainReport {
  std::int64_t entries = 0;
  std::optional<std::int64_t> broken;  ///< the number of the first entry that does not fit
  std::string why;                     ///< in plain words; empty when the chain holds
};

/// Walks one trust's chain from its first entry and holds its end against the database's head and
/// the anchor. `progress` is called now and then with the number reached.
[[nodiscard]] ChainReport verifyChain(database::Database& database, const Keys& keys,
                                      const Anchors& anchors, const TrustId& trust,
                                      const std::function<void(std::int64_t)>& progress);

/// A page of a trust's entries, newest first, from below `before` (0: from the newest).
struct AuditQuery {
  std::int64_t before = 0;
  int most = 50;
  std::optional<PersonId> person;
};
[[nodiscard]] std::vector<ChainedEntry> auditPage(database::Read& read, const Keys& keys,
                                                  const TrustId& trust, const AuditQuery& query);

/// The number of the first entry after a day in London: below it are those up to that day. One more
/// than the newest where there is none. Some twenty entries are looked at, however many there are;
/// where a clock was set back, and for reads that
/// began before midnight and were kept after it, the answer is near.
[[nodiscard]] std::int64_t firstEntryAfter(database::Read& read, const TrustId& trust, Date day);

}  // namespace refocus::record
