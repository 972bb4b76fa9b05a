// Pages that belong to no room: the first page, health for the proxy in front, built files, and in
// development the gallery of components.
#pragma once

#include <map>
#include <string>

#include "html/page.hpp"
#include "http/response.hpp"
#include "site/route.hpp"

namespace refocus::app {

/// `assets` outlives the routes.
[[nodiscard]] site::Routes commonRoutes(
    const std::map<std::string, http::Asset, std::less<>>& assets);

/// Pages for those who make pages; served where the setting service.development is on.
[[nodiscard]] site::Routes developmentRoutes(const html::PageAssets& assets);

}  // namespace refocus::app
