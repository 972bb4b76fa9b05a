#include "people/person_store.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/many_rows.hpp"
#include "people/people_change.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

using access::Permission;
using record::PersonRecord;
using record::Reading;
using record::Writing;

record::Place bodyPlace(const TrustId& trust, const PersonId& person, std::int64_t number) {
  return {.trust = trust,
          .table = "person_entry",
          .row = person.text(),
          .version = number,
          .column = "body"};
}

std::string nhsIndex(const Reading& reading, const NhsNumber& number) {
  return record::blindIndex(reading.keys().indexKey(), "nhs", reading.trust().text(),
                            number.digits());
}

std::optional<std::string> nhsIndex(const Reading& reading,
                                    const std::optional<NhsNumber>& number) {
  if (!number) return std::nullopt;
  return nhsIndex(reading, *number);
}

std::string identityIndex(const Reading& reading, const SystemId& identity) {
  Bytes both;
  record::appendField(both, identity.system);
  record::appendField(both, identity.value);
  return record::blindIndex(reading.keys().indexKey(), "identity", reading.trust().text(),
                            asText(both));
}

// A version as its row has it: the body still sealed.
struct SealedVersion {
  std::int64_t number;
  AccountId author;
  Instant madeAt;
  Bytes body;
};

SealedVersion readVersion(const database::Row& row) {
  const auto body = row.bytes(3);
  return {row.integer(0), row.id<AccountId>(1), row.instant(2), {body.begin(), body.end()}};
}

EntryVersion opened(const Reading& reading, const PersonId& person, const record::Key& key,
                    const SealedVersion& sealed) {
  return {.number = sealed.number,
          .author = sealed.author,
          .madeAt = sealed.madeAt,
          .entry = entryFrom(record::unsealText(
              key, bodyPlace(reading.trust(), person, sealed.number), sealed.body))};
}

std::optional<SealedVersion> newestVersion(Reading& reading, const PersonId& person) {
  return reading.sql().first(
      R"(SELECT e.number, e.author, e.made_at, e.body
           FROM person p
           JOIN person_entry e ON e.trust = p.trust AND e.person = p.id AND e.number = p.head
          WHERE p.trust = $1 AND p.id = $2 AND p.erased_at IS NULL)",
      {reading.trust(), person}, readVersion);
}

// One that is another person's is Fault(duplicate): the primary key says so.
void storeIdentities(Writing& writing, const ManyRows& rows) {
  rows.run(writing.sql(),
           "INSERT INTO person_identity (trust, identity_index, person) VALUES ($1, $2, $3)");
}

void addIdentities(ManyRows& rows, const Reading& reading, const PersonId& person,
                   const PersonEntry& entry) {
  for (const SystemId& identity : entry.identities) {
    rows.add({reading.trust(), rows.keep(identityIndex(reading, identity)), person});
  }
}

void addVersionRow(ManyRows& rows, const Writing& writing, const PersonId& person,
                   const record::Key& key, std::int64_t number, const PersonEntry& entry) {
  rows.add({writing.trust(), person, number, writing.actor().account, writing.now(),
            rows.keep(record::seal(key, bodyPlace(writing.trust(), person, number), bodyOf(entry),
                                   writing.random()))});
}

void storeVersions(Writing& writing, const ManyRows& rows) {
  rows.run(writing.sql(),
           R"(INSERT INTO person_entry (trust, person, number, author, made_at, body)
              VALUES ($1, $2, $3, $4, $5, $6))");
}

void makeSome(Writing& writing, std::span<const PersonEntry> entries, std::vector<PersonId>& made) {
  ManyRows people;
  ManyRows versions;
  ManyRows identities;
  std::int64_t change = takeEntryChanges(writing, static_cast<std::int64_t>(entries.size()));
  for (const PersonEntry& entry : entries) {
    const PersonId id = PersonId::make(writing.now(), writing.random());
    writing.keys().makeForPerson(writing.sql(), writing.trust(), id);
    const auto key = writing.keys().ofPerson(writing.sql(), writing.trust(), id);
    people.add({writing.trust(), id, people.keep(nhsIndex(writing, entry.nhsNumber)), change++});
    addVersionRow(versions, writing, id, key, 1, entry);
    addIdentities(identities, writing, id, entry);
    writing.note("person-made", id.text(), "entry 1");
    made.push_back(id);
  }
  people.run(writing.sql(),
             R"(INSERT INTO person (trust, id, nhs_index, head, change)
                VALUES ($1, $2, $3, 1, $4))");
  storeVersions(writing, versions);
  storeIdentities(writing, identities);
}

}  // namespace

PersonId makePerson(Writing& writing, const PersonEntry& entry) {
  return makePeople(writing, std::span(&entry, 1)).front();
}

std::vector<PersonId> makePeople(Writing& writing, std::span<const PersonEntry> entries) {
  access::require(writing.actor(), Permission::importCaseload);
  constexpr std::size_t kAtOnce = 500;  // what is held in memory as parameters
  std::vector<PersonId> made;
  made.reserve(entries.size());
  while (!entries.empty()) {
    const std::size_t count = std::min(kAtOnce, entries.size());
    makeSome(writing, entries.first(count), made);
    entries = entries.subspan(count);
  }
  return made;
}

