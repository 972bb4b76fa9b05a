// One-time links: an administrator makes one, it is shown once, and whoever opens it within a day
// sets a new password for its account. Storage holds a keyed hash of it alone. Using one, or making
// a newer one, ends those before.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "database/database.hpp"
#include "people/account.hpp"
#include "record/book.hpp"

namespace refocus::people {

inline constexpr std::chrono::hours kLinkLifetime{24};

/// Makes a link for an account of the actor's trust; returns its token. Requires manageAccounts.
/// Fault(notFound) if there is no such account.
[[nodiscard]] std::string makeOneTimeLink(record::Writing& writing, const AccountId& account);
/// "/link/…", the path that the token is opened by.
[[nodiscard]] std::string linkPath(std::string_view token);

/// Whose link it is, if it can still be used.
struct LinkOwner {
  TrustId trust;
  AccountId account;
};
[[nodiscard]] std::optional<LinkOwner> findLink(database::Read& read, const record::Keys& keys,
                                                std::string_view token, Instant now);

/// Sets the password and ends the link and all sessions. False if the link can no longer be used;
/// nothing has changed then. The writing's actor is the link's owner.
[[nodiscard]] bool useLink(record::Writing& writing, std::string_view token,
                           const std::string& passwordHash);

}  // namespace refocus::people
