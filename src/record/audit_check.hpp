// What `refocus verify` looks for: the first entry of a chain that does not fit, and versions of
// things that are not as the trail says they were made.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "record/anchors.hpp"
#include "record/audit.hpp"
#include "record/keys.hpp"

namespace refocus::record {

/// What was found in one trust's chain: nothing broken, or the first broken link.
struct ChainReport {
  std::int64_t entries = 0;
  bool isAnchored = false;             ///< false: what was cut off at its end is not found
  std::optional<std::int64_t> broken;  ///< the number of the first entry that does not fit
  std::string why;                     ///< in plain words; empty when the chain holds
};

/// Told of each entry that fits, in order, on the snapshot that is walked.
using OnEntry = std::function<void(database::Read&, const AuditEntry&)>;
/// Told of the same snapshot once the chain was found whole.
using OnEnd = std::function<void(database::Read&)>;

/// Walks one trust's chain from its lowest number, which must be 1, and holds its end against the
/// database's head and the anchor.
[[nodiscard]] ChainReport verifyChain(database::Database& database, const Keys& keys,
                                      const Anchors& anchors, const TrustId& trust,
                                      const OnEntry& onEntry = {}, const OnEnd& onEnd = {});

/// Every trust that has an entry, a head or an anchor, whether or not there is such a trust.
[[nodiscard]] std::vector<TrustId> trustsWithTrail(database::Database& database,
                                                   const Anchors& anchors);

/// Holds the versions of things against the trail, which names each that was made. So a version
/// that is gone or has another author or time, one that nobody made, and a head that was set back
/// are found, whoever did it without the audit key.
class VersionCheck {
 public:
  explicit VersionCheck(const TrustId& trust) : trust_(trust) {}

  void entry(database::Read& read, const AuditEntry& entry);
  void end(database::Read& read);

  /// The first of what does not fit, in plain words.
  [[nodiscard]] const std::vector<std::string>& amiss() const { return amiss_; }

 private:
  void version(database::Read& read, const AuditEntry& entry, std::string_view thing,
               std::int64_t number);
  void add(std::string what);

  TrustId trust_;
  std::int64_t made_ = 0;
  std::vector<std::string> amiss_;
};

}  // namespace refocus::record
