// Devices that an account knows, and its list of sessions.
#include "people/known_device.hpp"

#include <gmock/gmock.h>

#include "people/account_pages_world.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kWrong = "wrong wrong wrong";

class KnownDevice : public AccountPagesWorld {
 protected:
  /// A sign-in from an office's address that all share.
  std::expected<Entered, Refusal> from(const std::string& device, std::string_view email,
                                       std::string_view password = kGoodPassword) {
    return enter(email, password, kOffice, device);
  }
  void fillTheOffice() {
    for (int i = 0; i < 100; ++i) {
      EXPECT_EQ(from({}, "nobody" + std::to_string(i) + "@example.org", kWrong).error(),
                Refusal::wrong);
    }
    EXPECT_EQ(from({}, "somebody@example.org", kWrong).error(), Refusal::tooMany);
  }
  std::int64_t devices() { return count("SELECT count(*) FROM known_device"); }
  static constexpr std::string_view kOffice = "192.0.2.50";
};

TEST_P(KnownDevice, SignsInWhileItsAddressHasToWait) {
  account("ada@example.org");
  account("grace@example.org");
  const std::string device = from({}, "ada@example.org")->deviceToken;
  fillTheOffice();
  EXPECT_TRUE(from(device, "ada@example.org"));
}

// To whoever has no device of the account, known and unknown addresses stay alike.
TEST_P(KnownDevice, OfOneAccountHelpsNoOtherAndTellsNothing) {
  account("ada@example.org");
  account("grace@example.org");
  const std::string device = from({}, "ada@example.org")->deviceToken;
  fillTheOffice();
  EXPECT_EQ(from(device, "grace@example.org").error(), Refusal::tooMany);
  EXPECT_EQ(from(device, "nobody@example.org").error(), Refusal::tooMany);
  EXPECT_EQ(from("made up", "ada@example.org").error(), Refusal::tooMany);
}

TEST_P(KnownDevice, SignsInThoughStrangersGuessAtItsAccount) {
  account("ada@example.org");
  const std::string device = from({}, "ada@example.org")->deviceToken;
  for (int i = 0; i < 10; ++i) (void)enter("ada@example.org", kWrong, "198.51.100.9");
  EXPECT_EQ(enter("ada@example.org").error(), Refusal::tooMany);
  EXPECT_TRUE(from(device, "ada@example.org"));
}

TEST_P(KnownDevice, ThatWasStolenGuessesNoMoreThanAnyoneAndHoldsNobodyElseUp) {
  account("ada@example.org");
  const std::string device = from({}, "ada@example.org")->deviceToken;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(from(device, "ada@example.org", kWrong).error(), Refusal::wrong) << i;
  }
  EXPECT_EQ(from(device, "ada@example.org").error(), Refusal::tooMany);
  EXPECT_TRUE(from({}, "ada@example.org")) << "what it guessed is counted apart";
  now = now.plus(15min);
  EXPECT_TRUE(from(device, "ada@example.org"));
}

TEST_P(KnownDevice, GetsANewTokenAtEachSignInAndTheOldOneIsWorthNothing) {
  account("ada@example.org");
  const std::string first = from({}, "ada@example.org")->deviceToken;
  const std::string second = from(first, "ada@example.org")->deviceToken;
  EXPECT_NE(first, second);
  EXPECT_EQ(devices(), 1) << "it is one device";
  EXPECT_EQ(first.size(), 43);
  fillTheOffice();
  EXPECT_EQ(from(first, "ada@example.org").error(), Refusal::tooMany);
  EXPECT_TRUE(from(second, "ada@example.org"));
}

// The computer of a ward: whoever signs in with it has it known, all with one cookie.
TEST_P(KnownDevice, IsKnownToEverybodyWhoSignsInWithIt) {
  account("ada@example.org");
  account("grace@example.org");
  const std::string first = from({}, "ada@example.org")->deviceToken;
  const std::string both = from(first, "grace@example.org")->deviceToken;
  fillTheOffice();
  const auto ada = from(both, "ada@example.org");
  ASSERT_TRUE(ada);
  EXPECT_TRUE(from(ada->deviceToken, "grace@example.org"));
}

TEST_P(KnownDevice, IsOneOfTenAndForgottenAfterHalfAYear) {
  account("ada@example.org");
  for (int i = 0; i < 12; ++i) {
    now = now.plus(1min);
    EXPECT_TRUE(from({}, "ada@example.org"));
  }
  EXPECT_EQ(devices(), kMostDevices);
  const std::string device = from({}, "ada@example.org")->deviceToken;
  now = now.plus(kDeviceKeptFor);
  fillTheOffice();
  EXPECT_EQ(from(device, "ada@example.org").error(), Refusal::tooMany);
}

TEST_P(KnownDevice, IsForgottenWithANewPassword) {
  const AccountId ada = account("ada@example.org");
  (void)from({}, "ada@example.org");
  const std::string hash = settings.hasher->hash("velvet harbour anchor");
  const std::string token =
      write([&](record::Writing& writing) { return makeOneTimeLink(writing, ada); });
  book.write(accountActor(trust, ada),
             [&](record::Writing& writing) { return useLink(writing, token, hash); });
  EXPECT_EQ(devices(), 0);
}

