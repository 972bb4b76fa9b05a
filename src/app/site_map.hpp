// The site map: the rows of every room in one table. The rows can be listed without a database, so
// that tests, documents and reviewers see what may be asked for without a service.
#pragma once

#include <iosfwd>
#include <map>
#include <memory>
#include <string>

#include "http/response.hpp"
#include "people/account_pages.hpp"
#include "people/directory.hpp"
#include "people/import_shelf.hpp"
#include "practice/guide.hpp"
#include "site/route.hpp"

namespace refocus::app {

/// The built style sheet, script and images, by the path they are served at.
using Assets = std::map<std::string, http::Asset, std::less<>>;

/// What the pages are made with. What is referred to outlives the routes.
struct SiteParts {
  const Assets& assets;
  html::PageAssets pageAssets;
  people::AccountSettings accounts;
  people::Directory& directory;
  const practice::StrengthsGuide& strengths;
  const practice::RiskGuide& risk;
  bool development = false;                           ///< also the pages that only developers need
  std::shared_ptr<people::ImportShelf> imports = {};  ///< nothing: one of the routes' own
};

[[nodiscard]] site::Routes everyRoute(const SiteParts& parts);

enum class SiteMapForm { text, json };

/// Prints method, path, permission and summary of each route in the table's order: aligned columns
/// for people, or an array of objects with those four members.
void printSiteMap(const site::Routes& routes, SiteMapForm form, std::ostream& out);

}  // namespace refocus::app
