#include "http/cookie.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.hpp"

namespace refocus::http {
namespace {

constexpr std::size_t kMostPairs = 100;
constexpr std::string_view kHostPrefix = "__Host-";

/// cookie-octet of RFC 6265, section 4.1.1.
bool isCookieOctet(char c) {
  return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool isNameCharacter(char c) {
  return isCookieOctet(c) && std::string_view("=()<>@:/[]?{}").find(c) == std::string_view::npos;
}

bool isCookieName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, isNameCharacter);
}

/// Values may come in double quotes, which belong to the value's writing, not to the value.
std::string_view unquoted(std::string_view value) {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    return value.substr(1, value.size() - 2);
  }
  return value;
}

}  // namespace

std::string cookieName(std::string_view name, Scheme scheme) {
  return fmt::format("{}{}", scheme == Scheme::https ? kHostPrefix : std::string_view{}, name);
}

std::string setCookieText(const Cookie& cookie, Scheme scheme) {
  if (!isCookieName(cookie.name)) {
    throw Fault(FaultCode::invalid, "a cookie's name must be a token");
  }
  if (!std::ranges::all_of(cookie.value, isCookieOctet)) {
    throw Fault(FaultCode::invalid,
                fmt::format("the value of cookie {} holds a character that cookies cannot carry",
                            cookie.name));
  }
  std::string text = fmt::format("{}={}; Path=/", cookieName(cookie.name, scheme), cookie.value);
  if (cookie.maxAge) text += fmt::format("; Max-Age={}", cookie.maxAge->count());
  if (scheme == Scheme::https) text += "; Secure";
  text += "; HttpOnly; SameSite=";
  text += cookie.sameSite == SameSite::strict ? "Strict" : "Lax";
  return text;
}

void setCookie(Response& response, const Request& request, const Cookie& cookie) {
  response.headers.add("Set-Cookie", setCookieText(cookie, request.scheme));
}

void clearCookie(Response& response, const Request& request, std::string_view name) {
  setCookie(response, request,
            {.name = std::string(name), .value = "", .maxAge = std::chrono::seconds{0}});
}

std::optional<std::string> cookieOf(const Request& request, std::string_view name) {
  const std::string sent = cookieName(name, request.scheme);
  std::optional<std::string> value;
  for (const std::string_view header : request.headers.all("Cookie")) {
    const Fields cookies = parseCookies(header);
    for (const std::string_view found : cookies.all(sent)) {
      if (value && *value != found) return std::nullopt;
      value = std::string(found);
    }
  }
  return value;
}

Fields parseCookies(std::string_view header) {
  Fields cookies;
  while (!header.empty() && cookies.size() < kMostPairs) {
    const auto end = std::min(header.find(';'), header.size());
    const std::string_view pair = withoutBlanks(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = unquoted(pair.substr(equals + 1));
    if (!isCookieName(name) || !std::ranges::all_of(value, isCookieOctet)) continue;
    cookies.add(std::string(name), std::string(value));
  }
  return cookies;
}

}  // namespace refocus::http
