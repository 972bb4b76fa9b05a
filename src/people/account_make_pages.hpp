// The administrator's pages for making an account.
#pragma once

#include <memory>

#include "people/sign_in.hpp"
#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes accountMakeRoutes(
    const std::shared_ptr<const AccountSettings>& settings);

}  // namespace refocus::people
