#include "http/peers.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>

#include "base/bytes.hpp"
#include "base/fault.hpp"
#include "http/parameters.hpp"

namespace refocus::http {
namespace {

constexpr std::size_t kMostHops = 32;
constexpr unsigned kMappedPrefix = 96;  // IPv4 is ::ffff:0:0/96

/// One step of the way: who spoke to the proxy, and how.
struct Hop {
  std::string address;
  std::string scheme;
};

std::vector<std::string_view> commaSeparated(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> parts;
  for (std::string_view value : headers.all(name)) {
    while (!value.empty()) {
      const auto end = std::min(value.find(','), value.size());
      parts.push_back(withoutBlanks(value.substr(0, end)));
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }
  return parts;
}

/// "192.0.2.1:4711", "[2001:db8::1]:4711", with or without port, as the bare address.
std::string_view withoutPort(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  const auto colon = text.find(':');
  return colon == text.rfind(':') ? text.substr(0, colon) : text;
}

std::vector<Hop> hopsOf(const Headers& headers, ProxyHeader kind) {
  std::vector<Hop> hops;
  if (kind == ProxyHeader::forwarded) {
    for (const std::string_view element : commaSeparated(headers, "Forwarded")) {
      const Fields pairs = parseParameters(element).value_or(Fields{});
      hops.push_back(
          {std::string(withoutPort(pairs.text("for"))), std::string(pairs.text("proto"))});
    }
    return hops;
  }
  for (const std::string_view element : commaSeparated(headers, "X-Forwarded-For")) {
    hops.push_back({std::string(withoutPort(element)), {}});
  }
  const auto schemes = commaSeparated(headers, "X-Forwarded-Proto");
  if (hops.empty()) hops.emplace_back();
  // A proxy that keeps no list of schemes writes the one of its client.
  for (Hop& hop : hops) {
    if (!schemes.empty()) hop.scheme = schemes.back();
  }
  return hops;
}

}  // namespace

std::optional<AddressBytes> parseAddress(std::string_view text) {
  const std::string terminated(text);
  AddressBytes bytes{};
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  bytes = {};
  bytes[10] = bytes[11] = 0xff;
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

std::string neighbourhoodOf(std::string_view address) {
  constexpr std::size_t kHalf = 8;
  constexpr std::array<std::uint8_t, kMappedPrefix / 8> kMapped{0, 0, 0, 0, 0,    0,
                                                                0, 0, 0, 0, 0xff, 0xff};
  const auto parsed = parseAddress(address);
  if (!parsed) return std::string(address);
  const ByteView bytes(*parsed);
  const bool isIpv4 = std::ranges::equal(bytes.first(kMapped.size()), kMapped);
  return toHex(isIpv4 ? bytes : bytes.first(kHalf));
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& entries, ProxyHeader header)
    : header_(header) {
  for (const std::string& entry : entries) {
    const auto slash = std::min(entry.find('/'), entry.size());
    const auto address = parseAddress(std::string_view(entry).substr(0, slash));
    const bool isV4 = entry.find(':') == std::string::npos;
    const unsigned most = isV4 ? 32 : 128;
    unsigned prefix = most;
    bool good = address.has_value();
    if (slash < entry.size()) {
      const char* const end = entry.data() + entry.size();
      const auto [stop, error] = std::from_chars(entry.data() + slash + 1, end, prefix);
      good = good && error == std::errc{} && stop == end && prefix <= most;
    }
    if (!good) {
      throw Fault(FaultCode::configuration,
                  fmt::format("trusted proxy \"{}\" is neither an address (10.0.0.7) nor a network "
                              "(10.0.0.0/8, fd00::/8)",
                              entry));
    }
    networks_.push_back({*address, isV4 ? prefix + kMappedPrefix : prefix});
  }
}

bool TrustedProxies::contains(std::string_view address) const {
  if (networks_.empty()) return false;
  const auto bytes = parseAddress(address);
  if (!bytes) return false;
  return std::ranges::any_of(networks_, [&](const Network& network) {
    for (unsigned bit = 0; bit < network.prefix; ++bit) {
      const unsigned mask = 0x80U >> (bit % 8);
      const auto difference = static_cast<unsigned>((*bytes)[bit / 8] ^ network.address[bit / 8]);
      if ((difference & mask) != 0) return false;
    }
    return true;
  });
}

Client TrustedProxies::clientOf(std::string_view peer, const Headers& headers) const {
  Client client{std::string(peer), Scheme::http};
  if (!contains(peer)) return client;
  auto hops = hopsOf(headers, header_);
  const auto nearest = std::views::reverse(hops) | std::views::take(kMostHops);
  for (const Hop& hop : nearest) {
    client.scheme = equalIgnoringCase(hop.scheme, "https") ? Scheme::https : Scheme::http;
    if (!parseAddress(hop.address)) break;  // "unknown", or no address: the speaker is the client
    client.address = hop.address;
    if (!contains(client.address)) break;
  }
  return client;
}

}  // namespace refocus::http
