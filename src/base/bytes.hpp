// Bytes that are not text: keys, ciphertexts, hashes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace refocus {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// The bytes of a text, without a copy.
[[nodiscard]] inline ByteView asBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Bytes read as text, without a copy. The caller knows that they are UTF-8.
[[nodiscard]] inline std::string_view asText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Lower-case hexadecimal.
[[nodiscard]] std::string toHex(ByteView bytes);

/// The inverse of toHex; upper case is read too. Throws Fault(invalid) on anything else.
[[nodiscard]] Bytes fromHex(std::string_view hex);

/// URL-safe base64 without padding (RFC 4648, section 5).
[[nodiscard]] std::string toBase64Url(ByteView bytes);
/// The inverse; nothing if the text is not of that form.
[[nodiscard]] std::optional<Bytes> fromBase64Url(std::string_view text);

}  // namespace refocus
