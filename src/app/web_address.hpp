// Addresses of this site as users open them: a scheme, a host and perhaps a port.
#pragma once

#include <string>
#include <string_view>

#include "app/settings.hpp"

namespace refocus::app {

/// Whether the text is the beginning of addresses: "https://refocus.example.nhs.uk:8443", without a
/// name or password, path, query or "/" at its end. Plain http is for this machine itself alone,
/// because what is sent by it can be read on the way.
[[nodiscard]] bool isWebAddress(std::string_view text);

/// With what the links begin that commands print: server.public_address, else the address and port
/// to listen on.
[[nodiscard]] std::string linkBase(const Settings& settings);

}  // namespace refocus::app
