// What a reader of the audit trail looks for, typed as they know it (a name, an NHS number, a day),
// and the entries that fit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "people/page_parts.hpp"
#include "record/audit.hpp"

namespace refocus::people {

/// The fields of its form.
inline constexpr std::array<std::string_view, 5> kAuditSearchFields{"who", "record", "until-day",
                                                                    "until-month", "until-year"};

struct AuditSearch {
  std::string who;     ///< as typed: a name or e-mail address, in part, or an account's id
  std::string record;  ///< as typed: an NHS number, a record's id or the end of it
  TypedDate until;     ///< the last day that is looked at
  std::int64_t before = 0;

  [[nodiscard]] static AuditSearch askedBy(const site::Visit& visit);
};

/// The same as what storage is asked for.
struct AuditFilter {
  std::optional<std::vector<AccountId>> accounts;
  std::optional<PersonId> person;
  std::int64_t before = 0;  ///< the number below which entries are looked at; 0: all
};

/// Looks up whom and what was typed; problems are added for what is not found. Needs readAudit.
/// That a person was found by NHS number is an audit entry.
[[nodiscard]] AuditFilter filterOf(const site::Visit& visit, record::Reading& reading,
                                   const AuditSearch& search, Problems& problems);

struct FoundEntries {
  std::vector<record::ChainedEntry> entries;
  std::int64_t next = 0;  ///< from below which to go on; 0: that was all
};

/// The newest `most` entries that fit, newest first. An account's entries are found by looking at
/// one after the other, at `mostLookedAt` or some more.
[[nodiscard]] FoundEntries findEntries(record::Reading& reading, const AuditFilter& filter,
                                       std::size_t most, std::size_t mostLookedAt);

}  // namespace refocus::people
