#include "people/directory.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/name_search.hpp"
#include "people/people_change.hpp"
#include "people/stored_date.hpp"
#include "people/worker_store.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

using record::Reading;

constexpr int kNamesAtOnce = 1000;
constexpr std::size_t kCaseloadsKept = 256;  // of a trust; a trust has some dozens of teams

// FNV-1a, 64 bits (draft-eastlake-fnv): the same on every machine; 0 is left for "nothing".
std::uint64_t hashOf(std::string_view text) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return hash == 0 ? 1 : hash;
}

// A row that changed: sealed still, or erased (no body).
struct ChangedPerson {
  PersonId person;
  std::int64_t change;
  std::int64_t version;
  Bytes body;
  std::int64_t keyNumber;
  Bytes wrapped;
};

Bytes copied(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

std::vector<ChangedPerson> changedSince(Reading& reading, std::int64_t change) {
  return reading.sql().all(
      R"(SELECT p.id, p.change, p.head, e.body, k.number, k.wrapped
           FROM person p
           LEFT JOIN data_key k ON k.trust = p.trust AND k.holder = p.id
           LEFT JOIN person_entry e
                  ON e.trust = p.trust AND e.person = p.id AND e.number = p.head
                     AND k.number IS NOT NULL
          WHERE p.trust = $1 AND p.change > $2
          ORDER BY p.change
          LIMIT $3)",
      {reading.trust(), change, kNamesAtOnce}, [](const database::Row& row) {
        const bool erased = row.isNull(3);
        return ChangedPerson{row.id<PersonId>(0),
                             row.integer(1),
                             row.integer(2),
                             erased ? Bytes{} : copied(row.bytes(3)),
                             erased ? 0 : row.integer(4),
                             erased ? Bytes{} : copied(row.bytes(5))};
      });
}

TrustNames::Card cardOf(Reading& reading, const ChangedPerson& row) {
  if (row.body.empty()) return nullptr;
  const auto key = reading.keys().unwrapPerson(reading.sql(), reading.trust(), row.person,
                                               row.keyNumber, row.wrapped);
  const std::string body = record::unsealText(key,
                                              {.trust = reading.trust(),
                                               .table = "person_entry",
                                               .row = row.person.text(),
                                               .version = row.version,
                                               .column = "body"},
                                              row.body);
  return std::make_shared<const NameCard>(row.person, entryFrom(body));
}

// What a failed write did must not be kept, so a write's own view of the names is not.
bool isInsideWrite(Reading& reading) {
  return dynamic_cast<database::Write*>(&reading.sql()) != nullptr;
}

struct PlaceRow {
  PersonId person;
  PlaceId place;
  std::optional<WorkerId> keyWorker;
  Date from;
  std::optional<Date> until;
};

std::vector<PlaceRow> placesToday(Reading& reading, const TeamId& team, Date day) {
  return reading.sql().all(
      R"(SELECT person, id, key_worker, from_date, until_date
           FROM caseload
          WHERE trust = $1 AND team = $2
            AND from_date <= $3 AND (until_date IS NULL OR until_date >= $3)
          ORDER BY person, from_date)",
      {reading.trust(), team, textOf(day)}, [](const database::Row& row) {
        return PlaceRow{row.id<PersonId>(0), row.id<PlaceId>(1),
                        row.isNull(2) ? std::nullopt : std::optional(row.id<WorkerId>(2)),
                        storedDate(row.text(3)), storedDate(row.optionalText(4))};
      });
}

}  // namespace

std::uint64_t likenessOf(std::string_view fullName, const std::optional<PartialDate>& birthDate) {
  const std::string key = likenessKey(fullName, birthDate);
  return key.empty() ? 0 : hashOf(key);
}

std::uint64_t nameLikenessOf(std::string_view fullName) {
  const std::string folded = foldedForSearch(fullName);
  return folded.empty() ? 0 : hashOf(folded);
}

NameCard::NameCard(const PersonId& person, const PersonEntry& entry)
    : person_(person),
      likeness_(likenessOf(fullName(entry), entry.birthDate)),
      nameLikeness_(nameLikenessOf(fullName(entry))) {
  const std::string shown = people::displayName(entry);
  const std::string key = collationKey(sortName(entry));
  const std::string names = searchNames({entry.preferredName, entry.givenNames, entry.familyName});
  text_.reserve(shown.size() + key.size() + names.size());
  text_ += shown;
  shownEnd_ = static_cast<std::uint32_t>(text_.size());
  text_ += key;
  sortEnd_ = static_cast<std::uint32_t>(text_.size());
  text_ += names;
  standing_ = people::standingOf(entry);
}

bool NameCard::matches(std::string_view query) const {
  return namesMatch(part(sortEnd_, text_.size()), query);
}

TrustNames::Card TrustNames::find(const PersonId& person) const {
  const auto at =
      std::ranges::lower_bound(cards_, person, {}, [](const Card& card) { return card->person(); });
  return at != cards_.end() && (*at)->person() == person ? *at : nullptr;
}

