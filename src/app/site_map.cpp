#include "app/site_map.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "app/commands.hpp"
#include "app/common_pages.hpp"
#include "base/json.hpp"
#include "people/people_routes.hpp"
#include "practice/practice_routes.hpp"

namespace refocus::app {
namespace {

void append(site::Routes& all, site::Routes more) {
  std::ranges::move(more, std::back_inserter(all));
}

void printJson(const site::Routes& routes, std::ostream& out) {
  Json rows = Json::array();
  for (const site::Route& route : routes) {
    rows.push_back({{"method", http::nameOf(route.method)},
                    {"path", route.path},
                    {"permission", access::nameOf(route.permission)},
                    {"summary", route.summary}});
  }
  fmt::print(out, "{}\n", rows.dump(2));
}

void printText(const site::Routes& routes, std::ostream& out) {
  std::size_t widestPath = 0;
  std::size_t widestPermission = 0;
  for (const site::Route& route : routes) {
    widestPath = std::max(widestPath, route.path.size());
    widestPermission = std::max(widestPermission, access::nameOf(route.permission).size());
  }
  for (const site::Route& route : routes) {
    fmt::print(out, "{:<6} {:<{}}  {:<{}}  {}\n", http::nameOf(route.method), route.path,
               widestPath, access::nameOf(route.permission), widestPermission, route.summary);
  }
}

}  // namespace

site::Routes everyRoute(const SiteParts& parts) {
  const practice::PracticeParts practice{
      .strengths = parts.strengths, .risk = parts.risk, .directory = parts.directory};
  site::Routes routes = commonRoutes(parts.assets);
  if (parts.development) append(routes, developmentRoutes(parts.pageAssets));
  append(routes, people::accountRoutes(parts.accounts));
  append(routes, people::peopleRoutes(
                     {.directory = parts.directory,
                      .accounts = std::make_shared<const people::AccountSettings>(parts.accounts),
                      .personParts = {practice::personPart()},
                      .caseloadPart = practice::caseloadPart(),
                      .auditPart = practice::auditPart(practice),
                      .shelf = parts.imports}));
  append(routes, practice::practiceRoutes(practice));
  return routes;
}

void printSiteMap(const site::Routes& routes, SiteMapForm form, std::ostream& out) {
  if (form == SiteMapForm::json) {
    printJson(routes, out);
  } else {
    printText(routes, out);
  }
}

int siteMap(const Settings& settings, SiteMapForm form, std::ostream& out) {
  const Assets assets;
  const practice::StrengthsGuide strengths;
  const practice::RiskGuide risk;
  people::Directory directory;
  printSiteMap(everyRoute({.assets = assets,
                           .pageAssets = {},
                           .accounts = {},
                           .directory = directory,
                           .strengths = strengths,
                           .risk = risk,
                           .development = settings.isOn("service.development")}),
               form, out);
  return 0;
}

}  // namespace refocus::app
