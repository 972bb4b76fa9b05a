// What was refused, in the log, for whoever watches over the service: which deed, for which account
// and from which network address, on level info. Never a name, nor what was typed. The trail has
// the refusals that belong to a trust; these are also those that belong to none.
#pragma once

#include <optional>
#include <string_view>

#include "base/ids.hpp"

namespace refocus::people {

/// "refused: WHAT, account ID, from ADDRESS".
void logRefusal(std::string_view what, std::string_view remoteAddress,
                const std::optional<AccountId>& account = std::nullopt);

}  // namespace refocus::people
