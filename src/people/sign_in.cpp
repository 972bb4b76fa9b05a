#include "people/sign_in.hpp"

#include "base/fault.hpp"
#include "people/account_store.hpp"
#include "people/totp.hpp"

namespace refocus::people {
namespace {

std::optional<Attempt> counted(const record::BookParts& parts, const AccountSettings& settings,
                               const Guesser& guesser) {
  return parts.database.write([&](database::Write& write) {
    return beginAttempt(write, guesser, settings.throttle, parts.clock(), parts.random);
  });
}

// One write whether the account exists or not, so that the time does not tell.
void keepFailure(record::Book& book, const Attempt& attempt,
                 const std::optional<Credentials>& credentials, record::Deed action) {
  if (!credentials) {
    book.parts().database.write(
        [&](database::Write& write) { countFrom(write, attempt, book.parts().clock()); });
    return;
  }
  const access::Actor actor = accountActor(credentials->trust, credentials->account);
  book.write(actor, [&](record::Writing& writing) {
    countFrom(writing.sql(), attempt, writing.now());
    writing.note(action, {}, credentials->account.text());
    return true;
  });
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

// The code's step if it is right, and from then on used.
bool takeCode(record::Writing& writing, const LiveSession& pending, std::string_view code) {
  const AccountId& account = writing.actor().account;
  if (const auto known = secondFactorOf(writing, account)) {
    const auto step = stepOfCode(known->secret, code, writing.now(), known->lastUsed);
    return step && useStep(writing, account, *step);
  }
  if (!pending.newSecret) return false;
  const auto step = stepOfCode(*pending.newSecret, code, writing.now(), /*lastUsed=*/0);
  if (!step) return false;
  setSecondFactor(writing, account, *pending.newSecret, *step);
  return true;
}

bool isLive(record::Writing& writing, std::string_view sessionIndex) {
  return writing.sql().number(
             "SELECT count(*) FROM session WHERE token_index = $1 AND ended_at IS NULL",
             {sessionIndex}) == 1;
}

}  // namespace

std::expected<Entered, Refusal> enterWithPassword(record::Book& book,
                                                  const AccountSettings& settings,
                                                  std::string_view email, std::string_view password,
                                                  std::string_view remoteAddress) {
  const record::BookParts& parts = book.parts();
  const std::string index = emailIndex(parts.keys, email);
  const auto attempt = counted(parts, settings, guesserOf(parts.keys, index, remoteAddress));
  if (!attempt) return std::unexpected(Refusal::tooMany);

  const auto credentials =
      parts.database.read([&](database::Read& read) { return findCredentials(read, index); });
  const std::string stored = credentials ? credentials->passwordHash : std::string{};
  const bool matches = settings.hasher->matches(stored, password);
  if (!matches || credentials->state != AccountState::active) {
    keepFailure(book, *attempt, credentials, "sign-in-failed");
    return std::unexpected(Refusal::wrong);
  }
  const std::optional<std::string> renewed = settings.hasher->isOutdated(stored)
                                                 ? std::optional(settings.hasher->hash(password))
                                                 : std::nullopt;
  const access::Actor actor = accountActor(credentials->trust, credentials->account);
  return book.write(actor, [&](record::Writing& writing) -> std::expected<Entered, Refusal> {
    // Changed or disabled since it was read: the password was the wrong one.
    if (!isStill(writing.sql(), *credentials)) {
      return std::unexpected(Refusal::wrong);
    }
    takeBack(writing.sql(), *attempt);
    if (renewed) renewPasswordHash(writing, credentials->account, *renewed);
    return startAfterPassword(writing, settings, *credentials);
  });
}

std::expected<Entered, Refusal> enterWithCode(record::Book& book, const AccountSettings& settings,
                                              const LiveSession& pending, std::string_view code,
                                              std::string_view remoteAddress) {
  const record::BookParts& parts = book.parts();
  const access::Actor& owner = pending.signedIn.actor;
  const access::Actor actor = accountActor(owner.trust, owner.account);
  const auto attempt =
      counted(parts, settings, guesserOf(parts.keys, owner.account.text(), remoteAddress));
  if (!attempt) return std::unexpected(Refusal::tooMany);

  return book.write(actor, [&](record::Writing& writing) -> std::expected<Entered, Refusal> {
    if (!isLive(writing, pending.signedIn.sessionIndex) || !takeCode(writing, pending, code)) {
      writing.note("code-refused", {}, actor.account.text());
      return std::unexpected(Refusal::wrong);
    }
    takeBack(writing.sql(), *attempt);
    endSession(writing, pending.signedIn.sessionIndex);
    return startWhole(writing, settings);
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
  if (!credentials || !settings.hasher->matches(credentials->passwordHash, password)) {
    keepFailure(book, *attempt, credentials, "password-refused");
    return std::unexpected(Refusal::wrong);
  }
  parts.database.write([&](database::Write& write) { takeBack(write, *attempt); });
  return {};
}

}  // namespace refocus::people
