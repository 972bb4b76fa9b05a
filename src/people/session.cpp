#include "people/session.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/fault.hpp"
#include "http/cookie.hpp"
#include "people/account_row.hpp"
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

std::string indexOf(const record::Keys& keys, std::string_view token) {
  return record::blindIndex(keys.indexKey(), "session", "", token);
}

record::Place placeOfNewSecret(const TrustId& trust, std::string_view sessionIndex) {
  return {.trust = trust,
          .table = "session",
          .row = std::string(sessionIndex),
          .column = "sealed_totp"};
}

struct SessionRow {
  LiveSession session;
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
                                            .csrf = std::string(row.text(3)),
                                            .language = std::string(row.text(8))},
                               .stage = storedStage(row.text(2)),
                               .seenAt = row.instant(4)},
                   .sealedName = copied(row.bytes(9))};
  if (!row.isNull(5)) found.sealedNewSecret = copied(row.bytes(5));
  return found;
}

std::optional<SessionRow> liveRow(database::Read& read, const std::string& index, Instant now,
                                  const SessionSettings& settings) {
  return read.first(
      "SELECT s.trust, s.account, s.stage, s.csrf, s.seen_at, s.sealed_totp,"
      "       a.worker, a.person, a.language, a.sealed_name"
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
  auto found = liveRow(read, indexOf(keys, token), now, settings);
  if (!found) return std::nullopt;
  site::SignedIn& signedIn = found->session.signedIn;
  if (found->session.stage == SessionStage::full) {
    signedIn.actor.grants = grantsOf(read, signedIn.actor, now);
  }
  const TrustId& trust = signedIn.actor.trust;
  const record::Key key = keys.ofTrust(read, trust);
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
                        const SessionSettings& settings) {
  NewSession session{.token = freshToken(writing.random()), .csrf = freshToken(writing.random())};
  session.index = indexOf(writing.keys(), session.token);
  const access::Actor& actor = writing.actor();
  writing.sql().run("DELETE FROM session WHERE trust = $1 AND account = $2 AND made_at <= $3",
                    {actor.trust, actor.account, writing.now().plus(-settings.lifetime)});
  writing.sql().run(
      "INSERT INTO session (token_index, trust, account, stage, csrf, made_at, seen_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $6)",
      {session.index, actor.trust, actor.account, nameOf(stage), session.csrf, writing.now()});
  return session;
}

void keepNewSecret(record::Writing& writing, std::string_view sessionIndex, ByteView secret) {
  const record::Key key = writing.keys().ofTrust(writing.sql(), writing.trust());
  const Bytes sealed =
      record::seal(key, placeOfNewSecret(writing.trust(), sessionIndex), secret, writing.random());
  writing.sql().run(
      "UPDATE session SET sealed_totp = $4 WHERE token_index = $1 AND trust = $2 AND account = $3",
      {sessionIndex, writing.trust(), writing.actor().account, sealed});
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

void endSessions(record::Writing& writing, const AccountId& account) {
  writing.sql().run(
      "UPDATE session SET ended_at = $3 "
      "WHERE trust = $1 AND account = $2 AND ended_at IS NULL",
      {writing.trust(), account, writing.now()});
}

void signOut(record::Writing& writing, std::string_view sessionIndex) {
  endSession(writing, sessionIndex);
  writing.note("signed-out", {}, writing.actor().account.text());
}

void signOutEverywhere(record::Writing& writing) {
  endSessions(writing, writing.actor().account);
  writing.note("signed-out-everywhere", {}, writing.actor().account.text());
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
  if (const auto site = request.headers.find("Sec-Fetch-Site")) {
    return *site != "same-origin" && *site != "none";
  }
  const auto origin = request.headers.find("Origin");
  if (!origin) return false;
  // A proxy may have taken TLS off without saying so, so the host decides, not the scheme.
  return *origin != fmt::format("http://{}", request.host) &&
         *origin != fmt::format("https://{}", request.host);
}

bool equalSecrets(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace refocus::people
