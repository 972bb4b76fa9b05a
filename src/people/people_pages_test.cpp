#include <gmock/gmock.h>

#include "people/account_store.hpp"
#include "people/people_pages_world.hpp"

namespace refocus::people {
namespace {

using access::Role;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PeoplePages : public PeoplePagesWorld {
 protected:
  /// The address that shows what an import of this file into the team would do.
  std::string uploaded(const std::string& csv) {
    const std::string boundary = "x1y2z3";
    const auto part = [&](const std::string& head, const std::string& body) {
      return "--" + boundary + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body +
             "\r\n";
    };
    const std::string body = part("name=\"team\"", north.text()) +
                             part("name=\"files\"; filename=\"a.csv\"", csv) + "--" + boundary +
                             "--\r\n";
    const auto upload = ask(admin, http::requestTo(http::Method::post, "/admin/import", body,
                                                   "multipart/form-data; boundary=" + boundary));
    EXPECT_EQ(upload.status, 303) << text(upload);
    return std::string(upload.headers.find("Location").value_or("/"));
  }
};

TEST_P(PeoplePages, EveryRouteSaysWhatItIsAndWhoMay) {
  for (const site::Route& route : routes) {
    EXPECT_FALSE(route.summary.empty()) << route.path;
    EXPECT_NE(route.permission, access::Permission::anyone) << route.path;
  }
}

TEST_P(PeoplePages, TheCaseloadNamesPeopleAndTheTrailNamesThemById) {
  onCaseload(jo, north);
  const auto page = get(worker, "/caseload");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(text(page), HasSubstr("Jo Pinto"));
  const auto entries = database->read(
      [&](database::Read& sql) { return record::auditPage(sql, keys, trust, {.most = 1}); });
  EXPECT_EQ(entries.at(0).entry.action, "caseload-read");
  EXPECT_EQ(entries.at(0).entry.subject, jo.text());
  EXPECT_THAT(text(get(worker, "/caseload?q=pin")), HasSubstr("Jo Pinto"));
  EXPECT_THAT(text(get(worker, "/caseload?q=999%20000%200018")), HasSubstr("Jo Pinto"));
  EXPECT_THAT(text(get(worker, "/caseload?q=smith")), Not(HasSubstr("Jo Pinto")));
}

TEST_P(PeoplePages, ALongCaseloadIsPaged) {
  for (int i = 0; i < 51; ++i) onCaseload(person("Ann", "Example" + std::to_string(i)), north);
  const auto links = [&](const std::string& target) {
    const std::string page = text(get(worker, target));
    std::size_t found = 0;
    for (std::size_t at = page.find("Ann Example"); at != std::string::npos;
         at = page.find("Ann Example", at + 1)) {
      ++found;
    }
    return found;
  };
  EXPECT_EQ(links("/caseload"), 50u);
  EXPECT_EQ(links("/caseload?page=2"), 1u);
  EXPECT_EQ(links("/caseload?page=999"), 1u);
}

TEST_P(PeoplePages, ARecordOutsideTheTeamsOpensOnlyWithAReason) {
  const auto refused = get(worker, pathOf(jo));
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(text(refused), Not(HasSubstr("Pinto")));
  EXPECT_EQ(auditActions().at(0), "record-refused");

  http::Fields empty;
  empty.add("reason", " ");
  EXPECT_EQ(ask(worker, http::Method::post, pathOf(jo, "/break-glass"), empty).status, 422);
  http::Fields reason;
  reason.add("reason", "She rang the duty line");
  reason.add("return", pathOf(jo, "/history"));
  const auto opened = ask(worker, http::Method::post, pathOf(jo, "/break-glass"), reason);
  EXPECT_EQ(opened.status, 303);
  EXPECT_EQ(opened.headers.find("Location"), pathOf(jo, "/history"));
  const auto page = get(worker, pathOf(jo));
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(text(page), HasSubstr("She rang the duty line"));
  now = now.plus(std::chrono::minutes(61));
  EXPECT_EQ(get(worker, pathOf(jo)).status, 403);
}

TEST_P(PeoplePages, ABrokenGlassStaysOpenForAsLongAsTheSiteSaysAndThePageSaysSo) {
  site.breakGlassFor = std::chrono::minutes(90);
  EXPECT_THAT(text(get(worker, pathOf(jo))), HasSubstr("Open the record for 90 minutes"));
  http::Fields reason;
  reason.add("reason", "She rang the duty line");
  EXPECT_EQ(ask(worker, http::Method::post, pathOf(jo, "/break-glass"), reason).status, 303);
  now = now.plus(std::chrono::minutes(89));
  EXPECT_EQ(get(worker, pathOf(jo)).status, 200);
  now = now.plus(std::chrono::minutes(2));
  EXPECT_EQ(get(worker, pathOf(jo)).status, 403);
  site.breakGlassFor = std::chrono::minutes(120);
  EXPECT_THAT(text(get(worker, pathOf(jo))), HasSubstr("Open the record for 2 hours"));
}

TEST_P(PeoplePages, TheTrailSaysInWordsWhatItsFileSaysInCodes) {
  (void)get(worker, pathOf(jo));
  const std::string page = text(get(admin, "/admin/audit"));
  EXPECT_THAT(page, HasSubstr("Was not let into a record"));
  EXPECT_THAT(page, HasSubstr("Looked at a person’s page"));
  EXPECT_THAT(page, Not(HasSubstr("record-refused")));
  const std::string file = text(get(admin, "/admin/audit.csv"));
  EXPECT_THAT(file, HasSubstr("record-refused"));
  EXPECT_THAT(file, HasSubstr("person-read"));
}

TEST_P(PeoplePages, AnImportNamesNoFilesThatItsAddressBrings) {
  const std::string page =
      text(get(admin, "/admin/import?team=" + north.text() + "&choose-again=RING-FRAUD"));
  EXPECT_THAT(page, Not(HasSubstr("FRAUD")));
  EXPECT_THAT(page, HasSubstr("value=\"" + north.text() + "\" selected"));
}

TEST_P(PeoplePages, TheLeaderSeesWhoOpenedARecordAndWhy) {
  onCaseload(jo, north);
  http::Fields reason;
  reason.add("reason", "She rang the duty line");
  const access::Actor outsider = staff(ada, {team("South")});
  (void)ask(outsider, http::Method::post, pathOf(jo, "/break-glass"), reason);
  const auto page =
      get(staff(ada, {north}, Role::teamLeader), "/teams/" + north.text() + "/break-glass");
  EXPECT_THAT(text(page), HasSubstr("She rang the duty line"));
  EXPECT_THAT(text(page), HasSubstr("Ada Owner"));
  EXPECT_EQ(get(worker, "/teams/" + north.text() + "/break-glass").status, 403);
}

TEST_P(PeoplePages, AnEntryIsChangedAndAStaleSaveShowsBoth) {
  onCaseload(jo, north);
  const auto save = [&](const std::string& name, const std::string& base) {
    http::Fields fields;
    fields.add("preferred-name", name);
    fields.add("family-name", "Pinto");
    fields.add("nhs-number", "999 000 0018");
    fields.add("interpreter", "unknown");
    fields.add("based-on", base);
    return ask(worker, http::Method::post, pathOf(jo, "/entry"), fields);
  };
  EXPECT_EQ(save("Joey", "1").status, 303);
  const auto stale = save("Josie", "1");
  EXPECT_EQ(stale.status, 409);
  EXPECT_THAT(text(stale), HasSubstr("Joey"));
  EXPECT_THAT(text(stale), HasSubstr("Josie"));
  EXPECT_EQ(save("Josie", "2").status, 303);
  EXPECT_THAT(text(get(worker, pathOf(jo))), HasSubstr("Josie Pinto"));
  const std::string history = text(get(worker, pathOf(jo, "/history")));
  for (const char* version : {"Version 1", "Version 2", "Version 3"}) {
    EXPECT_THAT(history, HasSubstr(version));
  }
}

TEST_P(PeoplePages, AnEntryThatIsWrongComesBackWithWhatWasTyped) {
  onCaseload(jo, north);
  http::Fields fields;
  fields.add("family-name", "Pinto-Lopes");
  fields.add("nhs-number", "999 123 4567");
  fields.add("birth-date-day", "31");
  fields.add("birth-date-month", "2");
  fields.add("birth-date-year", "1980");
  fields.add("based-on", "1");
  const auto page = ask(worker, http::Method::post, pathOf(jo, "/entry"), fields);
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(text(page), HasSubstr("Pinto-Lopes"));
  EXPECT_THAT(text(page), HasSubstr("href=\"#nhs-number\""));
  EXPECT_THAT(text(page), HasSubstr("href=\"#birth-date-day\""));
  EXPECT_EQ(count("SELECT COUNT(*) FROM person_entry"), 1);
}

TEST_P(PeoplePages, AdministratorsRunTheServiceWithoutNamesOfServiceUsers) {
  onCaseload(jo, north);
  const std::string teamPath = "/admin/teams/" + north.text();
  for (const std::string& target :
       {std::string("/admin"), std::string("/admin/teams"), teamPath, teamPath + "/change",
        teamPath + "/caseload", teamPath + "/posts/new", std::string("/admin/workers"),
        std::string("/admin/workers/new"), std::string("/admin/import"),
        std::string("/admin/audit"), std::string("/admin/audit.csv")}) {
    const auto page = get(admin, target);
    EXPECT_EQ(page.status, 200) << target;
    EXPECT_THAT(text(page), Not(HasSubstr("Pinto"))) << target;
    EXPECT_EQ(get(worker, target).status, 403) << target;
  }
  EXPECT_EQ(get(admin, pathOf(jo)).status, 403);
  EXPECT_EQ(get(admin, "/caseload").status, 403);
}

TEST_P(PeoplePages, AFormThatTheBrowserKeptIsAnotherOnceItSaysSomethingElse) {
  for (const auto* name : {"Eve Adeyemi", "Tom Birch", "Eve Adeyemi"}) {
    http::Fields newWorker;
    newWorker.add("name", name);
    newWorker.add("profession", "nurse");
    newWorker.add("submission", "once");
    EXPECT_EQ(ask(admin, http::Method::post, "/admin/workers/new", newWorker).status, 303);
  }
  EXPECT_EQ(read(commandLineActor(trust), [](auto& r) { return workers(r); }).size(), 2u);
}

TEST_P(PeoplePages, ATeamAWorkerAndAPostAreMadeOnceHoweverOftenTheFormIsSent) {
  http::Fields newTeam;
  newTeam.add("name", "West");
  newTeam.add("kind", "forensic");
  newTeam.add("submission", "once");
  const http::Response team = ask(admin, http::Method::post, "/admin/teams/new", newTeam);
  EXPECT_THAT(text(get(admin, std::string(locationOf(team)))),
              AllOf(HasSubstr("The team is added"), HasSubstr("West")));
  EXPECT_EQ(ask(admin, http::Method::post, "/admin/teams/new", newTeam).status, 422);
  http::Fields newWorker;
  newWorker.add("name", "Eve Adeyemi");
  newWorker.add("profession", "nurse");
  newWorker.add("submission", "twice");
  const http::Response made = ask(admin, http::Method::post, "/admin/workers/new", newWorker);
  const http::Response again = ask(admin, http::Method::post, "/admin/workers/new", newWorker);
  EXPECT_EQ(locationOf(made), locationOf(again)) << "sent twice, made once, and shown";
  EXPECT_THAT(text(get(admin, std::string(locationOf(made)))),
              AllOf(HasSubstr("The worker is added"), HasSubstr("Eve Adeyemi")));
  const auto staffList = read(commandLineActor(trust), [](auto& r) { return workers(r); });
  ASSERT_EQ(staffList.size(), 1u);
  http::Fields newPost;
  newPost.add("worker", staffList[0].id.text());
  newPost.add("role", "team-leader");
  newPost.add("from-day", "1");
  newPost.add("from-month", "2");
  newPost.add("from-year", "2026");
  const std::string posts = "/admin/teams/" + north.text() + "/posts/new";
  EXPECT_THAT(text(ask(admin, http::Method::post, posts, newPost)),
              AllOf(HasSubstr("name=\"current-password\""), HasSubstr(staffList[0].name)));
  EXPECT_EQ(count("SELECT COUNT(*) FROM post"), 0) << "an open window gives nobody a post";
  write([&](record::Writing& writing) {
    setPassword(writing, admin.account, accounts->hasher->hash("plum lantern orbit seven"),
                "password-changed");
    return true;
  });
  newPost.add("current-password", "plum lantern orbit seven");
  EXPECT_EQ(locationOf(ask(admin, http::Method::post, posts, newPost)),
            "/admin/teams/" + north.text() + "?done=post");
  EXPECT_THAT(text(get(admin, "/admin/teams/" + north.text())), HasSubstr("From 1 February 2026"));
}

TEST_P(PeoplePages, AnImportIsShownFirstAndDoneAtTheSecondPress) {
  const std::string address = uploaded(
      "nhs_number,family_name,given_names,date_of_birth\n9990000387,Ashworth,Derek,1959\n"
      "123,Broken,Bella,1960\n");
  const std::string plan = text(get(admin, address));
  EXPECT_THAT(plan, HasSubstr("Derek Ashworth"));
  EXPECT_THAT(plan, HasSubstr("Import now"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 1);
  access::Actor other = admin;
  other.account = ada;
  EXPECT_EQ(get(other, address).status, 404);
  EXPECT_EQ(ask(admin, http::Method::post, address).status, 303);
  EXPECT_EQ(ask(admin, http::Method::post, address).status, 303);
  EXPECT_GE(count("SELECT COUNT(*) FROM person"), 2);
  EXPECT_THAT(text(get(admin, address)), HasSubstr("What the import did"));
  EXPECT_THAT(text(get(worker, "/caseload")), HasSubstr("Derek Ashworth"));
  now = now.plus(std::chrono::minutes(31));
  EXPECT_EQ(get(admin, address).status, 404);
}

TEST_P(PeoplePages, AnImportsRowsToLookAtAreListedAlone) {
  std::string rows = "nhs_number,family_name,given_names,date_of_birth,local_id,source_system\n";
  for (int i = 10; i < 70; ++i) {
    rows += ",Moor,Pat,1959," + std::to_string(i) + ",ward\n";
  }
  const std::string address = uploaded(rows + "123,Broken,Bella,1960,,\n");
  const std::string all = text(get(admin, address));
  EXPECT_THAT(all, AllOf(HasSubstr("Pat Moor"), Not(HasSubstr("Bella Broken")),
                         HasSubstr("Show only the 1 row to check")));
  EXPECT_THAT(text(get(admin, address + "?page=2")), HasSubstr("Bella Broken"));
  EXPECT_THAT(
      text(get(admin, address + "?rows=to-look-at")),
      AllOf(HasSubstr("Bella Broken"), Not(HasSubstr("Pat Moor")), HasSubstr("Show all 61 rows")));
}

INSTANTIATE_TEST_SUITE_P(Databases, PeoplePages, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
