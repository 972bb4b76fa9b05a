// Long lists: each is paged, and each is searched by what its reader knows. The audit trail, the
// longest, says in words what an entry is about.
#include <gmock/gmock.h>

#include "people/account_admin_store.hpp"
#include "people/break_glass.hpp"
#include "people/people_pages_world.hpp"
#include "people/worker_store.hpp"

namespace refocus::people {
namespace {

using access::Role;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PeopleLists : public PeoplePagesWorld {
 protected:
  std::string page(const access::Actor& actor, const std::string& target) {
    return text(get(actor, target));
  }
  std::size_t timesIn(const std::string& page, std::string_view what) {
    std::size_t times = 0;
    for (std::size_t at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) {
      ++times;
    }
    return times;
  }
  TeamId south = team("South");
  std::string recordOf(const PersonId& who) { return who.text().substr(28); }
  WorkerId newWorker(const std::string& name) {
    return write([&](record::Writing& w) { return makeWorker(w, name, Profession::nurse); });
  }
  AccountId newAccount(const std::string& email, const std::string& name) {
    return write(
        [&](record::Writing& w) { return makeAccount(w, {.email = email, .name = name}).value(); });
  }
  void opens(const AccountId& who, const PersonId& whose, const std::string& reason) {
    book.write(staff(who, {south}), [&](record::Writing& writing) {
      return breakGlass(writing, whose, reason, std::chrono::hours(1));
    });
    now = now.plus(std::chrono::minutes(1));
  }
};

TEST_P(PeopleLists, TeamsArePagedAndFoundByName) {
  for (int i = 10; i < 62; ++i) team("Moor " + std::to_string(i));
  EXPECT_EQ(timesIn(page(admin, "/admin/teams"), ">Moor "), 50);
  EXPECT_EQ(timesIn(page(admin, "/admin/teams?page=2"), ">Moor "), 2);
  EXPECT_THAT(page(admin, "/admin/teams?q=NORTH"),
              AllOf(HasSubstr(">North<"), Not(HasSubstr("Moor"))));
  EXPECT_THAT(page(admin, "/admin/teams?q=moor+6"), HasSubstr("Moor 61"));
  EXPECT_EQ(timesIn(page(admin, "/admin/teams?q=moor&page=2"), ">Moor "), 2);
  EXPECT_THAT(page(admin, "/admin/teams?q=nowhere"), HasSubstr("No team has this name."));
}

TEST_P(PeopleLists, WorkersArePagedAndFoundByName) {
  for (int i = 10; i < 61; ++i) newWorker("Moor " + std::to_string(i));
  newWorker("Élodie Birch");
  EXPECT_EQ(timesIn(page(admin, "/admin/workers?q=moor"), ">Moor "), 50);
  EXPECT_EQ(timesIn(page(admin, "/admin/workers?q=moor&page=2"), ">Moor "), 1);
  EXPECT_EQ(timesIn(page(admin, "/admin/workers?q=Birch,+Elodie"), "Élodie Birch"), 1);
  EXPECT_THAT(page(admin, "/admin/workers?q=elodie"),
              AllOf(HasSubstr("Élodie Birch"), Not(HasSubstr("Moor"))));
}

TEST_P(PeopleLists, PostsArePagedOnTheTeamsPageAndTheWorkers) {
  const WorkerId eve = newWorker("Eve Adeyemi");
  write([&](record::Writing& w) {
    for (int i = 0; i < 51; ++i) {
      const Date from = day("1960-01-01") + std::chrono::years(i);
      makePost(w, eve, north, PostRole::worker, from, from + std::chrono::months(6));
    }
    return true;
  });
  const std::string ofTeam = "/admin/teams/" + north.text();
  EXPECT_EQ(timesIn(page(admin, ofTeam), ">Eve Adeyemi<"), 50);
  EXPECT_EQ(timesIn(page(admin, ofTeam + "?page=2"), ">Eve Adeyemi<"), 1);
  const std::string ofWorker = "/admin/workers/" + eve.text();
  EXPECT_EQ(timesIn(page(admin, ofWorker), ">North<"), 50);
  EXPECT_EQ(timesIn(page(admin, ofWorker + "?page=2"), ">North<"), 1);
}

TEST_P(PeopleLists, DatesOnACaseloadArePagedAndFoundByRecordOrNhsNumber) {
  onCaseload(jo, north);
  const PersonId sam = person("Sam", "Lark");
  onCaseload(sam, south);
  std::vector<PersonId> others;
  for (int i = 0; i < 51; ++i) {
    others.push_back(person("Pat", "Moor"));
    onCaseload(others.back(), north);
  }
  const std::string address = "/admin/teams/" + north.text() + "/caseload";
  const std::string first = page(admin, address);
  EXPECT_EQ(timesIn(first, "/admin/places/"), 50);
  EXPECT_THAT(first, AllOf(HasSubstr("Record " + recordOf(jo)), Not(HasSubstr("Pinto"))))
      << "an administrator sees no names";
  const std::size_t next = first.find("after=");
  ASSERT_NE(next, std::string::npos);
  EXPECT_EQ(timesIn(page(admin, address + "?" + first.substr(next, 6 + 36)), "/admin/places/"), 2);

  for (const std::string& wanted : {std::string("999+000+0018"), recordOf(jo)}) {
    const std::string found = page(admin, address + "?q=" + wanted);
    EXPECT_EQ(timesIn(found, "/admin/places/"), 1) << wanted;
    EXPECT_THAT(found, HasSubstr("Record " + recordOf(jo))) << wanted;
  }
  EXPECT_THAT(page(admin, address + "?q=" + recordOf(sam)),
              HasSubstr("This person was never on this caseload"));
  EXPECT_THAT(page(admin, address + "?q=999+000+0387"), HasSubstr("Nobody here has this NHS"));
}

TEST_P(PeopleLists, RecordsOpenedFromOutsideArePagedAndFoundByNameAndReason) {
  onCaseload(jo, north);
  const PersonId sam = person("Sam", "Lark");
  onCaseload(sam, north);
  for (int i = 10; i < 65; ++i) opens(ada, jo, "Call " + std::to_string(i) + ".");
  opens(newAccount("bo@example.org", "Bo Finch"), sam, "They came to the desk");
  const auto leader = staff(ada, {north}, Role::teamLeader);
  const std::string address = "/teams/" + north.text() + "/break-glass";

  const std::string first = page(leader, address);
  EXPECT_EQ(timesIn(first, "Call "), 49);
  EXPECT_THAT(first, AllOf(HasSubstr("They came to the desk"), HasSubstr("Call 64."),
                           Not(HasSubstr("Call 15."))));
  const std::size_t older = first.find("before=");
  ASSERT_NE(older, std::string::npos);
  const std::string second = page(leader, address + "?" + first.substr(older, 7 + 36));
  EXPECT_EQ(timesIn(second, "Call "), 6);
  EXPECT_THAT(second, AllOf(HasSubstr("Call 15."), Not(HasSubstr("before="))));

  for (const char* wanted : {"finch", "lark", "the+desk", "Finch,+Bo", "Lark,+Sam"}) {
    EXPECT_THAT(page(leader, address + "?q=" + wanted),
                AllOf(HasSubstr("They came to the desk"), Not(HasSubstr("Call "))))
        << wanted;
  }
  EXPECT_EQ(timesIn(page(leader, address + "?q=call"), "Call "), 50);
  EXPECT_THAT(page(leader, address + "?q=nobody"), HasSubstr("No record opened from outside"));
}

TEST_P(PeopleLists, NamesRunTheirOwnWayWhereverTheyStand) {
  const std::string name = "דנה כהן";
  const WorkerId dana = newWorker(name);
  const AccountId account = newAccount("dana@example.org", name);
  write([&](record::Writing& w) {
    makePost(w, dana, north, PostRole::worker, day("2026-01-01"));
    return true;
  });
  onCaseload(jo, north);
  opens(account, jo, "They came to the desk");
  const auto leader = staff(ada, {north}, Role::teamLeader);
  const auto expectIsolated = [&](const access::Actor& who, const std::string& target) {
    const std::string html = page(who, target);
    const std::string main = html.substr(html.find("<main"));
    const std::size_t isolated = timesIn(main, "dir=\"auto\">" + name);
    EXPECT_GT(isolated, 0) << target;
    const std::size_t inSentences = timesIn(main, "\u2068" + name);
    EXPECT_EQ(timesIn(main, name), isolated + inSentences + timesIn(main, "hidden\"> " + name))
        << target;
  };
  expectIsolated(admin, "/admin/workers");
  expectIsolated(admin, "/admin/workers/" + dana.text());
  expectIsolated(admin, "/admin/teams/" + north.text());
  expectIsolated(admin, "/admin/audit");
  expectIsolated(leader, "/teams/" + north.text() + "/break-glass");
}

TEST_P(PeopleLists, TheTrailSaysInWordsWhatAnEntryIsAbout) {
  onCaseload(jo, north);
  (void)get(worker, "/caseload");
  const WorkerId eve = newWorker("Eve Adeyemi");
  write([&](record::Writing& w) {
    makePost(w, eve, north, PostRole::worker, day("2026-01-01"));
    grantRole(w, ada, Role::trainer, day("2026-01-01"));
    return true;
  });
  const std::string trail = page(admin, "/admin/audit");
  EXPECT_THAT(trail, AllOf(HasSubstr(">Eve Adeyemi in North<"), HasSubstr(">Trainer<"),
                           HasSubstr(">1 person<"), HasSubstr(">Ada Owner<")));
  EXPECT_THAT(trail, HasSubstr(">Record " + recordOf(jo) + "<"));
  EXPECT_EQ(timesIn(trail, ">" + jo.text() + "<"), timesIn(trail, "<code>" + jo.text() + "<"))
      << "whole ids are folded away";
}

TEST_P(PeopleLists, TheTrailIsSearchedByNameByRecordAndByDay) {
  onCaseload(jo, north);
  (void)get(worker, pathOf(jo));
  now = now.plus(std::chrono::hours(72));
  (void)get(worker, "/caseload");
  const std::string opened = "Looked at a person’s page";
  const std::string listed = "Looked at a caseload";
  const auto trail = [&](const std::string& query) { return page(admin, "/admin/audit?" + query); };

  EXPECT_THAT(trail("who=ada+own"), AllOf(HasSubstr(opened), HasSubstr(listed)));
  EXPECT_THAT(trail("who=ada%40"), HasSubstr(opened));
  EXPECT_THAT(trail("who=" + ada.text()), HasSubstr(opened));
  EXPECT_THAT(trail("who=admin%40example.org"), Not(HasSubstr(opened)));
  for (const std::string& record : {recordOf(jo), jo.text(), std::string("999+000+0018")}) {
    EXPECT_THAT(trail("record=" + record), AllOf(HasSubstr(opened), Not(HasSubstr(listed))))
        << record;
  }
  EXPECT_THAT(trail("until-day=12&until-month=3&until-year=2026"),
              AllOf(HasSubstr(opened), Not(HasSubstr(listed))));
  EXPECT_THAT(trail("until-day=13&until-month=3&until-year=2026"), HasSubstr(listed));
  EXPECT_THAT(trail("until-day=9&until-month=3&until-year=2026"), HasSubstr("No entries here."));
}

TEST_P(PeopleLists, TheTrailSaysWhatItDoesNotKnow) {
  for (const auto& [query, said] :
       {std::pair("who=nobody", "No account has this name or email address"),
        std::pair("record=999+000+0387", "Nobody here has this NHS number"),
        std::pair("record=abc", "Enter an NHS number, or the end of a record’s id"),
        std::pair("until-day=31&until-month=2&until-year=2026", "The date must be a real day")}) {
    const auto page = get(admin, std::string("/admin/audit?") + query);
    EXPECT_EQ(page.status, 422) << query;
    EXPECT_THAT(text(page), HasSubstr(said)) << query;
  }
  EXPECT_EQ(get(admin, "/admin/audit.csv?who=nobody").status, 404);
}

TEST_P(PeopleLists, ARecordIsFoundByTheEndOfItsIdAndThatIsInTheTrail) {
  onCaseload(jo, north);
  const std::string found = page(admin, "/admin/people?q=" + recordOf(jo));
  EXPECT_THAT(found, AllOf(HasSubstr(jo.text()), HasSubstr("North")));
  EXPECT_THAT(page(admin, "/admin/audit?record=" + jo.text()),
              HasSubstr("Looked at the dates on a caseload"));
  EXPECT_THAT(page(admin, "/admin/people?q=" + ada.text()),
              HasSubstr("No record here has this id"));
}

INSTANTIATE_TEST_SUITE_P(Databases, PeopleLists, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
