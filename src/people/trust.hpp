// Trusts: the organisations that control their service's data; nothing of one is seen from another.
// Whoever acts belongs to one trust, so making a trust is done as somebody who already acts in it:
// take a fresh id, make the command line's actor of it, and write.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/actor.hpp"
#include "database/database.hpp"
#include "record/book.hpp"

namespace refocus::people {

struct Trust {
  TrustId id;
  std::string name;
  Instant madeAt;
};

/// The command line as an actor of a trust: no account, an administrator's grant.
[[nodiscard]] access::Actor commandLine(const TrustId& trust);

/// Makes the actor's own trust, with its keys. Throws Fault(duplicate) if its name is taken.
void makeTrust(record::Writing& writing, std::string_view name);

/// Every trust of the database, by name: for the command line, which no trust limits.
[[nodiscard]] std::vector<Trust> trusts(database::Read& read);

/// The actor's own trust. Throws Fault(notFound) if it was never made.
[[nodiscard]] Trust ownTrust(record::Reading& reading);

}  // namespace refocus::people
