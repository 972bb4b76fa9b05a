// Header values with parameters: `form-data; name="a"`, `for="[2001:db8::1]";proto=https`. Shared
// by forms and proxies. Anything that is not of this form is nothing, never half of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/fields.hpp"

namespace refocus::http {

struct Parametrised {
  std::string value;  ///< before the first semicolon
  Fields parameters;  ///< names in lower case; a name comes once

  /// The parameter; nothing if it is not there.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const {
    return parameters.find(name);
  }
};

/// `value; name=token; name="quoted \" text"`.
[[nodiscard]] std::optional<Parametrised> parseParametrised(std::string_view text);
/// `name=token;name="text"`, with no value before.
[[nodiscard]] std::optional<Fields> parseParameters(std::string_view text);

}  // namespace refocus::http
