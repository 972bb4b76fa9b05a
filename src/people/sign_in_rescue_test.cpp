#include "people/sign_in_rescue.hpp"

#include <gtest/gtest.h>

namespace refocus::people {
namespace {

http::Request sentForm(std::string body) {
  return http::requestTo(http::Method::post, "/people/1/strengths", std::move(body));
}

TEST(KeptForm, IsAFormOfThisSiteWithoutSecretsAndOfBoundedSize) {
  EXPECT_TRUE(afterSignIn(sentForm("now=I+cook")).kept);
  EXPECT_FALSE(afterSignIn(sentForm("current-password=x&now=I+cook")).kept);
  EXPECT_FALSE(afterSignIn(sentForm("code=123456")).kept);
  EXPECT_FALSE(afterSignIn(sentForm("now=" + std::string(kMostKeptBytes, 'a'))).kept);
  EXPECT_FALSE(afterSignIn(sentForm("now=%zz")).kept);
  EXPECT_FALSE(afterSignIn(http::requestTo(http::Method::post, "//elsewhere.example", "a=1")).kept);
}

http::Request sentFiles(const std::string& more) {
  const std::string body =
      "--a\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nold\r\n"
      "--a\r\nContent-Disposition: form-data; name=\"team\"\r\n\r\nNorth & South\r\n" +
      more +
      "--a\r\nContent-Disposition: form-data; name=\"files\"; filename=\"north.csv\"\r\n\r\n"
      "a,b\r\n"
      "--a\r\nContent-Disposition: form-data; name=\"files\"; filename=\"south.csv\"\r\n\r\n"
      "c,d\r\n--a--\r\n";
  return http::requestTo(http::Method::post, "/admin/import", body,
                         "multipart/form-data; boundary=a");
}

TEST(KeptForm, OfOneWithFilesKeepsTheChoicesAndNamesTheFiles) {
  const http::Request sent = sentFiles("");
  const AfterSignIn next = afterSignIn(sent);
  EXPECT_FALSE(next.kept);
  EXPECT_EQ(filesToChooseAgain(next), "north.csv, south.csv");
  const auto back = http::requestTo(http::Method::get, next.returnTo);
  EXPECT_EQ(back.path, "/admin/import");
  EXPECT_EQ(back.query.text("team"), "North & South");
  EXPECT_FALSE(back.query.has("csrf"));
}

TEST(KeptForm, OfOneWithFilesIsDroppedWithASecretOrFromAnotherSiteOrTooLong) {
  const auto field = [](const std::string& name, const std::string& value) {
    return "--a\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  };
  const http::Request secret = sentFiles(field("password", "x"));
  EXPECT_EQ(afterSignIn(secret).returnTo, "/");
  const http::Request tooLong = sentFiles(field("note", std::string(3000, 'x')));
  EXPECT_EQ(afterSignIn(tooLong).returnTo, "/");
  http::Request forged = sentFiles("");
  forged.headers.set("Origin", "https://elsewhere.example");
  EXPECT_EQ(afterSignIn(forged).returnTo, "/");
}

TEST(KeptForm, ComesBackFromTheHiddenFieldsAsItWas) {
  http::Fields carried;
  carried.add("kept-path", "/people/1/strengths?area=home");
  carried.add("kept-body", "now=I+cook&csrf=x");
  const AfterSignIn next = readAfterSignIn(carried);
  ASSERT_TRUE(next.kept);
  EXPECT_EQ(next.kept->path, "/people/1/strengths?area=home");
  EXPECT_EQ(next.kept->body, "now=I+cook&csrf=x");
}

TEST(KeptForm, IsDroppedWhenItsPathIsNotOfThisSite) {
  for (const std::string path :
       {"https://elsewhere.example/", "//elsewhere.example", "/sign-out"}) {
    http::Fields carried;
    carried.add("kept-path", path);
    carried.add("kept-body", "a=1");
    EXPECT_FALSE(readAfterSignIn(carried).kept) << path;
  }
}

}  // namespace
}  // namespace refocus::people
