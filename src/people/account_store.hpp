// Accounts in storage: found for sign-in, and changed by their owners. Statements are kept to the
// actor's trust; each change leaves an audit entry in its own transaction. An account that is not
// there (or is another trust's) is Fault(notFound).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "database/database.hpp"
#include "people/account.hpp"
#include "record/book.hpp"

namespace refocus::people {

/// What a sign-in is checked against.
struct Credentials {
  TrustId trust;
  AccountId account;
  std::string passwordHash;  ///< empty: no password yet
  AccountState state;
  SecondFactor secondFactor;
  bool hasSecondFactor;

  [[nodiscard]] bool needsCode() const {
    return hasSecondFactor || secondFactor == SecondFactor::required;
  }
};

/// Those of an e-mail address in all trusts, by its index: nobody has signed in yet. At most
/// `most`: the account of the trust `before` others, active ones before disabled, older before
/// newer.
[[nodiscard]] std::vector<Credentials> credentialsOf(database::Read& read, const record::Keys& keys,
                                                     std::string_view emailIndex,
                                                     const std::optional<TrustId>& before,
                                                     std::size_t most);
[[nodiscard]] std::optional<Credentials> findCredentials(database::Read& read,
                                                         const record::Keys& keys,
                                                         const TrustId& trust,
                                                         const AccountId& account);

/// The actor's own account.
[[nodiscard]] Account ownAccount(record::Reading& reading);

/// Names for a list of accounts, e.g. those of an audit page; ids that are not there are left out.
[[nodiscard]] std::vector<std::pair<AccountId, std::string>> accountNames(
    record::Reading& reading, std::span<const AccountId> accounts);

void changeOwnDetails(record::Writing& writing, std::string_view name, std::string_view language);

/// Puts a new hash in place. `action` is the audit entry's: "password-changed",
/// "password-set-by-link".
void setPassword(record::Writing& writing, const AccountId& account, const std::string& hash,
                 record::Deed action);
/// The same password hashed at today's cost: no audit entry, because nothing changed for anyone.
void renewPasswordHash(record::Writing& writing, const AccountId& account, const std::string& hash);
/// The account's credentials as they are now; nothing unless it is active and its password still
/// the one of those that were read before.
[[nodiscard]] std::optional<Credentials> stillOpen(database::Read& read, const record::Keys& keys,
                                                   const Credentials& before);

/// The shared secret and the newest step used; nothing where none is set up.
struct SecondFactorSecret {
  Bytes secret;
  std::int64_t lastUsed;
};
[[nodiscard]] std::optional<SecondFactorSecret> secondFactorOf(record::Reading& reading,
                                                               const AccountId& account);
/// Sets the secret, with the step of the code that proved it.
void setSecondFactor(record::Writing& writing, const AccountId& account, ByteView secret,
                     std::int64_t usedStep);
/// Marks a step as used. False if it, or a newer one, was used already.
[[nodiscard]] bool useStep(record::Writing& writing, const AccountId& account, std::int64_t step);

}  // namespace refocus::people
