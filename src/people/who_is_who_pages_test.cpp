// The pages on which somebody looks whether two are one person, and puts right what went wrong.
#include <gmock/gmock.h>

#include "people/people_pages_world.hpp"

namespace refocus::people {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class WhoIsWhoPages : public PeoplePagesWorld {
 protected:
  PersonId imogen = person({.familyName = "Quillfeather",
                            .givenNames = "Imogen",
                            .birthDate = PartialDate::parse("1961-02-03"),
                            .phone = "07700 900601",
                            .identities = {{"Wyke EPR", "70001"}}});

  std::string uploaded(const std::string& csv) {
    const std::string boundary = "x1y2z3";
    const auto part = [&](const std::string& head, const std::string& body) {
      return "--" + boundary + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body +
             "\r\n";
    };
    const std::string body = part("name=\"team\"", north.text()) +
                             part("name=\"files\"; filename=\"second.csv\"", csv) + "--" +
                             boundary + "--\r\n";
    const auto upload = ask(admin, http::requestTo(http::Method::post, "/admin/import", body,
                                                   "multipart/form-data; boundary=" + boundary));
    EXPECT_EQ(upload.status, 303) << text(upload);
    return std::string(upload.headers.find("Location").value_or("/"));
  }
  static std::string row(const std::string& family, const std::string& given,
                         const std::string& born) {
    return "source_system,local_id,family_name,given_names,date_of_birth,phone\nWyke EPR,70001," +
           family + "," + given + "," + born + ",07700 900603\n";
  }
  http::Response adds(std::vector<std::pair<std::string, std::string>> more) {
    http::Fields fields;
    fields.add("given-names", "Imogen");
    fields.add("family-name", "Quillfeather");
    fields.add("birth-date-day", "3");
    fields.add("birth-date-month", "2");
    fields.add("birth-date-year", "1961");
    fields.add("team", north.text());
    for (const auto& [name, value] : more) fields.add(name, value);
    return ask(admin, http::Method::post, "/admin/people/new", fields);
  }
  std::string nameOf(const PersonId& who) {
    return fullName(read(commandLineActor(trust), [&](record::Reading& reading) {
                      return stored::entryOf(reading, who).value();
                    }).entry);
  }
  bool isInTrail(std::string_view deed) {
    const auto actions = auditActions();
    return std::ranges::find(actions, deed) != actions.end();
  }
};

TEST_P(WhoIsWhoPages, TheImportsPageShowsEachChangeOldAndNew) {
  const std::string page = text(get(admin, uploaded(row("Lark", "Imogen", "1961-02-03"))));
  EXPECT_THAT(page, AllOf(HasSubstr("from Imogen Quillfeather to Imogen Lark"),
                          HasSubstr("07700 900601"), HasSubstr("07700 900603")));
  EXPECT_TRUE(isInTrail("entry-compared"));
}

TEST_P(WhoIsWhoPages, ARowForAPersonToDecideStandsBesideTheRecordAndChangesNothing) {
  const std::string address = uploaded(row("Brackley", "Dmitri", "1999-11-30"));
  const std::string page = text(get(admin, address));
  EXPECT_THAT(page, AllOf(HasSubstr("Is it one person?"), HasSubstr("Quillfeather"),
                          HasSubstr("3 February 1961"), HasSubstr("30 November 1999"),
                          HasSubstr("Two people: add this one")));
  EXPECT_EQ(ask(admin, http::Method::post, address).status, 303);
  EXPECT_EQ(nameOf(imogen), "Imogen Quillfeather");
  // Left to decide, it can be decided afterwards.
  http::Fields decision;
  decision.add("row-0", "join");
  decision.add("row-0-with", imogen.text());
  decision.add("row-0-against", "1");
  EXPECT_EQ(ask(admin, http::Method::post, address, decision).status, 303);
  EXPECT_EQ(nameOf(imogen), "Dmitri Brackley");
}

TEST_P(WhoIsWhoPages, ADecisionOnDetailsThatChangedSinceIsAskedAnew) {
  onCaseload(imogen, north);
  const std::string address = uploaded(row("Brackley", "Dmitri", "1999-11-30"));
  http::Fields entry;
  entry.add("given-names", "Imogen");
  entry.add("family-name", "Quillfeather");
  entry.add("birth-date-day", "3");
  entry.add("birth-date-month", "2");
  entry.add("birth-date-year", "1961");
  entry.add("phone", "07700 900777");
  entry.add("based-on", "1");
  EXPECT_EQ(ask(worker, http::Method::post, pathOf(imogen, "/entry"), entry).status, 303);
  http::Fields decision;
  decision.add("row-0", "join");
  decision.add("row-0-with", imogen.text());
  EXPECT_EQ(ask(admin, http::Method::post, address, decision).status, 400) << "of no version";
  decision.add("row-0-against", "1");
  EXPECT_EQ(ask(admin, http::Method::post, address, decision).status, 303);
  EXPECT_EQ(nameOf(imogen), "Imogen Quillfeather");
  EXPECT_THAT(text(get(admin, address)),
              AllOf(HasSubstr("not as it was when you looked"), HasSubstr("07700 900777"),
                    HasSubstr("name=\"row-0-against\" value=\"2\"")));
}

TEST_P(WhoIsWhoPages, TheEarlierEntryIsOnePressAwayWithItsHistory) {
  onCaseload(imogen, north);
  const std::string address = uploaded(row("Brackley", "Dmitri", "1999-11-30"));
  http::Fields decision;
  decision.add("row-0", "join");
  decision.add("row-0-with", imogen.text());
  decision.add("row-0-against", "1");
  EXPECT_EQ(ask(admin, http::Method::post, address, decision).status, 303);
  const std::string history = text(get(worker, pathOf(imogen, "/history")));
  EXPECT_THAT(history, AllOf(HasSubstr("Put version 1 back"), HasSubstr("Quillfeather"),
                             HasSubstr("Brackley"), Not(HasSubstr("Put version 2 back"))));
  http::Fields back;
  back.add("based-on", "2");
  back.add("put-back", "1");
  EXPECT_EQ(ask(worker, http::Method::post, pathOf(imogen, "/history"), back).status, 303);
  EXPECT_EQ(nameOf(imogen), "Imogen Quillfeather");
  EXPECT_EQ(count("SELECT COUNT(*) FROM person_entry WHERE number = 3"), 1) << "nothing is lost";
  EXPECT_TRUE(isInTrail("entry-put-back"));
  // From a page that is out of date, and of a version that there is not.
  back = {};
  back.add("based-on", "2");
  back.add("put-back", "2");
  EXPECT_EQ(ask(worker, http::Method::post, pathOf(imogen, "/history"), back).status, 409);
  back = {};
  back.add("based-on", "3");
  back.add("put-back", "9");
  EXPECT_EQ(ask(worker, http::Method::post, pathOf(imogen, "/history"), back).status, 404);
  EXPECT_EQ(ask(admin, http::Method::post, pathOf(imogen, "/history"), back).status, 403);
}

TEST_P(WhoIsWhoPages, AnEarlierNumberThatIsAnothersByNowIsNotPutBack) {
  onCaseload(jo, north);
  http::Fields without;
  without.add("family-name", "Pinto");
  without.add("based-on", "1");
  EXPECT_EQ(ask(worker, http::Method::post, pathOf(jo, "/entry"), without).status, 303);
  (void)person({.familyName = "Other", .nhsNumber = NhsNumber::parse("9990000018").value()});
  http::Fields back;
  back.add("based-on", "2");
  back.add("put-back", "1");
  const auto refused = ask(worker, http::Method::post, pathOf(jo, "/history"), back);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(text(refused), HasSubstr("Another person has the NHS number"));
}

TEST_P(WhoIsWhoPages, AddingSomebodyWhoIsLikeAnotherShowsBothAndAsks) {
  const auto asked = adds({});
  EXPECT_EQ(asked.status, 422);
  EXPECT_THAT(text(asked), AllOf(HasSubstr("Somebody like this is here already"),
                                 HasSubstr("07700 900601"), HasSubstr("These are two people")));
  const auto people = [&] { return count("SELECT COUNT(*) FROM person"); };
  EXPECT_EQ(people(), 2);
  EXPECT_EQ(adds({{"two-people", jo.text()}}).status, 422) << "said of somebody else";
  EXPECT_EQ(adds({{"two-people", imogen.text()}}).status, 303);
  EXPECT_EQ(people(), 3);
  EXPECT_EQ(adds({{"nhs-number", "999 000 0018"}}).status, 422) << "a number is one person's";
  EXPECT_EQ(people(), 3);
}

TEST_P(WhoIsWhoPages, AddingEndsOnAPageThatSaysSo) {
  const auto added = adds({{"preferred-name", ""}, {"two-people", imogen.text()}});
  ASSERT_EQ(added.status, 303);
  const std::string page =
      text(get(admin, std::string(added.headers.find("Location").value_or("/"))));
  EXPECT_THAT(page, AllOf(HasSubstr("The person is added"), HasSubstr("Imogen Quillfeather"),
                          HasSubstr("3 February 1961"), HasSubstr("North")));
}

TEST_P(WhoIsWhoPages, ErasingSaysWhomItIsAbout) {
  EXPECT_THAT(text(get(admin, "/admin/people/" + imogen.text() + "/erase")),
              AllOf(HasSubstr("Imogen Quillfeather"), HasSubstr("3 February 1961")));
  EXPECT_TRUE(isInTrail("entry-named"));
  EXPECT_THAT(text(get(admin, "/admin/people?q=" + imogen.text())), Not(HasSubstr("Quillfeather")));
}

TEST_P(WhoIsWhoPages, AKeyWorkerHasAnActiveAccountAndAPostInTheTeam) {
  const WorkerId eve = write([](auto& w) { return makeWorker(w, "Eve", Profession::nurse); });
  const PlaceId place = onCaseload(jo, north);
  const auto choose = [&] {
    http::Fields fields;
    fields.add("key-worker", eve.text());
    return ask(admin, http::Method::post, "/admin/places/" + place.text(), fields);
  };
  EXPECT_THAT(text(choose()), HasSubstr("no account that is active"));
  (void)account("eve@example.org", eve);
  EXPECT_THAT(text(choose()), HasSubstr("no post in the team"));
  EXPECT_EQ(adds({{"two-people", imogen.text()}, {"key-worker", eve.text()}}).status, 422);
  write([&](auto& w) { return makePost(w, eve, north, PostRole::worker, day("2026-01-01")); });
  EXPECT_EQ(choose().status, 303);
  EXPECT_EQ(adds({{"two-people", imogen.text()}, {"key-worker", eve.text()}}).status, 303);
}

TEST_P(WhoIsWhoPages, ARecordThatIsOverSaysSo) {
  const PersonId edwin = person({.familyName = "Lastmorn",
                                 .givenNames = "Edwin",
                                 .died = true,
                                 .diedOn = PartialDate::parse("2026-02-02")});
  onCaseload(edwin, north);
  EXPECT_THAT(
      text(get(worker, pathOf(edwin))),
      AllOf(HasSubstr("Has died"), HasSubstr("2 February 2026"), HasSubstr("still on a caseload")));
  EXPECT_THAT(text(get(worker, "/caseload")), HasSubstr("Has died"));
  onCaseload(jo, north);
  EXPECT_THAT(text(get(worker, pathOf(jo))), Not(HasSubstr("Has died")));
}

INSTANTIATE_TEST_SUITE_P(Databases, WhoIsWhoPages, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
