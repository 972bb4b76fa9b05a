// Compiled catalogues, which a site may bring: read whole or refused with a reason.
#include "base/mo_file.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = refocus::MoFile::read({reinterpret_cast<const char*>(data), size});
  if (!file) {
    if (file.error().empty()) std::abort();
    return 0;
  }
  for (const std::int64_t n : {0, 1, 2, 1'000'000'007})
    (void)(*file)->findPlural("{count} action", n);
  (void)(*file)->find("Sign in");
  return 0;
}
