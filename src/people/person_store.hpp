// Storage of people: their ids, their entries' versions, and the keyed hashes by which an NHS
// number or another system's id is found. Nothing is overwritten. What needs a PersonRecord needs
// an opened record; the rest needs the permission that it names. Every change is in the audit
// trail.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "people/person.hpp"
#include "record/book.hpp"

namespace refocus::people {

struct EntryVersion {
  std::int64_t number = 0;
  AccountId author;  ///< nil: the command line
  Instant madeAt;
  PersonEntry entry;
};

/// A save on a version that somebody else had already replaced.
struct StaleEntry {
  EntryVersion theirs;
  PersonEntry yours;
};

/// Makes a person with their key and first entry. Needs importCaseload. Throws Fault(duplicate) if
/// the NHS number or an identity is another person's: look them up first.
PersonId makePerson(record::Writing& writing, const PersonEntry& entry);
/// The same for many at once, in few statements; their ids in the order of the entries.
std::vector<PersonId> makePeople(record::Writing& writing, std::span<const PersonEntry> entries);

/// The newest version of the entry.
[[nodiscard]] EntryVersion entryOf(record::Reading& reading, const record::PersonRecord& record);
/// Every version, newest first.
[[nodiscard]] std::vector<EntryVersion> entryHistory(record::Reading& reading,
                                                     const record::PersonRecord& record);

/// Adds a version on top of `basedOn`; when the newest is another one, both come back and nothing
/// is changed. An entry equal to the newest adds nothing. Throws Fault(forbidden) if the record was
/// not opened for writing, and Fault(duplicate) as makePerson does.
[[nodiscard]] std::expected<EntryVersion, StaleEntry> saveEntry(record::Writing& writing,
                                                                const record::PersonRecord& record,
                                                                std::int64_t basedOn,
                                                                const PersonEntry& entry);

/// Who of the actor's trust has the number, whether or not the actor may open their record. Hand
/// the answer on only to those who may: a page offers break-glass, an import is an administrator's.
[[nodiscard]] std::optional<PersonId> personWithNhsNumber(record::Reading& reading,
                                                          const NhsNumber& number);
[[nodiscard]] std::optional<PersonId> personWithIdentity(record::Reading& reading,
                                                         const SystemId& identity);

/// Those of the trust whose id ends in these letters and digits, as pages without names show
/// people; two at most. Empty for less than eight of them.
[[nodiscard]] std::vector<PersonId> peopleWhoseIdEndsIn(record::Reading& reading,
                                                        std::string_view end);

/// Whether the person is one of the actor's trust, and not erased.
[[nodiscard]] bool isPerson(record::Reading& reading, const PersonId& person);
/// Throws Fault(notFound) if not.
void requirePerson(record::Reading& reading, const PersonId& person);

/// Destroys the person's key, so that nothing recorded of them can be read again; their id, dates
/// and audit trail stay. Needs manageTeams. Throws Fault(notFound) if there is no such person.
void erasePerson(record::Writing& writing, const PersonId& person, std::string_view reason);

namespace stored {

/// For the import, which holds importCaseload instead of an opened record: the newest entry, and a
/// new version of it. The store's own building blocks; pages use the functions above.
[[nodiscard]] std::optional<EntryVersion> entryOf(record::Reading& reading, const PersonId& person);
EntryVersion addVersion(record::Writing& writing, const PersonId& person, const record::Key& key,
                        std::int64_t number, const PersonEntry& entry);

}  // namespace stored
}  // namespace refocus::people
