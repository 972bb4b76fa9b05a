#include "app/site_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/json.hpp"

namespace refocus::app {
namespace {

// A site without a database, settings or files.
struct BareSite {
  Assets assets;
  people::Directory directory;
  practice::StrengthsGuide strengths;
  practice::RiskGuide risk;

  site::Routes routes() {
    return everyRoute({.assets = assets,
                       .pageAssets = {},
                       .accounts = {},
                       .directory = directory,
                       .strengths = strengths,
                       .risk = risk});
  }
};

std::string printed(const site::Routes& routes, SiteMapForm form) {
  std::ostringstream out;
  printSiteMap(routes, form, out);
  return out.str();
}

TEST(SiteMap, IsKnownWithoutADatabase) {
  BareSite bare;
  const std::string map = printed(bare.routes(), SiteMapForm::text);
  EXPECT_NE(map.find("GET    /caseload "), std::string::npos);
  EXPECT_NE(map.find("POST   /people/{person}/strengths/finish "), std::string::npos);
  EXPECT_EQ(map.find("/gallery"), std::string::npos) << "a page for developers alone";
}

TEST(SiteMap, AsJsonHoldsEachRouteOnceWithWhatItNeeds) {
  BareSite bare;
  const site::Routes routes = bare.routes();
  const auto map = parseJson(printed(routes, SiteMapForm::json));
  ASSERT_TRUE(map);
  ASSERT_EQ(map->size(), routes.size());
  std::set<std::string> seen;
  for (const Json& row : *map) {
    const std::string what =
        row.at("method").get<std::string>() + " " + row.at("path").get<std::string>();
    EXPECT_TRUE(seen.insert(what).second) << what;
    EXPECT_FALSE(row.at("permission").get<std::string>().empty()) << what;
    EXPECT_FALSE(row.at("summary").get<std::string>().empty()) << what;
  }
}

TEST(SiteMap, OffersNothingToAnyoneBeyondTheFrontDoor) {
  BareSite bare;
  std::set<std::string> open;
  for (const site::Route& route : bare.routes()) {
    if (route.permission == access::Permission::anyone) open.insert(route.path);
  }
  EXPECT_EQ(open,
            (std::set<std::string>{"/assets/{name...}", "/health", "/link/{token}", "/sign-in",
                                   "/sign-in/code", "/sign-in/recovery-code", "/sign-in/trust"}));
}

}  // namespace
}  // namespace refocus::app
