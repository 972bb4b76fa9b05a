#include "people/session_owner.hpp"

#include <fmt/format.h>

#include "base/fault.hpp"

namespace refocus::people {
namespace {

constexpr std::string_view kWhole = "full";

struct OwnedRow {
  SessionOwner owner;
  std::string index;
  Instant madeAt;
  Bytes sealedToken;
};

OwnedRow rowOf(const database::Row& row) {
  const ByteView sealed = row.bytes(4);
  return {.owner = {.trust = row.id<TrustId>(0), .account = row.id<AccountId>(1)},
          .index = std::string(row.text(2)),
          .madeAt = row.instant(3),
          .sealedToken = {sealed.begin(), sealed.end()}};
}

std::optional<SessionOwner> provenOwner(database::Read& read, const record::Keys& keys,
                                        const std::optional<OwnedRow>& row) {
  if (!row) return std::nullopt;
  try {
    (void)record::unseal(keys.ofTrust(read, row->owner.trust),
                         placeOfFormToken(row->owner, row->index, kWhole, row->madeAt),
                         row->sealedToken);
  } catch (const Fault& fault) {
    if (fault.code() == FaultCode::wrongKey) return std::nullopt;
    throw;
  }
  return row->owner;
}

}  // namespace

std::optional<SessionOwner> ownerByFormToken(database::Read& read, const record::Keys& keys,
                                             std::string_view csrf, Instant now) {
  return provenOwner(
      read, keys,
      read.first("SELECT trust, account, token_index, made_at, sealed_csrf FROM session"
                 "  WHERE csrf_index = $1 AND stage = $2 AND made_at > $3",
                 {formTokenIndexOf(keys, csrf), kWhole, now.plus(-kOwnerKnownFor)}, rowOf));
}

std::optional<SessionOwner> ownerByCookie(database::Read& read, const record::Keys& keys,
                                          std::string_view token, Instant now) {
  return provenOwner(
      read, keys,
      read.first("SELECT trust, account, token_index, made_at, sealed_csrf FROM session"
                 "  WHERE token_index = $1 AND stage = $2 AND made_at > $3",
                 {sessionIndexOf(keys, token), kWhole, now.plus(-kOwnerKnownFor)}, rowOf));
}

std::string sessionIndexOf(const record::Keys& keys, std::string_view token) {
  return record::blindIndex(keys.indexKey(), "session", "", token);
}

std::string formTokenIndexOf(const record::Keys& keys, std::string_view csrf) {
  return record::blindIndex(keys.indexKey(), "session-form", "", csrf);
}

record::Place placeOfFormToken(const SessionOwner& owner, std::string_view sessionIndex,
                               std::string_view stage, Instant madeAt) {
  return {
      .trust = owner.trust,
      .table = "session",
      .row = fmt::format("{} {} {} {}", sessionIndex, owner.account.text(), stage, madeAt.text()),
      .column = "sealed_csrf"};
}

}  // namespace refocus::people
