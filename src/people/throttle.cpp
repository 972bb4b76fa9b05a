#include "people/throttle.hpp"

#include <algorithm>

#include "http/peers.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

/// The address for IPv4, its first 64 bits for IPv6.
std::string neighbourhoodOf(std::string_view remoteAddress) {
  constexpr std::size_t kHalf = 8;
  const auto address = http::parseAddress(remoteAddress);
  if (!address) return std::string(remoteAddress);
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const ByteView bytes(*address);
  const bool isIpv4 = std::ranges::equal(bytes.first(kMapped.size()), kMapped);
  return toHex(isIpv4 ? bytes : bytes.first(kHalf));
}

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
  return {
      .account = record::blindIndex(key, "guesses-account", "", account),
      .address = record::blindIndex(key, "guesses-address", "", neighbourhoodOf(remoteAddress))};
}

Guesser guesserOfAccount(const record::Keys& keys, const AccountId& account) {
  return {.account =
              record::blindIndex(keys.indexKey(), "guesses-one-account", "", account.text())};
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
