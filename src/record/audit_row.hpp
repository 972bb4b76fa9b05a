// Entries of the trail as their rows hold them: for what writes, reads and checks them, inside this
// room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "record/audit.hpp"
#include "record/seal.hpp"

namespace refocus::record {

struct StoredEntry {
  std::int64_t number;
  AuditEntry entry;  ///< without its reason until Reasons has opened it
  Bytes sealedReason;
  Bytes mac;
};

/// Columns: number, at, account, action, person, subject, reason, mac, made.
[[nodiscard]] StoredEntry readEntry(const TrustId& trust, const database::Row& row);

/// Covers what was done, not how it is stored: the reason is covered as it was given.
[[nodiscard]] Bytes entryMac(const Key& key, ByteView before, std::int64_t number,
                             const AuditEntry& entry);

[[nodiscard]] Place reasonPlace(const TrustId& trust, std::int64_t number);

/// Only entries with a reason need the trust's key, so it is opened when the first one is met.
class Reasons {
 public:
  Reasons(database::Read& read, const Keys& keys, const TrustId& trust)
      : read_(read), keys_(keys), trust_(trust) {}

  void openInto(StoredEntry& stored);

 private:
  database::Read& read_;
  const Keys& keys_;
  TrustId trust_;
  std::optional<Key> key_;
};

}  // namespace refocus::record
