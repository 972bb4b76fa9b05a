// Sessions: who is behind a browser's cookie. The cookie holds 256 random bits and storage only
// their keyed hash; each stage of signing in has a new token, so that one planted or seen earlier
// is worth nothing. A session ends by time, by inactivity, by signing out, from its owner's list of
// them, and with its account. Whatever ends one by hand forgets its device (known_device.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "database/database.hpp"
#include "http/form.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "people/account.hpp"
#include "people/known_device.hpp"
#include "record/book.hpp"
#include "site/visit.hpp"

namespace refocus::people {

struct SessionSettings {
  std::chrono::minutes lifetime{12 * 60};
  std::chrono::minutes inactivity{30};
  std::chrono::minutes codeWithin{15};  ///< from the password to each stage before the whole
};

/// A session, and the snapshot that it was read on, for what its request reads next.
struct FoundSession {
  site::SignedIn signedIn;
  std::unique_ptr<database::Read> snapshot;  ///< null once a minute, when the session was written
};

/// The session of this request's cookie, once signed in wholly, with the grants in force today in
/// London: two statements on a snapshot, and one write a minute that says when it was last seen.
/// Nothing where there is none, or it has ended, or its account is disabled.
[[nodiscard]] std::optional<FoundSession> findSession(const record::BookParts& parts,
                                                      const http::Request& request,
                                                      const SessionSettings& settings);

enum class SessionStage : std::uint8_t {
  trust,  ///< the password opened accounts in several trusts: one is to be chosen
  secondFactor,
  full
};

/// A session as stored, live at `now`.
struct LiveSession {
  site::SignedIn signedIn;  ///< without grants but in stage full
  SessionStage stage;
  Instant seenAt;
  std::optional<Bytes> newSecret;  ///< a second factor that is being set up, begun lately
};
[[nodiscard]] std::optional<LiveSession> readSession(database::Read& read, const record::Keys& keys,
                                                     std::string_view token, Instant now,
                                                     const SessionSettings& settings);
void sawSession(database::Write& write, std::string_view sessionIndex, Instant now);

/// What a new session hands to the browser.
struct NewSession {
  std::string token;
  std::string index;
  std::string csrf;
};
/// What it is used from: the id of a known device, once signed in wholly, and roughly what it is.
struct SessionDevice {
  std::optional<std::string> id = {};
  std::string kind = "/";
};
/// Starts a session for the writing's actor, and forgets the actor's sessions of long ago.
[[nodiscard]] NewSession startSession(record::Writing& writing, SessionStage stage,
                                      const SessionSettings& settings,
                                      const SessionDevice& device = {});
/// A new session of stage full in place of this one of the actor, on its device.
[[nodiscard]] NewSession renewSession(record::Writing& writing, std::string_view sessionIndex,
                                      const SessionSettings& settings);
/// Keeps a secret with the session until its first code proves it.
void keepNewSecret(record::Writing& writing, std::string_view sessionIndex, ByteView secret);
[[nodiscard]] bool dropNewSecret(record::Writing& writing, std::string_view sessionIndex);
/// Ends a session of the actor, to be followed by another. Signing out is `signOut`.
void endSession(record::Writing& writing, std::string_view sessionIndex);
/// Ends every session of an account of the writing's trust, but the one that is named.
void endSessions(record::Writing& writing, const AccountId& account,
                 std::string_view butSessionIndex = {});
void signOut(record::Writing& writing, std::string_view sessionIndex);
/// Ends all sessions of the actor, this one too.
void signOutEverywhere(record::Writing& writing);

/// A session of the actor's, as their own account lists it.
struct OwnSession {
  std::string id;
  std::string deviceKind;
  Instant madeAt;
  Instant seenAt;
  bool isThis;
};
/// Those that are signed in wholly, the one last used first.
[[nodiscard]] std::vector<OwnSession> ownSessions(record::Reading& reading,
                                                  std::string_view thisIndex,
                                                  const SessionSettings& settings);
/// Ends the one of that id, for an actor who sees it in that list. Throws Fault(notFound) if it is
/// none of theirs.
void endOwnSession(record::Writing& writing, std::string_view id);
/// How many live sessions an account of the trust has.
[[nodiscard]] std::int64_t sessionsOf(record::Reading& reading, const AccountId& account,
                                      const SessionSettings& settings);

inline constexpr std::string_view kSessionCookie = "session";
[[nodiscard]] std::optional<std::string> sessionToken(const http::Request& request);
void setSessionCookie(http::Response& response, const http::Request& request,
                      const NewSession& session);

/// Whether the form carries the session's own token (compared in constant time).
[[nodiscard]] bool carriesTokenOf(const http::Form& form, const site::SignedIn& session);
/// Whether the browser says that another site sent this request (Sec-Fetch-Site, or Origin).
[[nodiscard]] bool isFromAnotherSite(const http::Request& request);

/// Equal, in a time that does not depend on where they differ.
[[nodiscard]] bool equalSecrets(std::string_view left, std::string_view right);

}  // namespace refocus::people
