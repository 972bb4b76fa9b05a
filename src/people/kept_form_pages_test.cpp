// A form that was sent when its session was over: carried through the sign-in, shown to the account
// whose session it was, and to nobody else. tests/isolation does the same with every form.
#include "people/account_pages_world.hpp"
#include "people/kept_form.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kForm = "/people/1/strengths?area=home";

class KeptFormPages : public AccountPagesWorld {
 protected:
  /// Somebody's session with a form of it open, which then ends.
  std::string tokenOfEndedSession(const std::string& email) {
    const auto entered = enter(email);
    endSessionOf(sessionOf(entered.value().session.token).value().signedIn.actor);
    return entered->session.csrf;
  }
  void endSessionOf(const access::Actor& actor) {
    book.write(actor, [&](record::Writing& writing) {
      endSessions(writing, writing.actor().account);
      return true;
    });
  }
  http::Response sendLate(Browser& window, const std::string& csrf, http::Fields more,
                          std::string_view to = kForm) {
    more.add("csrf", csrf);
    more.add("submission", "once");
    return window.send(http::requestTo(http::Method::post, to, http::urlencoded(more)));
  }
  http::Response sendLate(const std::string& csrf) {
    return sendLate(browser, csrf, fields({{"now", "I cook <well>\r\nand often"}, {"empty", ""}}));
  }
  /// Goes on from a page of the sign-in with what it carries.
  http::Response goOn(const http::Response& page, const std::string& to, http::Fields more) {
    for (const char* name : {"return", "kept-form", "kept-page"}) {
      const std::string value = hiddenField(page, name);
      if (!value.empty() && !more.has(name)) more.add(name, value);
    }
    return browser.post(to, more);
  }
  http::Response signInFrom(const http::Response& page, const std::string& email,
                            std::string_view password = kGoodPassword) {
    return goOn(page, "/sign-in", fields({{"email", email}, {"password", std::string(password)}}));
  }
  void anotherBrowser() {
    browser.plantCookie("session", "");
    browser.plantCookie("sign-in", "");
    browser.shown = {};
  }
  /// Whoever this answers is told nothing of a form.
  static void expectNothingOfIt(const http::Response& answer) {
    for (const std::string_view told : {"cook", "signed out before", "kept for you", "kept-form"}) {
      EXPECT_FALSE(shows(answer, told)) << told;
    }
    EXPECT_TRUE(answer.status != 303 || locationOf(answer) == "/") << locationOf(answer);
  }
};

TEST_P(KeptFormPages, KeepAFormThatWasSentAfterTheSessionEnded) {
  account("ada@example.org");
  const http::Response refused = sendLate(tokenOfEndedSession("ada@example.org"));
  EXPECT_EQ(refused.status, 401);
  EXPECT_TRUE(shows(refused, "kept for you alone"));
  EXPECT_FALSE(shows(refused, "cook")) << "not before it is known who is there";
  const http::Response again = signInFrom(refused, "ada@example.org", "wrong wrong wrong");
  EXPECT_TRUE(shows(again, "kept for you alone"));
  const http::Response unsaved = signInFrom(again, "ada@example.org");
  EXPECT_TRUE(shows(unsaved, "You were signed out before this was saved"));
  EXPECT_TRUE(shows(unsaved, "I cook &lt;well&gt;"));
  EXPECT_TRUE(shows(unsaved, "action=\"/people/1/strengths?area=home\""));
  EXPECT_EQ(hiddenField(unsaved, "submission"), "once") << "so that it is not saved twice";
  const auto live = sessionOf(browser.cookie("session"));
  EXPECT_EQ(hiddenField(unsaved, "csrf"), live.value().signedIn.csrf);
  EXPECT_EQ(browser.post(kForm, fields({{"now", "x"}})).bodyText(), "Ada Owner");
}

