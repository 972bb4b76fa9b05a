#include "base/ids.hpp"

#include <span>

#include "base/bytes.hpp"
#include "base/fault.hpp"

namespace refocus {
namespace {

constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Uuid Uuid::make(Instant now, const Random& random) {
  Uuid made;
  random(made.bytes_);
  const auto milliseconds = static_cast<std::uint64_t>(now.moment().time_since_epoch().count());
  for (std::size_t i = 0; i < 6; ++i) {
    made.bytes_[i] = static_cast<std::uint8_t>(milliseconds >> (8 * (5 - i)));
  }
  made.bytes_[6] = static_cast<std::uint8_t>((made.bytes_[6] & 0x0F) | 0x70);  // version 7
  made.bytes_[8] = static_cast<std::uint8_t>((made.bytes_[8] & 0x3F) | 0x80);  // variant 10
  return made;
}

Uuid Uuid::make(Instant now, const Random& random, unsigned place) {
  Uuid made = make(now, random);
  made.bytes_[6] = static_cast<std::uint8_t>(0x70 | ((place >> 8) & 0x0F));
  made.bytes_[7] = static_cast<std::uint8_t>(place & 0xFF);
  return made;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != kForm.size()) return std::nullopt;
  Uuid read;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kForm[i] == '-') {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int digit = hexDigit(text[i]);
    if (digit < 0) return std::nullopt;
    auto& byte = read.bytes_[nibble / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | digit);
    ++nibble;
  }
  return read;
}

std::string Uuid::text() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(kForm);
  std::size_t nibble = 0;
  for (auto& c : text) {
    if (c == '-') continue;
    const std::uint8_t byte = bytes_[nibble / 2];
    c = kDigits[nibble % 2 == 0 ? byte >> 4 : byte & 0x0F];
    ++nibble;
  }
  return text;
}

Uuid detail::storedUuid(std::string_view text) {
  const auto uuid = Uuid::parse(text);
  if (!uuid) throw Fault(FaultCode::corrupt, "a stored id is not a UUID");
  return *uuid;
}

}  // namespace refocus
