// What guards the forms of those who are not signed in: a token of the browser's own, in a cookie
// and in a hidden field, which must agree. Another site can make a browser send neither.
#pragma once

#include <string>
#include <string_view>

#include "http/response.hpp"
#include "site/visit.hpp"

namespace refocus::people {

inline constexpr std::string_view kGuardField = "sign-in-token";

[[nodiscard]] std::string freshGuard(const site::Visit& visit);
/// The token that this browser has, else a fresh one.
[[nodiscard]] std::string guardOf(const site::Visit& visit);
/// Gives the browser this token: forms with an earlier one are worth nothing from now on.
void setGuard(http::Response& response, const site::Visit& visit, const std::string& token);

/// Whether the form that was sent is one that this site gave to this browser.
[[nodiscard]] bool isGuarded(site::Visit& visit);

}  // namespace refocus::people