TEST_P(KeptFormPages, KeepItThroughTheSecondFactor) {
  const AccountId ada = account("ada@example.org");
  const std::string csrf = tokenOfEndedSession("ada@example.org");
  write([&](record::Writing& writing) {
    setSecondFactorRule(writing, ada, SecondFactor::required);
    return true;
  });
  const http::Response coded = signInFrom(sendLate(csrf), "ada@example.org");
  ASSERT_TRUE(shows(coded, "name=\"code\""));
  EXPECT_TRUE(shows(coded, "kept for you alone"));
  EXPECT_FALSE(shows(coded, "cook"));
  const http::Response unsaved =
      goOn(coded, "/sign-in/code", fields({{"code", codeShownBy(coded)}}));
  EXPECT_TRUE(shows(unsaved, "I cook &lt;well&gt;"));
  EXPECT_TRUE(shows(unsaved, "Keep your recovery codes")) << "new ones, shown nowhere else";
}

TEST_P(KeptFormPages, TellNobodyElseWhoSignsInThere) {
  account("ada@example.org");
  account("bo@example.org");
  account("cy@example.org", SecondFactor::required);
  accountElsewhere("di@example.org");
  const std::string csrf = tokenOfEndedSession("ada@example.org");
  for (const std::string other : {"bo@example.org", "di@example.org"}) {
    SCOPED_TRACE(other);
    expectNothingOfIt(signInFrom(sendLate(csrf), other));
    anotherBrowser();
  }
  const http::Response coded = signInFrom(sendLate(csrf), "cy@example.org");
  ASSERT_TRUE(shows(coded, "name=\"code\""));
  expectNothingOfIt(coded);
  expectNothingOfIt(goOn(coded, "/sign-in/code", fields({{"code", codeShownBy(coded)}})));
}

TEST_P(KeptFormPages, OpenInTheTrustOfTheirSessionAlone) {
  account("ada@example.org");
  accountElsewhere("ada@example.org", "velvet harbour anchor");
  const std::string csrf = tokenOfEndedSession("ada@example.org");
  expectNothingOfIt(signInFrom(sendLate(csrf), "ada@example.org", "velvet harbour anchor"));
  anotherBrowser();
  EXPECT_TRUE(shows(signInFrom(sendLate(csrf), "ada@example.org"), "I cook"));
}

TEST_P(KeptFormPages, AreCarriedUnseenThroughAChoiceOfTrusts) {
  account("ada@example.org");
  const std::string csrf = tokenOfEndedSession("ada@example.org");
  accountElsewhere("ada@example.org");
  const auto choose = [&](const TrustId& chosen) {
    const http::Response page = signInFrom(sendLate(csrf), "ada@example.org");
    EXPECT_TRUE(shows(page, "Where do you want to sign in?"));
    EXPECT_FALSE(shows(page, "cook"));
    http::Fields sent = fields({{"trust", chosen.text()}});
    const std::string text(page.bodyText());
    for (auto at = text.find("name=\"opened\" value=\""); at != std::string::npos;
         at = text.find("name=\"opened\" value=\"", at + 1)) {
      sent.add("opened", text.substr(at + 21, text.find('"', at + 21) - at - 21));
    }
    const http::Response first = goOn(page, "/sign-in/trust", sent);
    anotherBrowser();
    return first;
  };
  expectNothingOfIt(choose(otherTrust));
  EXPECT_TRUE(shows(choose(trust), "I cook"));
}

