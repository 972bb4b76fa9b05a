#include "people/throttle.hpp"

#include "http/peers.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

std::int64_t attemptsOf(database::Write& write, std::string_view subject, Instant from,
                        Instant until) {
  return write.number(
      "SELECT count(*) FROM sign_in_failure WHERE subject = $1 AND at > $2 AND at <= $3",
      {subject, from, until});
}

void insertAttempt(database::Write& write, std::string_view subject, const Attempt& attempt) {
  write.run("INSERT INTO sign_in_failure (subject, at, id) VALUES ($1, $2, $3)",
            {subject, attempt.at, attempt.id});
}

}  // namespace

Guesser guesserOf(const record::Keys& keys, std::string_view account,
                  std::string_view remoteAddress) {
  const record::Key key = keys.indexKey();
  return {.account = record::blindIndex(key, "guesses-account", "", account),
          .address =
              record::blindIndex(key, "guesses-address", "", http::neighbourhoodOf(remoteAddress))};
}

Guesser guesserOnDevice(const record::Keys& keys, std::string_view account,
                        std::string_view device) {
  const record::Key key = keys.indexKey();
  return {.account = record::blindIndex(key, "guesses-account-on-device", device, account),
          .address = record::blindIndex(key, "guesses-device", "", device)};
}

Guesser guesserOfAccount(const record::Keys& keys, const AccountId& account,
                         const std::optional<std::string>& device) {
  return {.account = record::blindIndex(keys.indexKey(), "guesses-one-account", device.value_or(""),
                                        account.text())};
}

std::optional<Attempt> beginAttempt(database::Write& write, const Guesser& guesser,
                                    const ThrottleSettings& settings, Instant now,
                                    const Random& random) {
  const Instant windowBegin = now.plus(-settings.window);
  write.run("DELETE FROM sign_in_failure WHERE at <= $1", {windowBegin});
  if (attemptsOf(write, guesser.account, windowBegin, now) >= settings.mostByAccount ||
      (guesser.address &&
       attemptsOf(write, *guesser.address, windowBegin, now) >= settings.mostByAddress)) {
    return std::nullopt;
  }
  Attempt attempt{.guesser = guesser, .id = Uuid::make(now, random).text(), .at = now};
  insertAttempt(write, guesser.account, attempt);
  if (guesser.address) insertAttempt(write, *guesser.address, attempt);
  return attempt;
}

void takeBack(database::Write& write, const Attempt& attempt) {
  write.run("DELETE FROM sign_in_failure WHERE subject IN ($1, $2) AND at = $3 AND id = $4",
            {attempt.guesser.account, attempt.guesser.address, attempt.at, attempt.id});
}

void countFrom(database::Write& write, const Attempt& attempt, Instant now) {
  write.run(
      "UPDATE sign_in_failure SET at = $5 "
      "WHERE subject IN ($1, $2) AND at = $3 AND id = $4",
      {attempt.guesser.account, attempt.guesser.address, attempt.at, attempt.id, now});
}

}  // namespace refocus::people
