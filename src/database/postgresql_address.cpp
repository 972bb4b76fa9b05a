#include "database/postgresql_address.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>

#include "base/fault.hpp"

namespace refocus::database {
namespace {

// What the address says, and where it says nothing, what the environment does.
using Options = std::map<std::string, std::string, std::less<>>;

Options optionsOf(const std::string& target) {
  struct Freeing {
    void operator()(PQconninfoOption* all) const { PQconninfoFree(all); }
  };
  Options options;
  char* error = nullptr;
  const std::unique_ptr<PQconninfoOption, Freeing> said(PQconninfoParse(target.c_str(), &error));
  if (error != nullptr) PQfreemem(error);
  if (!said) return options;
  for (const PQconninfoOption* one = said.get(); one->keyword != nullptr; ++one) {
    const char* value = one->val;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing changes the environment
    if (value == nullptr && one->envvar != nullptr) value = std::getenv(one->envvar);
    if (value != nullptr) options.emplace(one->keyword, value);
  }
  return options;
}

std::string_view valueOf(const Options& options, std::string_view name) {
  const auto found = options.find(name);
  return found == options.end() ? std::string_view() : found->second;
}

// The n-th of a list separated by commas, and empty past its end.
std::string_view partOf(std::string_view list, std::size_t number) {
  for (; number > 0; --number) {
    const std::size_t comma = list.find(',');
    if (comma == list.npos) return {};
    list.remove_prefix(comma + 1);
  }
  return list.substr(0, list.find(','));
}

}  // namespace

bool isOnThisMachine(std::string_view host, std::string_view address) {
  const std::string_view where = address.empty() ? host : address;
  const bool isSocket = where.starts_with('/') || where.starts_with('@');
  const bool isLoopback =
      where == "::1" || (where.starts_with("127.") &&
                         where.find_first_not_of("0123456789.") == std::string_view::npos);
  return where.empty() || where == "localhost" || isSocket || isLoopback;
}

void requireTls(const std::string& target) {
  constexpr std::array<std::string_view, 3> kWithTls{"require", "verify-ca", "verify-full"};
  const Options options = optionsOf(target);
  if (std::ranges::find(kWithTls, valueOf(options, "sslmode")) != kWithTls.end()) return;
  const std::string_view hosts = valueOf(options, "host");
  const std::string_view addresses = valueOf(options, "hostaddr");
  const auto most = static_cast<std::size_t>(
      std::max(std::ranges::count(hosts, ','), std::ranges::count(addresses, ',')));
  for (std::size_t i = 0; i <= most; ++i) {
    if (isOnThisMachine(partOf(hosts, i), partOf(addresses, i))) continue;
    throw Fault(FaultCode::configuration,
                fmt::format("storage.database is on another machine ({}), and its address does "
                            "not ask for TLS: add ?sslmode=verify-full (with sslrootcert=FILE), or "
                            "set storage.postgresql_without_tls where the network is this "
                            "service's alone",
                            partOf(hosts.empty() ? addresses : hosts, i)));
  }
}

}  // namespace refocus::database
