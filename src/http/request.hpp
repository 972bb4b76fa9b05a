// A request as a handler sees it: complete, bounded, its text checked. The server makes them; tests
// make them with `requestTo`. A handler never meets a half-read body, a path with an encoded slash
// or a dot segment, or an address that a client made up.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/fields.hpp"
#include "http/headers.hpp"

namespace refocus::http {

enum class Method : std::uint8_t { get, head, post, put, patch, remove, options };

[[nodiscard]] std::string_view nameOf(Method method);  ///< "GET", … (`remove` is "DELETE")
/// Methods are case-sensitive; nothing for any that is not in the list above.
[[nodiscard]] std::optional<Method> methodNamed(std::string_view name);

/// How the client reached the site: https is seen only through a trusted proxy that says so.
enum class Scheme : std::uint8_t { http, https };

struct Request {
  Method method = Method::get;
  std::string target;  ///< as sent, in origin form: "/people/1/plan?size=large"
  std::string
      path;      ///< decoded once per segment, UTF-8, without control characters: "/people/1/plan"
  Fields query;  ///< the parameters after the question mark, decoded
  Headers headers;
  std::string body;           ///< whole, with any chunks joined
  std::string host;           ///< the Host header: name and perhaps port, as the client wrote it
  std::string remoteAddress;  ///< the client's address in text form, trusted proxies seen through
  Scheme scheme = Scheme::http;
};

/// What a target means.
struct Target {
  std::string path;
  Fields query;
};

/// Reads an origin-form target. The error is a short reason: no leading slash, a fragment, a bad
/// percent sign, an encoded slash, a backslash, a control character, a dot segment, bad UTF-8.
[[nodiscard]] std::expected<Target, std::string_view> parseTarget(std::string_view target);

/// A request for tests and for calls inside the program; from 127.0.0.1 to host "localhost".
/// Throws Fault(invalid) if the target cannot be read.
[[nodiscard]] Request requestTo(Method method, std::string_view target, std::string body = {},
                                std::string_view contentType = "application/x-www-form-urlencoded");

}  // namespace refocus::http
