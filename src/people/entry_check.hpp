// Holds the versions of people's entries against the audit trail, as `refocus verify` does.
#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "database/database.hpp"
#include "record/audit.hpp"

namespace refocus::people {

/// The trail names each version of an entry that was made: one that is gone, or has another author
/// or time, and a head that was set back are found.
class EntryCheck {
 public:
  explicit EntryCheck(const TrustId& trust) : trust_(trust) {}

  void entry(database::Read& read, const record::AuditEntry& entry);
  void end(database::Read& read);

  /// The first of what does not fit, in plain words.
  [[nodiscard]] const std::vector<std::string>& amiss() const { return amiss_; }

 private:
  void add(std::string what);

  TrustId trust_;
  std::vector<std::string> amiss_;
};

}  // namespace refocus::people
