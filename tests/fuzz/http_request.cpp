// Whole connections: the first byte says in what pieces the rest arrives. However it is cut, the
// reader must come to the same end, and what it lets through must be what a handler is promised.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/parameters.hpp"
#include "http/peers.hpp"
#include "http/request_reader.hpp"

namespace {

using namespace refocus::http;
using Stage = RequestReader::Stage;

constexpr std::size_t kLargestBody = 4096;

/// What became of a connection: each request as text, then how it ended.
using Outcome = std::vector<std::string>;

void checkPromises(const Request& request) {
  static const TrustedProxies proxies({"10.0.0.0/8"}, ProxyHeader::xForwardedFor);
  static const TrustedProxies modern({"10.0.0.0/8"}, ProxyHeader::forwarded);
  if (!request.path.starts_with('/') || !isPlainText(request.path)) std::abort();
  if (request.path.find("/../") != std::string::npos) std::abort();
  if (request.body.size() > kLargestBody || request.host.empty()) std::abort();
  for (const auto* each : {&proxies, &modern}) {
    if (!parseAddress(each->clientOf("10.0.0.1", request.headers).address)) std::abort();
  }
}

Outcome outcomeOf(std::string_view bytes, std::size_t piece) {
  RequestReader reader({.targetBytes = 2048, .headerBytes = 4096, .headerFields = 20});
  Outcome outcome;
  std::string unread;
  while (true) {
    if (reader.stage() == Stage::header && !unread.empty())
      unread.erase(0, reader.readHead(unread));
    if (reader.stage() == Stage::body) {
      reader.limitBody(kLargestBody);
      if (reader.stage() == Stage::body) unread.erase(0, reader.readBody(unread));
    }
    if (reader.stage() == Stage::refused) {
      outcome.push_back("refused " + std::to_string(reader.refusal().status));
      return outcome;
    }
    if (reader.stage() == Stage::complete) {
      checkPromises(reader.request());
      outcome.push_back(reader.request().target + "|" + reader.request().body);
      if (!reader.keepAlive()) return outcome;
      reader.next();
      continue;
    }
    if (bytes.empty()) return outcome;
    unread.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const Outcome whole = outcomeOf(bytes, bytes.size() + 1);
  const Outcome cut = outcomeOf(bytes, data[0] % 64U + 1U);
  // A refusal may come earlier or with another status when less is seen at once, never a request
  // more or less before it.
  const auto requestsIn = [](const Outcome& outcome) {
    return std::ranges::count_if(outcome, [](const auto& o) { return !o.starts_with("refused"); });
  };
  if (requestsIn(whole) != requestsIn(cut)) std::abort();
  for (std::size_t i = 0; i < static_cast<std::size_t>(requestsIn(whole)); ++i) {
    if (whole[i] != cut[i]) std::abort();
  }
  return 0;
}