TEST_P(KnownDevice, IsNotReadableInTheDatabase) {
  account("ada@example.org");
  const std::string device = from({}, "ada@example.org")->deviceToken;
  EXPECT_EQ(count("SELECT count(*) FROM known_device WHERE token_index = '" + device + "'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM known_device WHERE length(token_index) = 64"), 1);
}

TEST_P(KnownDevice, IsACookieThatSigningOutLeaves) {
  account("ada@example.org");
  browser.get("/sign-in");
  http::Request request = http::requestTo(
      http::Method::post, "/sign-in",
      http::urlencoded(fields({{"email", "ada@example.org"},
                               {"password", std::string(kGoodPassword)},
                               {"sign-in-token", hiddenField(browser.shown, "sign-in-token")}})));
  request.scheme = http::Scheme::https;
  browser.plantCookie("__Host-sign-in", browser.cookie("sign-in"));
  const http::Response signedIn = browser.send(request);
  std::string set;
  for (const std::string_view cookie : signedIn.headers.all("Set-Cookie")) {
    if (cookie.starts_with("__Host-device=")) set = cookie;
  }
  for (const std::string_view part :
       {"HttpOnly", "Secure", "SameSite=Strict", "Max-Age=15552000"}) {
    EXPECT_NE(set.find(part), std::string::npos) << set;
  }
  browser.signIn("ada@example.org");
  const std::string device = browser.cookie("device");
  browser.get("/account");
  browser.post("/sign-out", {});
  EXPECT_EQ(browser.cookie("session"), "");
  EXPECT_EQ(browser.cookie("device"), device);
}

TEST_P(KnownDevice, ConfirmsItsOwnerWhileTheAddressHasToWait) {
  account("ada@example.org");
  browser.address = kOffice;
  browser.signIn("ada@example.org");
  fillTheOffice();
  browser.get("/account");
  EXPECT_EQ(
      browser.confirm("/account/password", fields({{"password", "velvet harbour anchor"}})).status,
      303);
  EXPECT_EQ(devices(), 1) << "the device that did it stays known";
}

TEST_P(KnownDevice, IsListedWithItsSessionAndEndedThere) {
  account("ada@example.org");
  browser.userAgent = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";
  browser.signIn("ada@example.org");
  Browser phone(book, settings);
  phone.userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604";
  phone.signIn("ada@example.org");
  const http::Response page = browser.get("/account");
  EXPECT_TRUE(shows(page, "Firefox on Windows"));
  EXPECT_TRUE(shows(page, "This device"));
  EXPECT_TRUE(shows(page, "<span class=\"nhsuk-u-visually-hidden\"> Safari on iPhone</span>"));
  EXPECT_FALSE(shows(page, browser.cookie("session")));
  EXPECT_FALSE(shows(page, phone.cookie("session")));
  EXPECT_FALSE(shows(page, phone.cookie("device")));

  const std::string text(page.bodyText());
  const auto at = text.find("/account/sessions/");
  const std::string path = text.substr(at, text.find('"', at) - at);
  EXPECT_EQ(locationOf(browser.post(path, {})), "/account?done=session");
  EXPECT_EQ(phone.get("/account").status, 401);
  EXPECT_EQ(devices(), 1) << "the device is no longer known";
  browser.get("/account");
  EXPECT_EQ(browser.post(path, {}).status, 404) << "it is over";
}

TEST_P(KnownDevice, OfAnotherAccountIsNotEndedFromThere) {
  account("ada@example.org");
  const AccountId grace = account("grace@example.org");
  const std::string hers = enter("grace@example.org")->session.token;
  const std::string id = book.read(accountActor(trust, grace), [&](record::Reading& reading) {
    return ownSessions(reading, {}, settings.session).at(0).id;
  });
  browser.signIn("ada@example.org");
  browser.get("/account");
  EXPECT_EQ(browser.post("/account/sessions/" + id + "/end", {}).status, 404);
  EXPECT_TRUE(sessionOf(hers));
}

TEST_P(KnownDevice, IsSignedOutByAnAdministratorWithAllOthersOfTheAccount) {
  administrator("ada@example.org");
  const AccountId grace = account("grace@example.org");
  const std::string one = enter("grace@example.org")->session.token;
  const std::string two = enter("grace@example.org")->session.token;
  browser.signIn("ada@example.org");
  const std::string path = "/admin/accounts/" + grace.text();
  EXPECT_TRUE(shows(browser.get(path), "On 2 devices"));
  EXPECT_EQ(browser.confirm(path + "/sessions/end", {}).status, 303);
  EXPECT_FALSE(sessionOf(one));
  EXPECT_FALSE(sessionOf(two));
  EXPECT_TRUE(shows(browser.get(path), "Nowhere"));
}

INSTANTIATE_TEST_SUITE_P(Databases, KnownDevice, ::testing::ValuesIn(peopleEngines()), engineName);

TEST(DeviceKind, IsRoughlyWhatTheBrowserSaysOfItself) {
  EXPECT_EQ(deviceKind("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                       "Gecko) Chrome/130.0 Safari/537.36 Edg/130.0"),
            "Edge/Windows");
  EXPECT_EQ(deviceKind("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile "
                       "Safari/537.36"),
            "Chrome/Android");
  EXPECT_EQ(deviceKind("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605.1"),
            "Safari/Mac");
  EXPECT_EQ(deviceKind("curl/8"), "/");
  EXPECT_EQ(deviceKind("<b>"), "/") << "nothing that it says is kept";
}

}  // namespace
}  // namespace refocus::people
