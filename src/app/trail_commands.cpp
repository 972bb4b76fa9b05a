#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <vector>

#include "app/commands.hpp"
#include "app/storage.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/entry_check.hpp"
#include "people/trust.hpp"
#include "record/audit_check.hpp"
#include "record/deed.hpp"
#include "schema/migrations.hpp"

namespace refocus::app {
namespace {

using Names = std::map<TrustId, std::string>;

// What is looked at is not changed: not the database, nor the anchors.
std::unique_ptr<database::Database> openToLookAt(const Settings& settings) {
  requireDatabase(settings);
  auto looking = databaseSettings(settings);
  looking.readers = 1;
  looking.readOnly = true;
  looking.statementTimeout = std::chrono::seconds(0);
  auto database = database::Database::open(looking);
  const int version = database::schemaVersion(*database);
  const auto newest = static_cast<int>(schema::migrations().size());
  if (version != newest) {
    throw Fault(FaultCode::configuration,
                fmt::format("the database is at version {} and this program at {}: serve it once "
                            "with this program, which brings it forward, or verify it with its own",
                            version, newest));
  }
  return database;
}

Names namesOf(database::Database& database) {
  return database.read([](database::Read& read) {
    Names names;
    for (const people::Trust& trust : people::trusts(read)) names.emplace(trust.id, trust.name);
    return names;
  });
}

// Checks one trust and says what it found; whether all of it holds.
class TrustVerification {
 public:
  TrustVerification(const TrustId& trust, const Names& names, std::ostream& out)
      : trust_(trust), out_(out), versions_(trust), entries_(trust) {
    const auto named = names.find(trust);
    isTrust_ = named != names.end();
    name_ = isTrust_ ? named->second : "trust " + trust.text();
  }

  bool run(database::Database& database, const record::Keys& keys, const record::Anchors& anchors) {
    const auto report = record::verifyChain(
        database, keys, anchors, trust_,
        [&](database::Read& read, const record::AuditEntry& entry) {
          versions_.entry(read, entry);
          entries_.entry(read, entry);
        },
        [&](database::Read& read) {
          versions_.end(read);
          entries_.end(read);
        });
    if (!isTrust_) say("there is a trail or an anchor of it, but no such trust");
    sayOfChain(report);
    for (const std::string& what : versions_.amiss()) say(what);
    for (const std::string& what : entries_.amiss()) say(what);
    return holds_;
  }

 private:
  void sayOfChain(const record::ChainReport& report) {
    if (report.broken) {
      return say(
          fmt::format("the audit trail is broken at entry {}: {}", *report.broken, report.why));
    }
    fmt::print(out_, "{}: {} audit entries, the chain holds\n", name_, report.entries);
    if (!report.isAnchored) {
      say("no anchor stands for this trail, so entries cut off at its end are not found");
    }
  }

  void say(std::string_view what) {
    holds_ = false;
    fmt::print(out_, "{}: {}\n", name_, what);
  }

  TrustId trust_;
  std::ostream& out_;
  std::string name_;
  bool isTrust_ = false;
  bool holds_ = true;
  record::VersionCheck versions_;
  people::EntryCheck entries_;
};

// What stands in the trail of a trust whose database is taken as it stands.
record::AuditEntry markOf(const record::BookParts& book, const record::AnchorCheck& check,
                          std::size_t gone, const std::string& reason) {
  std::string all = fmt::format("{} (The trail {}.", reason, record::wordsOf(check));
  if (gone > 0) {
    all += fmt::format(" Trusts that are anchored and not in the database: {}.", gone);
  }
  return {.trust = check.trust,
          .at = book.clock(),
          .account = {},
          .action = std::string(record::Deed("anchored-anew").code()),
          .person = {},
          .subject = {},
          .reason = all + ")"};
}

}  // namespace

int verify(const Settings& settings, std::ostream& out) {
  const auto database = openToLookAt(settings);
  const record::Keys keys(settings.text("keys.file"), systemRandom());
  database->read([&](database::Read& read) { keys.check(read); });
  const record::Anchors anchors(settings.text("keys.anchors"), record::Anchors::Use::lookedAt);
  const Names names = namesOf(*database);
  bool holds = true;
  for (const TrustId& trust : record::trustsWithTrail(*database, anchors)) {
    holds &= TrustVerification(trust, names, out).run(*database, keys, anchors);
  }
  return holds ? 0 : 1;
}

int reanchor(const Settings& settings, const std::string& reason, std::ostream& out) {
  if (trimmed(reason).empty()) {
    throw Fault(FaultCode::badRequest, "--reason says nothing; say why: it stands in the trail");
  }
  Storage storage(settings, {.misplaced = Misplaced::allowed});
  const auto misplaced = record::misplacedTrusts(storage.database(), storage.anchors());
  if (misplaced.empty()) {
    fmt::print(out, "The database stands as its anchors say: nothing is changed.\n");
    return 0;
  }
  const Names names = namesOf(storage.database());
  const auto isGone = [&](const record::AnchorCheck& one) { return !names.contains(one.trust); };
  const auto gone = static_cast<std::size_t>(std::ranges::count_if(misplaced, isGone));
  const record::BookParts& book = storage.book().parts();
  storage.database().write([&](database::Write& write) {
    for (const auto& [trust, name] : names) {
      const auto check = record::checkAnchor(write, trust, storage.anchors().of(trust));
      if (check.standing == record::Standing::anchored && gone == 0) continue;
      book.trail.appendAnew(markOf(book, check, gone, reason));
      fmt::print(out, "{}: the audit trail {}; it goes on from there, and says so\n", name,
                 record::wordsOf(check));
    }
  });
  for (const record::AnchorCheck& one : misplaced) {
    if (!isGone(one)) continue;
    storage.anchors().forget(one.trust);
    fmt::print(out, "trust {}: is not in the database; its anchor is let go\n", one.trust.text());
  }
  return 0;
}

}  // namespace refocus::app
