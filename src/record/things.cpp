#include "record/things.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/checks.hpp"
#include "base/fault.hpp"
#include "record/same_again.hpp"
#include "record/seal.hpp"

namespace refocus::record {
namespace {

Place bodyPlace(const TrustId& trust, std::string_view table, const ThingId& thing,
                std::int64_t number) {
  return {.trust = trust, .table = table, .row = thing.text(), .version = number, .column = "body"};
}

bool maySee(const Reading& reading, const PersonRecord& record, const Kind& kind,
            const AccountId& author) {
  switch (kind.visibility) {
    case Visibility::author:
      return author == reading.actor().account;
    case Visibility::team:
      return !record.ground().ownRecord;
    case Visibility::teamAndPerson:
      return true;
  }
  return false;
}

// Columns: id, state, author, made_at, then those of its newest version.
Thing readThing(const Reading& reading, const PersonRecord& record, const database::Row& row) {
  Thing thing{.id = row.id<ThingId>(0),
              .person = record.person(),
              .state = std::string(row.text(1)),
              .madeBy = row.id<AccountId>(2),
              .madeAt = row.instant(3),
              .head = {.number = row.integer(4),
                       .basedOn = row.integer(5),
                       .author = row.id<AccountId>(6),
                       .madeAt = row.instant(7),
                       .body = {}}};
  thing.head.body =
      unsealText(record.key(), bodyPlace(reading.trust(), "version", thing.id, thing.head.number),
                 row.bytes(8));
  return thing;
}

void requireWritable(const PersonRecord& record) {
  if (!record.mayWrite()) {
    throw Fault(FaultCode::internal, "a record opened for reading is being written");
  }
}

void insertVersion(Writing& writing, const PersonRecord& record, const ThingId& id,
                   std::int64_t number, std::int64_t basedOn, std::string_view body) {
  const Bytes sealed =
      seal(record.key(), bodyPlace(writing.trust(), "version", id, number), body, writing.random());
  writing.sql().run(
      R"(INSERT INTO version (trust, person, thing, number, based_on, author, made_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
      {writing.trust(), record.person(), id, number, basedOn, writing.actor().account,
       writing.now(), sealed});
  writing.madeVersion(record.person(), id, number);
}

void keepDraft(Writing& writing, const PersonRecord& record, const ThingId& id,
               std::int64_t basedOn, std::string_view body) {
  const Bytes sealed =
      seal(record.key(), bodyPlace(writing.trust(), "draft", id, basedOn), body, writing.random());
  writing.sql().run(
      R"(INSERT INTO draft (trust, person, thing, author, based_on, made_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (trust, person, thing, author) DO UPDATE
           SET based_on = excluded.based_on, made_at = excluded.made_at, body = excluded.body)",
      {writing.trust(), record.person(), id, writing.actor().account, basedOn, writing.now(),
       sealed});
}

void dropDraft(Writing& writing, const PersonRecord& record, const ThingId& id) {
  writing.sql().run(
      "DELETE FROM draft WHERE trust = $1 AND person = $2 AND thing = $3 AND author = $4",
      {writing.trust(), record.person(), id, writing.actor().account});
}

}  // namespace

namespace {

std::vector<Thing> visibleThings(Reading& reading, const PersonRecord& record, const Kind& kind,
                                 std::string_view sql, database::Params params) {
  std::vector<Thing> things;
  reading.sql().each(sql, params, [&](const database::Row& row) {
    if (!maySee(reading, record, kind, row.id<AccountId>(2))) return;
    things.push_back(readThing(reading, record, row));
  });
  return things;
}

}  // namespace

std::vector<Thing> thingsOf(Reading& reading, const PersonRecord& record, const Kind& kind) {
  return visibleThings(
      reading, record, kind,
      R"(SELECT t.id, t.state, t.author, t.made_at,
                v.number, v.based_on, v.author, v.made_at, v.body
           FROM thing t
           JOIN version v ON v.trust = t.trust AND v.person = t.person AND v.thing = t.id
                             AND v.number = t.head
          WHERE t.trust = $1 AND t.person = $2 AND t.kind = $3 AND t.state <> $4
          ORDER BY t.id)",
      std::array<database::Param, 4>{reading.trust(), record.person(), kind.name, kMoved});
}

