#include "record/audit_row.hpp"

namespace refocus::record {

StoredEntry readEntry(const TrustId& trust, const database::Row& row) {
  StoredEntry stored{.number = row.integer(0),
                     .entry = {.trust = trust,
                               .at = row.instant(1),
                               .account = std::string(row.text(2)),
                               .action = std::string(row.text(3)),
                               .person = std::string(row.text(4)),
                               .subject = std::string(row.text(5)),
                               .reason = {},
                               .made = std::string(row.text(8))}};
  if (!row.isNull(6)) {
    const auto reason = row.bytes(6);
    stored.sealedReason.assign(reason.begin(), reason.end());
  }
  const auto mac = row.bytes(7);
  stored.mac.assign(mac.begin(), mac.end());
  return stored;
}

Bytes entryMac(const Key& key, ByteView before, std::int64_t number, const AuditEntry& entry) {
  Bytes data;
  data.reserve(512);
  appendField(data, before);
  appendField(data, entry.trust.text());
  appendField(data, std::to_string(number));
  appendField(data, entry.at.text());
  appendField(data, entry.account);
  appendField(data, entry.action);
  appendField(data, entry.person);
  appendField(data, entry.subject);
  appendField(data, entry.reason);
  appendField(data, entry.made);
  return mac(key, data);
}

Place reasonPlace(const TrustId& trust, std::int64_t number) {
  return {.trust = trust,
          .table = "audit_entry",
          .row = std::to_string(number),
          .version = 0,
          .column = "reason"};
}

void Reasons::openInto(StoredEntry& stored) {
  if (stored.sealedReason.empty()) return;
  if (!key_) key_ = keys_.ofTrust(read_, trust_);
  stored.entry.reason = unsealText(*key_, reasonPlace(trust_, stored.number), stored.sealedReason);
}

}  // namespace refocus::record
