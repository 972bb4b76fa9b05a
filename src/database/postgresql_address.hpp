// Where a PostgreSQL server is, and whether what is said to it can be read on the way.
#pragma once

#include <string>
#include <string_view>

namespace refocus::database {

/// Whether a server so named is on this machine: a socket, or a loopback address. `host` and
/// `address` are as libpq has them (PQhost, PQhostaddr); either may be empty.
[[nodiscard]] bool isOnThisMachine(std::string_view host, std::string_view address);

/// Throws Fault(configuration) if the address may lead to another machine without TLS: its sslmode
/// (or PGSSLMODE) must then be require, verify-ca or verify-full. An address that libpq cannot
/// read is left to it.
void requireTls(const std::string& target);

}  // namespace refocus::database
