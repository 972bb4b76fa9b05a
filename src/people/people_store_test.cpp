#include <gmock/gmock.h>

#include "people/people_test_world.hpp"

namespace refocus::people {
namespace {

using access::Permission;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const PersonEntry kJo{.familyName = "Fernandes-Pinto",
                      .givenNames = "Joanna",
                      .preferredName = "Jo",
                      .pronouns = "they/them",
                      .language = "pt",
                      .interpreter = true,
                      .birthDate = PartialDate::parse("1980"),
                      .nhsNumber = NhsNumber::parse("999 000 0018").value(),
                      .phone = "07700 900142",
                      .email = "jo@example.org",
                      .address = "3 Chapel Court\nLeeds",
                      .postcode = "LS1 1UR",
                      .identities = {{"Example EPR", "40288"}}};

TEST(PersonEntry, ReadsBackWhatItWrote) {
  EXPECT_EQ(entryFrom(bodyOf(kJo)), kJo);
  EXPECT_EQ(entryFrom(bodyOf({})), PersonEntry{});
}

TEST(PersonEntry, IsNamedAsThePersonPrefers) {
  EXPECT_EQ(displayName(kJo), "Jo Fernandes-Pinto");
  EXPECT_EQ(displayName({.familyName = "Smith", .givenNames = "Ann", .preferredName = "Jo Taylor"}),
            "Jo Taylor");
  EXPECT_EQ(displayName({.familyName = "Smith", .givenNames = "Ann"}), "Ann Smith");
  EXPECT_EQ(displayName({.preferredName = "Sky"}), "Sky");
  EXPECT_EQ(displayName({}), "");
}

class PeopleStore : public PeopleWorld {
 protected:
  TeamId north = team("North");
  AccountId ada = account("ada@example.org");
  access::Actor worker = staff(ada, {north});

  template <class Work>
  auto inRecord(const PersonId& who, Work&& work) {
    return book.write(worker, [&](record::Writing& w) {
      auto record = w.open(who, Permission::writeRecord, "entry-write").value();
      return work(w, record);
    });
  }
};

TEST_P(PeopleStore, KeepsEveryVersionOfAnEntry) {
  const PersonId jo = person(kJo);
  onCaseload(jo, north);
  PersonEntry changed = kJo;
  changed.pronouns = "she/her";
  const auto saved =
      inRecord(jo, [&](auto& w, auto& record) { return saveEntry(w, record, 1, changed); });
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->number, 2);
  EXPECT_EQ(saved->author, ada);
  const auto versions =
      inRecord(jo, [&](auto& w, auto& record) { return entryHistory(w, record); });
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].entry, changed);
  EXPECT_EQ(versions[1].entry, kJo);
}

TEST_P(PeopleStore, ShowsBothWhenASaveComesTooLate) {
  const PersonId jo = person(kJo);
  onCaseload(jo, north);
  PersonEntry first = kJo;
  first.phone = "07700 900001";
  PersonEntry second = kJo;
  second.postcode = "LS2 2AA";
  (void)inRecord(jo, [&](auto& w, auto& record) { return saveEntry(w, record, 1, first); });
  const auto late =
      inRecord(jo, [&](auto& w, auto& record) { return saveEntry(w, record, 1, second); });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().theirs.entry, first);
  EXPECT_EQ(late.error().yours, second);
  EXPECT_EQ(count("SELECT COUNT(*) FROM person_entry"), 2);
}

TEST_P(PeopleStore, SavingTheSameAgainAddsNothing) {
  const PersonId jo = person(kJo);
  onCaseload(jo, north);
  const auto saved =
      inRecord(jo, [&](auto& w, auto& record) { return saveEntry(w, record, 1, kJo); });
  EXPECT_EQ(saved.value().number, 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM person_entry"), 1);
}

TEST_P(PeopleStore, FindsAPersonByNumberOnlyInTheirTrust) {
  const PersonId jo = person(kJo);
  const auto find = [&](const TrustId& where) {
    return read(commandLineActor(where), [&](record::Reading& reading) {
      return std::pair(personWithNhsNumber(reading, *kJo.nhsNumber),
                       personWithIdentity(reading, kJo.identities[0]));
    });
  };
  EXPECT_EQ(find(trust), std::pair(std::optional(jo), std::optional(jo)));
  EXPECT_EQ(find(otherTrust), std::pair(std::optional<PersonId>(), std::optional<PersonId>()));
}

TEST_P(PeopleStore, RefusesASecondPersonWithTheSameNumber) {
  (void)person(kJo);
  EXPECT_EQ(faultOf([&] { (void)person({.nhsNumber = kJo.nhsNumber}); }), FaultCode::duplicate);
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 1);
}

