// Whose a session was, also when it has ended: its row stays for two weeks, so that a form that
// comes too late has an owner (kept_form.hpp).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "database/database.hpp"
#include "record/keys.hpp"
#include "record/seal.hpp"

namespace refocus::people {

/// For how long after its beginning a session tells it.
inline constexpr std::chrono::hours kOwnerKnownFor{24 * 14};

struct SessionOwner {
  TrustId trust;
  AccountId account;
  bool operator==(const SessionOwner&) const = default;
};

/// Whose whole session made the form that carries this token, or gave the browser this cookie.
/// Nobody's where the row has been pointed at another account.
[[nodiscard]] std::optional<SessionOwner> ownerByFormToken(database::Read& read,
                                                           const record::Keys& keys,
                                                           std::string_view csrf, Instant now);
[[nodiscard]] std::optional<SessionOwner> ownerByCookie(database::Read& read,
                                                        const record::Keys& keys,
                                                        std::string_view token, Instant now);

/// By what a session is found in storage: from the cookie's token, from that of its forms.
[[nodiscard]] std::string sessionIndexOf(const record::Keys& keys, std::string_view token);
[[nodiscard]] std::string formTokenIndexOf(const record::Keys& keys, std::string_view csrf);

/// Where the token of a session's forms is sealed. Whose session a row is, at which stage and since
/// when: pointed at another account, or made to last, it does not open.
[[nodiscard]] record::Place placeOfFormToken(const SessionOwner& owner,
                                             std::string_view sessionIndex, std::string_view stage,
                                             Instant madeAt);

}  // namespace refocus::people
