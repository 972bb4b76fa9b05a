// The administrator's pages: a trust's accounts, and what can be done to one. All of it asks anew
// who the administrator is (confirmation.hpp).
#pragma once

#include <memory>

#include "people/sign_in.hpp"
#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes accountAdminRoutes(
    const std::shared_ptr<const AccountSettings>& settings);

}  // namespace refocus::people
