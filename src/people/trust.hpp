// Trusts: the organisations that control their service's data; nothing of one is seen from another.
// Whoever acts belongs to one trust, so making a trust is done as somebody who already acts in it:
// take a fresh id, act as commandLineActor(id) (account.hpp), and write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "database/database.hpp"
#include "record/book.hpp"

namespace refocus::people {

struct Trust {
  TrustId id;
  std::string name;
  Instant madeAt;
};

/// Makes the actor's own trust, with its keys. Throws Fault(duplicate) if its name is taken.
void makeTrust(record::Writing& writing, std::string_view name);

/// Every trust of the database, by name: for the command line, which no trust limits.
[[nodiscard]] std::vector<Trust> trusts(database::Read& read);

/// The actor's own trust. Throws Fault(notFound) if it was never made.
[[nodiscard]] Trust ownTrust(record::Reading& reading);

}  // namespace refocus::people
