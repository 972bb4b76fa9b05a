// A row of the site map: what may be asked for, by whom, and the page that answers. Rooms publish
// their rows; the program joins them into one table and does not start with a row that is
// incomplete.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "access/role.hpp"
#include "http/lane.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "site/visit.hpp"

namespace refocus::site {

using Page = std::function<http::Response(Visit&)>;

struct Route {
  http::Method method;
  std::string path;  ///< "/people/{person}/plan"
  access::Permission permission;
  Page page;
  std::string summary;                     ///< one line for the site map in docs/
  std::size_t bodyLimit = 0;               ///< most bytes of a body; 0: the server's own limit
  http::Lane lane = http::Lane::ordinary;  ///< costly wherever a password may be hashed
};

using Routes = std::vector<Route>;

}  // namespace refocus::site
