// Cookie headers: what is read can be sent again by us and is then read the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/cookie.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace refocus::http;
  for (const Field& cookie : parseCookies({reinterpret_cast<const char*>(data), size})) {
    const std::string set =
        setCookieText({.name = cookie.name, .value = cookie.value}, Scheme::http);
    const Fields again = parseCookies(std::string_view(set).substr(0, set.find(';')));
    if (again.size() != 1 || again.text(cookie.name) != cookie.value) std::abort();
  }
  return 0;
}