TEST_P(PeopleStore, HoldsNoNameOrNumberReadably) {
  (void)person(kJo);
  database->read([&](database::Read& sql) {
    sql.each("SELECT e.body, p.nhs_index FROM person p JOIN person_entry e ON e.person = p.id", {},
             [](const database::Row& row) {
               EXPECT_THAT(std::string(asText(row.bytes(0))), Not(HasSubstr("Joanna")));
               EXPECT_THAT(std::string(row.text(1)), Not(HasSubstr("9990000018")));
             });
  });
}

TEST_P(PeopleStore, AnErasedPersonIsGoneAndTheirAuditStays) {
  const PersonId jo = person(kJo);
  onCaseload(jo, north);
  EXPECT_EQ(read(worker, [&](auto& r) { return directory.caseload(r, north)->members().size(); }),
            1u);
  write([&](record::Writing& w) {
    erasePerson(w, jo, "asked for it");
    return true;
  });
  EXPECT_EQ(count("SELECT COUNT(*) FROM data_key k JOIN person p ON p.id = k.holder"), 0);
  read(worker, [&](record::Reading& reading) {
    EXPECT_EQ(reading.open(jo, Permission::readRecord, "person-read").error(),
              record::Closed::notFound);
    EXPECT_TRUE(directory.caseload(reading, north)->members().empty());
    EXPECT_EQ(directory.names(reading)->find(jo), nullptr);
    EXPECT_TRUE(visiblePeople(reading, Permission::readRecord).empty());
    return true;
  });
  EXPECT_THAT(auditActions(), Contains("person-made"));
  EXPECT_THAT(auditActions(), Contains("person-erased"));
  // The number is free: the same person may come back one day, as a new record.
  EXPECT_NE(person(kJo), jo);
}

TEST_P(PeopleStore, TeamsAndPostsAreForAdministratorsToMake) {
  const auto refused = [&](auto work) {
    return faultOf([&] { book.write(worker, [&](auto& w) { return work(w), true; }); });
  };
  EXPECT_EQ(refused([](auto& w) { makeTeam(w, "South", KindOfTeam::other); }),
            FaultCode::forbidden);
  EXPECT_EQ(refused([](auto& w) { makeWorker(w, "Eve", Profession::nurse); }),
            FaultCode::forbidden);
  EXPECT_EQ(refused([](auto& w) { makePerson(w, {}); }), FaultCode::forbidden);
  EXPECT_EQ(refused([&](auto& w) {
              addToCaseload(w, {.team = north, .person = {}, .from = day("2026-01-01")});
            }),
            FaultCode::forbidden);
}

TEST_P(PeopleStore, APostEndsWithItsLastDay) {
  const WorkerId eve =
      write([](auto& w) { return makeWorker(w, "Eve Adeyemi", Profession::socialWorker); });
  const PostId made = write(
      [&](auto& w) { return makePost(w, eve, north, PostRole::teamLeader, day("2026-01-01")); });
  write([&](auto& w) { return endPost(w, made, day("2026-03-31")), true; });
  read(commandLineActor(trust), [&](record::Reading& reading) {
    const auto posts = postsOf(reading, eve);
    EXPECT_EQ(posts.size(), 1u);
    EXPECT_TRUE(posts[0].isHeldOn(day("2026-03-31")));
    EXPECT_FALSE(posts[0].isHeldOn(day("2026-04-01")));
    EXPECT_EQ(posts[0].role, PostRole::teamLeader);
    EXPECT_EQ(workers(reading).at(0).name, "Eve Adeyemi");
    return true;
  });
  EXPECT_EQ(
      faultOf([&] { write([&](auto& w) { return endPost(w, made, day("2025-12-31")), true; }); }),
      FaultCode::invalid);
}

