// The administrator's pages: a trust's accounts, and what can be done to one.
#pragma once

#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes accountAdminRoutes();

}  // namespace refocus::people
