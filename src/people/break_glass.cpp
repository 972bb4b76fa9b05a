#include "people/break_glass.hpp"

#include "base/checks.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "people/person_store.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

using access::Permission;

record::Place reasonPlace(const TrustId& trust, const BreakGlassId& id) {
  return {.trust = trust, .table = "break_glass", .row = id.text(), .column = "sealed_reason"};
}

struct SealedGlass {
  BreakGlass open;
  Bytes reason;
};

SealedGlass readGlass(const database::Row& row) {
  const auto reason = row.bytes(4);
  return {.open = {.id = row.id<BreakGlassId>(0),
                   .account = row.id<AccountId>(1),
                   .worker = row.isNull(2) ? std::nullopt : std::optional(row.id<WorkerId>(2)),
                   .person = row.id<PersonId>(3),
                   .reason = {},
                   .openedAt = row.instant(5),
                   .untilAt = row.instant(6)},
          .reason = {reason.begin(), reason.end()}};
}

}  // namespace

BreakGlassId breakGlass(record::Writing& writing, const PersonId& person, std::string_view reason,
                        std::chrono::milliseconds span) {
  access::require(writing.actor(), Permission::breakGlass);
  requirePerson(writing, person);
  checkPresent("the reason of a break-glass", trimmed(reason));
  checkLength("the reason of a break-glass", reason, 4 * kMaxBreakGlassReason);
  const BreakGlassId id = BreakGlassId::make(writing.now(), writing.random());
  const Bytes sealed = record::seal(writing.keys().ofTrust(writing.sql(), writing.trust()),
                                    reasonPlace(writing.trust(), id), reason, writing.random());
  writing.sql().run(
      R"(INSERT INTO break_glass (trust, id, account, person, sealed_reason, opened_at, until_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7))",
      {writing.trust(), id, writing.actor().account, person, sealed, writing.now(),
       writing.now().plus(span)});
  writing.note("glass-broken", person.text(), id.text(), reason);
  return id;
}

std::vector<BreakGlass> breakGlassOf(record::Reading& reading, const TeamId& team,
                                     std::optional<BreakGlassId> before, int most) {
  if (!reading.actor().mayInTeam(Permission::readBreakGlass, team)) {
    throw Fault(FaultCode::notFound, "no such team for this actor");
  }
  // A caseload's day is London's and an opening's moment is UTC: near midnight they may differ by
  // an hour, so a person who joined or left on the day counts.
  auto sealed = reading.sql().all(
      R"(SELECT b.id, b.account, a.worker, b.person, b.sealed_reason, b.opened_at, b.until_at
           FROM break_glass b
           JOIN account a ON a.trust = b.trust AND a.id = b.account
          WHERE b.trust = $1 AND ($3 = '' OR b.id < $3)
            AND EXISTS (SELECT 1
                          FROM caseload c
                         WHERE c.trust = b.trust AND c.person = b.person AND c.team = $2
                           AND c.from_date <= substr(b.until_at, 1, 10)
                           AND (c.until_date IS NULL
                                OR c.until_date >= substr(b.opened_at, 1, 10)))
          ORDER BY b.id DESC
          LIMIT $4)",
      {reading.trust(), team, before ? before->text() : std::string(), most}, readGlass);
  const auto key = reading.keys().ofTrust(reading.sql(), reading.trust());
  std::vector<BreakGlass> opened;
  opened.reserve(sealed.size());
  for (SealedGlass& one : sealed) {
    one.open.reason =
        record::unsealText(key, reasonPlace(reading.trust(), one.open.id), one.reason);
    opened.push_back(std::move(one.open));
  }
  return opened;
}

namespace stored {

std::string breakGlassReason(database::Read& read, const record::Keys& keys, const TrustId& trust,
                             const BreakGlassId& id) {
  const auto sealed =
      read.first("SELECT sealed_reason FROM break_glass WHERE trust = $1 AND id = $2", {trust, id},
                 [](const database::Row& row) {
                   const auto reason = row.bytes(0);
                   return Bytes(reason.begin(), reason.end());
                 });
  if (!sealed) throw Fault(FaultCode::notFound, "no such break-glass in this trust");
  return record::unsealText(keys.ofTrust(read, trust), reasonPlace(trust, id), *sealed);
}

}  // namespace stored
}  // namespace refocus::people
