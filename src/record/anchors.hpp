// The anchors: for each trust the number and MAC of the newest entry of its audit chain, in a small
// file outside the database. A database that was put back, cut off or written anew does not go
// through its anchor, and is then neither served nor written to until somebody has said so in the
// trail (AuditTrail::appendAnew).
//
// An anchor is written after each commit, so it may be behind its chain (a process was killed in
// between, another one is about to write), and is never ahead of it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "database/database.hpp"

namespace refocus::record {

/// The end of a chain, or a place in it.
struct ChainEnd {
  std::int64_t number = 0;
  Bytes mac;
  bool operator==(const ChainEnd&) const = default;
};

/// The anchor file: one line of fixed width a trust, written in place. Several processes may have
/// it open: each look and each change is made under a lock. Throws Fault(corrupt) where the file is
/// not made of whole lines, Fault(readOnly) and Fault(diskFull) where it cannot be written.
class Anchors {
 public:
  enum class Use {
    written,
    lookedAt  ///< not made where it is missing: then no trust has an anchor
  };
  explicit Anchors(std::filesystem::path file, Use use = Use::written);
  ~Anchors();
  Anchors(const Anchors&) = delete;
  Anchors& operator=(const Anchors&) = delete;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] std::optional<ChainEnd> of(const TrustId& trust) const;
  /// Whose chains are anchored.
  [[nodiscard]] std::vector<TrustId> trusts() const;

  /// Never moves back: an end below the one that stands is left out. Not synced but for the first
  /// of a trust: after a power cut the anchor may be some entries behind.
  void set(const TrustId& trust, const ChainEnd& end);
  /// Puts an end there whatever stands, and syncs it.
  void replace(const TrustId& trust, const ChainEnd& end);
  /// Takes a trust's line away.
  void forget(const TrustId& trust);

 private:
  void write(const std::string& line, off_t offset);
  void sync() const;

  std::filesystem::path file_;
  int descriptor_;
  mutable std::mutex guard_;
};

/// How a chain stands to its anchor.
enum class Standing {
  anchored,    ///< it goes through the anchor, or there is neither yet
  unanchored,  ///< there are entries and no anchor
  behind,      ///< entries that the anchor knows of are missing
  beside,      ///< another chain than the anchor's
};

/// One trust's chain and anchor.
struct AnchorCheck {
  TrustId trust;
  Standing standing = Standing::anchored;
  ChainEnd head;
  std::optional<ChainEnd> anchor;
};

/// The end as the database has it; nothing for a trust without entries.
[[nodiscard]] std::optional<ChainEnd> headOf(database::Read& read, const TrustId& trust);

/// The anchor must have been read before the snapshot, or inside a write: one that moved on
/// meanwhile would look like entries that are missing.
[[nodiscard]] AnchorCheck checkAnchor(database::Read& read, const TrustId& trust,
                                      const std::optional<ChainEnd>& anchor);

/// The trusts whose chains do not stand as their anchors say, among those of the database and those
/// of the anchors.
[[nodiscard]] std::vector<AnchorCheck> misplacedTrusts(database::Database& database,
                                                       const Anchors& anchors);

/// What is wrong, in plain words that go on from "the audit trail of trust X": "ends at entry 12,
/// but its anchor stands at entry 20".
[[nodiscard]] std::string wordsOf(const AnchorCheck& check);

}  // namespace refocus::record