std::vector<Thing> newestThingsOf(Reading& reading, const PersonRecord& record, const Kind& kind,
                                  int most) {
  return visibleThings(reading, record, kind,
                       R"(SELECT t.id, t.state, t.author, t.made_at,
                v.number, v.based_on, v.author, v.made_at, v.body
           FROM thing t
           JOIN version v ON v.trust = t.trust AND v.person = t.person AND v.thing = t.id
                             AND v.number = t.head
          WHERE t.trust = $1 AND t.person = $2 AND t.kind = $3 AND t.state <> $4
          ORDER BY t.id DESC
          LIMIT $5)",
                       std::array<database::Param, 5>{reading.trust(), record.person(), kind.name,
                                                      kMoved, std::int64_t{most}});
}

std::vector<Thing> openThingsOf(Reading& reading, const PersonRecord& record, const Kind& kind) {
  // 'open' is written out, since that is how both databases know that the index of open things
  // serves; and it is asked for ids alone, which it holds, or SQLite would look through the record.
  return visibleThings(reading, record, kind,
                       R"(SELECT t.id, t.state, t.author, t.made_at,
                v.number, v.based_on, v.author, v.made_at, v.body
           FROM thing t
           JOIN version v ON v.trust = t.trust AND v.person = t.person AND v.thing = t.id
                             AND v.number = t.head
          WHERE t.trust = $1 AND t.person = $2
            AND t.id IN (SELECT id
                           FROM thing
                          WHERE trust = $1 AND kind = $3 AND state = 'open' AND person = $2)
          ORDER BY t.id)",
                       std::array<database::Param, 3>{reading.trust(), record.person(), kind.name});
}

std::optional<Thing> thing(Reading& reading, const PersonRecord& record, const Kind& kind,
                           const ThingId& id) {
  std::optional<Thing> found;
  reading.sql().each(
      R"(SELECT t.id, t.state, t.author, t.made_at,
                v.number, v.based_on, v.author, v.made_at, v.body
           FROM thing t
           JOIN version v ON v.trust = t.trust AND v.person = t.person AND v.thing = t.id
                             AND v.number = t.head
          WHERE t.trust = $1 AND t.person = $2 AND t.id = $3 AND t.kind = $4)",
      {reading.trust(), record.person(), id, kind.name}, [&](const database::Row& row) {
        if (!maySee(reading, record, kind, row.id<AccountId>(2))) return;
        found = readThing(reading, record, row);
      });
  return found;
}

std::optional<ThingLabel> labelOf(Reading& reading, const PersonId& person, const ThingId& id) {
  access::require(reading.actor(), access::Permission::readAudit);
  return reading.sql().first(
      "SELECT kind, made_at FROM thing WHERE trust = $1 AND person = $2 AND id = $3",
      {reading.trust(), person, id}, [](const database::Row& row) {
        return ThingLabel{.kind = std::string(row.text(0)), .madeAt = row.instant(1)};
      });
}

std::vector<Version> history(Reading& reading, const PersonRecord& record, const Kind& kind,
                             const ThingId& id) {
  if (!thing(reading, record, kind, id)) return {};
  return reading.sql().all(
      R"(SELECT number, based_on, author, made_at, body
           FROM version
          WHERE trust = $1 AND person = $2 AND thing = $3
          ORDER BY number DESC)",
      {reading.trust(), record.person(), id}, [&](const database::Row& row) {
        const std::int64_t number = row.integer(0);
        return Version{
            .number = number,
            .basedOn = row.integer(1),
            .author = row.id<AccountId>(2),
            .madeAt = row.instant(3),
            .body = unsealText(record.key(), bodyPlace(reading.trust(), "version", id, number),
                               row.bytes(4))};
      });
}

ThingId create(Writing& writing, const PersonRecord& record, const Kind& kind,
               std::string_view state, std::string_view body) {
  requireWritable(record);
  checkPresent("the state of a thing", state);
  const ThingId id = writing.nextThing();
  writing.sql().run(
      R"(INSERT INTO thing (trust, person, id, kind, state, author, made_at, head)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1))",
      {writing.trust(), record.person(), id, kind.name, state, writing.actor().account,
       writing.now()});
  insertVersion(writing, record, id, 1, 0, body);
  return id;
}

std::optional<Thing> sameJustMade(Reading& reading, const PersonRecord& record, const Kind& kind,
                                  std::string_view state, std::string_view body) {
  // Ids sort as they were made, and records lie by them: so the others are not looked at.
  constexpr int kMostLookedAt = 200;  // more than one form makes
  const ThingId earliest =
      ThingId::make(reading.now().plus(-kSameAgainWithin),
                    [](std::span<std::uint8_t> bytes) { std::ranges::fill(bytes, 0); });
  const auto recent = visibleThings(
      reading, record, kind,
      R"(SELECT t.id, t.state, t.author, t.made_at,
                v.number, v.based_on, v.author, v.made_at, v.body
           FROM thing t
           JOIN version v ON v.trust = t.trust AND v.person = t.person AND v.thing = t.id
                             AND v.number = t.head
          WHERE t.trust = $1 AND t.person = $2 AND t.id >= $3 AND t.kind = $4 AND t.state = $5
            AND t.author = $6 AND v.author = $6
          ORDER BY t.id DESC
          LIMIT $7)",
      std::array<database::Param, 7>{reading.trust(), record.person(), earliest, kind.name, state,
                                     reading.actor().account, std::int64_t{kMostLookedAt}});
  for (const Thing& one : recent) {
    if (one.head.body == body) return one;
  }
  return std::nullopt;
}