// An attacker has the hidden field in hand: the page was left open.
TEST_P(KeptFormPages, OpenByNoTamperingWithWhatIsCarried) {
  account("ada@example.org");
  account("bo@example.org");
  const http::Response late = sendLate(tokenOfEndedSession("ada@example.org"));
  const std::string sealed = hiddenField(late, "kept-form");
  ASSERT_GT(sealed.size(), 100U);
  const auto signInWith = [&](const std::string& email, const std::string& name,
                              const std::string& value) {
    anotherBrowser();
    browser.get("/sign-in");
    return browser.post(
        "/sign-in",
        fields({{"email", email}, {"password", std::string(kGoodPassword)}, {name, value}}));
  };
  std::string altered = sealed;
  altered[sealed.size() / 2] = altered[sealed.size() / 2] == 'A' ? 'B' : 'A';
  std::vector<std::string> tries{altered,
                                 sealed.substr(1),
                                 sealed.substr(0, sealed.size() - 4),
                                 sealed + sealed,
                                 sealed + "AAAA",
                                 "AAAA",
                                 "%",
                                 "\n",
                                 "x y"};
  for (std::size_t length = 0; length < 80; length += 7) tries.push_back(sealed.substr(0, length));
  for (const std::string& one : tries) {
    SCOPED_TRACE(one);
    expectNothingOfIt(signInWith("ada@example.org", "kept-form", one));
  }
  // Whole, but another's; and in the other field, as a page to be led to.
  for (const std::string name : {"kept-form", "kept-page", "return"}) {
    SCOPED_TRACE(name);
    expectNothingOfIt(signInWith("bo@example.org", name, sealed));
  }
  EXPECT_TRUE(shows(signInWith("ada@example.org", "kept-form", sealed), "I cook"));
  now = now.plus(kSealedFor);
  EXPECT_TRUE(shows(signInWith("ada@example.org", "kept-form", sealed), "I cook"));
  now = now.plus(1ms);
  expectNothingOfIt(signInWith("ada@example.org", "kept-form", sealed));
}

TEST_P(KeptFormPages, KeepNothingOfAFormWhoseSessionNobodyKnows) {
  account("ada@example.org");
  account("cy@example.org", SecondFactor::required);
  const std::string ended = tokenOfEndedSession("ada@example.org");
  now = now.plus(kOwnerKnownFor);
  const std::string half = enter("cy@example.org")->session.csrf;
  for (const std::string& csrf : {std::string("made up"), std::string(), ended, half}) {
    SCOPED_TRACE(csrf);
    anotherBrowser();
    const http::Response refused = sendLate(csrf);
    EXPECT_EQ(refused.status, 401);
    EXPECT_TRUE(shows(refused, "nothing of it is kept"));
    EXPECT_FALSE(shows(refused, "cook"));
    expectNothingOfIt(signInFrom(refused, "ada@example.org"));
  }
}

// By somebody who can write the database, and not read it.
TEST_P(KeptFormPages, KeepNothingOnceTheSessionsRowIsPointedAtAnotherAccount) {
  account("ada@example.org");
  const AccountId bo = account("bo@example.org");
  const std::string csrf = tokenOfEndedSession("ada@example.org");
  database->write([&](database::Write& sql) { sql.run("UPDATE session SET account = $1", {bo}); });
  const http::Response refused = sendLate(csrf);
  EXPECT_TRUE(shows(refused, "nothing of it is kept"));
  expectNothingOfIt(signInFrom(refused, "bo@example.org"));
}

TEST_P(KeptFormPages, AreKnownAsTheirOwnersAfterANewSignInElsewhere) {
  account("ada@example.org");
  const std::string ended = tokenOfEndedSession("ada@example.org");
  now = now.plus(24h * 13);
  ASSERT_TRUE(enter("ada@example.org"));
  EXPECT_TRUE(shows(signInFrom(sendLate(ended), "ada@example.org"), "I cook"));
}

TEST_P(KeptFormPages, ShowASignedInFormOfAnEarlierSessionBeforeItIsSaved) {
  account("ada@example.org");
  const std::string before = tokenOfEndedSession("ada@example.org");
  browser.signIn("ada@example.org");
  const http::Response page = sendLate(before);
  EXPECT_EQ(page.status, 403);
  EXPECT_TRUE(shows(page, "I cook"));
  EXPECT_EQ(browser.post(kForm, fields({{"now", "I cook"}})).bodyText(), "Ada Owner");
}

TEST_P(KeptFormPages, ShowNobodyASignedInFormOfAnothersSession) {
  account("ada@example.org");
  account("bo@example.org");
  const std::string adas = tokenOfEndedSession("ada@example.org");
  browser.signIn("bo@example.org");
  for (const std::string& csrf : {adas, std::string("made up")}) {
    const http::Response page = sendLate(csrf);
    EXPECT_EQ(page.status, 403);
    expectNothingOfIt(page);
    EXPECT_TRUE(shows(page, "This page was out of date"));
  }
}

