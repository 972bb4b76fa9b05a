// Names by which people are listed and searched, in memory alone: at rest there is nothing to
// search but keyed hashes. A trust's names are decrypted at its first use and kept current by its
// counters (table people_change): each request compares the counter that its own snapshot holds, so
// a change by any process is seen by every read that comes after it, and a refresh reads only
// entries changed since. docs/decisions/names.md says why, and what it costs.
//
// The directory answers names, not permissions: ask it about people that the actor may see. Safe to
// use from many threads; what it hands out never changes. Inside a write it sees what that write
// did, and keeps nothing of it, as the write may fail.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "people/caseload.hpp"
#include "people/people_change.hpp"
#include "people/person.hpp"
#include "people/worker.hpp"
#include "record/book.hpp"

namespace refocus::people {

/// What names and queries are compared as: folded, and each punctuation mark a space; the words of
/// "O'Brien-Lee" are "o brien lee".
[[nodiscard]] std::string searchWords(std::string_view text);

/// One person as lists know them.
class NameCard {
 public:
  NameCard(const PersonId& person, const PersonEntry& entry);

  [[nodiscard]] const PersonId& person() const { return person_; }
  [[nodiscard]] std::string_view displayName() const { return part(0, shownEnd_); }
  /// Bytes that sort as people expect family names to.
  [[nodiscard]] std::string_view sortKey() const { return part(shownEnd_, sortEnd_); }
  /// Whether a query (as searchWords makes it) finds their names (name_search.hpp says how).
  [[nodiscard]] bool matches(std::string_view words) const;
  /// Hashes of what possible duplicates have alike: name and whole date of birth (0: no such date);
  /// the full name alone (0: no name).
  [[nodiscard]] std::uint64_t likeness() const { return likeness_; }
  [[nodiscard]] std::uint64_t nameLikeness() const { return nameLikeness_; }
  /// Whether the record is over, which is said wherever the name is.
  [[nodiscard]] Standing standing() const { return standing_; }

 private:
  [[nodiscard]] std::string_view part(std::size_t begin, std::size_t end) const {
    return std::string_view(text_).substr(begin, end - begin);
  }
  PersonId person_;
  std::uint64_t likeness_ = 0;
  std::uint64_t nameLikeness_ = 0;
  std::uint32_t shownEnd_ = 0;
  std::uint32_t sortEnd_ = 0;
  std::string text_;  // shown name, sort key, then the names to search in
  Standing standing_ = Standing::inUse;
};

[[nodiscard]] std::uint64_t likenessOf(std::string_view fullName,
                                       const std::optional<PartialDate>& birthDate);
[[nodiscard]] std::uint64_t nameLikenessOf(std::string_view fullName);

/// The names of a trust at one moment.
class TrustNames {
 public:
  using Card = std::shared_ptr<const NameCard>;

  /// The card of a person; null when erased or not of the trust.
  [[nodiscard]] Card find(const PersonId& person) const;
  [[nodiscard]] const std::vector<Card>& byId() const { return cards_; }
  [[nodiscard]] std::int64_t change() const { return change_; }

 private:
  friend class Directory;
  std::int64_t change_ = 0;
  std::vector<Card> cards_;  // sorted by person's id
};

/// A person on a team's caseload today.
struct CaseloadMember {
  std::shared_ptr<const NameCard> card;
  PlaceId place;
  std::optional<WorkerId> keyWorker;
  std::string_view keyWorkerName;  ///< empty: none; a view into the caseload's own names
  Date from;
  std::optional<Date> until;
};

/// A team's caseload on one day, sorted by name.
class TeamCaseload {
 public:
  [[nodiscard]] const std::vector<CaseloadMember>& members() const { return members_; }

 private:
  friend class Directory;
  std::int64_t entries_ = 0;
  std::int64_t places_ = 0;
  Date day_{};
  std::vector<CaseloadMember> members_;
  std::shared_ptr<const std::map<WorkerId, std::string>> workerNames_;
};

class Directory {
 public:
  /// The names of the reading's trust, at least as new as its snapshot.
  [[nodiscard]] std::shared_ptr<const TrustNames> names(record::Reading& reading);

  /// A team's members on the London day of the reading. Needs readCaseload in the team: throws
  /// Fault(notFound) for any other, so that no answer tells which teams there are.
  [[nodiscard]] std::shared_ptr<const TeamCaseload> caseload(record::Reading& reading,
                                                             const TeamId& team);

  /// The shown name of one person whose record is open: empty when no name is known.
  [[nodiscard]] std::string nameOf(record::Reading& reading, const record::PersonRecord& record);
  [[nodiscard]] Standing standingOf(record::Reading& reading, const record::PersonRecord& record);

 private:
  using WorkerNames = std::map<WorkerId, std::string>;
  struct TrustState {
    std::mutex guard;  // held while names are decrypted, so that it is done once
    std::shared_ptr<const TrustNames> names = std::make_shared<TrustNames>();
    std::map<TeamId, std::shared_ptr<const TeamCaseload>> caseloads;
    std::int64_t workersAt = -1;
    std::shared_ptr<const WorkerNames> workerNames;
  };
  [[nodiscard]] TrustState& stateOf(const TrustId& trust);
  [[nodiscard]] static std::shared_ptr<const TrustNames> refreshed(
      record::Reading& reading, const std::shared_ptr<const TrustNames>& known);
  [[nodiscard]] static std::shared_ptr<const TeamCaseload> readCaseload(
      record::Reading& reading, const TeamId& team, const std::shared_ptr<const TrustNames>& names,
      const ChangeCounters& now, TrustState& state);
  [[nodiscard]] static std::shared_ptr<const WorkerNames> workerNames(record::Reading& reading,
                                                                      std::int64_t places,
                                                                      TrustState& state);

  std::mutex guard_;
  std::map<TrustId, std::unique_ptr<TrustState>> trusts_;
};

}  // namespace refocus::people
