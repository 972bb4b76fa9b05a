// Encryption of single fields: XChaCha20-Poly1305 (libsodium; draft-irtf-cfrg-xchacha-03), the
// place of the field as associated data, so that a ciphertext moved to another row or column does
// not open. Keyed hashes for exact search: BLAKE2b (RFC 7693).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "record/keyring.hpp"

namespace refocus::record {

/// Where a field stands: what a ciphertext is bound to.
struct Place {
  TrustId trust;
  std::string_view table;
  std::string row;           ///< the row's id
  std::int64_t version = 0;  ///< for rows that have versions
  std::string_view column;
};

/// 24 bytes of nonce, then the ciphertext with its 16-byte tag.
[[nodiscard]] Bytes seal(const Key& key, const Place& place, ByteView plain, const Random& random);
[[nodiscard]] Bytes seal(const Key& key, const Place& place, std::string_view plain,
                         const Random& random);

/// Throws Fault(wrongKey) when the bytes were not sealed with this key for this place.
[[nodiscard]] Bytes unseal(const Key& key, const Place& place, ByteView sealed);
[[nodiscard]] std::string unsealText(const Key& key, const Place& place, ByteView sealed);

/// A keyed hash (32 bytes as 64 hexadecimal digits) by which a value is found without being stored.
/// `purpose` keeps equal values of different columns apart; a trust, equal values of two trusts.
[[nodiscard]] std::string blindIndex(const Key& key, std::string_view purpose,
                                     std::string_view trust, std::string_view value);

/// BLAKE2b-256 keyed by `key` over `data`.
[[nodiscard]] Bytes mac(const Key& key, ByteView data);

/// Appends a field with its length before it, so that fields cannot run into each other.
void appendField(Bytes& out, ByteView field);
void appendField(Bytes& out, std::string_view field);

}  // namespace refocus::record
