// The keys that are kept outside the database, in one small file that only its owner may read:
//   master keys   wrap the trusts' keys; the first is in use, others only while keys are rotated
//   audit key     the audit chain's MAC
//   index key     keyed hashes by which NHS numbers and e-mail addresses are found
// Each has a check value beside it, so that a damaged one is found before it is used.
// Whoever loses this file can read nothing that is encrypted, ever again: keep a copy of it in
// another place than the database's backups.
//
// Throws Fault(wrongKey) when the file is missing, unreadable, readable by others, or malformed.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/random.hpp"

namespace refocus::record {

/// 256 bits that are wiped when they go.
class Key {
 public:
  static constexpr std::size_t kSize = 32;

  Key() = default;
  explicit Key(ByteView bytes);  ///< Fault(wrongKey) unless 32 bytes
  [[nodiscard]] static Key make(const Random& random);
  Key(const Key&) = default;
  Key(Key&&) noexcept = default;
  Key& operator=(const Key&) = default;
  Key& operator=(Key&&) noexcept = default;
  ~Key();

  [[nodiscard]] ByteView bytes() const { return bytes_; }
  bool operator==(const Key&) const = default;

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

/// A master key and the name that wrapped keys remember it by (16 hexadecimal digits).
struct MasterKey {
  std::string name;
  Key key;
};

struct Keyring {
  std::vector<MasterKey> masters;  ///< the first wraps; each can unwrap
  Key audit;
  Key index;

  [[nodiscard]] static Keyring make(const Random& random);
  [[nodiscard]] static Keyring load(const std::filesystem::path& file);
  /// Writes the whole file anew beside the old one, syncs it and puts it in place at once.
  void save(const std::filesystem::path& file) const;

  /// By which a database knows the audit and index keys that it was made with; tells nothing of
  /// them.
  [[nodiscard]] std::int64_t fingerprint() const;
  /// The master key of a name; Fault(wrongKey) if it is not here.
  [[nodiscard]] const MasterKey& masterNamed(std::string_view name) const;
};

[[nodiscard]] MasterKey makeMasterKey(const Random& random);

}  // namespace refocus::record
