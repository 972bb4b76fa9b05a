// Recovery codes: ten that an account's owner keeps on paper, each good for one sign-in without the
// app of the second factor. Storage holds keyed hashes alone, so a code is shown when it is made
// and never again. Each deed leaves an audit entry in its own transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/random.hpp"
#include "record/book.hpp"

namespace refocus::people {

inline constexpr std::size_t kRecoveryCodes = 10;

/// Ten letters and digits, 50 random bits, as they are shown: "k7f3q-9xw2m". None of i, l, o and u:
/// they are mistaken for others, or make words.
[[nodiscard]] std::string makeRecoveryCode(const Random& random);

/// What was typed as storage knows it: in small letters, without hyphens and blanks, i and l read
/// as 1 and o as 0. Nothing for what is no code.
[[nodiscard]] std::optional<std::string> typedRecoveryCode(std::string_view typed);

/// Makes ten new codes for the actor's own account and answers them, to be shown once; those from
/// before are gone.
[[nodiscard]] std::vector<std::string> renewRecoveryCodes(record::Writing& writing);

/// Uses up the actor's own code. False, and nothing is done, if it is none of those that are left.
[[nodiscard]] bool useRecoveryCode(record::Writing& writing, std::string_view typed);

/// How many the actor's own account has left.
[[nodiscard]] std::int64_t recoveryCodesLeft(record::Reading& reading);

/// Takes an account's codes away: with its second factor, whose they are.
void dropRecoveryCodes(record::Writing& writing, const AccountId& account);

}  // namespace refocus::people
