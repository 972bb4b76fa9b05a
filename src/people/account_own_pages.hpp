// The pages of one's own account: name and language, password, sessions. The second factor has
// pages of its own.
#pragma once

#include <memory>

#include "people/sign_in.hpp"
#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes ownAccountRoutes(const std::shared_ptr<const AccountSettings>& settings);

}  // namespace refocus::people
