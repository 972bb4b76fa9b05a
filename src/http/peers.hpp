// Who is at the other end: addresses as text, the proxies that are trusted, and the client whom a
// trusted proxy speaks for. What an untrusted peer writes in those headers is not believed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/headers.hpp"
#include "http/request.hpp"
#include "http/server.hpp"

namespace refocus::http {

/// An IPv4 or IPv6 address as 16 bytes (IPv4 mapped into IPv6).
using AddressBytes = std::array<std::uint8_t, 16>;
[[nodiscard]] std::optional<AddressBytes> parseAddress(std::string_view text);

/// What counts as one client: an IPv4 address, or the /64 that one household has in IPv6. Text that
/// is no address stands for itself.
[[nodiscard]] std::string neighbourhoodOf(std::string_view address);

/// The client as the site shall see it.
struct Client {
  std::string address;
  Scheme scheme = Scheme::http;
};

class TrustedProxies {
 public:
  /// Throws Fault(configuration) for an entry that is neither an address nor a network.
  TrustedProxies(const std::vector<std::string>& entries, ProxyHeader header);

  [[nodiscard]] bool contains(std::string_view address) const;
  /// Walks from the peer towards the client for as long as the speaker is trusted.
  [[nodiscard]] Client clientOf(std::string_view peer, const Headers& headers) const;

 private:
  struct Network {
    AddressBytes address;
    unsigned prefix;
  };
  std::vector<Network> networks_;
  ProxyHeader header_;
};

}  // namespace refocus::http
