// The audit trail: one chain a trust, each entry's MAC covering the one before it, keyed by a key
// kept outside the database. Its newest number and MAC are anchored outside too (record/anchors).
//
// The trail takes part in each batch of the database's writer: entries of the jobs that succeed are
// numbered, chained and written once, just before the commit, and only onto a chain that goes
// through its anchor.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fault.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "database/database.hpp"
#include "record/anchors.hpp"
#include "record/keys.hpp"

namespace refocus::record {

/// One thing that somebody did or read.
struct AuditEntry {
  TrustId trust;
  Instant at;
  std::string account;    ///< the account's id; empty: the command line
  std::string action;     ///< what was done: the code of a Deed, e.g. "plan-read"
  std::string person;     ///< whose record; empty when it is nobody's alone
  std::string subject;    ///< which thing, or the ids of the people a list showed
  std::string reason;     ///< why, for break-glass and moves; sealed when stored
  std::string made = {};  ///< the versions that it made, each as "thing number", one a line
};

/// An entry as stored, with its number in the trust's chain.
struct ChainedEntry {
  std::int64_t number;
  AuditEntry entry;
};

/// When the newest entry was made, of all trusts; nothing where there is none.
[[nodiscard]] std::optional<Instant> newestEntryTime(database::Read& read);

class AuditTrail : public database::BatchMember {
 public:
  /// `onAnchorFailure` is told when an anchor cannot be written: the entries are in the database
  /// already, so nothing is undone, but somebody has to look.
  AuditTrail(const Keys& keys, Anchors& anchors, std::function<void(const Fault&)> onAnchorFailure)
      : keys_(keys), anchors_(anchors), onAnchorFailure_(std::move(onAnchorFailure)) {}

  /// Hands in an entry; from inside a job of the writer alone. The batch is Fault(corrupt) if the
  /// trust's chain does not go through its anchor: an older database was put back.
  void append(AuditEntry entry) { pending_.push_back({std::move(entry), Onto::anchoredChain}); }
  /// The same for the entry that says why the chain goes on from where it stands, whatever the
  /// anchor says: the anchor is set anew once the entry is on disk.
  void appendAnew(AuditEntry entry) { pending_.push_back({std::move(entry), Onto::anyChain}); }

  void jobBegins() override { mark_ = pending_.size(); }
  void jobEnds() override {}
  void jobFails() override { pending_.resize(mark_); }
  void beforeCommit(database::Write& write) override;
  void committed() override;
  void abandoned() override;

 private:
  enum class Onto : std::uint8_t { anchoredChain, anyChain };
  struct Pending {
    AuditEntry entry;
    Onto onto;
  };
  struct End {
    ChainEnd end;
    Onto onto;
  };

  [[nodiscard]] ChainEnd headBefore(database::Write& write, const TrustId& trust, Onto onto) const;
  void findHeads(database::Write& write);

  const Keys& keys_;
  Anchors& anchors_;
  std::function<void(const Fault&)> onAnchorFailure_;
  std::vector<Pending> pending_;
  std::size_t mark_ = 0;
  std::map<TrustId, End> ends_;  // of this batch, to anchor once it is committed
};

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
