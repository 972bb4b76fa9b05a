#include "app/web_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "http/peers.hpp"

namespace refocus::app {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttp = "http://";

struct Authority {
  std::string_view host;  ///< an IPv6 address with its brackets
  std::optional<std::string_view> port;
};

Authority authorityOf(std::string_view text) {
  const std::size_t end = text.starts_with('[') ? text.find(']') : 0;
  const std::size_t colon = text.find(':', end == std::string_view::npos ? 0 : end);
  if (colon == std::string_view::npos) return {.host = text, .port = std::nullopt};
  return {.host = text.substr(0, colon), .port = text.substr(colon + 1)};
}

bool isPort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port != 0;
}

std::string_view withoutBrackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

bool isName(std::string_view host) {
  constexpr std::size_t kMostNameBytes = 253;  // RFC 1035, section 2.3.4
  const auto isAllowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  };
  return !host.empty() && host.size() <= kMostNameBytes && std::ranges::all_of(host, isAllowed) &&
         !host.starts_with('.') && !host.starts_with('-') && !host.ends_with('-') &&
         host.find("..") == std::string_view::npos;
}

bool isHost(std::string_view host) {
  return host.starts_with('[') ? http::parseAddress(withoutBrackets(host)).has_value()
                               : isName(host);
}

bool isThisMachine(std::string_view host) {
  if (host == "localhost") return true;
  const auto address = http::parseAddress(withoutBrackets(host));
  return address &&
         (address == http::parseAddress("::1") || std::string_view(host).starts_with("127."));
}

}  // namespace

bool isWebAddress(std::string_view text) {
  const bool isSecret = text.starts_with(kHttps);
  if (!isSecret && !text.starts_with(kHttp)) return false;
  text.remove_prefix(isSecret ? kHttps.size() : kHttp.size());
  const auto [host, port] = authorityOf(text);
  return isHost(host) && (!port || isPort(*port)) && (isSecret || isThisMachine(host));
}

std::string linkBase(const Settings& settings) {
  if (!settings.text("server.public_address").empty()) {
    return settings.text("server.public_address");
  }
  const std::string& address = settings.text("server.address");
  const bool isIpv6 = address.find(':') != std::string::npos;
  return fmt::format("http://{}:{}", isIpv6 ? fmt::format("[{}]", address) : address,
                     settings.number("server.port"));
}

}  // namespace refocus::app