TEST_P(KeptFormPages, NameWhoseRecordTheyAreAboutAndShowNoneThatIsClosed) {
  const WorkerId adas =
      write([&](record::Writing& w) { return makeWorker(w, "Ada Owner", Profession::nurse); });
  account("ada@example.org", SecondFactor::off, adas);
  const PersonId jo = person("Jo", "Marchbanks");
  const TeamId north = team("North");
  const auto place = onCaseload(jo, north);
  write([&](record::Writing& w) {
    return makePost(w, adas, north, PostRole::worker, day("2026-01-01"), std::nullopt);
  });
  const std::string form = "/people/" + jo.text() + "/strengths";
  const auto cameBack = [&] {
    anotherBrowser();
    const std::string csrf = tokenOfEndedSession("ada@example.org");
    return signInFrom(sendLate(browser, csrf, fields({{"now", "I cook"}}), form),
                      "ada@example.org");
  };
  const http::Response open = cameBack();
  EXPECT_TRUE(shows(open, "This is about: Jo Marchbanks"));
  EXPECT_TRUE(shows(open, "I cook"));
  EXPECT_EQ(auditActions().front(), "person-read");
  write([&](record::Writing& w) {
    changePlace(w, place, std::nullopt, day("2026-03-01"));
    return true;
  });
  const http::Response closed = cameBack();
  EXPECT_FALSE(shows(closed, "Marchbanks"));
  EXPECT_FALSE(shows(closed, "I cook")) << "it may hold what the record said";
  EXPECT_TRUE(shows(closed, "you may not open any more"));
}

TEST_P(KeptFormPages, LeadBackToTheFormOfFilesWithTheirNamesForTheirOwnerAlone) {
  account("ada@example.org");
  account("bo@example.org");
  const std::string csrf = tokenOfEndedSession("ada@example.org");
  const auto sendFiles = [&] {
    anotherBrowser();
    return browser.send(http::requestTo(
        http::Method::post, "/admin/import",
        "--a\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + csrf +
            "\r\n--a\r\nContent-Disposition: form-data; name=\"team\"\r\n\r\nNorth & South\r\n"
            "--a\r\nContent-Disposition: form-data; name=\"files\"; filename=\"joe_bloggs.csv\""
            "\r\n\r\na,b\r\n--a--\r\n",
        "multipart/form-data; boundary=a"));
  };
  const http::Response late = sendFiles();
  EXPECT_TRUE(shows(late, "kept for you alone"));
  EXPECT_FALSE(shows(late, "bloggs"));
  const http::Response mine = signInFrom(late, "ada@example.org");
  EXPECT_TRUE(shows(mine, "Choose these files again: joe_bloggs.csv"));
  EXPECT_TRUE(shows(mine, "href=\"/admin/import?team=North%20%26%20South\""));
  const http::Response others = signInFrom(sendFiles(), "bo@example.org");
  EXPECT_FALSE(shows(others, "bloggs"));
  EXPECT_EQ(locationOf(others), "/");
}

TEST_P(KeptFormPages, LeadNobodyElseToWhereSomebodyWas) {
  account("ada@example.org");
  account("bo@example.org");
  for (const std::string page : {"/caseload?q=marchbanks", "/people/1/strengths"}) {
    const auto lookLate = [&] {
      anotherBrowser();
      browser.signIn("ada@example.org");
      endSessionOf(sessionOf(browser.cookie("session")).value().signedIn.actor);
      return browser.get(page);
    };
    EXPECT_EQ(locationOf(signInFrom(lookLate(), "ada@example.org")), page);
    EXPECT_EQ(locationOf(signInFrom(lookLate(), "bo@example.org")), "/") << page;
  }
  anotherBrowser();
  EXPECT_EQ(locationOf(signInFrom(browser.get("/caseload?team=1"), "bo@example.org")),
            "/caseload?team=1")
      << "a link, and nobody's words";
}