TEST_P(PeopleStore, ATeamIsFoundByItsNameHoweverItIsWritten) {
  read(commandLineActor(trust), [&](record::Reading& reading) {
    EXPECT_EQ(teamNamed(reading, " NORTH ").value().id, north);
    EXPECT_FALSE(teamNamed(reading, "Nort"));
    return true;
  });
  EXPECT_TRUE(read(commandLineActor(otherTrust), [](auto& r) { return teams(r); }).empty());
}

class Names : public PeopleStore {};

TEST_P(Names, FollowWhatAnotherProcessChanged) {
  const PersonId jo = person(kJo);
  onCaseload(jo, north);
  Directory others;  // as a second process has its own
  const auto nameIn = [&](Directory& which) {
    return read(worker, [&](record::Reading& reading) {
      return std::string(which.caseload(reading, north)->members().at(0).card->displayName());
    });
  };
  EXPECT_EQ(nameIn(directory), "Jo Fernandes-Pinto");
  EXPECT_EQ(nameIn(others), "Jo Fernandes-Pinto");
  PersonEntry changed = kJo;
  changed.preferredName = "Joey";
  (void)inRecord(jo, [&](auto& w, auto& record) { return saveEntry(w, record, 1, changed); });
  EXPECT_EQ(nameIn(directory), "Joey Fernandes-Pinto");
  EXPECT_EQ(nameIn(others), "Joey Fernandes-Pinto");
}

TEST_P(Names, KeepNothingOfAWriteThatFailed) {
  (void)person(kJo);
  const auto known = [&] {
    return read(commandLineActor(trust),
                [&](auto& r) { return directory.names(r)->byId().size(); });
  };
  EXPECT_EQ(known(), 1u);
  EXPECT_EQ(faultOf([&] {
              write([&](record::Writing& w) -> bool {
                makePerson(w, {.familyName = "Unborn"});
                EXPECT_EQ(directory.names(w)->byId().size(), 2u);
                throw Fault(FaultCode::conflict, "changed its mind");
              });
            }),
            FaultCode::conflict);
  EXPECT_EQ(known(), 1u);
}

TEST_P(Names, AreFoundByTheBeginningOfAnyWordAndSortedByFamilyName) {
  for (const auto& [given, family] : {std::pair("Zainab", "Abdi"), std::pair("Siân", "Llewellyn"),
                                      std::pair("Patrick", "O'Dowd")}) {
    onCaseload(person(given, family), north);
  }
  onCaseload(person(kJo), north);
  const auto members = read(worker, [&](auto& r) { return directory.caseload(r, north); });
  const auto found = [&](std::string_view query) {
    std::vector<std::string> names;
    for (const auto& one : members->members()) {
      if (one.card->matches(searchWords(query))) names.emplace_back(one.card->displayName());
    }
    return names;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(found(""),
              ElementsAre("Zainab Abdi", "Jo Fernandes-Pinto", "Siân Llewellyn", "Patrick O'Dowd"));
  EXPECT_THAT(found("SIAN"), ElementsAre("Siân Llewellyn"));
  EXPECT_THAT(found("odowd pat"), ElementsAre("Patrick O'Dowd"));
  EXPECT_THAT(found("pinto"), ElementsAre("Jo Fernandes-Pinto"));
  EXPECT_THAT(found("anna"), ElementsAre());
}

TEST_P(Names, OfACaseloadGoWithTheDayAndTheDates) {
  const PersonId jo = person(kJo);
  const PlaceId place = onCaseload(jo, north, "2026-03-11");
  const auto size = [&] {
    return read(worker, [&](auto& r) { return directory.caseload(r, north)->members().size(); });
  };
  EXPECT_EQ(size(), 0u);
  now = Instant::parse("2026-03-11T08:00:00.000Z");
  EXPECT_EQ(size(), 1u);
  write([&](auto& w) { return changePlace(w, place, std::nullopt, day("2026-03-11")), true; });
  EXPECT_EQ(size(), 1u);
  now = Instant::parse("2026-03-12T08:00:00.000Z");
  EXPECT_EQ(size(), 0u);
}

TEST_P(Names, OfATeamAreNotForOthers) {
  const TeamId south = team("South");
  EXPECT_EQ(
      faultOf([&] { (void)read(worker, [&](auto& r) { return directory.caseload(r, south); }); }),
      FaultCode::notFound);
}

INSTANTIATE_TEST_SUITE_P(Databases, PeopleStore, ::testing::ValuesIn(peopleEngines()));
INSTANTIATE_TEST_SUITE_P(Databases, Names, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
