// Form bodies and queries: whatever the bytes, the answer is fields of plain text that are written
// and read back the same, or an error with words.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/fields.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace refocus::http;
  const auto fields = parseUrlencoded({reinterpret_cast<const char*>(data), size});
  if (!fields) {
    if (wordsOf(fields.error()).empty()) std::abort();
    return 0;
  }
  for (const Field& field : *fields) {
    if (!isPlainText(field.name) || !isPlainText(field.value)) std::abort();
    if (field.value.find('\r') != std::string::npos) std::abort();
  }
  if (parseUrlencoded(urlencoded(*fields)) != *fields) std::abort();
  return 0;
}
