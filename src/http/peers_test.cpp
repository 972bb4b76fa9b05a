#include "http/peers.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/fault.hpp"
#include "http/parameters.hpp"

namespace refocus::http {
namespace {

Headers withHeader(std::string_view name, std::string_view value) {
  Headers headers;
  headers.add(name, value);
  return headers;
}

const TrustedProxies kProxies({"10.0.0.0/8", "127.0.0.1", "fd00::/8"}, ProxyHeader::xForwardedFor);
const TrustedProxies kModern({"10.0.0.0/8"}, ProxyHeader::forwarded);

TEST(TrustedProxies, AreAddressesAndNetworks) {
  EXPECT_TRUE(kProxies.contains("10.200.3.4"));
  EXPECT_TRUE(kProxies.contains("127.0.0.1"));
  EXPECT_TRUE(kProxies.contains("fd12::1"));
  EXPECT_FALSE(kProxies.contains("11.0.0.1"));
  EXPECT_FALSE(kProxies.contains("127.0.0.2"));
  EXPECT_FALSE(kProxies.contains("2001:db8::1"));
  EXPECT_FALSE(kProxies.contains("not an address"));
  for (const std::string entry : {"", "10.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/", "proxy",
                                  "10.0.0.0/8x", "10.0.0.0/-1"}) {
    EXPECT_THROW(TrustedProxies({entry}, ProxyHeader::forwarded), Fault) << entry;
  }
}

TEST(Client, IsThePeerUnlessThePeerIsTrusted) {
  auto headers = withHeader("X-Forwarded-For", "192.0.2.9");
  headers.add("X-Forwarded-Proto", "https");
  const Client stranger = kProxies.clientOf("203.0.113.5", headers);
  EXPECT_EQ(stranger.address, "203.0.113.5");
  EXPECT_EQ(stranger.scheme, Scheme::http);
  const Client known = kProxies.clientOf("10.0.0.1", headers);
  EXPECT_EQ(known.address, "192.0.2.9");
  EXPECT_EQ(known.scheme, Scheme::https);
}

TEST(Client, IsTheFirstFromTheRightWhomNobodyTrusts) {
  const auto headers = withHeader("X-Forwarded-For", "1.1.1.1, 192.0.2.9, 10.0.0.2");
  EXPECT_EQ(kProxies.clientOf("10.0.0.1", headers).address, "192.0.2.9");
  const auto broken = withHeader("X-Forwarded-For", "1.1.1.1, unknown, 10.0.0.2");
  EXPECT_EQ(kProxies.clientOf("10.0.0.1", broken).address, "10.0.0.2");
  EXPECT_EQ(kProxies.clientOf("10.0.0.1", {}).address, "10.0.0.1");
}

TEST(Client, IsBelievedOnlyFromTheHeaderThatTheProxyWrites) {
  const auto old = withHeader("X-Forwarded-For", "192.0.2.9");
  EXPECT_EQ(kModern.clientOf("10.0.0.1", old).address, "10.0.0.1");
  const auto modern =
      withHeader("Forwarded", "for=192.0.2.1, for=\"[2001:db8::7]:4711\";proto=https");
  EXPECT_EQ(kModern.clientOf("10.0.0.1", modern).address, "2001:db8::7");
  EXPECT_EQ(kModern.clientOf("10.0.0.1", modern).scheme, Scheme::https);
  EXPECT_EQ(kProxies.clientOf("10.0.0.1", modern).address, "10.0.0.1");
}

TEST(Neighbourhood, IsTheAddressInIpv4AndTheHouseholdInIpv6) {
  EXPECT_EQ(neighbourhoodOf("192.0.2.1"), neighbourhoodOf("::ffff:192.0.2.1"));
  EXPECT_NE(neighbourhoodOf("192.0.2.1"), neighbourhoodOf("192.0.2.2"));
  EXPECT_EQ(neighbourhoodOf("2001:db8:0:7::1"), neighbourhoodOf("2001:db8:0:7:ffff::2"));
  EXPECT_NE(neighbourhoodOf("2001:db8:0:7::1"), neighbourhoodOf("2001:db8:0:8::1"));
  EXPECT_EQ(neighbourhoodOf("no address"), "no address");
}

TEST(Parameters, AreReadWholeOrNotAtAll) {
  const auto good = parseParametrised("form-data ; Name=\"a;b\" ; x=1");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->value, "form-data");
  EXPECT_EQ(good->parameter("name"), "a;b");
  EXPECT_EQ(good->parameter("x"), "1");
  for (const std::string_view text : {"", "; a=1", "v; a", "v; a=", "v; =1", "v; a=\"b",
                                      "v; a=\"b\"c", "v; a=1; a=2", "v; a=b c"}) {
    EXPECT_FALSE(parseParametrised(text)) << text;
  }
}

}  // namespace
}  // namespace refocus::http