Directory::TrustState& Directory::stateOf(const TrustId& trust) {
  const std::lock_guard lock(guard_);
  auto& state = trusts_[trust];
  if (!state) state = std::make_unique<TrustState>();
  return *state;
}

std::shared_ptr<const TrustNames> Directory::refreshed(
    Reading& reading, const std::shared_ptr<const TrustNames>& known) {
  std::map<PersonId, TrustNames::Card> changed;
  std::int64_t reached = known->change_;
  for (;;) {
    const auto rows = changedSince(reading, reached);
    for (const ChangedPerson& row : rows) changed[row.person] = cardOf(reading, row);
    if (!rows.empty()) reached = rows.back().change;
    if (rows.size() < kNamesAtOnce) break;
  }
  auto fresh = std::make_shared<TrustNames>();
  fresh->change_ = reached;
  fresh->cards_.reserve(known->cards_.size() + changed.size());
  auto next = changed.begin();
  const auto addChangedUpTo = [&](const PersonId* end) {
    for (; next != changed.end() && (!end || next->first < *end); ++next) {
      if (next->second) fresh->cards_.push_back(next->second);
    }
  };
  for (const TrustNames::Card& card : known->cards_) {
    addChangedUpTo(&card->person());
    const bool isReplaced = next != changed.end() && next->first == card->person();
    if (!isReplaced) fresh->cards_.push_back(card);
  }
  addChangedUpTo(nullptr);
  return fresh;
}

std::shared_ptr<const TrustNames> Directory::names(Reading& reading) {
  TrustState& state = stateOf(reading.trust());
  const std::int64_t newest = countersOf(reading).entries;
  const std::lock_guard lock(state.guard);
  if (state.names->change_ >= newest) return state.names;
  auto fresh = refreshed(reading, state.names);
  if (!isInsideWrite(reading)) state.names = fresh;
  return fresh;
}

std::shared_ptr<const TeamCaseload> Directory::caseload(Reading& reading, const TeamId& team) {
  if (!reading.actor().mayInTeam(access::Permission::readCaseload, team)) {
    throw Fault(FaultCode::notFound, "no such caseload for this actor");
  }
  if (isInsideWrite(reading)) throw Fault(FaultCode::internal, "a caseload is listed in a write");
  TrustState& state = stateOf(reading.trust());
  const ChangeCounters now = countersOf(reading);
  const Date day = londonDate(reading.now());
  {
    const std::lock_guard lock(state.guard);
    const auto kept = state.caseloads.find(team);
    if (kept != state.caseloads.end() && kept->second->day_ == day &&
        kept->second->places_ == now.places && kept->second->entries_ == now.entries) {
      return kept->second;
    }
  }
  return readCaseload(reading, team, names(reading), now, state);
}

std::shared_ptr<const TeamCaseload> Directory::readCaseload(
    Reading& reading, const TeamId& team, const std::shared_ptr<const TrustNames>& names,
    const ChangeCounters& now, TrustState& state) {
  auto made = std::make_shared<TeamCaseload>();
  made->entries_ = now.entries;
  made->places_ = now.places;
  made->day_ = londonDate(reading.now());
  made->workerNames_ = workerNames(reading, now.places, state);
  for (const PlaceRow& row : placesToday(reading, team, made->day_)) {
    const auto card = names->find(row.person);
    if (!card) continue;
    // Two places in one team on one day (an overlap of dates) show the person once.
    if (!made->members_.empty() && made->members_.back().card == card) continue;
    const auto worker =
        row.keyWorker ? made->workerNames_->find(*row.keyWorker) : made->workerNames_->end();
    made->members_.push_back({.card = card,
                              .place = row.place,
                              .keyWorker = row.keyWorker,
                              .keyWorkerName = worker == made->workerNames_->end()
                                                   ? std::string_view{}
                                                   : std::string_view(worker->second),
                              .from = row.from,
                              .until = row.until});
  }
  std::ranges::sort(made->members_, {},
                    [](const CaseloadMember& one) { return one.card->sortKey(); });
  const std::lock_guard lock(state.guard);
  if (state.caseloads.size() >= kCaseloadsKept) state.caseloads.clear();
  state.caseloads.insert_or_assign(team, made);
  return made;
}

std::shared_ptr<const Directory::WorkerNames> Directory::workerNames(Reading& reading,
                                                                     std::int64_t places,
                                                                     TrustState& state) {
  {
    const std::lock_guard lock(state.guard);
    if (state.workersAt == places) return state.workerNames;
  }
  auto names = std::make_shared<WorkerNames>();
  for (Worker& one : workers(reading)) names->emplace(one.id, std::move(one.name));
  const std::lock_guard lock(state.guard);
  state.workersAt = places;
  state.workerNames = names;
  return names;
}

std::string Directory::nameOf(Reading& reading, const record::PersonRecord& record) {
  const auto card = names(reading)->find(record.person());
  return card ? std::string(card->displayName()) : std::string();
}

Standing Directory::standingOf(Reading& reading, const record::PersonRecord& record) {
  const auto card = names(reading)->find(record.person());
  return card ? card->standing() : Standing::inUse;
}

}  // namespace refocus::people
