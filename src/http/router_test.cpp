#include "http/router.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/fault.hpp"

namespace refocus::http {
namespace {

const std::vector<RoutePattern> kSite{
    {Method::get, "/"},
    {Method::get, "/people"},
    {Method::post, "/people"},
    {Method::get, "/people/new"},
    {Method::get, "/people/{person}"},
    {Method::post, "/people/{person}"},
    {Method::get, "/people/{person}/plan"},
    {Method::get, "/people/{who}/strengths/{area}"},
    {Method::get, "/assets/{file...}"},
};

std::size_t indexOf(const RouteMatch& match) { return std::get<RouteFound>(match).index; }

TEST(Router, FindsThePlaceInTheTable) {
  const Router router(kSite);
  EXPECT_EQ(indexOf(router.match(Method::get, "/")), 0U);
  EXPECT_EQ(indexOf(router.match(Method::post, "/people")), 2U);
  EXPECT_EQ(indexOf(router.match(Method::get, "/people/7/plan")), 6U);
}

TEST(Router, CatchesByEachPatternsOwnNames) {
  const Router router(kSite);
  const auto strengths = router.match(Method::get, "/people/7/strengths/home");
  const auto& found = std::get<RouteFound>(strengths);
  EXPECT_EQ(found.captures.at("who"), "7");
  EXPECT_EQ(found.captures.at("area"), "home");
  EXPECT_THROW((void)found.captures.at("person"), Fault);
  EXPECT_EQ(found.captures.valueAfter("who"), "home");
  EXPECT_EQ(found.captures.valueAfter("area"), "");
  EXPECT_EQ(found.captures.valueAfter("person"), "");
  const auto asset = router.match(Method::get, "/assets/css/site.css");
  EXPECT_EQ(std::get<RouteFound>(asset).captures.at("file"), "css/site.css");
}

TEST(Router, PrefersTheLiteralAndChoosesThePathBeforeTheMethod) {
  const Router router(kSite);
  EXPECT_EQ(indexOf(router.match(Method::get, "/people/new")), 3U);
  EXPECT_EQ(indexOf(router.match(Method::get, "/people/new/plan")), 6U);
  const auto match = router.match(Method::post, "/people/new");
  EXPECT_EQ(std::get<MethodMissing>(match).allow, "GET, HEAD");
}

TEST(Router, AnswersHeadByGet) {
  const Router router(kSite);
  EXPECT_EQ(indexOf(router.match(Method::head, "/people/7")), 4U);
  const Router posting({{Method::post, "/a"}});
  EXPECT_EQ(std::get<MethodMissing>(posting.match(Method::head, "/a")).allow, "POST");
}

TEST(Router, SaysWhatAPathAllows) {
  const Router router(kSite);
  EXPECT_EQ(std::get<MethodMissing>(router.match(Method::put, "/people/7")).allow,
            "GET, HEAD, POST");
}

TEST(Router, KnowsNoPathThatIsNotInTheTable) {
  const Router router(kSite);
  for (const std::string_view path :
       {"", "people", "/people/", "//people", "/people//plan", "/people/7/plan/", "/other",
        "/people/7/strengths", "/assets", "/assets/", "/assets//a"}) {
    EXPECT_TRUE(std::holds_alternative<RouteMissing>(router.match(Method::get, path))) << path;
  }
}

TEST(Router, RefusesTablesThatLeaveAChoice) {
  const auto refuses = [](std::vector<RoutePattern> table) {
    EXPECT_THROW(Router{table}, Fault) << table.back().path;
  };
  refuses({{Method::get, "/a"}, {Method::get, "/a"}});
  refuses({{Method::get, "/{a}"}, {Method::get, "/{b}"}});
  refuses({{Method::get, "/{a}/plan"}, {Method::get, "/people/{b}"}});
  refuses({{Method::get, "/{a}/plan"}, {Method::post, "/people/{b}"}});
  refuses({{Method::get, "/{a}/b/c"}, {Method::get, "/a/{rest...}"}});
  EXPECT_NO_THROW(Router({{Method::get, "/{a}/plan"}, {Method::get, "/people/{b}/more"}}));
  EXPECT_NO_THROW(Router({{Method::get, "/"}, {Method::get, "/{a}"}, {Method::get, "/{a...}"}}));
}

TEST(Router, RefusesMalformedPatterns) {
  for (const std::string path : {"", "a", "/a/", "//a", "/{}", "/{a", "/a}", "/x{a}", "/{a}x",
                                 "/{a}/{a}", "/{a...}/b", "/{...}"}) {
    EXPECT_THROW(Router({{Method::get, path}}), Fault) << path;
  }
}

}  // namespace
}  // namespace refocus::http
