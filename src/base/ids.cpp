#include "base/ids.hpp"

#include <array>
#include <span>

#include "base/bytes.hpp"
#include "base/fault.hpp"

namespace refocus {
namespace {

constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
/// Where the two digits of each byte stand in the form, and where its hyphens do.
constexpr std::array<std::size_t, 16> kDigits{0,  2,  4,  6,  9,  11, 14, 16,
                                              19, 21, 24, 26, 28, 30, 32, 34};
constexpr std::array<std::size_t, 4> kHyphens{8, 13, 18, 23};

/// What a character is worth as a hexadecimal digit of either case; above 15: it is none.
constexpr std::array<std::uint8_t, 256> kWorth = [] {
  std::array<std::uint8_t, 256> worth{};
  worth.fill(0xFF);
  const std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const auto c = static_cast<unsigned char>(digits[i]);
    worth.at(c) = static_cast<std::uint8_t>(i);
    if (i >= 10) worth.at(c - std::size_t{'a' - 'A'}) = static_cast<std::uint8_t>(i);
  }
  return worth;
}();

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
  for (const std::size_t hyphen : kHyphens) {
    if (text[hyphen] != '-') return std::nullopt;
  }
  Uuid read;
  unsigned all = 0;
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    const unsigned high = kWorth[static_cast<unsigned char>(text[kDigits[i]])];
    const unsigned low = kWorth[static_cast<unsigned char>(text[kDigits[i] + 1])];
    all |= high | low;
    read.bytes_[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  if (all > 15) return std::nullopt;
  return read;
}

std::string Uuid::text() const {
  constexpr std::string_view kLetters = "0123456789abcdef";
  std::string text(kForm);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    text[kDigits[i]] = kLetters[bytes_[i] >> 4];
    text[kDigits[i] + 1] = kLetters[bytes_[i] & 0x0F];
  }
  return text;
}

Uuid detail::storedUuid(std::string_view text) {
  const auto uuid = Uuid::parse(text);
  if (!uuid) throw Fault(FaultCode::corrupt, "a stored id is not a UUID");
  return *uuid;
}

}  // namespace refocus
