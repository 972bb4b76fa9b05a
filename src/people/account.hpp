// Accounts: who may sign in. Plain values and rules; account_store keeps them, account_admin_store
// is what administrators and the command line do to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/actor.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "record/keys.hpp"

namespace refocus::people {

enum class AccountState : std::uint8_t { active, disabled };
enum class SecondFactor : std::uint8_t { required, off };

struct Account {
  AccountId id;
  TrustId trust;
  std::string email;
  std::string name;
  AccountState state = AccountState::active;
  SecondFactor secondFactor = SecondFactor::required;
  bool hasPassword = false;
  bool hasSecondFactor = false;  ///< an app is set up
  std::optional<WorkerId> worker;
  std::optional<PersonId> person;
  std::string language;
  Instant madeAt;
};

inline constexpr std::size_t kMostEmailBytes = 254;  // RFC 5321, section 4.5.3.1.3
inline constexpr std::size_t kMostNameCharacters = 200;

/// An address as it is stored and compared: trimmed, NFC, ASCII letters small. Accents stay: two
/// mailboxes that differ by one are two.
[[nodiscard]] std::string foldedEmail(std::string_view email);
[[nodiscard]] std::optional<Sentence> emailProblem(std::string_view email);
[[nodiscard]] std::optional<Sentence> nameProblem(std::string_view name);

/// By what an account is found: a keyed hash of the folded address. It has one account in a trust;
/// what other trusts have is nothing that an administrator can learn.
[[nodiscard]] std::string emailIndex(const record::Keys& keys, std::string_view email);

[[nodiscard]] std::string_view nameOf(AccountState state);   ///< as stored
[[nodiscard]] std::string_view nameOf(SecondFactor factor);  ///< as stored
/// Throw Fault(corrupt) for text that is none of the names.
[[nodiscard]] AccountState storedState(std::string_view text);
[[nodiscard]] SecondFactor storedSecondFactor(std::string_view text);

/// Somebody acting for their own account before any grant counts: signing in, using a link.
[[nodiscard]] access::Actor accountActor(const TrustId& trust, const AccountId& account);
/// The command line: no account, all that an administrator of the trust may. In the audit trail its
/// account is empty.
[[nodiscard]] access::Actor commandLineActor(const TrustId& trust);

}  // namespace refocus::people
