#include "people/entry_check.hpp"

#include <gmock/gmock.h>

#include "people/people_test_world.hpp"
#include "record/audit_check.hpp"

namespace refocus::people {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A person whose details have three versions.
class Entries : public PeopleWorld {
 protected:
  Entries() {
    who = person({.familyName = "Ash", .givenNames = "Nia"});
    change({.familyName = "Ash", .givenNames = "Nia Mair"});
    change({.familyName = "Oak", .givenNames = "Nia Mair"});
  }
  void change(const PersonEntry& entry) {
    write([&](record::Writing& writing) {
      const auto before = stored::entryOf(writing, who).value();
      stored::addVersion(writing, who, writing.keys().ofPerson(writing.sql(), trust, who),
                         before.number + 1, entry);
      return true;
    });
  }
  void alter(std::string_view sql, std::initializer_list<database::Param> params = {}) {
    database->write([&](database::Write& writing) { writing.run(sql, params); });
  }
  std::vector<std::string> amiss() {
    EntryCheck check(trust);
    const auto report = record::verifyChain(
        *database, keys, anchors, trust,
        [&](database::Read& sql, const record::AuditEntry& entry) { check.entry(sql, entry); },
        [&](database::Read& sql) { check.end(sql); });
    EXPECT_FALSE(report.broken) << report.why;
    return check.amiss();
  }

  PersonId who;
};

TEST_P(Entries, ThatNobodyTouchedAreAsTheTrailSays) { EXPECT_THAT(amiss(), IsEmpty()); }

TEST_P(Entries, OneThatWasTakenBackIsFound) {
  alter("UPDATE person SET head = 2");
  EXPECT_THAT(amiss(), ElementsAre(HasSubstr("are not their newest")));
  alter("DELETE FROM person_entry WHERE number = 3");
  EXPECT_THAT(amiss(), ElementsAre(HasSubstr("version 3 of the details")));
}

TEST_P(Entries, AnotherAuthorIsFound) {
  alter("UPDATE person_entry SET author = $1 WHERE number = 2", {AccountId::make(now, random)});
  EXPECT_THAT(amiss(), ElementsAre(HasSubstr("version 2")));
}

INSTANTIATE_TEST_SUITE_P(Engines, Entries, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
