#include "http/cookie.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/fault.hpp"

namespace refocus::http {
namespace {

Request requestWith(std::string_view cookies, Scheme scheme) {
  Request request = requestTo(Method::get, "/");
  request.headers.add("Cookie", cookies);
  request.scheme = scheme;
  return request;
}

TEST(Cookie, IsBoundToTheHostWhenTheClientCameByHttps) {
  EXPECT_EQ(setCookieText({.name = "session", .value = "abc"}, Scheme::https),
            "__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(setCookieText({.name = "session",
                           .value = "abc",
                           .sameSite = SameSite::strict,
                           .maxAge = std::chrono::hours{1}},
                          Scheme::http),
            "session=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict");
}

TEST(Cookie, WithoutItsPrefixIsNotBelievedByHttps) {
  EXPECT_EQ(cookieOf(requestWith("session=planted", Scheme::https), "session"), std::nullopt);
  EXPECT_EQ(cookieOf(requestWith("session=a; __Host-session=b", Scheme::https), "session"), "b");
  EXPECT_EQ(cookieOf(requestWith("session=a", Scheme::http), "session"), "a");
}

TEST(Cookie, ThatComesTwiceWithDifferentValuesIsNone) {
  EXPECT_EQ(cookieOf(requestWith("s=a; s=b", Scheme::http), "s"), std::nullopt);
  EXPECT_EQ(cookieOf(requestWith("s=a; s=a", Scheme::http), "s"), "a");
  Request two = requestWith("s=a", Scheme::http);
  two.headers.add("Cookie", "s=b");
  EXPECT_EQ(cookieOf(two, "s"), std::nullopt);
}

TEST(Cookie, CannotCarryWhatWouldEndIt) {
  for (const std::string value : {"a;b", "a b", "a\"b", "a,b", "a\\b", "a\r\nb", "\xC3\xAB"}) {
    EXPECT_THROW((void)setCookieText({.name = "s", .value = value}, Scheme::http), Fault) << value;
  }
  EXPECT_THROW((void)setCookieText({.name = "a=b", .value = "1"}, Scheme::http), Fault);
  EXPECT_THROW((void)setCookieText({.name = "", .value = "1"}, Scheme::http), Fault);
}

TEST(Cookies, PassOverWhatIsMalformed) {
  const Fields cookies = parseCookies("; a=1;b ; =2; c=\"3\";d=x y;  e=4=5 ;f=");
  EXPECT_EQ(cookies.size(), 4U);
  EXPECT_EQ(cookies.text("a"), "1");
  EXPECT_EQ(cookies.text("c"), "3");
  EXPECT_EQ(cookies.text("e"), "4=5");
  EXPECT_EQ(cookies.find("f"), "");
}

TEST(Cookies, AreBounded) {
  std::string header;
  for (int i = 0; i < 1000; ++i) header += "a=1; ";
  EXPECT_EQ(parseCookies(header).size(), 100U);
}

TEST(Cookies, AreForgottenOnRequest) {
  Response response;
  clearCookie(response, requestTo(Method::get, "/"), "session");
  EXPECT_EQ(response.headers.find("Set-Cookie"),
            "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

RC_GTEST_PROP(Cookies, ComeBackAsTheyWereSet, ()) {
  const auto octet = rc::gen::suchThat(rc::gen::inRange<char>(0x21, 0x7f), [](char c) {
    return std::string_view("\",;\\").find(c) == std::string_view::npos;
  });
  const auto value = *rc::gen::container<std::string>(octet);
  const std::string set = setCookieText({.name = "token", .value = value}, Scheme::https);
  const std::string sent = set.substr(0, set.find(';'));
  RC_ASSERT(cookieOf(requestWith(sent, Scheme::https), "token") == value);
}

}  // namespace
}  // namespace refocus::http
