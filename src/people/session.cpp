#include "people/session.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/fault.hpp"
#include "http/cookie.hpp"
#include "people/account_row.hpp"
#include "people/session_owner.hpp"
#include "people/stored_date.hpp"
#include "record/seal.hpp"
#include "site/frame.hpp"

namespace refocus::people {
namespace {

constexpr std::array<std::pair<SessionStage, std::string_view>, 3> kStages{
    {{SessionStage::trust, "trust"},
     {SessionStage::secondFactor, "second-factor"},
     {SessionStage::full, "full"}}};
constexpr std::chrono::minutes kSeenEvery{1};

std::string_view nameOf(SessionStage stage) {
  return std::ranges::find(kStages, stage, [](const auto& one) { return one.first; })->second;
}

SessionStage storedStage(std::string_view name) {
  for (const auto& [stage, itsName] : kStages) {
    if (itsName == name) return stage;
  }
  throw Fault(FaultCode::corrupt, "a session is at a stage that there is none of");
}

std::string freshToken(const Random& random) {
  Bytes token(32);
  random(token);
  return toBase64Url(token);
}

record::Place placeOfNewSecret(const TrustId& trust, std::string_view sessionIndex) {
  return {.trust = trust,
          .table = "session",
          .row = std::string(sessionIndex),
          .column = "sealed_totp"};
}

record::Place placeOfCsrf(const access::Actor& owner, std::string_view sessionIndex,
                          SessionStage stage, Instant madeAt) {
  return placeOfFormToken({.trust = owner.trust, .account = owner.account}, sessionIndex,
                          nameOf(stage), madeAt);
}

struct SessionRow {
  LiveSession session;
  Instant madeAt;
  Bytes sealedCsrf;
  Bytes sealedName;
  std::optional<Bytes> sealedNewSecret;
};

Bytes copied(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

SessionRow sessionRow(const database::Row& row, const std::string& index) {
  access::Actor actor{.account = row.id<AccountId>(1), .trust = row.id<TrustId>(0)};
  if (!row.isNull(6)) actor.worker = row.id<WorkerId>(6);
  if (!row.isNull(7)) actor.person = row.id<PersonId>(7);
  SessionRow found{.session = {.signedIn = {.actor = std::move(actor),
                                            .sessionIndex = index,
                                            .language = std::string(row.text(8))},
                               .stage = storedStage(row.text(2)),
                               .seenAt = row.instant(4)},
                   .madeAt = row.instant(10),
                   .sealedCsrf = copied(row.bytes(3)),
                   .sealedName = copied(row.bytes(9))};
  if (!row.isNull(5)) found.sealedNewSecret = copied(row.bytes(5));
  return found;
}

std::optional<SessionRow> liveRow(database::Read& read, const std::string& index, Instant now,
                                  const SessionSettings& settings) {
  return read.first(
      "SELECT s.trust, s.account, s.stage, s.sealed_csrf, s.seen_at,"
      "       CASE WHEN s.totp_at > $3 THEN s.sealed_totp END,"
      "       a.worker, a.person, a.language, a.sealed_name, s.made_at"
      "  FROM session s JOIN account a ON a.trust = s.trust AND a.id = s.account"
      "  WHERE s.token_index = $1 AND s.ended_at IS NULL AND a.state = 'active'"
      "    AND s.made_at > CASE WHEN s.stage = 'full' THEN $2 ELSE $3 END"
      "    AND s.seen_at > $4",
      {index, now.plus(-settings.lifetime), now.plus(-settings.codeWithin),
       now.plus(-settings.inactivity)},
      [&](const database::Row& row) { return sessionRow(row, index); });
}

// Those in force today: of the account itself, and from the posts of its worker.
std::vector<access::Grant> grantsOf(database::Read& read, const access::Actor& actor, Instant now) {
  const database::Param worker =
      actor.worker ? database::Param(*actor.worker) : database::Param(nullptr);
  return read.all(
      "SELECT role, team, from_date, until_date FROM role_grant"
      "  WHERE trust = $1 AND account = $2"
      "    AND from_date <= $4 AND (until_date IS NULL OR until_date >= $4) "
      "UNION ALL "
      "SELECT role, team, from_date, until_date FROM post"
      "  WHERE trust = $1 AND worker = $3"
      "    AND from_date <= $4 AND (until_date IS NULL OR until_date >= $4)",
      {actor.trust, actor.account, worker, textOf(londonDate(now))}, [](const database::Row& row) {
        const auto role = access::roleNamed(row.text(0));
        if (!role) throw Fault(FaultCode::corrupt, "an account has a role that there is none of");
        return access::Grant{
            .role = *role,
            .team = row.isNull(1) ? std::nullopt : std::optional(row.id<TeamId>(1)),
            .from = storedDate(row.text(2)),
            .until = storedDate(row.optionalText(3))};
      });
}

}  // namespace

std::optional<LiveSession> readSession(database::Read& read, const record::Keys& keys,
                                       std::string_view token, Instant now,
                                       const SessionSettings& settings) {
  auto found = liveRow(read, sessionIndexOf(keys, token), now, settings);
  if (!found) return std::nullopt;
  site::SignedIn& signedIn = found->session.signedIn;
  if (found->session.stage == SessionStage::full) {
    signedIn.actor.grants = grantsOf(read, signedIn.actor, now);
  }
  const TrustId& trust = signedIn.actor.trust;
  const record::Key key = keys.ofTrust(read, trust);
  signedIn.csrf = record::unsealText(
      key, placeOfCsrf(signedIn.actor, signedIn.sessionIndex, found->session.stage, found->madeAt),
      found->sealedCsrf);
  signedIn.name = record::unsealText(
      key, placeInAccount(trust, signedIn.actor.account, "sealed_name"), found->sealedName);
  if (found->sealedNewSecret) {
    found->session.newSecret = record::unseal(key, placeOfNewSecret(trust, signedIn.sessionIndex),
                                              *found->sealedNewSecret);
  }
  return std::move(found->session);
}

void sawSession(database::Write& write, std::string_view sessionIndex, Instant now) {
  write.run("UPDATE session SET seen_at = $2 WHERE token_index = $1 AND seen_at < $2",
            {sessionIndex, now});
}

std::optional<FoundSession> findSession(const record::BookParts& parts,
                                        const http::Request& request,
                                        const SessionSettings& settings) {
  const auto token = sessionToken(request);
  if (!token) return std::nullopt;
  const Instant now = parts.clock();
  auto snapshot = parts.database.snapshot();
  auto live = readSession(*snapshot, parts.keys, *token, now, settings);
  if (!live || live->stage != SessionStage::full) return std::nullopt;
  if (live->seenAt.plus(kSeenEvery) <= now) {
    snapshot.reset();
    parts.database.write(
        [&](database::Write& write) { sawSession(write, live->signedIn.sessionIndex, now); });
  }
  return FoundSession{std::move(live->signedIn), std::move(snapshot)};
}

NewSession startSession(record::Writing& writing, SessionStage stage,
                        const SessionSettings& settings, const SessionDevice& device) {
  NewSession session{.token = freshToken(writing.random()), .csrf = freshToken(writing.random())};
  session.index = sessionIndexOf(writing.keys(), session.token);
  const access::Actor& actor = writing.actor();
  writing.sql().run(
      "DELETE FROM session WHERE trust = $1 AND account = $2 AND made_at <= $3",
      {actor.trust, actor.account,
       writing.now().plus(-std::max<std::chrono::minutes>(settings.lifetime, kOwnerKnownFor))});
  const Bytes csrf = record::seal(writing.keys().ofTrust(writing.sql(), actor.trust),
                                  placeOfCsrf(actor, session.index, stage, writing.now()),
                                  session.csrf, writing.random());
  writing.sql().run(
      "INSERT INTO session (token_index, id, trust, account, stage, csrf_index, sealed_csrf, "
      "                     device, device_kind, made_at, seen_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
      {session.index, Uuid::make(writing.now(), writing.random()).text(), actor.trust,
       actor.account, nameOf(stage), formTokenIndexOf(writing.keys(), session.csrf), csrf,
       device.id, device.kind, writing.now()});
  return session;
}

NewSession renewSession(record::Writing& writing, std::string_view sessionIndex,
                        const SessionSettings& settings) {
  const auto device = writing.sql().first(
      "SELECT device, device_kind FROM session "
      "WHERE token_index = $1 AND trust = $2 AND account = $3 AND ended_at IS NULL",
      {sessionIndex, writing.trust(), writing.actor().account}, [](const database::Row& row) {
        return SessionDevice{.id = row.optionalText(0), .kind = std::string(row.text(1))};
      });
  if (!device) throw Fault(FaultCode::retry, "the session was ended while it was renewed");
  endSession(writing, sessionIndex);
  return startSession(writing, SessionStage::full, settings, *device);
}

void keepNewSecret(record::Writing& writing, std::string_view sessionIndex, ByteView secret) {
  const record::Key key = writing.keys().ofTrust(writing.sql(), writing.trust());
  const Bytes sealed =
      record::seal(key, placeOfNewSecret(writing.trust(), sessionIndex), secret, writing.random());
  writing.sql().run(
      "UPDATE session SET sealed_totp = $4, totp_at = $5 "
      "WHERE token_index = $1 AND trust = $2 AND account = $3",
      {sessionIndex, writing.trust(), writing.actor().account, sealed, writing.now()});
}

bool dropNewSecret(record::Writing& writing, std::string_view sessionIndex) {
  return writing.sql().run(
             "UPDATE session SET sealed_totp = NULL "
             "WHERE token_index = $1 AND trust = $2 AND account = $3 "
             "AND sealed_totp IS NOT NULL AND ended_at IS NULL",
             {sessionIndex, writing.trust(), writing.actor().account}) == 1;
}

void endSession(record::Writing& writing, std::string_view sessionIndex) {
  writing.sql().run(
      "UPDATE session SET ended_at = $4 "
      "WHERE token_index = $1 AND trust = $2 AND account = $3 AND ended_at IS NULL",
      {sessionIndex, writing.trust(), writing.actor().account, writing.now()});
}

void endSessions(record::Writing& writing, const AccountId& account,
                 std::string_view butSessionIndex) {
  const auto device = writing.sql().first(
      "SELECT device FROM session WHERE token_index = $1 AND trust = $2 AND account = $3",
      {butSessionIndex, writing.trust(), account},
      [](const database::Row& row) { return row.optionalText(0); });
  writing.sql().run(
      "UPDATE session SET ended_at = $4 "
      "WHERE trust = $1 AND account = $2 AND token_index <> $3 AND ended_at IS NULL",
      {writing.trust(), account, butSessionIndex, writing.now()});
  forgetDevices(writing, account, device.value_or(std::nullopt));
}

void signOut(record::Writing& writing, std::string_view sessionIndex) {
  endSession(writing, sessionIndex);
  writing.note("signed-out", {}, writing.actor().account.text());
}

void signOutEverywhere(record::Writing& writing) {
  endSessions(writing, writing.actor().account);
  writing.note("signed-out-everywhere", {}, writing.actor().account.text());
}

std::vector<OwnSession> ownSessions(record::Reading& reading, std::string_view thisIndex,
                                    const SessionSettings& settings) {
  return reading.sql().all(
      "SELECT id, device_kind, made_at, seen_at, token_index FROM session "
      "WHERE trust = $1 AND account = $2 AND stage = 'full' AND ended_at IS NULL "
      "AND made_at > $3 AND seen_at > $4 ORDER BY seen_at DESC, id DESC",
      {reading.trust(), reading.actor().account, reading.now().plus(-settings.lifetime),
       reading.now().plus(-settings.inactivity)},
      [&](const database::Row& row) {
        return OwnSession{.id = std::string(row.text(0)),
                          .deviceKind = std::string(row.text(1)),
                          .madeAt = row.instant(2),
                          .seenAt = row.instant(3),
                          .isThis = row.text(4) == thisIndex};
      });
}

void endOwnSession(record::Writing& writing, std::string_view id) {
  const AccountId& account = writing.actor().account;
  writing.sql().run(
      "DELETE FROM known_device WHERE trust = $1 AND account = $2 AND device IN "
      "(SELECT device FROM session WHERE trust = $1 AND account = $2 AND id = $3)",
      {writing.trust(), account, id});
  const auto ended = writing.sql().run(
      "UPDATE session SET ended_at = $4 "
      "WHERE trust = $1 AND account = $2 AND id = $3 AND stage = 'full' AND ended_at IS NULL",
      {writing.trust(), account, id, writing.now()});
  if (ended != 1) throw Fault(FaultCode::notFound, "the actor has no such session");
  writing.note("signed-out", {}, account.text());
}

std::int64_t sessionsOf(record::Reading& reading, const AccountId& account,
                        const SessionSettings& settings) {
  return reading.sql().number(
      "SELECT count(*) FROM session WHERE trust = $1 AND account = $2 AND stage = 'full' "
      "AND ended_at IS NULL AND made_at > $3 AND seen_at > $4",
      {reading.trust(), account, reading.now().plus(-settings.lifetime),
       reading.now().plus(-settings.inactivity)});
}

std::optional<std::string> sessionToken(const http::Request& request) {
  auto token = http::cookieOf(request, kSessionCookie);
  if (!token || token->empty()) return std::nullopt;
  return token;
}

void setSessionCookie(http::Response& response, const http::Request& request,
                      const NewSession& session) {
  // Lax, so that a link from another system opens the page; forms are guarded by their own token.
  http::setCookie(response, request, {.name = std::string(kSessionCookie), .value = session.token});
}

bool carriesTokenOf(const http::Form& form, const site::SignedIn& session) {
  return equalSecrets(form.fields.text(site::kCsrfField), session.csrf);
}

bool isFromAnotherSite(const http::Request& request) {
  const auto site = request.headers.find("Sec-Fetch-Site");
  if (site && *site != "same-origin" && *site != "none") return true;
  const auto origin = request.headers.find("Origin");
  if (!origin) return false;
  // Some browsers hide where a form comes from, but not that it is this site.
  if (*origin == "null") return !site;
  // A proxy may have taken TLS off without saying so, so the host decides, not the scheme.
  return *origin != fmt::format("http://{}", request.host) &&
         *origin != fmt::format("https://{}", request.host);
}

bool equalSecrets(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace refocus::people
