#include "people/sign_in.hpp"

#include <algorithm>
#include <utility>

#include "base/fault.hpp"
#include "people/account_store.hpp"
#include "people/recovery_code.hpp"
#include "people/totp.hpp"

namespace refocus::people {
namespace {

std::optional<Attempt> counted(const record::BookParts& parts, const AccountSettings& settings,
                               const Guesser& guesser) {
  return parts.database.write([&](database::Write& write) {
    return beginAttempt(write, guesser, settings.throttle, parts.clock(), parts.random);
  });
}

/// An account that the password is tried against.
struct Try {
  Credentials credentials;
  std::optional<Attempt> attempt;  ///< nothing: too many guesses at it, so it is not tried
  bool opens = false;
};
struct Begun {
  Attempt typed;  ///< counted by the address that was typed, whether it has accounts or not
  std::vector<Try> tries;
};

// Guesses at one account are counted by themselves too: an address that opens its account in one
// trust must not make guesses at its accounts in others free.
std::optional<Begun> beginTries(const record::BookParts& parts, const AccountSettings& settings,
                                const TypedSignIn& typed, std::string_view remoteAddress) {
  const std::string index = emailIndex(parts.keys, typed.email);
  return parts.database.write([&](database::Write& write) -> std::optional<Begun> {
    const auto attemptBy = [&](const Guesser& guesser) {
      return beginAttempt(write, guesser, settings.throttle, parts.clock(), parts.random);
    };
    auto attempt = attemptBy(guesserOf(parts.keys, index, remoteAddress));
    if (!attempt) return std::nullopt;
    Begun begun{.typed = *std::move(attempt), .tries = {}};
    for (Credentials& one : credentialsOf(write, index, typed.before, kMostTried)) {
      auto own = attemptBy(guesserOfAccount(parts.keys, one.account));
      begun.tries.push_back({.credentials = std::move(one), .attempt = std::move(own)});
    }
    return begun;
  });
}

// As many hashes whatever there is to try, so that the time does not tell.
void tryAll(PasswordHasher& hasher, std::vector<Try>& tries, std::string_view password) {
  for (std::size_t i = 0; i < kMostTried; ++i) {
    Try* one = i < tries.size() && tries[i].attempt ? &tries[i] : nullptr;
    const bool matches =
        hasher.matches(one != nullptr ? one->credentials.passwordHash : std::string{}, password);
    if (one != nullptr) one->opens = matches && one->credentials.state == AccountState::active;
  }
}

// Straight into the trail: the accounts of one address are of several trusts.
void keepFailure(const record::BookParts& parts, database::Write& write, const Try& tried,
                 record::Deed action) {
  const Instant now = parts.clock();
  const std::string account = tried.credentials.account.text();
  if (tried.attempt) countFrom(write, *tried.attempt, now);
  parts.trail.append({.trust = tried.credentials.trust,
                      .at = now,
                      .account = account,
                      .action = std::string(action.code()),
                      .person = {},
                      .subject = account,
                      .reason = {}});
}

// One write however many accounts there are.
void keepAllFailed(const record::BookParts& parts, const Begun& begun) {
  parts.database.write([&](database::Write& write) {
    countFrom(write, begun.typed, parts.clock());
    for (const Try& tried : begun.tries) keepFailure(parts, write, tried, "sign-in-failed");
  });
}

// With what opened: guesses that were right do not count, those at other accounts do.
void settle(const record::BookParts& parts, database::Write& write, const Begun& begun) {
  takeBack(write, begun.typed);
  for (const Try& tried : begun.tries) {
    if (tried.opens) {
      takeBack(write, *tried.attempt);
    } else {
      keepFailure(parts, write, tried, "sign-in-failed");
    }
  }
}

// The one place where somebody comes to be signed in.
Entered startWhole(record::Writing& writing, const AccountSettings& settings) {
  writing.note("signed-in", {}, writing.actor().account.text());
  return {.session = startSession(writing, SessionStage::full, settings.session),
          .stage = SessionStage::full};
}

Entered startAfterPassword(record::Writing& writing, const AccountSettings& settings,
                           const Credentials& credentials) {
  if (!credentials.needsCode()) return startWhole(writing, settings);
  Entered entered{.session = startSession(writing, SessionStage::secondFactor, settings.session),
                  .stage = SessionStage::secondFactor};
  if (!credentials.hasSecondFactor) {
    keepNewSecret(writing, entered.session.index, makeTotpSecret(writing.random()));
  }
  return entered;
}

Entered startChoice(record::Writing& writing, const AccountSettings& settings,
                    const Credentials& /*credentials*/) {
  return {.session = startSession(writing, SessionStage::trust, settings.session),
          .stage = SessionStage::trust};
}

using AfterPassword = Entered (*)(record::Writing&, const AccountSettings&, const Credentials&);

/// Does `work(Writing&, Credentials)` as the account's owner, with the credentials as they are by
/// now (a second factor may have been set up while the password was tried) and the hash made anew
/// where today's cost is another. Nothing, and nothing is done, if the password was changed or the
/// account disabled since it was read: the password was the wrong one.
template <class Work>
std::optional<Entered> openAccount(record::Book& book, const AccountSettings& settings,
                                   const Credentials& credentials, std::string_view password,
                                   Work&& work) {
  const std::optional<std::string> renewed = settings.hasher->isOutdated(credentials.passwordHash)
                                                 ? std::optional(settings.hasher->hash(password))
                                                 : std::nullopt;
  const access::Actor actor = accountActor(credentials.trust, credentials.account);
  return book.write(actor, [&](record::Writing& writing) -> std::optional<Entered> {
    const auto now = stillOpen(writing.sql(), credentials);
    if (!now) return std::nullopt;
    if (renewed) renewPasswordHash(writing, credentials.account, *renewed);
    return work(writing, *now);
  });
}

// Whether the code is right, and from then on used.
bool isOwnCode(record::Writing& writing, std::string_view code) {
  const AccountId& account = writing.actor().account;
  const auto known = secondFactorOf(writing, account);
  if (!known) return false;
  const auto step = stepOfCode(known->secret, code, writing.now(), known->lastUsed);
  return step && useStep(writing, account, *step);
}

// What a code proved: nothing where it was wrong.
struct Proof {
  std::vector<std::string> recoveryCodes = {};  ///< of a second factor that it set up
};

std::optional<Proof> proveByCode(record::Writing& writing, const LiveSession& pending,
                                 std::string_view code) {
  const AccountId& account = writing.actor().account;
  if (secondFactorOf(writing, account)) {
    return isOwnCode(writing, code) ? std::optional(Proof{}) : std::nullopt;
  }
  if (!pending.newSecret) return std::nullopt;
  const auto step = stepOfCode(*pending.newSecret, code, writing.now(), /*lastUsed=*/0);
  if (!step) return std::nullopt;
  setSecondFactor(writing, account, *pending.newSecret, *step);
  return Proof{.recoveryCodes = renewRecoveryCodes(writing)};
}

bool isLive(record::Writing& writing, std::string_view sessionIndex) {
  return writing.sql().number(
             "SELECT count(*) FROM session WHERE token_index = $1 AND ended_at IS NULL",
             {sessionIndex}) == 1;
}

}  // namespace

std::expected<PasswordTaken, Refusal> enterWithPassword(record::Book& book,
                                                        const AccountSettings& settings,
                                                        const TypedSignIn& typed,
                                                        std::string_view remoteAddress) {
  const record::BookParts& parts = book.parts();
  auto begun = beginTries(parts, settings, typed, remoteAddress);
  if (!begun) return std::unexpected(Refusal::tooMany);
  tryAll(*settings.hasher, begun->tries, typed.password);

  const auto opening = std::ranges::count_if(begun->tries, &Try::opens);
  const AfterPassword after = opening > 1 ? startChoice : startAfterPassword;
  std::vector<std::pair<TrustId, Entered>> entered;
  for (const Try& tried : begun->tries) {
    if (!tried.opens) continue;
    auto one = openAccount(book, settings, tried.credentials, typed.password,
                           [&](record::Writing& writing, const Credentials& now) {
                             if (entered.empty()) settle(parts, writing.sql(), *begun);
                             return after(writing, settings, now);
                           });
    if (one) entered.emplace_back(tried.credentials.trust, *std::move(one));
  }
  if (opening == 0) keepAllFailed(parts, *begun);
  if (entered.empty()) return std::unexpected(Refusal::wrong);
  if (opening == 1) return entered.front().second;
  std::vector<OpenedAccount> choice;
  for (auto& [trust, one] : entered) choice.push_back({trust, std::move(one.session.token)});
  return choice;
}

std::expected<Entered, Refusal> enterChosen(record::Book& book, const AccountSettings& settings,
                                            const LiveSession& chosen) {
  const access::Actor& owner = chosen.signedIn.actor;
  const access::Actor actor = accountActor(owner.trust, owner.account);
  return book.write(actor, [&](record::Writing& writing) -> std::expected<Entered, Refusal> {
    const auto credentials = findCredentials(writing.sql(), owner.trust, owner.account);
    if (!credentials || !isLive(writing, chosen.signedIn.sessionIndex)) {
      return std::unexpected(Refusal::wrong);
    }
    endSession(writing, chosen.signedIn.sessionIndex);
    return startAfterPassword(writing, settings, *credentials);
  });
}

namespace {

/// From the session after the password to a whole one, where `prove(Writing&)` gives a Proof.
template <class Prove>
std::expected<Entered, Refusal> enterAfter(record::Book& book, const AccountSettings& settings,
                                           const LiveSession& pending,
                                           std::string_view remoteAddress, record::Deed whenRefused,
                                           const Prove& prove) {
  const record::BookParts& parts = book.parts();
  const access::Actor& owner = pending.signedIn.actor;
  const access::Actor actor = accountActor(owner.trust, owner.account);
  const auto attempt =
      counted(parts, settings, guesserOf(parts.keys, owner.account.text(), remoteAddress));
  if (!attempt) return std::unexpected(Refusal::tooMany);

  return book.write(actor, [&](record::Writing& writing) -> std::expected<Entered, Refusal> {
    auto proof = isLive(writing, pending.signedIn.sessionIndex) ? prove(writing) : std::nullopt;
    if (!proof) {
      writing.note(whenRefused, {}, actor.account.text());
      return std::unexpected(Refusal::wrong);
    }
    takeBack(writing.sql(), *attempt);
    endSession(writing, pending.signedIn.sessionIndex);
    Entered entered = startWhole(writing, settings);
    entered.recoveryCodes = std::move(proof->recoveryCodes);
    return entered;
  });
}

}  // namespace

std::expected<Entered, Refusal> enterWithCode(record::Book& book, const AccountSettings& settings,
                                              const LiveSession& pending, std::string_view code,
                                              std::string_view remoteAddress) {
  return enterAfter(book, settings, pending, remoteAddress, "code-refused",
                    [&](record::Writing& writing) { return proveByCode(writing, pending, code); });
}

std::expected<Entered, Refusal> enterWithRecoveryCode(record::Book& book,
                                                      const AccountSettings& settings,
                                                      const LiveSession& pending,
                                                      std::string_view code,
                                                      std::string_view remoteAddress) {
  return enterAfter(book, settings, pending, remoteAddress, "recovery-code-refused",
                    [&](record::Writing& writing) {
                      return useRecoveryCode(writing, code) ? std::optional(Proof{}) : std::nullopt;
                    });
}

std::expected<void, Refusal> checkOwnPassword(record::Book& book, const AccountSettings& settings,
                                              const access::Actor& actor, std::string_view password,
                                              std::string_view remoteAddress) {
  const record::BookParts& parts = book.parts();
  const auto attempt =
      counted(parts, settings, guesserOf(parts.keys, actor.account.text(), remoteAddress));
  if (!attempt) return std::unexpected(Refusal::tooMany);
  const auto credentials = parts.database.read(
      [&](database::Read& read) { return findCredentials(read, actor.trust, actor.account); });
  if (!credentials) throw Fault(FaultCode::notFound, "the actor has no account in this trust");
  if (!settings.hasher->matches(credentials->passwordHash, password)) {
    parts.database.write([&](database::Write& write) {
      keepFailure(parts, write, {.credentials = *credentials, .attempt = attempt},
                  "password-refused");
    });
    return std::unexpected(Refusal::wrong);
  }
  parts.database.write([&](database::Write& write) { takeBack(write, *attempt); });
  return {};
}

std::expected<void, Refusal> withOwnCode(record::Book& book, const AccountSettings& settings,
                                         const access::Actor& actor, std::string_view code,
                                         std::string_view remoteAddress,
                                         const std::function<void(record::Writing&)>& work) {
  const record::BookParts& parts = book.parts();
  const auto attempt =
      counted(parts, settings, guesserOf(parts.keys, actor.account.text(), remoteAddress));
  if (!attempt) return std::unexpected(Refusal::tooMany);
  return book.write(actor, [&](record::Writing& writing) -> std::expected<void, Refusal> {
    if (!isOwnCode(writing, code)) {
      writing.note("code-refused", {}, actor.account.text());
      return std::unexpected(Refusal::wrong);
    }
    takeBack(writing.sql(), *attempt);
    work(writing);
    return {};
  });
}

}  // namespace refocus::people
