#include "record/audit.hpp"

#include <fmt/format.h>

#include <limits>

#include "record/audit_row.hpp"

namespace refocus::record {

std::optional<Instant> newestEntryTime(database::Read& read) {
  return read.first(
      R"(SELECT e.at
           FROM audit_head h
           JOIN audit_entry e ON e.trust = h.trust AND e.number = h.number
          ORDER BY e.at DESC
          LIMIT 1)",
      {}, [](const database::Row& row) { return row.instant(0); });
}

namespace {

// The parameters of one row of audit_entry, and what they point at.
struct EntryRow {
  std::int64_t number;
  Bytes sealedReason;
  Bytes mac;
};

std::vector<database::Param> paramsOf(const AuditEntry& entry, const EntryRow& row) {
  return {entry.trust,
          row.number,
          entry.at,
          entry.account,
          entry.action,
          entry.person,
          entry.subject,
          entry.reason.empty() ? database::Param(nullptr) : database::Param(row.sealedReason),
          row.mac,
          entry.made};
}

}  // namespace

ChainEnd AuditTrail::headBefore(database::Write& write, const TrustId& trust, Onto onto) const {
  ChainEnd head = headOf(write, trust).value_or(ChainEnd{});
  if (onto == Onto::anyChain) return head;
  const auto anchor = anchors_.of(trust);
  if (anchor == head) return head;
  const AnchorCheck check = checkAnchor(write, trust, anchor);
  if (check.standing == Standing::anchored) return head;
  throw Fault(FaultCode::corrupt,
              fmt::format("nothing is recorded: the audit trail of trust {} {}. An older database "
                          "was put back, or entries were cut off; run refocus verify",
                          trust.text(), wordsOf(check)));
}

// A batch with an entry for any chain goes onto any.
void AuditTrail::findHeads(database::Write& write) {
  std::map<TrustId, Onto> trusts;
  for (const auto& [entry, onto] : pending_) {
    Onto& known = trusts.emplace(entry.trust, onto).first->second;
    if (onto == Onto::anyChain) known = onto;
  }
  for (const auto& [trust, onto] : trusts) {
    ends_.emplace(trust, End{headBefore(write, trust, onto), onto});
  }
}

void AuditTrail::beforeCommit(database::Write& write) {
  ends_.clear();
  if (pending_.empty()) return;
  findHeads(write);
  const Key auditKey = keys_.auditKey();
  std::vector<EntryRow> made(pending_.size());
  std::vector<std::vector<database::Param>> rows;
  rows.reserve(pending_.size());
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const AuditEntry& entry = pending_[i].entry;
    ChainEnd& end = ends_.at(entry.trust).end;
    EntryRow& row = made[i];
    row.number = end.number + 1;
    row.mac = entryMac(auditKey, end.mac, row.number, entry);
    if (!entry.reason.empty()) {
      row.sealedReason = seal(keys_.ofTrust(write, entry.trust),
                              reasonPlace(entry.trust, row.number), entry.reason, keys_.random());
    }
    end = {row.number, row.mac};
    rows.push_back(paramsOf(entry, row));
  }
  write.runMany(
      R"(INSERT INTO audit_entry
           (trust, number, at, account, action, person, subject, reason, mac, made)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))",
      rows);
  for (const auto& [trust, end] : ends_) {
    write.run(
        R"(INSERT INTO audit_head (trust, number, mac) VALUES ($1, $2, $3)
           ON CONFLICT (trust) DO UPDATE SET number = excluded.number, mac = excluded.mac)",
        {trust, end.end.number, end.end.mac});
  }
}

void AuditTrail::committed() {
  pending_.clear();
  for (const auto& [trust, end] : ends_) {
    try {
      if (end.onto == Onto::anyChain) {
        anchors_.replace(trust, end.end);
      } else {
        anchors_.set(trust, end.end);
      }
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

std::vector<StoredEntry> newestBelow(database::Read& read, const TrustId& trust, std::int64_t below,
                                     int most) {
  return read.all(
      R"(SELECT number, at, account, action, person, subject, reason, mac, made
           FROM audit_entry
          WHERE trust = $1 AND number < $2
          ORDER BY number DESC
          LIMIT $3)",
      {trust, below, most}, [&](const database::Row& row) { return readEntry(trust, row); });
}

std::vector<StoredEntry> newestBelowOf(database::Read& read, const TrustId& trust,
                                       const PersonId& person, std::int64_t below, int most) {
  return read.all(
      R"(SELECT number, at, account, action, person, subject, reason, mac, made
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