TEST_P(KeptFormPages, LeadOnToASearchAndNeverCallItUnsaved) {
  account("ada@example.org");
  account("bo@example.org");
  const std::string csrf = tokenOfEndedSession("ada@example.org");
  const http::Fields search = fields({{"list", "/caseload"}, {"q", "marchbanks"}});
  const http::Response refused = sendLate(browser, csrf, search, "/search");
  EXPECT_FALSE(shows(refused, "before your form was saved"));
  const http::Response found = signInFrom(refused, "ada@example.org");
  EXPECT_EQ(found.status, 303);
  EXPECT_THAT(locationOf(found), ::testing::AllOf(::testing::StartsWith("/caseload?s="),
                                                  ::testing::Not(::testing::HasSubstr("march"))));
  // Signed in again in another tab, it is sent with the token of the session before.
  EXPECT_THAT(locationOf(sendLate(browser, csrf, search, "/search")),
              ::testing::StartsWith("/caseload?s="));
  anotherBrowser();
  EXPECT_EQ(locationOf(signInFrom(sendLate(browser, csrf, search, "/search"), "bo@example.org")),
            "/");
}

TEST_P(KeptFormPages, TakeNoFormThatAnotherSiteSentWhateverItCarries) {
  account("ada@example.org");
  const std::string ended = tokenOfEndedSession("ada@example.org");
  const auto sentFrom = [&](const char* header, const char* value, const std::string& path,
                            const std::string& csrf) {
    auto forged = http::requestTo(http::Method::post, path, "now=FORGED&name=Forged&csrf=" + csrf);
    forged.headers.set(header, value);
    return browser.send(forged);
  };
  const auto expectRefused = [&](const std::string& csrf) {
    for (const std::string path : {"/people/1/strengths", "/account/details", "/sign-out",
                                   "/sign-in", "/sign-in/code", "/link/x"}) {
      for (const auto& [header, value] :
           {std::pair{"Origin", "https://elsewhere.example"}, std::pair{"Origin", "null"},
            std::pair{"Sec-Fetch-Site", "cross-site"}, std::pair{"Sec-Fetch-Site", "same-site"}}) {
        SCOPED_TRACE(path + " " + header + " " + value);
        const http::Response refused = sentFrom(header, value, path, csrf);
        EXPECT_EQ(refused.status, 403);
        EXPECT_FALSE(shows(refused, "FORGED"));
        EXPECT_FALSE(shows(refused, "kept"));
      }
    }
  };
  expectRefused(ended);
  browser.signIn("ada@example.org");
  const std::string good = sessionOf(browser.cookie("session")).value().signedIn.csrf;
  expectRefused(good);
  EXPECT_TRUE(sessionOf(browser.cookie("session"))) << "still signed in";
  EXPECT_EQ(sentFrom("Origin", "http://localhost", "/people/1/strengths", good).status, 200);
}

TEST_P(KeptFormPages, ShowNothingThatAnAddressBrings) {
  account("ada@example.org");
  const std::string sealed =
      hiddenField(sendLate(tokenOfEndedSession("ada@example.org")), "kept-form");
  const http::Response page = browser.get(
      "/sign-in?return=%2Fadmin%2Fimport%3Fchoose-again%3DRING-0800-FRAUD&choose-again=FRAUD"
      "&kept-form=" +
      sealed);
  EXPECT_EQ(hiddenField(page, "kept-form"), "");
  EXPECT_FALSE(shows(page, "kept for you"));
  EXPECT_FALSE(shows(page, "choose these"));
  EXPECT_EQ(hiddenField(page, "return"), "/admin/import?choose-again=RING-0800-FRAUD");
  const std::string text(page.bodyText());
  EXPECT_EQ(text.find("FRAUD"), text.rfind("FRAUD")) << "in the hidden field alone";
}

TEST_P(KeptFormPages, LeaveTheDevicesCookieWhenTheBrowserForgetsThePages) {
  account("ada@example.org");
  for (const std::string way : {"/sign-out", "/account/sign-out-everywhere"}) {
    browser.signIn("ada@example.org");
    browser.get("/account");
    const http::Response out = browser.post(way, {});
    EXPECT_EQ(out.headers.find("Clear-Site-Data").value_or(""), "\"cache\"") << way;
    EXPECT_EQ(out.headers.all("Set-Cookie").size(), 1U) << "the session's alone";
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, KeptFormPages, ::testing::ValuesIn(peopleEngines()),
                         engineName);

}  // namespace
}  // namespace refocus::people
