#include "people/session.hpp"

#include "people/account_test_world.hpp"
#include "people/session_owner.hpp"
#include "people/team_store.hpp"
#include "record/seal.hpp"

namespace refocus::people {
namespace {

using namespace std::chrono_literals;

class Session : public AccountWorld {
 protected:
  NewSession started(const AccountId& account, SessionStage stage = SessionStage::full) {
    return book.write(accountActor(trust, account), [&](record::Writing& writing) {
      return startSession(writing, stage, settings.session);
    });
  }
  http::Request withCookie(const std::string& token) {
    http::Request request = http::requestTo(http::Method::get, "/");
    request.headers.set("Cookie", "session=" + token);
    return request;
  }
};

TEST_P(Session, IsFoundByItsTokenAndByNothingElse) {
  const AccountId ada = account("ada@example.org");
  const NewSession session = started(ada);
  const auto live = sessionOf(session.token);
  ASSERT_TRUE(live);
  EXPECT_EQ(live->signedIn.actor.account, ada);
  EXPECT_EQ(live->signedIn.actor.trust, trust);
  EXPECT_EQ(live->signedIn.name, "Ada Owner");
  EXPECT_EQ(live->signedIn.csrf, session.csrf);
  EXPECT_FALSE(sessionOf(session.index)) << "what storage holds does not open a session";
  EXPECT_FALSE(sessionOf(session.token + "x"));
  EXPECT_FALSE(sessionOf(""));
}

// By whoever can write the database: the form's token is sealed for account, stage and beginning.
TEST_P(Session, ThatIsPointedAtAnotherAccountStageOrTimeOpensNothing) {
  const AccountId ada = account("ada@example.org");
  const AccountId other = account("other@example.org");
  const auto opens = [&](std::string_view sql, std::initializer_list<database::Param> params,
                         SessionStage stage = SessionStage::full) {
    const std::string token = started(ada, stage).token;
    EXPECT_TRUE(sessionOf(token));
    database->write([&](database::Write& sqlWrite) { sqlWrite.run(sql, params); });
    return faultOf([&] { (void)sessionOf(token); });
  };
  EXPECT_EQ(opens("UPDATE session SET account = $1", {other}), FaultCode::wrongKey);
  EXPECT_EQ(opens("UPDATE session SET stage = 'full'", {}, SessionStage::secondFactor),
            FaultCode::wrongKey);
  EXPECT_EQ(opens("UPDATE session SET made_at = $1", {now.plus(1h)}), FaultCode::wrongKey);
}

TEST_P(Session, HoldsTwoHundredAndFiftySixRandomBits) {
  const AccountId ada = account("ada@example.org");
  const NewSession one = started(ada);
  const NewSession other = started(ada);
  EXPECT_EQ(one.token.size(), 43);
  EXPECT_NE(one.token, other.token);
  EXPECT_NE(one.token, one.csrf);
  EXPECT_EQ(count("SELECT count(*) FROM session WHERE token_index = '" + one.token + "'"), 0);
}

TEST_P(Session, EndsByInactivityButNotWhileItIsUsed) {
  const std::string token = started(account("ada@example.org")).token;
  for (int i = 0; i < 4; ++i) {
    now = now.plus(29min);
    ASSERT_TRUE(findSession(book.parts(), withCookie(token), settings.session)) << i;
  }
  now = now.plus(30min);
  EXPECT_FALSE(findSession(book.parts(), withCookie(token), settings.session));
}

TEST_P(Session, EndsByTimeHoweverMuchItIsUsed) {
  const std::string token = started(account("ada@example.org")).token;
  for (int i = 0; i < 35; ++i) {
    now = now.plus(20min);
    ASSERT_TRUE(findSession(book.parts(), withCookie(token), settings.session)) << i;
  }
  now = now.plus(20min);
  EXPECT_FALSE(findSession(book.parts(), withCookie(token), settings.session));
}

TEST_P(Session, IsMarkedAsSeenAtMostOnceAMinute) {
  const NewSession session = started(account("ada@example.org"));
  const Instant begin = now;
  now = now.plus(59s);
  ASSERT_TRUE(findSession(book.parts(), withCookie(session.token), settings.session));
  EXPECT_EQ(sessionOf(session.token)->seenAt, begin);
  now = now.plus(1s);
  ASSERT_TRUE(findSession(book.parts(), withCookie(session.token), settings.session));
  EXPECT_EQ(sessionOf(session.token)->seenAt, begin.plus(1min));
}

TEST_P(Session, DoesNotOpenAnythingBeforeTheSecondFactor) {
  const AccountId ada = administrator("ada@example.org");
  const NewSession session = started(ada, SessionStage::secondFactor);
  EXPECT_FALSE(findSession(book.parts(), withCookie(session.token), settings.session));
  const auto live = sessionOf(session.token);
  ASSERT_TRUE(live);
  EXPECT_TRUE(live->signedIn.actor.grants.empty());
  now = now.plus(15min);
  EXPECT_FALSE(sessionOf(session.token)) << "the code comes soon or not at all";
}

TEST_P(Session, EndsWithItsAccount) {
  const AccountId ada = account("ada@example.org");
  const NewSession session = started(ada);
  write([&](record::Writing& writing) {
    disableAccount(writing, ada);
    return true;
  });
  EXPECT_FALSE(sessionOf(session.token));
  write([&](record::Writing& writing) {
    enableAccount(writing, ada);
    return true;
  });
  EXPECT_FALSE(sessionOf(session.token)) << "enabling does not bring sessions back";
}

TEST_P(Session, EndsWhenItsOwnerSignsOutEverywhere) {
  const AccountId ada = account("ada@example.org");
  const AccountId grace = account("grace@example.org");
  const NewSession one = started(ada);
  const NewSession two = started(ada);
  const NewSession others = started(grace);
  book.write(accountActor(trust, ada), [](record::Writing& writing) {
    signOutEverywhere(writing);
    return true;
  });
  EXPECT_FALSE(sessionOf(one.token));
  EXPECT_FALSE(sessionOf(two.token));
  EXPECT_TRUE(sessionOf(others.token));
}

TEST_P(Session, OfAnotherAccountCannotBeEnded) {
  const NewSession session = started(account("ada@example.org"));
  book.write(accountActor(trust, account("grace@example.org")), [&](record::Writing& writing) {
    endSession(writing, session.index);
    return true;
  });
  EXPECT_TRUE(sessionOf(session.token));
}

TEST_P(Session, CarriesTheGrantsOfPostsFromTheirFirstDayToTheirLast) {
  using namespace std::chrono;
  const auto [worker, team] = write([&](record::Writing& writing) {
    const WorkerId w = makeWorker(writing, "Ada Owner", Profession::nurse);
    const TeamId t = makeTeam(writing, "North", KindOfTeam::supportAndRecovery);
    makePost(writing, w, t, PostRole::teamLeader, Date{2026y / March / 11},
             Date{2026y / March / 12});
    return std::pair(w, t);
  });
  const AccountId ada = account("ada@example.org", SecondFactor::off, worker);
  const auto grantsAt = [&](std::string_view moment) {
    now = Instant::parse(moment);
    return sessionOf(started(ada).token)->signedIn.actor.grants;
  };
  EXPECT_TRUE(grantsAt("2026-03-10T23:59:59.999Z").empty());
  const auto first = grantsAt("2026-03-11T00:00:00.000Z");
  ASSERT_EQ(first.size(), 1);
  EXPECT_EQ(first[0].role, access::Role::teamLeader);
  EXPECT_EQ(first[0].team, team);
  EXPECT_EQ(grantsAt("2026-03-12T23:59:59.999Z").size(), 1);
  EXPECT_TRUE(grantsAt("2026-03-13T00:00:00.000Z").empty());
}

// In summer the day begins in London an hour before it does in UTC.
TEST_P(Session, CountsDaysAsLondonDoes) {
  using namespace std::chrono;
  const AccountId ada = account("ada@example.org");
  write([&](record::Writing& writing) {
    grantRole(writing, ada, access::Role::trainer, Date{2026y / July / 2});
    return true;
  });
  now = Instant::parse("2026-07-01T22:59:59.000Z");
  EXPECT_TRUE(sessionOf(started(ada).token)->signedIn.actor.grants.empty());
  now = Instant::parse("2026-07-01T23:00:00.000Z");
  EXPECT_EQ(sessionOf(started(ada).token)->signedIn.actor.grants.size(), 1);
}

TEST_P(Session, CarriesRolesAndPostsTogether) {
  const WorkerId worker = write([&](record::Writing& writing) {
    const WorkerId made = makeWorker(writing, "Ada Owner", Profession::nurse);
    for (const std::string_view name : {"North", "South"}) {
      makePost(writing, made, makeTeam(writing, name, KindOfTeam::supportAndRecovery),
               PostRole::worker, londonDate(now));
    }
    return made;
  });
  const AccountId ada = account("ada@example.org", SecondFactor::off, worker);
  write([&](record::Writing& writing) {
    grantRole(writing, ada, access::Role::administrator, londonDate(now));
    grantRole(writing, ada, access::Role::researcher, londonDate(now));
    return true;
  });
  const auto live = sessionOf(started(ada).token);
  EXPECT_EQ(live->signedIn.actor.grants.size(), 4);
  EXPECT_EQ(live->signedIn.actor.worker, worker);
  EXPECT_EQ(live->signedIn.actor.teamsWith(access::Permission::readCaseload).size(), 2);
}

TEST_P(Session, ForgetsThoseOfLongAgoWhenANewOneStarts) {
  const AccountId ada = account("ada@example.org");
  (void)started(ada);
  now = now.plus(13h);
  (void)started(ada);
  EXPECT_EQ(count("SELECT count(*) FROM session"), 2) << "a form may still come of the first";
  now = now.plus(kOwnerKnownFor);
  (void)started(ada);
  EXPECT_EQ(count("SELECT count(*) FROM session"), 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, Session, ::testing::ValuesIn(peopleEngines()), engineName);

http::Request sentBy(std::string_view name, std::string_view value) {
  http::Request request = http::requestTo(http::Method::post, "/sign-in", "a=1");
  request.headers.set(name, value);
  return request;
}

TEST(OtherSites, AreKnownByWhatTheBrowserSaysOfThem) {
  EXPECT_TRUE(isFromAnotherSite(sentBy("Sec-Fetch-Site", "cross-site")));
  EXPECT_TRUE(isFromAnotherSite(sentBy("Sec-Fetch-Site", "same-site")));
  EXPECT_FALSE(isFromAnotherSite(sentBy("Sec-Fetch-Site", "same-origin")));
  EXPECT_TRUE(isFromAnotherSite(sentBy("Origin", "https://elsewhere.example")));
  EXPECT_TRUE(isFromAnotherSite(sentBy("Origin", "null")));
  EXPECT_TRUE(isFromAnotherSite(sentBy("Origin", "http://localhost.elsewhere.example")));
  EXPECT_FALSE(isFromAnotherSite(sentBy("Origin", "http://localhost")));
  EXPECT_FALSE(isFromAnotherSite(sentBy("Origin", "https://localhost")));
  EXPECT_FALSE(isFromAnotherSite(http::requestTo(http::Method::post, "/sign-in", "a=1")));
}

TEST(OtherSites, AreKnownByEitherHeaderWhateverTheOtherSays) {
  http::Request both = sentBy("Sec-Fetch-Site", "same-origin");
  both.headers.set("Origin", "https://elsewhere.example");
  EXPECT_TRUE(isFromAnotherSite(both));
  both.headers.set("Origin", "null");
  EXPECT_FALSE(isFromAnotherSite(both)) << "some browsers hide it, and vouch for the site";
  both.headers.set("Origin", "http://localhost");
  both.headers.set("Sec-Fetch-Site", "cross-site");
  EXPECT_TRUE(isFromAnotherSite(both));
}

TEST(Secrets, AreEqualOnlyWhenAllOfThemIs) {
  EXPECT_TRUE(equalSecrets("abc", "abc"));
  EXPECT_FALSE(equalSecrets("abc", "abd"));
  EXPECT_FALSE(equalSecrets("abc", "ab"));
  EXPECT_FALSE(equalSecrets("abc", ""));
}

}  // namespace
}  // namespace refocus::people
