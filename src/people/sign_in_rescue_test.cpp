#include "people/sign_in_rescue.hpp"

#include <gtest/gtest.h>

namespace refocus::people {
namespace {

std::optional<KeptForm> keptOf(const http::Request& sent) {
  return keptForm(sent, access::Permission::writeRecord);
}

std::optional<KeptForm> keptOf(std::string body) {
  return keptOf(http::requestTo(http::Method::post, "/people/1/strengths", std::move(body)));
}

TEST(KeptForm, IsAFormOfThisSiteWithoutSecretsAndOfBoundedSize) {
  EXPECT_TRUE(keptOf("now=I+cook"));
  EXPECT_FALSE(keptOf("current-password=x&now=I+cook"));
  EXPECT_FALSE(keptOf("code=123456"));
  EXPECT_FALSE(keptOf("recovery-code=x"));
  EXPECT_FALSE(keptOf("now=" + std::string(kMostKeptBytes, 'a')));
  EXPECT_FALSE(keptOf("now=%zz"));
  EXPECT_FALSE(keptOf(http::requestTo(http::Method::post, "//elsewhere.example", "a=1")));
  EXPECT_FALSE(keptOf(http::requestTo(http::Method::post, "/sign-out", "a=1")));
}

TEST(KeptForm, FitsAFieldOfAFormWhenItIsSealed) {
  constexpr std::size_t kMostRound = 4096;  // path, names, nonce and tag
  EXPECT_LE((kMostKeptBytes + kMostRound) * 4 / 3, kMostSealedBytes);
  EXPECT_LE(kMostSealedBytes, http::FormLimits{}.valueBytes);
}

http::Request sentFiles(const std::string& more) {
  const std::string body =
      "--a\r\nContent-Disposition: form-data; name=\"team\"\r\n\r\nNorth & South\r\n" + more +
      "--a\r\nContent-Disposition: form-data; name=\"files\"; filename=\"north.csv\"\r\n\r\n"
      "a,b\r\n"
      "--a\r\nContent-Disposition: form-data; name=\"files\"; filename=\"south.csv\"\r\n\r\n"
      "c,d\r\n--a--\r\n";
  return http::requestTo(http::Method::post, "/admin/import", body,
                         "multipart/form-data; boundary=a");
}

TEST(KeptForm, OfOneWithFilesKeepsTheChoicesAndNamesTheFiles) {
  const auto kept = keptOf(sentFiles(""));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->kind, KeptForm::Kind::formWithFiles);
  EXPECT_EQ(kept->files, "north.csv, south.csv");
  EXPECT_EQ(kept->body, "team=North%20%26%20South");
  EXPECT_FALSE(
      keptOf(sentFiles("--a\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nx\r\n")));
}

TEST(AfterSignIn, ComesBackFromTheHiddenFieldsAsItWas) {
  for (const std::string name : {"kept-form", "kept-page"}) {
    http::Fields carried;
    carried.add("return", "/caseload");
    carried.add(name, "sealed");
    const AfterSignIn next = readAfterSignIn(carried);
    EXPECT_EQ(next.returnTo, "/caseload");
    EXPECT_EQ(next.sealed, "sealed");
    EXPECT_EQ(next.isForm, name == "kept-form");
    EXPECT_NE(hiddenFields(next).markup().find("name=\"" + name + "\" value=\"sealed\""),
              std::string_view::npos);
  }
}

TEST(AfterSignIn, LeadsToNoOtherSiteAndToNoSignInOrOut) {
  for (const std::string path :
       {"https://elsewhere.example/", "//elsewhere.example", "/sign-out"}) {
    http::Fields asked;
    asked.add("return", path);
    EXPECT_EQ(returnAsked(asked).returnTo, "/") << path;
  }
}

}  // namespace
}  // namespace refocus::people
