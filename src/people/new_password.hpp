// What is wrong with a new password for an account, held against its owner's own words and the
// site's.
#pragma once

#include <optional>
#include <string_view>

#include "people/sign_in.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// See passwordProblem. `owner` is the account's own actor.
[[nodiscard]] std::optional<Sentence> newPasswordProblem(const site::Visit& visit,
                                                         const AccountSettings& settings,
                                                         const access::Actor& owner,
                                                         std::string_view password);

}  // namespace refocus::people
