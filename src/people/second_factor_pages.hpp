// The pages of one's own second factor: setting up an app, moving to another, recovery codes.
#pragma once

#include <memory>

#include "people/sign_in.hpp"
#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes secondFactorRoutes(
    const std::shared_ptr<const AccountSettings>& settings);

}  // namespace refocus::people
