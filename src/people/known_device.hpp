// Devices: browsers that an account has signed in with before. What is guessed from one of them is
// counted apart from what is guessed elsewhere, so that its owner can sign in while others try. The
// cookie holds 256 random bits, new at each sign-in, and storage only their keyed hash.
//
// A device opens nothing. It is forgotten when its session is ended by hand, when all sessions end
// (a new password, a reset), and half a year after its last sign-in; an account knows ten at most.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "database/database.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "record/book.hpp"

namespace refocus::people {

inline constexpr std::int64_t kMostDevices = 10;
inline constexpr std::chrono::hours kDeviceKeptFor{24 * 180};

/// Where a sign-in, or a guess, comes from.
struct Caller {
  std::string address;           ///< of the network
  std::string deviceToken = {};  ///< of the cookie; empty where there is none
  std::string browser = {};      ///< what it says of itself, User-Agent
};
[[nodiscard]] Caller callerOf(const http::Request& request);

/// The id of the caller's device, if the account has signed in with it before.
[[nodiscard]] std::optional<std::string> knownDevice(database::Read& read, const record::Keys& keys,
                                                     const Caller& caller, const TrustId& trust,
                                                     const AccountId& account, Instant now);

/// A device that has just signed in.
struct Device {
  std::string id;
  std::string token;  ///< for the browser's cookie; the one before is worth nothing
};
/// Makes the caller's device known to the writing's actor.
[[nodiscard]] Device rememberDevice(record::Writing& writing, const Caller& caller);

/// Forgets devices of an account: all, or all but one.
void forgetDevices(record::Writing& writing, const AccountId& account,
                   const std::optional<std::string>& but = std::nullopt);

/// How many the actor's own account has.
[[nodiscard]] std::int64_t ownDevices(record::Reading& reading);

void setDeviceCookie(http::Response& response, const http::Request& request,
                     const std::string& token);

/// Roughly which browser on which system, "Firefox/Windows"; a part that is not known is empty.
[[nodiscard]] std::string deviceKind(std::string_view browser);

}  // namespace refocus::people
