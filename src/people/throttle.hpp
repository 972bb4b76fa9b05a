// Guesses of passwords and codes are counted by account and by network address, in a window that
// slides; those from a device that the account has signed in with before by that device instead, so
// that strangers' guesses hold nobody up. Who has had too many is refused whatever they type, and
// is not told whether the account exists. An attempt is counted before it is checked and taken back
// when it was right, so that many at once get no more guesses than one after another.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "database/database.hpp"
#include "record/keys.hpp"

namespace refocus::people {

struct ThrottleSettings {
  std::chrono::minutes window{15};
  std::int64_t mostByAccount = 10;
  std::int64_t mostByAddress = 100;
};

/// Whom an attempt is counted against, as keyed hashes.
struct Guesser {
  std::string account;
  std::optional<std::string> address = {};  ///< nothing: its address was counted already
};
/// `account` is what the account is known by in storage (emailIndex or its id). IPv6 addresses
/// count by their /64, which is what one household has.
[[nodiscard]] Guesser guesserOf(const record::Keys& keys, std::string_view account,
                                std::string_view remoteAddress);
/// From a known device: the account as it is tried from there, and the device for all accounts.
[[nodiscard]] Guesser guesserOnDevice(const record::Keys& keys, std::string_view account,
                                      std::string_view device);
/// The account alone, for a sign-in that is counted by what was typed and tries several; as it is
/// tried from a device that it knows, if it does.
[[nodiscard]] Guesser guesserOfAccount(const record::Keys& keys, const AccountId& account,
                                       const std::optional<std::string>& device);

/// A counted attempt.
struct Attempt {
  Guesser guesser;
  std::string id;
  Instant at;
};
/// Counts an attempt; nothing when there have been too many. Removes what has left the window.
[[nodiscard]] std::optional<Attempt> beginAttempt(database::Write& write, const Guesser& guesser,
                                                  const ThrottleSettings& settings, Instant now,
                                                  const Random& random);
/// It was right: it does not count.
void takeBack(database::Write& write, const Attempt& attempt);
/// It was wrong: it counts from the moment that this was found.
void countFrom(database::Write& write, const Attempt& attempt, Instant now);

}  // namespace refocus::people
