// The page behind a one-time link: choose a new password. Opening it changes nothing, so that mail
// scanners that follow links do not use it up.
#pragma once

#include <memory>

#include "people/sign_in.hpp"
#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes oneTimeLinkRoutes(
    const std::shared_ptr<const AccountSettings>& settings);

}  // namespace refocus::people
