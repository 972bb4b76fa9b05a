// Multipart bodies: the first line of the input is the Content-Type, the rest the body. What is
// read lies inside the body and is plain text where it is text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string_view>

#include "http/form.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace refocus::http;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), input.size());
  const std::string_view body = input.substr(std::min(end + 1, input.size()));
  const auto boundary = boundaryOf(input.substr(0, end));
  if (!boundary) return 0;
  const auto form = parseMultipart(body, *boundary);
  if (!form) return 0;
  for (const Field& field : form->fields) {
    if (!isPlainText(field.name) || !isPlainText(field.value)) std::abort();
  }
  const std::less_equal<const char*> notAfter;
  for (const UploadedFile& file : form->files) {
    if (!isPlainText(file.name) || file.name.find('/') != std::string::npos) std::abort();
    const bool inside =
        notAfter(body.data(), file.content.data()) &&
        notAfter(file.content.data() + file.content.size(), body.data() + body.size());
    if (!inside) std::abort();
  }
  return 0;
}
