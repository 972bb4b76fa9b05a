#include "base/bytes.hpp"

#include <sodium.h>

#include "base/fault.hpp"

namespace refocus {

std::string toHex(ByteView bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();
  return hex;
}

Bytes fromHex(std::string_view hex) {
  if (hex.empty()) return {};  // libsodium takes no null pointer
  Bytes bytes(hex.size() / 2);
  std::size_t read = 0;
  const bool good = hex.size() % 2 == 0 &&
                    sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr,
                                   &read, nullptr) == 0 &&
                    read == bytes.size();
  if (!good)
    throw Fault(FaultCode::invalid, "not hexadecimal: two digits 0-9 a-f are needed a byte");
  return bytes;
}

std::string toBase64Url(ByteView bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();
  return text;
}

std::optional<Bytes> fromBase64Url(std::string_view text) {
  if (text.empty()) return Bytes{};  // libsodium takes no null pointer
  Bytes bytes(text.size());
  std::size_t size = 0;
  const int outcome =
      sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size,
                        nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (outcome != 0) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

}  // namespace refocus
