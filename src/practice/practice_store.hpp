// What this room keeps in a person's record: conversations, strengths, actions, guesses. Each is a
// thing with versions (record/things.hpp); here they are read and written as the room's own values.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "practice/action.hpp"
#include "practice/conversation.hpp"
#include "practice/guess.hpp"
#include "practice/strength.hpp"
#include "practice/thing_version.hpp"
#include "record/things.hpp"

namespace refocus::practice {

inline constexpr record::Kind kConversationThing{"conversation", record::Visibility::teamAndPerson};
inline constexpr record::Kind kStrengthThing{"strength", record::Visibility::teamAndPerson};
inline constexpr record::Kind kActionThing{"action", record::Visibility::teamAndPerson};
inline constexpr record::Kind kGuessThing{"guess", record::Visibility::author};

/// Which version of which thing, whose, when.
struct RecordedBy {
  ThingId id;
  std::int64_t version = 0;
  AccountId author;  ///< of this version
  Instant madeAt;    ///< of this version
};

/// A value of this room as it stands in a record.
template <class Value>
struct Recorded : RecordedBy {
  bool isMoved = false;
  Value value;

  [[nodiscard]] ThingVersion thingVersion() const { return {id, version}; }
};

/// A save that came too late: what stands now and what was typed, which is kept as a draft.
template <class Value>
struct Late {
  Recorded<Value> theirs;
  Value yours;
};

// The functions below are there for Conversation, Strength, Action and Guess.

/// All of a record that the actor may see, oldest first.
template <class Value>
[[nodiscard]] std::vector<Recorded<Value>> recorded(record::Reading& reading,
                                                    const record::PersonRecord& record);
template <class Value>
[[nodiscard]] std::optional<Recorded<Value>> findRecorded(record::Reading& reading,
                                                          const record::PersonRecord& record,
                                                          const ThingId& id);
/// The same, for a thing that an address names. Throws Fault(notFound) if the record has none.
template <class Value>
[[nodiscard]] Recorded<Value> theRecorded(record::Reading& reading,
                                          const record::PersonRecord& record, const ThingId& id) {
  auto found = findRecorded<Value>(reading, record, id);
  if (!found) throw Fault(FaultCode::notFound, "the record has no such thing");
  return std::move(*found);
}
/// Every version of one thing, newest first.
template <class Value>
[[nodiscard]] std::vector<Recorded<Value>> versionsOf(record::Reading& reading,
                                                      const record::PersonRecord& record,
                                                      const ThingId& id);
template <class Value>
ThingVersion add(record::Writing& writing, const record::PersonRecord& record, const Value& value);
/// Throws Fault(notFound) when there is no such thing in this record.
template <class Value>
[[nodiscard]] std::expected<ThingVersion, Late<Value>> save(record::Writing& writing,
                                                            const record::PersonRecord& record,
                                                            const ThingId& id, std::int64_t basedOn,
                                                            const Value& value);
/// The actor's own words that came too late and wait to be merged.
template <class Value>
[[nodiscard]] std::optional<Value> draftOf(record::Reading& reading,
                                           const record::PersonRecord& record, const ThingId& id);

/// The newest conversation that is still open, if one is: it comes back until it has a next step.
[[nodiscard]] std::optional<Recorded<Conversation>> openConversation(
    record::Reading& reading, const record::PersonRecord& record);

/// The newest conversation that is finished.
[[nodiscard]] std::optional<Recorded<Conversation>> lastFinishedConversation(
    record::Reading& reading, const record::PersonRecord& record);

/// The actor's own newest guess.
[[nodiscard]] std::optional<Recorded<Guess>> ownGuess(record::Reading& reading,
                                                      const record::PersonRecord& record);

/// Moves a conversation, the strengths that it made, and the actions from them, to the record that
/// they belong in. Strengths that it only confirmed stay. Returns the conversation's new id.
ThingId moveConversation(record::Writing& writing, const record::PersonRecord& from,
                         const record::PersonRecord& to, const ThingId& conversation,
                         std::string_view reason);

/// Which of these people have a conversation that is still open. One statement for them all.
[[nodiscard]] std::vector<PersonId> withOpenConversation(record::Reading& reading,
                                                         const std::vector<PersonId>& people);

}  // namespace refocus::practice
