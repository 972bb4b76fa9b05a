#include "http/request.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/fault.hpp"

namespace refocus::http {
namespace {

TEST(Target, IsDecodedOnce) {
  const auto target = parseTarget("/people/Zo%C3%AB%2520/plan?size=large&q=a%26b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/people/Zo\xC3\xAB%20/plan");
  EXPECT_EQ(target->query.text("size"), "large");
  EXPECT_EQ(target->query.text("q"), "a&b");
}

TEST(Target, MayBeTheRootOrEndInASlash) {
  EXPECT_EQ(parseTarget("/")->path, "/");
  EXPECT_EQ(parseTarget("/people/")->path, "/people/");
  EXPECT_EQ(parseTarget("/?a=1")->path, "/");
}

TEST(Target, IsRefusedWhenTwoReadersCouldDiffer) {
  for (const std::string_view target :
       {"",      "people", "*",      "/a%2fb",    "/a%2Fb",  "/a%5cb",
        "/a\\b", "/a%00b", "/a%0ab", "/a%7f",     "/a/../b", "/a/%2e%2e/b",
        "/./a",  "/a/.",   "/%ff",   "/%c0%ae",   "/%",      "/%1",
        "/%gg",  "/a#b",   "/a b",   "/\xC3\xAB", "/a?b=%",  "/a?b=%ff"}) {
    EXPECT_FALSE(parseTarget(target)) << target;
  }
}

TEST(Method, IsCaseSensitive) {
  EXPECT_EQ(methodNamed("GET"), Method::get);
  EXPECT_EQ(methodNamed("DELETE"), Method::remove);
  EXPECT_EQ(methodNamed("get"), std::nullopt);
  EXPECT_EQ(methodNamed("TRACE"), std::nullopt);
  EXPECT_EQ(nameOf(Method::options), "OPTIONS");
}

TEST(RequestTo, RefusesATargetThatNoServerWouldPassOn) {
  EXPECT_EQ(requestTo(Method::get, "/a?b=1").query.text("b"), "1");
  EXPECT_THROW((void)requestTo(Method::get, "/a/../b"), Fault);
}

}  // namespace
}  // namespace refocus::http
