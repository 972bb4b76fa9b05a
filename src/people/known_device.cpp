#include "people/known_device.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/bytes.hpp"
#include "http/cookie.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

constexpr std::string_view kCookie = "device";
constexpr std::size_t kMostTokenBytes = 64;

// By what they say of themselves; the first that fits. Most name others too, to be served as they.
using Mark = std::pair<std::string_view, std::string_view>;
constexpr std::array<Mark, 8> kBrowsers{{{"Edg", "Edge"},
                                         {"OPR/", "Opera"},
                                         {"SamsungBrowser", "Samsung Internet"},
                                         {"FxiOS", "Firefox"},
                                         {"Firefox/", "Firefox"},
                                         {"CriOS", "Chrome"},
                                         {"Chrome/", "Chrome"},
                                         {"Safari/", "Safari"}}};
constexpr std::array<Mark, 7> kSystems{{{"iPhone", "iPhone"},
                                        {"iPad", "iPad"},
                                        {"Android", "Android"},
                                        {"Windows", "Windows"},
                                        {"Mac OS X", "Mac"},
                                        {"CrOS", "ChromeOS"},
                                        {"Linux", "Linux"}}};

std::string nameIn(std::span<const Mark> marks, std::string_view text) {
  const auto found = std::ranges::find_if(
      marks, [&](const Mark& mark) { return text.find(mark.first) != std::string_view::npos; });
  return found == marks.end() ? std::string() : std::string(found->second);
}

std::string indexOf(const record::Keys& keys, std::string_view token) {
  return record::blindIndex(keys.indexKey(), "known-device", "", token);
}

std::string freshToken(const Random& random) {
  Bytes token(32);
  random(token);
  return toBase64Url(token);
}

/// Of the same browser whoever signs in with it, so that its guesses are counted together.
std::optional<std::string> deviceWith(database::Read& read, std::string_view tokenIndex) {
  return read.first("SELECT device FROM known_device WHERE token_index = $1", {tokenIndex},
                    [](const database::Row& row) { return std::string(row.text(0)); });
}

void forgetTheOldest(record::Writing& writing) {
  const access::Actor& actor = writing.actor();
  writing.sql().run(
      "DELETE FROM known_device WHERE trust = $1 AND account = $2 AND (used_at <= $3 "
      "OR device NOT IN (SELECT device FROM known_device WHERE trust = $1 AND account = $2 "
      "                  ORDER BY used_at DESC, device DESC LIMIT $4))",
      {actor.trust, actor.account, writing.now().plus(-kDeviceKeptFor), kMostDevices});
}

}  // namespace

Caller callerOf(const http::Request& request) {
  Caller caller{.address = request.remoteAddress};
  if (auto token = http::cookieOf(request, kCookie); token && token->size() <= kMostTokenBytes) {
    caller.deviceToken = *std::move(token);
  }
  if (const auto browser = request.headers.find("User-Agent")) caller.browser = *browser;
  return caller;
}

std::optional<std::string> knownDevice(database::Read& read, const record::Keys& keys,
                                       const Caller& caller, const TrustId& trust,
                                       const AccountId& account, Instant now) {
  if (caller.deviceToken.empty()) return std::nullopt;
  return read.first(
      "SELECT device FROM known_device "
      "WHERE token_index = $1 AND trust = $2 AND account = $3 AND used_at > $4",
      {indexOf(keys, caller.deviceToken), trust, account, now.plus(-kDeviceKeptFor)},
      [](const database::Row& row) { return std::string(row.text(0)); });
}

Device rememberDevice(record::Writing& writing, const Caller& caller) {
  const access::Actor& actor = writing.actor();
  Device device{.id = {}, .token = freshToken(writing.random())};
  const std::string index = indexOf(writing.keys(), device.token);
  const std::string before = indexOf(writing.keys(), caller.deviceToken);  // of "": nobody's
  if (auto known = deviceWith(writing.sql(), before)) {
    device.id = *std::move(known);
    // For everybody who uses this browser: the cookie is one, and the old token is to open nothing.
    writing.sql().run("UPDATE known_device SET token_index = $2 WHERE token_index = $1",
                      {before, index});
  } else {
    device.id = Uuid::make(writing.now(), writing.random()).text();
  }
  writing.sql().run(
      "INSERT INTO known_device (trust, account, device, token_index, made_at, used_at) "
      "VALUES ($1, $2, $3, $4, $5, $5) "
      "ON CONFLICT (trust, account, device) DO UPDATE SET used_at = excluded.used_at",
      {actor.trust, actor.account, device.id, index, writing.now()});
  forgetTheOldest(writing);
  return device;
}

void forgetDevices(record::Writing& writing, const AccountId& account,
                   const std::optional<std::string>& but) {
  writing.sql().run("DELETE FROM known_device WHERE trust = $1 AND account = $2 AND device <> $3",
                    {writing.trust(), account, but.value_or("")});
}

std::int64_t ownDevices(record::Reading& reading) {
  return reading.sql().number(
      "SELECT count(*) FROM known_device WHERE trust = $1 AND account = $2 AND used_at > $3",
      {reading.trust(), reading.actor().account, reading.now().plus(-kDeviceKeptFor)});
}

void setDeviceCookie(http::Response& response, const http::Request& request,
                     const std::string& token) {
  http::setCookie(response, request,
                  {.name = std::string(kCookie),
                   .value = token,
                   .sameSite = http::SameSite::strict,
                   .maxAge = kDeviceKeptFor});
}

std::string deviceKind(std::string_view browser) {
  return nameIn(kBrowsers, browser) + "/" + nameIn(kSystems, browser);
}

}  // namespace refocus::people
