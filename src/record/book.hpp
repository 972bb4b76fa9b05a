// The book of records: the one door to what is stored about people.
//
// A request reads or writes through the book as somebody. Whoever opens a person's record is held
// against the visibility rules first, and leaves an audit entry: in the write's own transaction,
// or, for a read, durable before read() returns; readUnkept() leaves that to whoever holds the
// answer back (app/gate), so that no byte leaves before.
//
//   book.read(actor, [&](Reading& reading) { auto record = reading.open(person, ...); … });
#pragma once

#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/actor.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "database/database.hpp"
#include "record/audit.hpp"
#include "record/deed.hpp"
#include "record/keys.hpp"

namespace refocus::record {

/// Why a record does not open.
enum class Closed {
  notFound,      ///< no such person in the actor's trust
  outsideTeams,  ///< a person of the trust, but of none of the actor's teams: break-glass may open
                 ///< it
};

/// On what ground a record opens.
struct Ground {
  bool breakGlass = false;
  bool ownRecord = false;  ///< the actor is the person
  std::string reason;      ///< of the break-glass
};

/// Decides whether an actor may open a person's record with a permission. Supplied by `people`,
/// which knows caseloads; the book itself grants nothing.
using Door = std::function<std::expected<Ground, Closed>(
    database::Read&, const access::Actor&, const PersonId&, access::Permission, Instant)>;

/// A person's record, opened: only Reading::open makes one, so holding it proves that the actor may
/// and that the audit entry is on its way.
class PersonRecord {
 public:
  [[nodiscard]] const PersonId& person() const { return person_; }
  [[nodiscard]] const Key& key() const { return key_; }
  [[nodiscard]] const Ground& ground() const { return ground_; }
  [[nodiscard]] bool mayWrite() const { return mayWrite_; }

 private:
  friend class Reading;
  PersonRecord(PersonId person, Key key, Ground ground, bool mayWrite)
      : person_(person), key_(std::move(key)), ground_(std::move(ground)), mayWrite_(mayWrite) {}
  PersonId person_;
  Key key_;
  Ground ground_;
  bool mayWrite_;
};

/// What the book is made with.
struct BookParts {
  database::Database& database;
  Keys& keys;
  AuditTrail& trail;
  Clock clock;
  Random random;
  Door door;
};

/// Reading as somebody, on a snapshot.
class Reading {
 public:
  Reading(const BookParts& parts, const access::Actor& actor, database::Read& sql, Instant now)
      : parts_(parts), actor_(actor), sql_(sql), now_(now) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  [[nodiscard]] database::Read& sql() const { return sql_; }
  [[nodiscard]] const access::Actor& actor() const { return actor_; }
  [[nodiscard]] const TrustId& trust() const { return actor_.trust; }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] const Keys& keys() const { return parts_.keys; }
  [[nodiscard]] const Random& random() const { return parts_.random; }

  /// Opens a person's record for what `action` names. `permission` is readRecord, writeRecord or
  /// readOwnRecord. The audit entry has the action, the person and the subject.
  [[nodiscard]] std::expected<PersonRecord, Closed> open(const PersonId& person,
                                                         access::Permission permission, Deed action,
                                                         std::string_view subject = {});

  /// Adds an audit entry that is not the opening of one record: a list (subject: the ids shown), a
  /// change of an account.
  void note(Deed action, std::string_view person = {}, std::string_view subject = {},
            std::string_view reason = {});

  [[nodiscard]] std::vector<AuditEntry> takeEntries() { return std::exchange(entries_, {}); }

 protected:
  /// Has the newest entry about the person name a version that was made.
  void nameMade(const PersonId& person, const ThingId& thing, std::int64_t number);

 private:
  const BookParts& parts_;
  const access::Actor& actor_;
  database::Read& sql_;
  Instant now_;
  std::vector<AuditEntry> entries_;
};

/// Reading and writing as somebody, in one transaction.
class Writing : public Reading {
 public:
  Writing(const BookParts& parts, const access::Actor& actor, database::Write& sql, Instant now)
      : Reading(parts, actor, sql, now), write_(sql) {}

  [[nodiscard]] database::Write& sql() const { return write_; }

  /// An id for a new thing: those of one writing sort in the order they were made.
  [[nodiscard]] ThingId nextThing() { return ThingId(Uuid::make(now(), random(), made_++)); }

  /// A version was made in a record that this writing has opened: the trail names it, so that it
  /// cannot go unnoticed. Fault(internal) if the record was opened elsewhere.
  void madeVersion(const PersonId& person, const ThingId& thing, std::int64_t number) {
    nameMade(person, thing, number);
  }

 private:
  database::Write& write_;
  unsigned made_ = 0;
};

/// What a reading made, and the entries that have to be in the audit trail before anything of it
/// leaves the program.
template <class Result>
struct Unkept {
  Result result;
  std::vector<AuditEntry> entries;
};

class Book {
 public:
  explicit Book(BookParts parts) : parts_(std::move(parts)) {}

  /// Runs `work(Reading&)` as the actor; returns when what it read is in the audit trail.
  template <class Work>
  auto read(const access::Actor& actor, Work&& work) {
    auto made = readUnkept(parts_.database.snapshot(), actor, std::forward<Work>(work));
    keep(std::move(made.entries));
    return std::move(made.result);
  }

  /// The same on a snapshot of this book's database, which ends here; what it read is the caller's
  /// to keep().
  template <class Work>
  auto readUnkept(std::unique_ptr<database::Read> snapshot, const access::Actor& actor,
                  Work&& work) {
    Reading reading(parts_, actor, *snapshot, parts_.clock());
    auto result = work(reading);
    return Unkept<decltype(result)>{std::move(result), reading.takeEntries()};
  }

  /// Returns when the entries are in the audit trail.
  void keep(std::vector<AuditEntry> entries);
  /// The same without waiting: `then` is called as database::Database::writeLater says.
  void keepLater(std::vector<AuditEntry> entries,
                 std::move_only_function<void(const std::exception_ptr&)> then);

  /// Runs `work(Writing&)` as the actor in one transaction; returns when it is on disk.
  template <class Work>
  auto write(const access::Actor& actor, Work&& work) {
    return parts_.database.write([&](database::Write& sql) {
      Writing writing(parts_, actor, sql, parts_.clock());
      auto made = work(writing);
      for (AuditEntry& entry : writing.takeEntries()) parts_.trail.append(std::move(entry));
      return made;
    });
  }

  [[nodiscard]] const BookParts& parts() const { return parts_; }

 private:
  BookParts parts_;
};

}  // namespace refocus::record
