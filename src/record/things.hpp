// Things and versions: the storage of what rooms record in a person's record.
//
//   thing (an id, a kind, a person) → head (one row that points) → versions (immutable)
//
// Nothing is overwritten: a save makes a new version, and any earlier one can be read. A save on a
// base that somebody changed meanwhile is kept as that author's draft, and both are shown. Bodies
// are the room's own text (JSON), sealed with the person's key.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "record/book.hpp"

namespace refocus::record {

/// Who may see things of a kind.
enum class Visibility {
  author,         ///< the account that wrote it, alone
  team,           ///< those who may open the record as staff
  teamAndPerson,  ///< they and the person
};

/// A kind of thing, declared once by its room.
struct Kind {
  std::string_view name;
  Visibility visibility;
};

/// One version of a thing.
struct Version {
  std::int64_t number = 0;
  std::int64_t basedOn = 0;
  AccountId author;
  Instant madeAt;
  std::string body;
};

/// A thing with its newest version.
struct Thing {
  ThingId id;
  PersonId person;
  std::string state;
  AccountId madeBy;
  Instant madeAt;
  Version head;
};

/// A save that came too late: what stands now, and what the author wrote (kept as a draft).
struct Stale {
  Version theirs;
  std::string yours;
};

/// The state of a thing that was entered in the wrong person's record.
inline constexpr std::string_view kMoved = "moved";
/// The state of a thing that is in hand. Few are at a time, and an index holds those alone.
inline constexpr std::string_view kOpen = "open";

/// The things of a kind in a record that the actor may see, oldest first, those moved left out.
[[nodiscard]] std::vector<Thing> thingsOf(Reading& reading, const PersonRecord& record,
                                          const Kind& kind);

/// The newest so many of them, newest first.
[[nodiscard]] std::vector<Thing> newestThingsOf(Reading& reading, const PersonRecord& record,
                                                const Kind& kind, int most);

/// Those of them whose state is kOpen: found without looking at the others, however many a record
/// holds.
[[nodiscard]] std::vector<Thing> openThingsOf(Reading& reading, const PersonRecord& record,
                                              const Kind& kind);

/// One thing of a kind in this record that the actor may see, also if it was moved.
[[nodiscard]] std::optional<Thing> thing(Reading& reading, const PersonRecord& record,
                                         const Kind& kind, const ThingId& id);

/// What the audit trail may tell of a thing in somebody's record to those who read no record.
struct ThingLabel {
  std::string kind;
  Instant madeAt;
};
/// Nothing where this record never had the thing. Needs readAudit, and opens nothing.
[[nodiscard]] std::optional<ThingLabel> labelOf(Reading& reading, const PersonId& person,
                                                const ThingId& id);

/// All versions of a thing, newest first. Empty when the actor may not see it.
[[nodiscard]] std::vector<Version> history(Reading& reading, const PersonRecord& record,
                                           const Kind& kind, const ThingId& id);

/// Makes a thing with its first version. Making it again with the same id is Fault(duplicate).
ThingId create(Writing& writing, const PersonRecord& record, const Kind& kind,
               std::string_view state, std::string_view body);

/// Adds a version on top of `basedOn`. If the head has moved on, the body is kept as the author's
/// draft and both come back. A body equal to the head's adds nothing.
/// Throws Fault(notFound) when the thing is not one of this record that the actor may see.
[[nodiscard]] std::expected<Version, Stale> save(Writing& writing, const PersonRecord& record,
                                                 const Kind& kind, const ThingId& id,
                                                 std::int64_t basedOn, std::string_view state,
                                                 std::string_view body);

/// The actor's own draft of a thing, if a save of theirs came too late and is not merged yet.
[[nodiscard]] std::optional<Version> draftOf(Reading& reading, const PersonRecord& record,
                                             const Kind& kind, const ThingId& id);

/// Moves a thing that was entered in the wrong record: it is made anew in `to` (with `body`, which
/// may differ where it names other things) and hidden in `from`; its history, the reason and who
/// moved it stay. Returns the new thing's id.
ThingId move(Writing& writing, const PersonRecord& from, const PersonRecord& to, const Kind& kind,
             const ThingId& id, std::string_view body, std::string_view reason);

/// True the first time a form's token is seen from this account; false when it was sent before.
[[nodiscard]] bool isFirstSubmission(Writing& writing, std::string_view token);

}  // namespace refocus::record
