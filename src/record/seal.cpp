#include "record/seal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/fault.hpp"

namespace refocus::record {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

Bytes associatedData(const Place& place) {
  Bytes data;
  data.reserve(128);
  appendField(data, place.trust.text());
  appendField(data, place.table);
  appendField(data, place.row);
  appendField(data, std::to_string(place.version));
  appendField(data, place.column);
  return data;
}

}  // namespace

void appendField(Bytes& out, ByteView field) {
  const auto size = static_cast<std::uint64_t>(field.size());
  for (int shift = 0; shift < 64; shift += 8) {
    out.push_back(static_cast<std::uint8_t>(size >> shift));
  }
  out.insert(out.end(), field.begin(), field.end());
}

void appendField(Bytes& out, std::string_view field) { appendField(out, asBytes(field)); }

Bytes seal(const Key& key, const Place& place, ByteView plain, const Random& random) {
  Bytes sealed(kNonce + plain.size() + kTag);
  random(std::span(sealed).first(kNonce));
  const Bytes data = associatedData(place);
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonce, &written, plain.data(),
                                             plain.size(), data.data(), data.size(), nullptr,
                                             sealed.data(), key.bytes().data());
  return sealed;
}

Bytes seal(const Key& key, const Place& place, std::string_view plain, const Random& random) {
  return seal(key, place, asBytes(plain), random);
}

Bytes unseal(const Key& key, const Place& place, ByteView sealed) {
  const auto refuse = [&] {
    throw Fault(
        FaultCode::wrongKey,
        fmt::format("{}.{} of {}: does not open with its key; the row was altered or moved, "
                    "or the key file belongs to another database",
                    place.table, place.column, place.row));
  };
  if (sealed.size() < kNonce + kTag) refuse();
  Bytes plain(sealed.size() - kNonce - kTag);
  const Bytes data = associatedData(place);
  unsigned long long written = 0;
  const int outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(
      plain.data(), &written, nullptr, sealed.data() + kNonce, sealed.size() - kNonce, data.data(),
      data.size(), sealed.data(), key.bytes().data());
  if (outcome != 0) refuse();
  return plain;
}

std::string unsealText(const Key& key, const Place& place, ByteView sealed) {
  const Bytes plain = unseal(key, place, sealed);
  return std::string(asText(plain));
}

Bytes mac(const Key& key, ByteView data) {
  Bytes sum(crypto_generichash_BYTES);
  crypto_generichash(sum.data(), sum.size(), data.data(), data.size(), key.bytes().data(),
                     key.bytes().size());
  return sum;
}

std::string blindIndex(const Key& key, std::string_view purpose, std::string_view trust,
                       std::string_view value) {
  Bytes data;
  appendField(data, purpose);
  appendField(data, trust);
  appendField(data, value);
  return toHex(mac(key, data));
}

}  // namespace refocus::record