std::expected<Version, Stale> save(Writing& writing, const PersonRecord& record, const Kind& kind,
                                   const ThingId& id, std::int64_t basedOn, std::string_view state,
                                   std::string_view body) {
  requireWritable(record);
  const auto current = thing(writing, record, kind, id);
  if (!current || current->state == kMoved) {
    throw Fault(FaultCode::notFound,
                fmt::format("this record has no {} with the id {}", kind.name, id.text()));
  }
  if (current->head.body == body && current->state == state) return current->head;
  if (current->head.number != basedOn) {
    keepDraft(writing, record, id, basedOn, body);
    return std::unexpected(Stale{current->head, std::string(body)});
  }
  const std::int64_t number = basedOn + 1;
  insertVersion(writing, record, id, number, basedOn, body);
  writing.sql().run(
      "UPDATE thing SET head = $1, state = $2 WHERE trust = $3 AND person = $4 AND id = $5",
      {number, state, writing.trust(), record.person(), id});
  dropDraft(writing, record, id);
  return Version{.number = number,
                 .basedOn = basedOn,
                 .author = writing.actor().account,
                 .madeAt = writing.now(),
                 .body = std::string(body)};
}

std::optional<Version> draftOf(Reading& reading, const PersonRecord& record, const Kind& kind,
                               const ThingId& id) {
  if (!thing(reading, record, kind, id)) return std::nullopt;
  return reading.sql().first(
      R"(SELECT based_on, made_at, body
           FROM draft
          WHERE trust = $1 AND person = $2 AND thing = $3 AND author = $4)",
      {reading.trust(), record.person(), id, reading.actor().account},
      [&](const database::Row& row) {
        const std::int64_t basedOn = row.integer(0);
        return Version{
            .number = 0,
            .basedOn = basedOn,
            .author = reading.actor().account,
            .madeAt = row.instant(1),
            .body = unsealText(record.key(), bodyPlace(reading.trust(), "draft", id, basedOn),
                               row.bytes(2))};
      });
}

ThingId move(Writing& writing, const PersonRecord& from, const PersonRecord& to, const Kind& kind,
             const ThingId& id, std::string_view body, std::string_view reason) {
  requireWritable(from);
  checkPresent("the reason for a move", reason);
  if (from.person() == to.person()) {
    throw Fault(FaultCode::invalid, "a thing is moved to the record that it is in");
  }
  const auto moving = thing(writing, from, kind, id);
  if (!moving || moving->state == kMoved) {
    throw Fault(FaultCode::notFound,
                fmt::format("this record has no {} with the id {}", kind.name, id.text()));
  }
  const ThingId made = create(writing, to, kind, moving->state, body);
  const Place place{.trust = writing.trust(),
                    .table = "moved_thing",
                    .row = id.text(),
                    .version = 0,
                    .column = "sealed_reason"};
  const Bytes sealed =
      seal(writing.keys().ofTrust(writing.sql(), writing.trust()), place, reason, writing.random());
  writing.sql().run(
      R"(INSERT INTO moved_thing
           (trust, person, thing, to_person, to_thing, account, moved_at, sealed_reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
      {writing.trust(), from.person(), id, to.person(), made, writing.actor().account,
       writing.now(), sealed});
  writing.sql().run("UPDATE thing SET state = $1 WHERE trust = $2 AND person = $3 AND id = $4",
                    {kMoved, writing.trust(), from.person(), id});
  writing.note("thing-moved", from.person().text(), id.text(), reason);
  return made;
}

bool isFirstSubmission(Writing& writing, std::string_view token) {
  checkPresent("the form's submission token", token);
  checkLength("the form's submission token", token, 64);
  return writing.sql().run(
             R"(INSERT INTO submission (trust, account, token, made_at)
                VALUES ($1, $2, $3, $4)
                ON CONFLICT (trust, account, token) DO NOTHING)",
             {writing.trust(), writing.actor().account, token, writing.now()}) == 1;
}

}  // namespace refocus::record
