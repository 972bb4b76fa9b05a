// The head of an answer as it goes over the wire.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace refocus::http {

enum class AfterAnswer : std::uint8_t { keepAlive, close };

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7).
[[nodiscard]] std::string httpDate(std::time_t moment);

/// Status line and headers to the empty line. Content-Length, Transfer-Encoding, Connection and
/// Date are the server's: a handler's own are left out.
[[nodiscard]] std::string headText(const Response& response, std::string_view date,
                                   AfterAnswer after);

/// 204 and 304 have no body, whatever the response holds.
[[nodiscard]] bool mayHaveBody(int status);

}  // namespace refocus::http
