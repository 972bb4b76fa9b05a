#include "people/account_pages.hpp"

#include <memory>
#include <utility>

#include "people/account_admin_pages.hpp"
#include "people/account_make_pages.hpp"
#include "people/account_own_pages.hpp"
#include "people/one_time_link_pages.hpp"
#include "people/second_factor_pages.hpp"

namespace refocus::people {

site::Routes accountRoutes(const AccountSettings& settings) {
  const auto shared = std::make_shared<const AccountSettings>(settings);
  site::Routes all;
  for (site::Routes part :
       {signInRoutes(shared), oneTimeLinkRoutes(shared), ownAccountRoutes(shared),
        secondFactorRoutes(shared), accountAdminRoutes(shared), accountMakeRoutes(shared)}) {
    for (site::Route& route : part) all.push_back(std::move(route));
  }
  return all;
}

}  // namespace refocus::people
