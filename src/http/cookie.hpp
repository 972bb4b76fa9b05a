// Cookies (RFC 6265). Every cookie of the site is made by `setCookie`: for the whole site,
// HttpOnly, and, when the client came by https, Secure and named with the __Host- prefix, so that
// neither a neighbouring host nor plain http can plant one. Throws Fault(invalid) for a name or
// value that a cookie cannot carry.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/fields.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace refocus::http {

enum class SameSite : std::uint8_t { lax, strict };

struct Cookie {
  std::string name;   ///< without prefix: "session"
  std::string value;  ///< no spaces, quotes, commas, semicolons, backslashes: base64url fits
  SameSite sameSite = SameSite::lax;
  std::optional<std::chrono::seconds> maxAge = {};  ///< none: until the browser is closed
};

/// The name as the browser keeps it: "__Host-session" by https, "session" by http.
[[nodiscard]] std::string cookieName(std::string_view name, Scheme scheme);
/// The value of a Set-Cookie header.
[[nodiscard]] std::string setCookieText(const Cookie& cookie, Scheme scheme);
void setCookie(Response& response, const Request& request, const Cookie& cookie);
/// Tells the browser to forget it.
void clearCookie(Response& response, const Request& request, std::string_view name);

/// The value sent under the name (without prefix). Nothing when it did not come, or came twice with
/// different values: then somebody else planted one of them.
[[nodiscard]] std::optional<std::string> cookieOf(const Request& request, std::string_view name);

/// The pairs of one Cookie header. Pairs that are malformed, and those after the hundredth, are
/// passed over.
[[nodiscard]] Fields parseCookies(std::string_view header);

}  // namespace refocus::http
