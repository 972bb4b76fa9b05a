// The administrator's pages for making an account.
#pragma once

#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes accountMakeRoutes();

}  // namespace refocus::people
