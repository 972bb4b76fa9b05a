// Up to eight bytes of text as one number, so that short fields are compared and read as such.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace refocus::fitting {

inline constexpr std::size_t kShortText = 8;

/// The bytes of `text`, at most kShortText of them, the first one lowest, 0 above. Reads no byte
/// beyond them.
[[nodiscard]] inline std::uint64_t shortText(std::string_view text) {
  const char* const at = text.data();
  const std::size_t size = text.size();
  if (size >= 4) {  // two halves that may overlap, where they hold the same bytes
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::memcpy(&low, at, 4);
    std::memcpy(&high, at + size - 4, 4);
    return low | (std::uint64_t{high} << ((size - 4) * 8));
  }
  if (size == 0) return 0;
  const auto byte = [&](std::size_t i) {
    return std::uint64_t{static_cast<unsigned char>(at[i])} << (i * 8);
  };
  return byte(0) | byte(size / 2) | byte(size - 1);
}

}  // namespace refocus::fitting
