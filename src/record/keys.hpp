// The keys inside the database, each wrapped by the one above it:
//   master key (outside) → a trust's key → a data key for each person, and one for the trust itself
// Data is sealed with data keys alone, so rotation re-wraps keys and touches no data, and erasing a
// person's data key leaves what was sealed with it unreadable for good. The trust's own is bound to
// the audit and index keys too: it opens only beside those that the trust was made with.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "base/ids.hpp"
#include "base/random.hpp"
#include "database/database.hpp"
#include "record/keyring.hpp"
#include "record/seal.hpp"

namespace refocus::record {

/// Opens and makes keys. Safe to use from many threads.
class Keys {
 public:
  Keys(std::filesystem::path keyringFile, Random random);

  /// Makes a trust's key and the data key of the trust itself. Once for each trust.
  void makeForTrust(database::Write& write, const TrustId& trust) const;
  void makeForPerson(database::Write& write, const TrustId& trust, const PersonId& person) const;
  /// Destroys a person's key. What was sealed with it can never be read again.
  static void erasePerson(database::Write& write, const TrustId& trust, const PersonId& person);

  /// Opens every trust's keys, and one of a person under each: Fault(wrongKey), before anybody
  /// needs one, if the key file or a part of it is another database's or an older copy.
  void check(database::Read& read) const;

  /// The key for what belongs to the trust: names of workers, e-mail addresses, reasons.
  [[nodiscard]] Key ofTrust(database::Read& read, const TrustId& trust) const;
  /// The key of a person's record. Fault(notFound) when there is none (erased, or never made).
  [[nodiscard]] Key ofPerson(database::Read& read, const TrustId& trust,
                             const PersonId& person) const;
  /// A person's key from its row, for statements that join data_key: columns `number` and
  /// `wrapped`.
  [[nodiscard]] Key unwrapPerson(database::Read& read, const TrustId& trust, const PersonId& person,
                                 std::int64_t number, ByteView wrapped) const;

  [[nodiscard]] Key indexKey() const;
  [[nodiscard]] Key auditKey() const;
  [[nodiscard]] const Random& random() const { return random_; }

  /// Begins a rotation: adds a new master key to the file, to wrap from now on.
  void addMaster();
  /// Wraps every trust's key anew under the newest master key. Safe to repeat.
  void rewrapTrusts(database::Database& database);
  /// Gives the trust a new key and wraps its data keys anew, `step` at a time, until none is under
  /// an older one; then drops the older. Can be interrupted and started again. Returns how many
  /// data keys were wrapped anew.
  std::int64_t rewrapDataKeys(database::Database& database, const TrustId& trust, int step);
  /// Ends a rotation: forgets the master keys that wrap nothing any more.
  void dropUnusedMasters(database::Database& database);

 private:
  [[nodiscard]] std::shared_ptr<const Keyring> ring() const;
  [[nodiscard]] Key trustKey(database::Read& read, const TrustId& trust, std::int64_t number) const;
  [[nodiscard]] Key dataKey(database::Read& read, const TrustId& trust,
                            const std::string& holder) const;
  void wrapDataKey(database::Write& write, const TrustId& trust, const std::string& holder) const;
  [[nodiscard]] MasterKey masterNamed(const std::string& name) const;
  [[nodiscard]] Place dataKeyPlace(const TrustId& trust, std::string_view holder) const;

  std::filesystem::path file_;
  Random random_;
  mutable std::shared_mutex guard_;
  mutable std::shared_ptr<const Keyring> ring_;
  std::int64_t fingerprint_;  ///< of the audit and index keys, which are never changed
  // Trusts' keys never change under their number, and their own data keys not at all (rotation
  // wraps them anew), so they are kept once opened. A person's is not: erasing it must be felt at
  // once.
  mutable std::map<std::pair<TrustId, std::int64_t>, Key> trustKeys_;
  mutable std::map<TrustId, Key> ownKeys_;
};

}  // namespace refocus::record
