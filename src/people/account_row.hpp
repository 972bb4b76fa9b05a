// A row of the table account, opened: for the stores of this room that read it.
#pragma once

#include <string_view>

#include "database/value.hpp"
#include "people/account.hpp"
#include "record/seal.hpp"

namespace refocus::people {

/// Where a sealed column of an account stands.
[[nodiscard]] inline record::Place placeInAccount(const TrustId& trust, const AccountId& account,
                                                  std::string_view column) {
  return {.trust = trust, .table = "account", .row = account.text(), .column = column};
}

/// Columns: id, sealed_email, sealed_name, state, second_factor, sealed_password, whether
/// sealed_totp is set (1 or 0), worker, person, language, made_at.
[[nodiscard]] Account accountOf(const database::Row& row, const TrustId& trust,
                                const record::Key& key);

}  // namespace refocus::people
