#include "practice/practice_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/fault.hpp"
#include "practice/same_again.hpp"

namespace refocus::practice {
namespace {

// How each value of the room is kept: its kind, its state as the head row shows it, its text.
template <class Value>
struct Keeping;

template <>
struct Keeping<Conversation> {
  static constexpr const record::Kind& kind = kConversationThing;
  static std::string_view state(const Conversation& value) {
    return nameIn(kConversationStates, value.state);
  }
  static Conversation decode(std::string_view body) { return decodeConversation(body); }
};

template <>
struct Keeping<Strength> {
  static constexpr const record::Kind& kind = kStrengthThing;
  static std::string_view state(const Strength& value) {
    return nameIn(kStrengthKinds, value.kind);
  }
  static Strength decode(std::string_view body) { return decodeStrength(body); }
};

template <>
struct Keeping<Action> {
  static constexpr const record::Kind& kind = kActionThing;
  static std::string_view state(const Action& value) { return nameIn(kActionStates, value.state); }
  static Action decode(std::string_view body) { return decodeAction(body); }
};

template <>
struct Keeping<Guess> {
  static constexpr const record::Kind& kind = kGuessThing;
  static std::string_view state(const Guess&) { return "private"; }
  static Guess decode(std::string_view body) { return decodeGuess(body); }
};

template <class Value>
Recorded<Value> asRecorded(const ThingId& id, const record::Version& version, bool isMoved) {
  return {{.id = id, .version = version.number, .author = version.author, .madeAt = version.madeAt},
          isMoved,
          Keeping<Value>::decode(version.body)};
}

template <class Value>
Recorded<Value> asRecorded(const record::Thing& thing) {
  return asRecorded<Value>(thing.id, thing.head, thing.state == record::kMoved);
}

}  // namespace

template <class Value>
std::vector<Recorded<Value>> recorded(record::Reading& reading,
                                      const record::PersonRecord& record) {
  std::vector<Recorded<Value>> values;
  for (const record::Thing& thing : record::thingsOf(reading, record, Keeping<Value>::kind)) {
    values.push_back(asRecorded<Value>(thing));
  }
  return values;
}

template <class Value>
std::optional<Recorded<Value>> findRecorded(record::Reading& reading,
                                            const record::PersonRecord& record, const ThingId& id) {
  const auto thing = record::thing(reading, record, Keeping<Value>::kind, id);
  if (!thing || thing->state == record::kMoved) return std::nullopt;
  return asRecorded<Value>(*thing);
}

template <class Value>
std::vector<Recorded<Value>> versionsOf(record::Reading& reading,
                                        const record::PersonRecord& record, const ThingId& id) {
  std::vector<Recorded<Value>> versions;
  for (const record::Version& version :
       record::history(reading, record, Keeping<Value>::kind, id)) {
    versions.push_back(asRecorded<Value>(id, version, false));
  }
  return versions;
}

template <class Value>
ThingVersion add(record::Writing& writing, const record::PersonRecord& record, const Value& value) {
  return {record::create(writing, record, Keeping<Value>::kind, Keeping<Value>::state(value),
                         encode(value)),
          1};
}

template <class Value>
std::optional<ThingVersion> justAdded(record::Reading& reading, const record::PersonRecord& record,
                                      const Value& value) {
  const auto same = record::sameJustMade(reading, record, Keeping<Value>::kind,
                                         Keeping<Value>::state(value), encode(value));
  if (!same) return std::nullopt;
  return ThingVersion{same->id, same->head.number};
}

template <class Value>
std::expected<ThingVersion, Late<Value>> save(record::Writing& writing,
                                              const record::PersonRecord& record, const ThingId& id,
                                              std::int64_t basedOn, const Value& value) {
  auto saved = record::save(writing, record, Keeping<Value>::kind, id, basedOn,
                            Keeping<Value>::state(value), encode(value));
  if (!saved) {
    return std::unexpected(Late<Value>{asRecorded<Value>(id, saved.error().theirs, false), value});
  }
  return ThingVersion{id, saved->number};
}

template <class Value>
std::optional<Value> draftOf(record::Reading& reading, const record::PersonRecord& record,
                             const ThingId& id) {
  const auto draft = record::draftOf(reading, record, Keeping<Value>::kind, id);
  if (!draft) return std::nullopt;
  return Keeping<Value>::decode(draft->body);
}

#define REFOCUS_KEPT(Value)                                                                       \
  template std::vector<Recorded<Value>> recorded(record::Reading&, const record::PersonRecord&);  \
  template std::optional<Recorded<Value>> findRecorded(                                           \
      record::Reading&, const record::PersonRecord&, const ThingId&);                             \
  template std::vector<Recorded<Value>> versionsOf(record::Reading&, const record::PersonRecord&, \
                                                   const ThingId&);                               \
  template ThingVersion add(record::Writing&, const record::PersonRecord&, const Value&);         \
  template std::optional<ThingVersion> justAdded(record::Reading&, const record::PersonRecord&,   \
                                                 const Value&);                                   \
  template std::expected<ThingVersion, Late<Value>> save(                                         \
      record::Writing&, const record::PersonRecord&, const ThingId&, std::int64_t, const Value&); \
  template std::optional<Value> draftOf<Value>(record::Reading&, const record::PersonRecord&,     \
                                               const ThingId&);
REFOCUS_KEPT(Conversation)
REFOCUS_KEPT(Strength)
REFOCUS_KEPT(Action)
REFOCUS_KEPT(Guess)
#undef REFOCUS_KEPT

std::optional<Recorded<Conversation>> openConversation(record::Reading& reading,
                                                       const record::PersonRecord& record) {
  const auto open = record::openThingsOf(reading, record, kConversationThing);
  if (open.empty()) return std::nullopt;
  return asRecorded<Conversation>(open.back());
}

std::optional<Recorded<Conversation>> lastFinishedConversation(record::Reading& reading,
                                                               const record::PersonRecord& record) {
  constexpr int kOpenAndTheOneBefore = 2;  // one conversation at most is in hand
  for (const record::Thing& thing :
       record::newestThingsOf(reading, record, kConversationThing, kOpenAndTheOneBefore)) {
    auto conversation = asRecorded<Conversation>(thing);
    if (!conversation.value.isOpen()) return conversation;
  }
  return std::nullopt;
}

std::optional<Recorded<Guess>> ownGuess(record::Reading& reading,
                                        const record::PersonRecord& record) {
  auto guesses = recorded<Guess>(reading, record);
  if (guesses.empty()) return std::nullopt;
  return std::move(guesses.back());
}

namespace {

// Moves what a predicate picks, and remembers each thing's new id by its old one.
template <class Value, class Change>
void moveOne(record::Writing& writing, const record::PersonRecord& from,
             const record::PersonRecord& to, const Recorded<Value>& moving, const Change& change,
             std::string_view reason, std::map<ThingId, ThingId>& moved) {
  Value value = moving.value;
  change(value);
  moved[moving.id] =
      record::move(writing, from, to, Keeping<Value>::kind, moving.id, encode(value), reason);
}

}  // namespace

ThingId moveConversation(record::Writing& writing, const record::PersonRecord& from,
                         const record::PersonRecord& to, const ThingId& conversation,
                         std::string_view reason) {
  const auto moving = findRecorded<Conversation>(writing, from, conversation);
  if (!moving) {
    throw Fault(FaultCode::notFound,
                fmt::format("this record has no conversation with the id {}", conversation.text()));
  }
  std::map<ThingId, ThingId> moved;
  for (const ThingVersion& made : moving->value.made) {
    if (moved.contains(made.thing)) continue;
    const auto strength = findRecorded<Strength>(writing, from, made.thing);
    if (strength) moveOne(writing, from, to, *strength, [](Strength&) {}, reason, moved);
  }
  for (const auto& action : recorded<Action>(writing, from)) {
    if (!action.value.from || !moved.contains(action.value.from->thing)) continue;
    const ThingId strength = moved.at(action.value.from->thing);
    moveOne(
        writing, from, to, action, [&](Action& value) { value.from = ThingVersion{strength, 1}; },
        reason, moved);
  }
  moveOne(
      writing, from, to, *moving,
      [&](Conversation& value) {
        std::vector<ThingVersion> made;
        for (const ThingVersion& thing : value.made) {
          if (moved.contains(thing.thing)) made.push_back({moved.at(thing.thing), 1});
        }
        value.made = std::move(made);
        value.confirmed.clear();
      },
      reason, moved);
  return moved.at(conversation);
}

std::vector<PersonId> withOpenConversation(record::Reading& reading,
                                           const std::vector<PersonId>& people) {
  if (people.empty()) return {};
  std::string places;
  std::vector<database::Param> params{reading.trust(), kConversationThing.name};
  for (const PersonId& person : people) {
    params.emplace_back(person);
    places += fmt::format("{}${}", places.empty() ? "" : ", ", params.size());
  }
  std::vector<PersonId> open;
  // Only places for parameters ($3, $4 …) are put into the text. 'open' is written out, since that
  // is how both databases know that the index of open things serves.
  reading.sql().each(fmt::format(R"(SELECT DISTINCT person
                                      FROM thing
                                     WHERE trust = $1 AND kind = $2 AND state = 'open'
                                       AND person IN ({}))",
                                 places),
                     params,
                     [&](const database::Row& row) { open.push_back(row.id<PersonId>(0)); });
  return open;
}

}  // namespace refocus::practice
