#include "record/audit_check.hpp"

#include <gmock/gmock.h>

#include "record/record_test_world.hpp"

namespace refocus::record {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Kind kStrength{"strength", Visibility::teamAndPerson};

/// A thing with three versions, two by one worker and the newest by another.
class Versions : public RecordWorld {
 protected:
  Versions() {
    person = makePerson();
    made = write(person, [](Writing& writing, const PersonRecord& record) {
      return create(writing, record, kStrength, "active", "first");
    });
    change(1, "second");
    worker.account = AccountId::make(now, random);
    change(2, "third");
  }
  void change(std::int64_t basedOn, std::string_view body) {
    write(person, [&](Writing& writing, const PersonRecord& record) {
      return save(writing, record, kStrength, made, basedOn, "active", body).has_value();
    });
  }
  void alter(std::string_view sql, std::initializer_list<database::Param> params = {}) {
    database->write([&](database::Write& write) { write.run(sql, params); });
  }
  std::vector<std::string> amiss() {
    VersionCheck check(trust);
    const auto report = verifyChain(
        *database, keys, anchors, trust,
        [&](database::Read& read, const AuditEntry& entry) { check.entry(read, entry); },
        [&](database::Read& read) { check.end(read); });
    EXPECT_FALSE(report.broken) << report.why;
    return check.amiss();
  }

  PersonId person;
  ThingId made;
};

TEST_P(Versions, ThatNobodyTouchedAreAsTheTrailSays) { EXPECT_THAT(amiss(), IsEmpty()); }

TEST_P(Versions, AHeadThatWasSetBackIsFound) {
  alter("UPDATE thing SET head = 2");
  EXPECT_THAT(amiss(), ElementsAre(HasSubstr("is not its newest version")));
}

TEST_P(Versions, OneThatWasDeletedWithItsHeadSetBackIsFound) {
  alter("DELETE FROM version WHERE number = 3");
  alter("UPDATE thing SET head = 2");
  EXPECT_THAT(amiss(), ElementsAre(HasSubstr("version 3 of thing " + made.text() + " is gone")));
}

TEST_P(Versions, AThingThatWasDeletedWholeIsFound) {
  alter("DELETE FROM version");
  alter("DELETE FROM thing");
  EXPECT_THAT(amiss(), ::testing::SizeIs(3));
}

TEST_P(Versions, AnotherAuthorOrTimeIsFound) {
  alter("UPDATE version SET author = $1 WHERE number = 1", {worker.account});
  EXPECT_THAT(amiss(), ElementsAre(HasSubstr("version 1")));
  alter("UPDATE version SET made_at = $1 WHERE number = 2", {now.plus(std::chrono::hours(1))});
  EXPECT_THAT(amiss(), ElementsAre(HasSubstr("version 1"), HasSubstr("version 2")));
}

TEST_P(Versions, OneThatNobodyMadeIsFound) {
  alter(
      R"(INSERT INTO version (trust, person, thing, number, based_on, author, made_at, body)
         SELECT trust, person, thing, 4, 3, author, made_at, body FROM version WHERE number = 3)");
  alter("UPDATE thing SET head = 4");
  EXPECT_THAT(amiss(), ElementsAre(HasSubstr("1 versions that nobody made")));
}

TEST_P(Versions, WhatTheTrailSaysWasMadeIsCoveredByItsChain) {
  alter("UPDATE audit_entry SET made = '' WHERE number = 1");
  EXPECT_EQ(verify().broken, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Versions,
                         ::testing::Values(database::Engine::sqlite, database::Engine::postgresql));

}  // namespace
}  // namespace refocus::record