EntryVersion entryOf(Reading& reading, const PersonRecord& record) {
  const auto sealed = newestVersion(reading, record.person());
  if (!sealed) throw Fault(FaultCode::corrupt, "a person without an entry");
  return opened(reading, record.person(), record.key(), *sealed);
}

std::vector<EntryVersion> entryHistory(Reading& reading, const PersonRecord& record) {
  const auto sealed = reading.sql().all(
      R"(SELECT number, author, made_at, body
           FROM person_entry
          WHERE trust = $1 AND person = $2
          ORDER BY number DESC)",
      {reading.trust(), record.person()}, readVersion);
  std::vector<EntryVersion> versions;
  versions.reserve(sealed.size());
  for (const SealedVersion& one : sealed) {
    versions.push_back(opened(reading, record.person(), record.key(), one));
  }
  return versions;
}

std::expected<EntryVersion, StaleEntry> saveEntry(Writing& writing, const PersonRecord& record,
                                                  std::int64_t basedOn, const PersonEntry& entry) {
  if (!record.mayWrite()) {
    throw Fault(FaultCode::forbidden, "the record was opened for reading only");
  }
  EntryVersion newest = entryOf(writing, record);
  if (newest.entry == entry) return newest;
  if (newest.number != basedOn) return std::unexpected(StaleEntry{std::move(newest), entry});
  return stored::addVersion(writing, record.person(), record.key(), newest.number + 1, entry);
}

std::optional<PersonId> personWithNhsNumber(Reading& reading, const NhsNumber& number) {
  return reading.sql().first("SELECT id FROM person WHERE trust = $1 AND nhs_index = $2",
                             {reading.trust(), nhsIndex(reading, number)},
                             [](const database::Row& row) { return row.id<PersonId>(0); });
}

std::optional<PersonId> personWithIdentity(Reading& reading, const SystemId& identity) {
  return reading.sql().first(
      "SELECT person FROM person_identity WHERE trust = $1 AND identity_index = $2",
      {reading.trust(), identityIndex(reading, identity)},
      [](const database::Row& row) { return row.id<PersonId>(0); });
}

std::vector<PersonId> peopleWhoseIdEndsIn(record::Reading& reading, std::string_view end) {
  constexpr std::size_t kLeast = 8;
  constexpr std::string_view kOfIds = "0123456789abcdefABCDEF-";
  if (end.size() < kLeast || end.find_first_not_of(kOfIds) != std::string_view::npos) return {};
  return reading.sql().all(
      "SELECT id FROM person WHERE trust = $1 AND id LIKE $2 ORDER BY id LIMIT 2",
      {reading.trust(), "%" + foldedForSearch(end)},
      [](const database::Row& row) { return row.id<PersonId>(0); });
}

bool isPerson(Reading& reading, const PersonId& person) {
  return reading.sql().number(
             "SELECT COUNT(*) FROM person WHERE trust = $1 AND id = $2 AND erased_at IS NULL",
             {reading.trust(), person}) > 0;
}

void requirePerson(Reading& reading, const PersonId& person) {
  if (!isPerson(reading, person)) throw Fault(FaultCode::notFound, "no such person in this trust");
}

void erasePerson(Writing& writing, const PersonId& person, std::string_view reason) {
  access::require(writing.actor(), Permission::manageTeams);
  const auto erased = writing.sql().run(
      R"(UPDATE person
            SET nhs_index = NULL, erased_at = $3, change = $4
          WHERE trust = $1 AND id = $2 AND erased_at IS NULL)",
      {writing.trust(), person, writing.now(), takeEntryChanges(writing)});
  if (erased == 0) throw Fault(FaultCode::notFound, "no such person in this trust");
  writing.sql().run("DELETE FROM person_identity WHERE trust = $1 AND person = $2",
                    {writing.trust(), person});
  record::Keys::erasePerson(writing.sql(), writing.trust(), person);
  writing.note("person-erased", person.text(), {}, reason);
}

namespace stored {

std::optional<EntryVersion> entryOf(Reading& reading, const PersonId& person) {
  access::require(reading.actor(), Permission::importCaseload);
  const auto sealed = newestVersion(reading, person);
  if (!sealed) return std::nullopt;
  return opened(reading, person, reading.keys().ofPerson(reading.sql(), reading.trust(), person),
                *sealed);
}

EntryVersion addVersion(Writing& writing, const PersonId& person, const record::Key& key,
                        std::int64_t number, const PersonEntry& entry) {
  ManyRows version;
  addVersionRow(version, writing, person, key, number, entry);
  storeVersions(writing, version);
  writing.sql().run(
      R"(UPDATE person
            SET nhs_index = $3, head = $4, change = $5
          WHERE trust = $1 AND id = $2)",
      {writing.trust(), person, nhsIndex(writing, entry.nhsNumber), number,
       takeEntryChanges(writing)});
  writing.sql().run("DELETE FROM person_identity WHERE trust = $1 AND person = $2",
                    {writing.trust(), person});
  ManyRows identities;
  addIdentities(identities, writing, person, entry);
  storeIdentities(writing, identities);
  writing.note("entry-changed", person.text(), "entry " + std::to_string(number));
  return {number, writing.actor().account, writing.now(), entry};
}

}  // namespace stored
}  // namespace refocus::people
