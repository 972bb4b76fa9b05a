#include "record/audit_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <utility>

#include "base/fault.hpp"
#include "record/audit_row.hpp"

namespace refocus::record {
namespace {

constexpr std::int64_t kWalkStep = 1000;
constexpr std::size_t kMostAmiss = 20;

std::vector<StoredEntry> entriesFrom(database::Read& read, const TrustId& trust,
                                     std::int64_t number) {
  return read.all(
      R"(SELECT number, at, account, action, person, subject, reason, mac, made
           FROM audit_entry
          WHERE trust = $1 AND number >= $2
          ORDER BY number
          LIMIT $3)",
      {trust, number, kWalkStep}, [&](const database::Row& row) { return readEntry(trust, row); });
}

// Walks the entries of one trust and stops at the first that does not fit.
class ChainWalk {
 public:
  ChainWalk(database::Read& read, const Keys& keys, const TrustId& trust,
            const std::optional<ChainEnd>& anchor)
      : trust_(trust), auditKey_(keys.auditKey()), reasons_(read, keys, trust), anchor_(anchor) {
    report_.isAnchored = anchor.has_value();
  }

  /// Whether it fits.
  bool step(StoredEntry& stored) {
    if (report_.broken) return false;
    const std::int64_t expected = end_.number + 1;
    if (stored.number < expected) {
      return fail(stored.number, "it stands before the first entry, whose number is 1");
    }
    if (stored.number > expected) {
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
    return true;
  }

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
  bool fail(std::int64_t number, std::string why) {
    report_.broken = number;
    report_.why = std::move(why);
    return false;
  }

  TrustId trust_;
  Key auditKey_;
  Reasons reasons_;
  std::optional<ChainEnd> anchor_;
  ChainEnd end_;
  ChainReport report_;
};

void walkAll(database::Read& read, const TrustId& trust, ChainWalk& walk, const OnEntry& onEntry) {
  std::int64_t from = std::numeric_limits<std::int64_t>::min();
  for (bool more = true; more && !walk.isBroken();) {
    auto step = entriesFrom(read, trust, from);
    more = static_cast<std::int64_t>(step.size()) == kWalkStep;
    for (StoredEntry& stored : step) {
      if (walk.step(stored) && onEntry) onEntry(read, stored.entry);
    }
    if (more && !walk.isBroken()) from = step.back().number + 1;
  }
}

}  // namespace

ChainReport verifyChain(database::Database& database, const Keys& keys, const Anchors& anchors,
                        const TrustId& trust, const OnEntry& onEntry, const OnEnd& onEnd) {
  // Read before the snapshot: an anchor that moves on meanwhile must not look like a cut.
  const auto anchor = anchors.of(trust);
  return database.read([&](database::Read& read) {
    ChainWalk walk(read, keys, trust, anchor);
    const auto head = headOf(read, trust);
    walkAll(read, trust, walk, onEntry);
    const ChainReport report = walk.finish(head);
    if (!report.broken && onEnd) onEnd(read);
    return report;
  });
}

std::vector<TrustId> trustsWithTrail(database::Database& database, const Anchors& anchors) {
  const auto anchored = anchors.trusts();
  std::set<TrustId> found(anchored.begin(), anchored.end());
  database.read([&](database::Read& read) {
    read.each(
        R"(SELECT id FROM trust
           UNION SELECT trust FROM audit_head
           UNION SELECT trust FROM audit_entry)",
        {}, [&](const database::Row& row) { found.insert(row.id<TrustId>(0)); });
  });
  return {found.begin(), found.end()};
}

void VersionCheck::entry(database::Read& read, const AuditEntry& entry) {
  std::string_view rest = entry.made;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t blank = std::min(line.find(' '), line.size() - 1);
    std::int64_t number = 0;
    std::from_chars(line.data() + blank + 1, line.data() + line.size(), number);
    version(read, entry, line.substr(0, blank), number);
  }
}

void VersionCheck::version(database::Read& read, const AuditEntry& entry, std::string_view thing,
                           std::int64_t number) {
  ++made_;
  const auto stored = read.first(
      R"(SELECT author, made_at
           FROM version
          WHERE trust = $1 AND person = $2 AND thing = $3 AND number = $4)",
      {trust_, entry.person, thing, number},
      [](const database::Row& row) { return std::pair(row.id<AccountId>(0), row.instant(1)); });
  if (!stored) return add(fmt::format("version {} of thing {} is gone", number, thing));
  const std::string author = stored->first.uuid().isNil() ? "" : stored->first.text();
  if (author != entry.account || stored->second != entry.at) {
    add(fmt::format("version {} of thing {} has another author or time than it was made with",
                    number, thing));
  }
}

void VersionCheck::end(database::Read& read) {
  const auto held = read.number("SELECT COUNT(*) FROM version WHERE trust = $1", {trust_});
  if (held > made_) add(fmt::format("there are {} versions that nobody made", held - made_));
  read.each(
      R"(SELECT t.id
           FROM thing t
           LEFT JOIN (SELECT person, thing, COUNT(*) AS held, MAX(number) AS newest
                        FROM version
                       WHERE trust = $1
                       GROUP BY person, thing) v
             ON v.person = t.person AND v.thing = t.id
          WHERE t.trust = $1
            AND (v.held IS NULL OR v.held <> t.head OR v.newest <> t.head)
          ORDER BY t.person, t.id
          LIMIT $2)",
      {trust_, static_cast<std::int64_t>(kMostAmiss)}, [&](const database::Row& row) {
        add(fmt::format("the head of thing {} is not its newest version", row.text(0)));
      });
}

void VersionCheck::add(std::string what) {
  if (amiss_.size() < kMostAmiss) amiss_.push_back(std::move(what));
}

}  // namespace refocus::record
