#include "people/sign_in.hpp"

#include <algorithm>
#include <utility>

#include "base/fault.hpp"
#include "people/account_store.hpp"
#include "people/recovery_code.hpp"
#include "people/refusal_log.hpp"
#include "people/totp.hpp"

namespace refocus::people {
namespace {

/// By the device that the account knows, else by the network address.
Guesser guesserFrom(database::Read& read, const record::BookParts& parts, const TrustId& trust,
                    const AccountId& account, const Caller& caller) {
  const auto device = knownDevice(read, parts.keys, caller, trust, account, parts.clock());
  return device ? guesserOnDevice(parts.keys, account.text(), *device)
                : guesserOf(parts.keys, account.text(), caller.address);
}

std::optional<Attempt> countedFor(const record::BookParts& parts, const AccountSettings& settings,
                                  const access::Actor& owner, const Caller& caller) {
  return parts.database.write([&](database::Write& write) {
    return beginAttempt(write, guesserFrom(write, parts, owner.trust, owner.account, caller),
                        settings.throttle, parts.clock(), parts.random);
  });
}

/// An account that the password is tried against.
struct Try {
  Credentials credentials;
  std::optional<Attempt> attempt = {};  ///< nothing: too many guesses at it, so it is not tried
  bool opens = false;
};
struct Begun {
  Attempt typed;  ///< counted by the address that was typed, whether it has accounts or not
  std::vector<Try> tries;
};

// Guesses at one account are counted by themselves too: an address that opens its account in one
// trust must not make guesses at its accounts in others free. A device that one of them knows has
// its own allowance, so that strangers' guesses do not hold its owner up.
std::optional<Begun> beginTries(const record::BookParts& parts, const AccountSettings& settings,
                                const TypedSignIn& typed, const Caller& caller) {
  const std::string index = emailIndex(parts.keys, typed.email);
  return parts.database.write([&](database::Write& write) -> std::optional<Begun> {
    const auto attemptBy = [&](const Guesser& guesser) {
      return beginAttempt(write, guesser, settings.throttle, parts.clock(), parts.random);
    };
    std::vector<Try> tries;
    std::vector<Guesser> own;
    Guesser byTyped = guesserOf(parts.keys, index, caller.address);
    for (Credentials& one : credentialsOf(write, parts.keys, index, typed.before, kMostTried)) {
      const auto device =
          knownDevice(write, parts.keys, caller, one.trust, one.account, parts.clock());
      if (device) byTyped = guesserOnDevice(parts.keys, index, *device);
      own.push_back(guesserOfAccount(parts.keys, one.account, device));
      tries.push_back({.credentials = std::move(one)});
    }
    auto attempt = attemptBy(byTyped);
    if (!attempt) return std::nullopt;
    for (std::size_t i = 0; i < tries.size(); ++i) tries[i].attempt = attemptBy(own[i]);
    return Begun{.typed = *std::move(attempt), .tries = std::move(tries)};
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
Entered startWhole(record::Writing& writing, const AccountSettings& settings,
                   const Caller& caller) {
  writing.note("signed-in", {}, writing.actor().account.text());
  Device device = rememberDevice(writing, caller);
  return {.session = startSession(writing, SessionStage::full, settings.session,
                                  {.id = device.id, .kind = deviceKind(caller.browser)}),
          .stage = SessionStage::full,
          .deviceToken = std::move(device.token)};
}

Entered startAfterPassword(record::Writing& writing, const AccountSettings& settings,
                           const Caller& caller, const Credentials& credentials) {
  if (!credentials.needsCode()) return startWhole(writing, settings, caller);
  Entered entered{.session = startSession(writing, SessionStage::secondFactor, settings.session),
                  .stage = SessionStage::secondFactor};
  if (!credentials.hasSecondFactor) {
    keepNewSecret(writing, entered.session.index, makeTotpSecret(writing.random()));
  }
  return entered;
}

Entered startChoice(record::Writing& writing, const AccountSettings& settings,
                    const Caller& /*caller*/, const Credentials& /*credentials*/) {
  return {.session = startSession(writing, SessionStage::trust, settings.session),
          .stage = SessionStage::trust};
}

using AfterPassword = Entered (*)(record::Writing&, const AccountSettings&, const Caller&,
                                  const Credentials&);

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
    const auto now = stillOpen(writing.sql(), writing.keys(), credentials);
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
                                                        const Caller& caller) {
  const record::BookParts& parts = book.parts();
  auto begun = beginTries(parts, settings, typed, caller);
  if (!begun) {
    logRefusal("sign-in, too many tries", caller.address);
    return std::unexpected(Refusal::tooMany);
  }
  if (begun->tries.empty()) logRefusal("sign-in, no account has the address", caller.address);
  tryAll(*settings.hasher, begun->tries, typed.password);

  const auto opening = std::ranges::count_if(begun->tries, &Try::opens);
  const AfterPassword after = opening > 1 ? startChoice : startAfterPassword;
  std::vector<std::pair<TrustId, Entered>> entered;
  for (const Try& tried : begun->tries) {
    if (!tried.opens) continue;
    auto one = openAccount(book, settings, tried.credentials, typed.password,
                           [&](record::Writing& writing, const Credentials& now) {
                             if (entered.empty()) settle(parts, writing.sql(), *begun);
                             return after(writing, settings, caller, now);
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
                                            const LiveSession& chosen, const Caller& caller) {
  const access::Actor& owner = chosen.signedIn.actor;
  const access::Actor actor = accountActor(owner.trust, owner.account);
  return book.write(actor, [&](record::Writing& writing) -> std::expected<Entered, Refusal> {
    const auto credentials =
        findCredentials(writing.sql(), writing.keys(), owner.trust, owner.account);
    if (!credentials || !isLive(writing, chosen.signedIn.sessionIndex)) {
      return std::unexpected(Refusal::wrong);
    }
    endSession(writing, chosen.signedIn.sessionIndex);
    return startAfterPassword(writing, settings, caller, *credentials);
  });
}

namespace {

/// From the session after the password to a whole one, where `prove(Writing&)` gives a Proof.
template <class Prove>
std::expected<Entered, Refusal> enterAfter(record::Book& book, const AccountSettings& settings,
                                           const LiveSession& pending, const Caller& caller,
                                           record::Deed whenRefused, const Prove& prove) {
  const record::BookParts& parts = book.parts();
  const access::Actor& owner = pending.signedIn.actor;
  const access::Actor actor = accountActor(owner.trust, owner.account);
  const auto attempt = countedFor(parts, settings, owner, caller);
  if (!attempt) {
    logRefusal("code, too many tries", caller.address, owner.account);
    return std::unexpected(Refusal::tooMany);
  }

  return book.write(actor, [&](record::Writing& writing) -> std::expected<Entered, Refusal> {
    auto proof = isLive(writing, pending.signedIn.sessionIndex) ? prove(writing) : std::nullopt;
    if (!proof) {
      writing.note(whenRefused, {}, actor.account.text());
      return std::unexpected(Refusal::wrong);
    }
    takeBack(writing.sql(), *attempt);
    endSession(writing, pending.signedIn.sessionIndex);
    Entered entered = startWhole(writing, settings, caller);
    entered.recoveryCodes = std::move(proof->recoveryCodes);
    return entered;
  });
}

}  // namespace

std::expected<Entered, Refusal> enterWithCode(record::Book& book, const AccountSettings& settings,
                                              const LiveSession& pending, std::string_view code,
                                              const Caller& caller) {
  return enterAfter(book, settings, pending, caller, "code-refused",
                    [&](record::Writing& writing) { return proveByCode(writing, pending, code); });
}

std::expected<Entered, Refusal> enterWithRecoveryCode(record::Book& book,
                                                      const AccountSettings& settings,
                                                      const LiveSession& pending,
                                                      std::string_view code, const Caller& caller) {
  return enterAfter(book, settings, pending, caller, "recovery-code-refused",
                    [&](record::Writing& writing) {
                      return useRecoveryCode(writing, code) ? std::optional(Proof{}) : std::nullopt;
                    });
}

std::expected<void, NotConfirmed> confirmOwner(record::Book& book, const AccountSettings& settings,
                                               const access::Actor& actor, const TypedAnew& typed,
                                               const Caller& caller) {
  const record::BookParts& parts = book.parts();
  const auto attempt = countedFor(parts, settings, actor, caller);
  if (!attempt) {
    logRefusal("password asked anew, too many tries", caller.address, actor.account);
    return std::unexpected(NotConfirmed::tooMany);
  }
  const auto credentials = parts.database.read([&](database::Read& read) {
    return findCredentials(read, parts.keys, actor.trust, actor.account);
  });
  if (!credentials) throw Fault(FaultCode::notFound, "the actor has no account in this trust");
  if (!settings.hasher->matches(credentials->passwordHash, typed.password)) {
    parts.database.write([&](database::Write& write) {
      keepFailure(parts, write, {.credentials = *credentials, .attempt = attempt},
                  "password-refused");
    });
    return std::unexpected(NotConfirmed::password);
  }
  return book.write(actor, [&](record::Writing& writing) -> std::expected<void, NotConfirmed> {
    if (!stillOpen(writing.sql(), writing.keys(), *credentials))
      return std::unexpected(NotConfirmed::password);
    const bool hasApp = secondFactorOf(writing, actor.account).has_value();
    if (hasApp && !isOwnCode(writing, typed.code) && !useRecoveryCode(writing, typed.code)) {
      writing.note("code-refused", {}, actor.account.text());
      return std::unexpected(NotConfirmed::code);
    }
    takeBack(writing.sql(), *attempt);
    return {};
  });
}

}  // namespace refocus::people
