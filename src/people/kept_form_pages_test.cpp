// A form that was sent when nobody was signed in any more: carried through the sign-in, shown to
// its author, and to nobody by way of another site or of an address.
#include "people/account_pages_world.hpp"

namespace refocus::people {
namespace {

class KeptFormPages : public AccountPagesWorld {};

TEST_P(KeptFormPages, KeepAFormThatWasSentAfterTheSessionEnded) {
  account("ada@example.org", SecondFactor::required);
  const http::Response refused = browser.send(
      http::requestTo(http::Method::post, "/people/1/strengths?area=home",
                      "now=I+cook+%3Cwell%3E%0D%0Aand+often&csrf=old&submission=once&empty="));
  EXPECT_EQ(refused.status, 401);
  EXPECT_TRUE(shows(refused, "What you wrote is kept"));
  const auto carry = [&](const http::Response& page, http::Fields more) {
    for (const char* name : {"kept-path", "kept-body"}) {
      // Fields are written escaped; a browser undoes that before it sends them.
      std::string value = hiddenField(page, name);
      for (auto at = value.find("&amp;"); at != std::string::npos;
           at = value.find("&amp;", at + 1)) {
        value.replace(at, 5, "&");
      }
      more.add(name, value);
    }
    return more;
  };
  const http::Response coded =
      browser.post("/sign-in", carry(refused, fields({{"email", "ada@example.org"},
                                                      {"password", std::string(kGoodPassword)}})));
  ASSERT_TRUE(shows(coded, "name=\"code\""));
  const http::Response unsaved =
      browser.post("/sign-in/code", carry(coded, fields({{"code", codeShownBy(coded)}})));
  EXPECT_TRUE(shows(unsaved, "You were signed out before this was saved"));
  EXPECT_TRUE(shows(unsaved, "Keep your recovery codes")) << "new ones, shown nowhere else";
  EXPECT_TRUE(shows(unsaved, "I cook &lt;well&gt;"));
  EXPECT_TRUE(shows(unsaved, "action=\"/people/1/strengths?area=home\""));
  EXPECT_EQ(hiddenField(unsaved, "submission"), "once") << "so that it is not saved twice";
  const auto live = sessionOf(browser.cookie("session"));
  EXPECT_EQ(hiddenField(unsaved, "csrf"), live.value().signedIn.csrf);
  EXPECT_FALSE(shows(unsaved, "value=\"old\""));
  EXPECT_EQ(browser.post("/people/1/strengths?area=home", fields({{"now", "x"}})).bodyText(),
            "Ada Owner");
}

TEST_P(KeptFormPages, ShowASignedInFormWithAnOldTokenBeforeItIsSaved) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  const http::Response page =
      browser.post("/people/1/strengths", fields({{"now", "I cook"}, {"csrf", "of yesterday"}}));
  EXPECT_EQ(page.status, 403);
  EXPECT_TRUE(shows(page, "I cook"));
  EXPECT_EQ(browser.post("/people/1/strengths", fields({{"now", "I cook"}})).bodyText(),
            "Ada Owner");
}

TEST_P(KeptFormPages, DoNotShowWhatAnotherSiteWrote) {
  account("ada@example.org");
  browser.signIn("ada@example.org");
  auto forged = http::requestTo(http::Method::post, "/people/1/strengths", "now=FORGED");
  forged.headers.set("Origin", "https://elsewhere.example");
  const http::Response refused = browser.send(forged);
  EXPECT_EQ(refused.status, 403);
  EXPECT_FALSE(shows(refused, "FORGED"));
  EXPECT_FALSE(afterSignIn(forged).kept);
}

TEST_P(KeptFormPages, ShowNoFormThatAnAddressBrings) {
  account("ada@example.org");
  const http::Response page = browser.get(
      "/sign-in?return=%2Fpeople&kept-path=%2Fadmin%2Fpeople%2F1%2Ferase&kept-body=sure%3Dyes");
  EXPECT_EQ(hiddenField(page, "kept-path"), "");
  EXPECT_FALSE(shows(page, "What you wrote is kept"));
  EXPECT_EQ(locationOf(browser.post("/sign-in", fields({{"email", "ada@example.org"},
                                                        {"password", std::string(kGoodPassword)},
                                                        {"return", hiddenField(page, "return")}}))),
            "/people");
}

INSTANTIATE_TEST_SUITE_P(Databases, KeptFormPages, ::testing::ValuesIn(peopleEngines()),
                         engineName);

}  // namespace
}  // namespace refocus::people
