// Signing in, without its pages: from a typed address and password to a session, from there with a
// code to a whole one. Argon2 runs outside any transaction. An address that is not known takes the
// same steps, and the same answer, as a wrong password. An address may have an account in each of
// several trusts: the password is tried against all of them, in a time that does not tell how many.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "people/account.hpp"
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
    std::string_view remoteAddress);

/// Goes on with the one of several accounts that was chosen. Its session of stage trust ends.
[[nodiscard]] std::expected<Entered, Refusal> enterChosen(record::Book& book,
                                                          const AccountSettings& settings,
                                                          const LiveSession& chosen);

/// Turns a session of stage secondFactor into a whole one with a new token. While an account has no
/// second factor yet, the code is for the secret kept with the session, and sets it up.
[[nodiscard]] std::expected<Entered, Refusal> enterWithCode(record::Book& book,
                                                            const AccountSettings& settings,
                                                            const LiveSession& pending,
                                                            std::string_view code,
                                                            std::string_view remoteAddress);

/// The same with a recovery code instead of the app's, which is used up. Only for an account whose
/// second factor is set up.
[[nodiscard]] std::expected<Entered, Refusal> enterWithRecoveryCode(record::Book& book,
                                                                    const AccountSettings& settings,
                                                                    const LiveSession& pending,
                                                                    std::string_view code,
                                                                    std::string_view remoteAddress);

/// Whether the password is that of the signed-in account; counted as a guess like any other.
[[nodiscard]] std::expected<void, Refusal> checkOwnPassword(record::Book& book,
                                                            const AccountSettings& settings,
                                                            const access::Actor& actor,
                                                            std::string_view password,
                                                            std::string_view remoteAddress);

/// Does `work(Writing&)` for the signed-in account if the code is the one that its app shows, which
/// is then used; counted as a guess like any other. The account has a second factor.
[[nodiscard]] std::expected<void, Refusal> withOwnCode(
    record::Book& book, const AccountSettings& settings, const access::Actor& actor,
    std::string_view code, std::string_view remoteAddress,
    const std::function<void(record::Writing&)>& work);

}  // namespace refocus::people
