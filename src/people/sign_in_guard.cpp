#include "people/sign_in_guard.hpp"

#include "base/bytes.hpp"
#include "http/cookie.hpp"
#include "people/session.hpp"

namespace refocus::people {
namespace {

constexpr std::string_view kCookie = "sign-in";
constexpr std::size_t kTokenCharacters = 43;  // 256 bits in base64

}  // namespace

std::string freshGuard(const site::Visit& visit) {
  Bytes token(32);
  visit.random(token);
  return toBase64Url(token);
}

std::string guardOf(const site::Visit& visit) {
  if (auto known = http::cookieOf(visit.request(), kCookie)) {
    if (known->size() == kTokenCharacters) return *std::move(known);
  }
  return freshGuard(visit);
}

void setGuard(http::Response& response, const site::Visit& visit, const std::string& token) {
  http::setCookie(
      response, visit.request(),
      {.name = std::string(kCookie), .value = token, .sameSite = http::SameSite::strict});
}

bool isGuarded(site::Visit& visit) {
  const auto cookie = http::cookieOf(visit.request(), kCookie);
  return cookie && cookie->size() == kTokenCharacters &&
         equalSecrets(*cookie, visit.form().fields.text(kGuardField));
}

}  // namespace refocus::people
