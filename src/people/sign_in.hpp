// Signing in, without its pages: from a typed address and password to a session, from there with a
// code to a whole one. Argon2 runs outside any transaction. An address that is not known takes the
// same steps, and the same answer, as a wrong password. An address may have an account in each of
// several trusts: the password is tried against all of them, in a time that does not tell how many.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "people/account.hpp"
#include "people/known_device.hpp"
#include "people/password.hpp"
#include "people/session.hpp"
#include "people/throttle.hpp"
#include "record/book.hpp"

namespace refocus::people {

/// What the pages of accounts are made with. The hasher is shared: it bounds all hashing together.
struct AccountSettings {
  SessionSettings session = {};
  ThrottleSettings throttle = {};
  std::shared_ptr<PasswordHasher> hasher = std::make_shared<PasswordHasher>();
  std::vector<std::string> refusedWords = {};  ///< no password may be made of them
};

enum class Refusal : std::uint8_t {
  wrong,    ///< the address, the password or the code; which is not said
  tooMany,  ///< guesses: wait
};

/// Most accounts of one address that a password is tried against; as many hashes are always made.
inline constexpr std::size_t kMostTried = 3;

/// What is typed. The account of `before` is tried before the others: who has more accounts than
/// are tried comes by an address that names the trust.
struct TypedSignIn {
  std::string_view email;
  std::string_view password;
  std::optional<TrustId> before = {};
};

struct Entered {
  NewSession session;
  SessionStage stage;
  std::string deviceToken = {};  ///< for the browser's cookie, with a whole session
  /// Made with a second factor that this sign-in set up: to be shown once.
  std::vector<std::string> recoveryCodes = {};
};
/// One of several accounts that the password opened, with the token of its session of stage trust.
struct OpenedAccount {
  TrustId trust;
  std::string token;
};
/// A session, or where the password opened several accounts, what to choose from.
using PasswordTaken = std::variant<Entered, std::vector<OpenedAccount>>;

/// A session of stage secondFactor comes with a new secret where the account has none yet. Each
/// account that was tried and not opened has an entry in its trust's trail, and a guess counted.
[[nodiscard]] std::expected<PasswordTaken, Refusal> enterWithPassword(
    record::Book& book, const AccountSettings& settings, const TypedSignIn& typed,
    const Caller& caller);

/// Goes on with the one of several accounts that was chosen. Its session of stage trust ends.
[[nodiscard]] std::expected<Entered, Refusal> enterChosen(record::Book& book,
                                                          const AccountSettings& settings,
                                                          const LiveSession& chosen,
                                                          const Caller& caller);

/// Turns a session of stage secondFactor into a whole one with a new token. While an account has no
/// second factor yet, the code is for the secret kept with the session, and sets it up.
[[nodiscard]] std::expected<Entered, Refusal> enterWithCode(record::Book& book,
                                                            const AccountSettings& settings,
                                                            const LiveSession& pending,
                                                            std::string_view code,
                                                            const Caller& caller);

/// The same with a recovery code instead of the app's, which is used up. Only for an account whose
/// second factor is set up.
[[nodiscard]] std::expected<Entered, Refusal> enterWithRecoveryCode(record::Book& book,
                                                                    const AccountSettings& settings,
                                                                    const LiveSession& pending,
                                                                    std::string_view code,
                                                                    const Caller& caller);

/// What somebody who is signed in types anew before a grave deed. The code is the app's, or one of
/// the recovery codes, which is used up; it is asked for where an app is set up.
struct TypedAnew {
  std::string_view password;
  std::string_view code;
};
enum class NotConfirmed : std::uint8_t { password, code, tooMany };
/// Whether it is right for the actor's own account; counted as a guess like any other.
[[nodiscard]] std::expected<void, NotConfirmed> confirmOwner(record::Book& book,
                                                             const AccountSettings& settings,
                                                             const access::Actor& actor,
                                                             const TypedAnew& typed,
                                                             const Caller& caller);

}  // namespace refocus::people
