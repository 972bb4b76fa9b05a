#include "people/import.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "people/people_test_world.hpp"

namespace refocus::people {
namespace {

using ::testing::HasSubstr;

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

class Import : public PeopleWorld {
 protected:
  TeamId north = team("North");

  ImportPlan bring(std::initializer_list<std::string_view> contents, bool withTeam = true) {
    std::vector<ImportFile> files;
    for (const auto content : contents) files.push_back({"file", content});
    return importCaseload(book, directory, commandLineActor(trust),
                          readFiles(files, londonDate(now)),
                          {.team = withTeam ? std::optional(north) : std::nullopt});
  }
  WorkerId inPost(const std::string& name, const std::string& email,
                  std::optional<Date> until = std::nullopt) {
    const WorkerId made = write([&](auto& w) { return makeWorker(w, name, Profession::nurse); });
    (void)account(email, made);
    write([&](auto& w) {
      return makePost(w, made, north, PostRole::worker, day("2020-01-01"), until);
    });
    return made;
  }
  ImportPlan decided(std::string_view content, std::map<std::size_t, Decision> decisions,
                     const ImportPlan* shown = nullptr) {
    const std::vector<ImportFile> files{{"file", content}};
    return importCaseload(book, directory, commandLineActor(trust),
                          readFiles(files, londonDate(now)),
                          {.team = north, .decisions = std::move(decisions), .shown = shown});
  }
  ImportPlan planned(std::string_view content) {
    const std::vector<ImportFile> files{{"file", content}};
    return read(commandLineActor(trust), [&](record::Reading& reading) {
      return planImport(reading, directory, readFiles(files, londonDate(now)), {.team = north});
    });
  }
  void changePhone(const PersonId& person, const std::string& phone) {
    const auto entry = read(commandLineActor(trust), [&](record::Reading& reading) {
      return people::stored::entryOf(reading, person).value();
    });
    PersonEntry changed = entry.entry;
    changed.phone = phone;
    write([&](record::Writing& writing) {
      people::stored::addVersion(writing, person,
                                 writing.keys().ofPerson(writing.sql(), trust, person),
                                 entry.number + 1, changed);
      return true;
    });
  }
  PersonEntry entryOf(const PersonId& person) {
    return read(commandLineActor(trust), [&](record::Reading& reading) {
      return people::stored::entryOf(reading, person).value().entry;
    });
  }
  static std::string notesOf(const PlannedRow& row) {
    std::string all;
    for (const Sentence& note : row.notes) all += note.in(Words()) + "\n";
    return all;
  }
  /// Everything but the audit trail, which says that an import was made.
  std::string stored() {
    std::string all;
    for (const std::string_view sql :
         {"SELECT id, change FROM person ORDER BY id",
          "SELECT person, number FROM person_entry ORDER BY person, number"}) {
      database->read([&](database::Read& read) {
        read.each(sql, {}, [&](const database::Row& row) {
          all += std::string(row.text(0)) + " " + std::to_string(row.integer(1)) + "\n";
        });
      });
    }
    all += std::to_string(count("SELECT COUNT(*) FROM caseload")) + " " +
           std::to_string(count("SELECT COUNT(*) FROM person_identity"));
    return all;
  }
};

constexpr std::string_view kHead =
    "nhs_number,family_name,given_names,date_of_birth,team,key_worker\n";
std::string rows(std::string_view lines) { return std::string(kHead) + std::string(lines); }

TEST_P(Import, TwiceChangesNothing) {
  for (const char* file : {"caseload.csv", "caseload.fhir.json", "caseload.ndjson"}) {
    const std::string content = contentOf(std::filesystem::path("examples") / file);
    ASSERT_FALSE(content.empty()) << file;
    const ImportPlan first = bring({content});
    EXPECT_GT(first.count(RowFate::added), 0u) << file;
    const std::string before = stored();
    const ImportPlan second = bring({content});
    EXPECT_EQ(second.count(RowFate::added), 0u) << file;
    EXPECT_EQ(second.count(RowFate::changed), 0u) << file;
    EXPECT_EQ(second.rows.size(), first.rows.size()) << file;
    EXPECT_EQ(stored(), before) << file;
  }
}

TEST_P(Import, EveryRowIsThereOrListedWithAReason) {
  const std::string content = contentOf("examples/caseload.csv");
  const ImportPlan plan = bring({content});
  for (const PlannedRow& row : plan.rows) {
    if (row.fate == RowFate::refused || row.fate == RowFate::toDecide) {
      EXPECT_FALSE(row.notes.empty()) << row.line;
    }
  }
  EXPECT_EQ(static_cast<std::int64_t>(plan.count(RowFate::added)),
            count("SELECT COUNT(*) FROM person"));
}

TEST_P(Import, RealUkCoreExamplesAreImportedOrListed) {
  const std::filesystem::path folder = "../shared/data/uk-core";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no UK Core examples beside the checkout";
  std::size_t patients = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().filename().string().find("-Patient-") == std::string::npos) continue;
    ++patients;
    const ImportPlan plan = bring({contentOf(file.path())});
    ASSERT_EQ(plan.rows.size(), 1u) << file.path();
    const PlannedRow& row = plan.rows[0];
    const bool isIn =
        row.fate == RowFate::added || row.fate == RowFate::same || row.fate == RowFate::changed;
    EXPECT_TRUE(isIn || !row.notes.empty()) << file.path();
  }
  EXPECT_EQ(patients, 6u);
}

TEST_P(Import, PutsWhatTheFileSaysOverTheEntryAndTakesNothingAway) {
  bring({rows("9990000018,Okafor,Chidinma,1986-04-17,,\n")});
  const ImportPlan plan =
      bring({"nhs_number,family_name,given_names,phone\n9990000018,Okafor-Bell,,07700 900100\n"});
  EXPECT_EQ(plan.count(RowFate::changed), 1u);
  const auto entry = read(commandLineActor(trust), [&](record::Reading& reading) {
    return people::stored::entryOf(reading, *plan.rows[0].person).value();
  });
  EXPECT_EQ(entry.number, 2);
  EXPECT_EQ(entry.entry.familyName, "Okafor-Bell");
  EXPECT_EQ(entry.entry.givenNames, "Chidinma");
  EXPECT_EQ(entry.entry.phone, "07700 900100");
}

TEST_P(Import, ListsWhoIsLikeSomebodyInsteadOfGuessing) {
  bring({rows("9990000018,Okafor,Chidinma,1986-04-17,,\n")});
  const ImportPlan plan = bring({rows(",OKAFOR,Chidinma,1986-04-17,,\n")});
  EXPECT_EQ(plan.count(RowFate::toDecide), 1u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 1);
  // Another NHS number is another person, namesake and birthday or not.
  EXPECT_EQ(bring({rows("9990000387,Okafor,Chidinma,1986-04-17,,\n")}).count(RowFate::added), 1u);
}

// A second file has a known local id, or a known NHS number, with another name and birthday.
constexpr std::string_view kTwoKnown =
    "nhs_number,source_system,local_id,family_name,given_names,date_of_birth,phone\n"
    ",Wyke EPR,70001,Quillfeather,Imogen,1961-02-03,07700 900601\n"
    "9995000008,Wyke EPR,70002,Tarrantine,Oswald,1955-08-14,07700 900602\n";
constexpr std::string_view kOthersUnderTheirNumbers =
    "nhs_number,source_system,local_id,family_name,given_names,date_of_birth,phone\n"
    ",Wyke EPR,70001,Brackley,Dmitri,1999-11-30,07700 900603\n"
    "9995000008,,,Penhallow,Gwen,1988-01-22,07700 900604\n";

TEST_P(Import, NoNumberPutsOnePersonsNameOverAnothersRecord) {
  const ImportPlan first = bring({kTwoKnown});
  ASSERT_EQ(first.count(RowFate::added), 2u);
  const std::string before = stored();
  const ImportPlan second = bring({kOthersUnderTheirNumbers});
  EXPECT_EQ(second.count(RowFate::toDecide), 2u);
  EXPECT_EQ(stored(), before);
  // Shown side by side: the record's and the row's.
  const PlannedRow& row = second.rows.at(0);
  EXPECT_EQ(row.known.value().familyName, "Quillfeather");
  EXPECT_EQ(row.said.value().familyName, "Brackley");
  EXPECT_THAT(notesOf(row), HasSubstr("Is it one person?"));
}

TEST_P(Import, WhatWasDecidedIsDoneAndNothingElse) {
  bring({kTwoKnown});
  const ImportPlan open = bring({kOthersUnderTheirNumbers});
  const PersonId imogen = *open.rows.at(0).person;
  const PersonId oswald = *open.rows.at(1).person;
  // Said of somebody else than was shown, it decides nothing.
  EXPECT_EQ(decided(kOthersUnderTheirNumbers, {{0, {Decision::Kind::join, oswald, 1}}})
                .count(RowFate::toDecide),
            2u);
  const ImportPlan done =
      decided(kOthersUnderTheirNumbers,
              {{0, {Decision::Kind::join, imogen, 1}}, {1, {Decision::Kind::add, oswald, 1}}});
  EXPECT_EQ(done.rows.at(0).fate, RowFate::changed);
  EXPECT_EQ(done.rows.at(1).fate, RowFate::added);
  EXPECT_EQ(entryOf(imogen).familyName, "Brackley");
  EXPECT_EQ(entryOf(oswald).familyName, "Tarrantine");
  EXPECT_TRUE(entryOf(oswald).nhsNumber) << "a number in common stays where it was";
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 3);
}

// Between the look and the press somebody may have put the record right.
TEST_P(Import, NoRowGoesOverARecordThatHasChangedSinceItWasShown) {
  bring({kTwoKnown});
  const std::string moved = std::string(kOthersUnderTheirNumbers) +
                            ",Wyke EPR,70002,Tarrantine,Oswald,1955-08-14,07700 900605\n"
                            ",Wyke EPR,70003,Fenn,Iris,1971-01-02,07700 900606\n";
  const ImportPlan shown = planned(moved);
  ASSERT_EQ(shown.rows.at(2).fate, RowFate::changed);
  ASSERT_EQ(shown.rows.at(3).fate, RowFate::added);
  const PersonId imogen = *shown.rows.at(0).person;
  const PersonId oswald = *shown.rows.at(2).person;
  changePhone(imogen, "07700 900111");
  changePhone(oswald, "07700 900222");
  bring(
      {"source_system,local_id,family_name,given_names,date_of_birth,phone\n"
       "Wyke EPR,70003,Fenn,Iris,1971-01-02,07700 900333\n"});
  const ImportPlan done = decided(moved, {{0, {Decision::Kind::join, imogen, 1}}}, &shown);
  for (const std::size_t row : {0u, 2u, 3u}) {
    EXPECT_EQ(done.rows.at(row).fate, RowFate::toDecide) << row;
    EXPECT_THAT(notesOf(done.rows.at(row)), HasSubstr("not as it was when you looked"));
  }
  EXPECT_EQ(entryOf(imogen).familyName, "Quillfeather");
  EXPECT_EQ(done.rows.at(0).known.value().phone, "07700 900111") << "shown as it stands now";
  EXPECT_EQ(entryOf(oswald).phone, "07700 900222");
  EXPECT_EQ(entryOf(*done.rows.at(3).person).phone, "07700 900333");
  // Looked at again, it can be decided.
  const ImportPlan again = decided(moved, {{2, {Decision::Kind::join, oswald, 2}}}, &done);
  EXPECT_EQ(again.rows.at(2).fate, RowFate::changed);
  EXPECT_EQ(entryOf(oswald).phone, "07700 900605");
}

TEST_P(Import, WhatWasDoneIsNotDoneAgainWhenTheRestIsDecided) {
  const std::string file = std::string(kOthersUnderTheirNumbers) +
                           ",Wyke EPR,70003,Fenn,Iris,1971-01-02,07700 900606\n"
                           ",Wyke EPR,70003,Marlow,Hal,1990-03-04,\n";
  bring({kTwoKnown});
  const ImportPlan shown = planned(file);
  const ImportPlan first = decided(file, {}, &shown);
  ASSERT_EQ(first.count(RowFate::added), 1u);
  ASSERT_EQ(first.rows.at(3).fate, RowFate::toDecide) << "beside the line before it";
  const PersonId imogen = *first.rows.at(0).person;
  const auto iris = read(commandLineActor(trust), [&](record::Reading& reading) {
    return personWithIdentity(reading, {"Wyke EPR", "70003"});
  });
  ASSERT_TRUE(iris);
  changePhone(*iris, "07700 900444");
  const ImportPlan second =
      decided(file, {{0, {Decision::Kind::join, imogen, 1}}, {3, {Decision::Kind::add}}}, &first);
  EXPECT_EQ(second.count(RowFate::added), 1u) << "it says what all presses did";
  EXPECT_EQ(second.count(RowFate::changed), 1u);
  EXPECT_EQ(entryOf(*iris).phone, "07700 900444");
  // The line before it is a record now, and can be chosen as the same person.
  EXPECT_EQ(second.rows.at(3).fate, RowFate::toDecide);
  EXPECT_EQ(second.rows.at(3).person, iris);
  const ImportPlan third = decided(file, {{3, {Decision::Kind::add, *iris, 2}}}, &second);
  EXPECT_EQ(third.count(RowFate::added), 2u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 4);
}

TEST_P(Import, OneChangedNameOrOneCorrectedBirthdayIsTakenWithANote) {
  bring(
      {rows("9990000018,Okafor,Chidinma,1986-04-17,,\n"
            "9990000387,Lee,Ann,1958-03-09,,\n")});
  const ImportPlan plan =
      bring({rows("9990000018,Bell,Chidinma,1986-04-17,,\n"
                  "9990000387,Lee,Ann,1958-09-03,,\n")});
  EXPECT_EQ(plan.count(RowFate::changed), 2u);
  EXPECT_THAT(notesOf(plan.rows.at(0)), HasSubstr("from Chidinma Okafor to Chidinma Bell"));
  EXPECT_THAT(notesOf(plan.rows.at(1)), HasSubstr("from 1958-03-09 to 1958-09-03"));
  EXPECT_EQ(plan.rows.at(0).known.value().familyName, "Okafor");
}

constexpr std::string_view kServerA =
    R"({"resourceType":"Patient","id":"101","identifier":[{"system":"https://a.example.org/mrn",
    "value":"A-1"}],"name":[{"family":"Okonkwo","given":["Adaeze"]}],"birthDate":"1970-05-05"})";
constexpr std::string_view kServerB =
    R"({"resourceType":"Patient","id":"101","identifier":[{"system":"https://b.example.org/mrn",
    "value":"B-9"}],"name":[{"family":"Lindqvist","given":["Torsten"]}],"birthDate":"1948-12-01"})";

TEST_P(Import, APatientIdOfAnotherServerReplacesNobody) {
  const PersonId adaeze = [&] {
    bring({kServerA});
    return *bring({kServerA}).rows.at(0).person;
  }();
  const ImportPlan open = bring({kServerB});
  EXPECT_EQ(open.count(RowFate::toDecide), 1u);
  EXPECT_EQ(entryOf(adaeze).familyName, "Okonkwo");
  EXPECT_EQ(decided(kServerB, {{0, {Decision::Kind::add, adaeze, 1}}}).count(RowFate::added), 1u);
  // Each is found by the identifier with its system from now on.
  EXPECT_EQ(bring({kServerB}).count(RowFate::same), 1u);
  EXPECT_EQ(bring({kServerA}).count(RowFate::same), 1u);
  // And in one import of both files.
  EXPECT_EQ(entryOf(adaeze).familyName, "Okonkwo");
}

TEST_P(Import, APatientIdThatTwoFilesShareIsLeftToDecide) {
  const ImportPlan plan = bring({kServerA, kServerB});
  EXPECT_EQ(plan.rows.at(0).fate, RowFate::added);
  EXPECT_EQ(plan.rows.at(1).fate, RowFate::toDecide);
  EXPECT_THAT(notesOf(plan.rows.at(1)), HasSubstr("line 1 of file"));
}

constexpr std::string_view kAlive =
    R"({"resourceType":"Patient","id":"st-1","identifier":[{"system":
    "https://fhir.nhs.uk/Id/nhs-number","value":"9995001489"}],"name":[{"family":"Lastmorn",
    "given":["Edwin"]}],"birthDate":"1940-04-04"})";
constexpr std::string_view kDied =
    R"({"resourceType":"Patient","id":"st-1","identifier":[{"system":
    "https://fhir.nhs.uk/Id/nhs-number","value":"9995001489"}],"name":[{"family":"Lastmorn",
    "given":["Edwin"]}],"birthDate":"1940-04-04","deceasedDateTime":"2026-02-02T04:10:00+00:00"})";
constexpr std::string_view kReplaced =
    R"({"resourceType":"Patient","id":"st-2","active":false,"name":[{"family":"Twofold",
    "given":["Hester"]}],"birthDate":"1950-04-04","link":[{"other":{"reference":"Patient/st-3"},
    "type":"replaced-by"}]})";

TEST_P(Import, WhoHasDiedIsMarkedAndTheirPlaceIsOfferedToEnd) {
  bring({kAlive});
  const ImportPlan plan = bring({kDied});
  const PlannedRow& row = plan.rows.at(0);
  EXPECT_EQ(row.fate, RowFate::changed);
  EXPECT_EQ(standingOf(entryOf(*row.person)), Standing::died);
  EXPECT_EQ(entryOf(*row.person).diedOn, PartialDate::parse("2026-02-02"));
  EXPECT_THAT(notesOf(row), ::testing::AllOf(HasSubstr("died (2026-02-02)"),
                                             HasSubstr("still on the caseload of North")));
  ASSERT_EQ(row.held.size(), 1u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM caseload WHERE until_date IS NULL"), 1) << "offered alone";
  write([&](auto& w) {
    changePlace(w, row.held[0].place, std::nullopt, day("2026-03-10"));
    return true;
  });
  const ImportPlan again = bring({kDied});
  EXPECT_EQ(again.rows.at(0).fate, RowFate::same);
  EXPECT_TRUE(again.rows.at(0).held.empty());
  // Said to be alive after all, the mark goes.
  bring({R"({"resourceType":"Patient","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number",
      "value":"9995001489"}],"deceasedBoolean":false})"});
  EXPECT_EQ(standingOf(entryOf(*row.person)), Standing::inUse);
  EXPECT_FALSE(entryOf(*row.person).diedOn);
}

TEST_P(Import, WhoWasReplacedDoesNotJoin) {
  const ImportPlan plan = bring({kReplaced});
  EXPECT_EQ(plan.rows.at(0).fate, RowFate::refused);
  EXPECT_THAT(notesOf(plan.rows.at(0)), HasSubstr("another record has taken the place"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 0);
}

TEST_P(Import, WhoBecomesKeyWorkerHasAnActiveAccountAndAPostInTheTeamThatDay) {
  (void)inPost("Gone", "gone@example.org", day("2026-03-09"));
  const WorkerId off = inPost("Off", "off@example.org");
  write([&](auto& w) {
    w.sql().run("UPDATE account SET state = 'disabled' WHERE worker = $1", {off});
    return true;
  });
  const ImportPlan plan =
      bring({rows("9990000018,Okafor,C,1986-04-17,,gone@example.org\n"
                  "9990000387,Lee,A,1958-03-09,,OFF@example.org\n"
                  "9995000008,Ray,B,1958-03-08,,Vikram Bains\n")});
  EXPECT_EQ(plan.count(RowFate::added), 3u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM caseload WHERE key_worker IS NOT NULL"), 0);
  EXPECT_THAT(notesOf(plan.rows.at(0)), HasSubstr("no post in North on 2026-03-10"));
  EXPECT_THAT(notesOf(plan.rows.at(1)), HasSubstr("account of OFF@example.org is not active"));
  EXPECT_THAT(notesOf(plan.rows.at(2)), HasSubstr("named by e-mail address"));
}

TEST_P(Import, ARowThatSaysOtherThingsNamesTheFileOfTheEarlier) {
  const std::string one = rows("9990000018,Okafor,Chidinma,1986-04-17,,\n");
  const std::string two = rows("9990000018,Okafor,Grace,1986-04-17,,\n");
  const std::vector<ImportFile> files{{"monday.csv", one}, {"tuesday.csv", two}};
  const ImportPlan plan = importCaseload(book, directory, commandLineActor(trust),
                                         readFiles(files, londonDate(now)), {.team = north});
  EXPECT_THAT(notesOf(plan.rows.at(1)), HasSubstr("Line 2 of monday.csv is the same person"));
}

TEST_P(Import, WhoseDetailsAPlanComparesIsInTheTrail) {
  bring({kTwoKnown});
  const std::vector<ImportFile> files{{"file", kOthersUnderTheirNumbers}};
  const auto person = read(commandLineActor(trust), [&](record::Reading& reading) {
    const ImportPlan plan =
        planImport(reading, directory, readFiles(files, londonDate(now)), {.team = north});
    const PlannedRow* row = &plan.rows.at(0);
    noteCompared(reading, std::span(&row, 1));
    return *row->person;
  });
  const auto entries = database->read(
      [&](database::Read& sql) { return record::auditPage(sql, keys, trust, {.most = 1}); });
  EXPECT_EQ(entries.at(0).entry.action, "entry-compared");
  EXPECT_EQ(entries.at(0).entry.subject, person.text());
}

TEST_P(Import, TwoRowsOfOneFileMayBeOnePersonOnlyIfTheyAgree) {
  const ImportPlan plan =
      bring({rows("9990000018,Okafor,Chidinma,1986-04-17,,\n"
                  "9990000018,Okafor,Chidinma,1986-04-17,,\n"
                  "9990000018,Okafor,Grace,1986-04-17,,\n")});
  EXPECT_EQ(plan.count(RowFate::added), 1u);
  EXPECT_EQ(plan.count(RowFate::same), 1u);
  EXPECT_EQ(plan.count(RowFate::refused), 1u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM caseload"), 1);
}

TEST_P(Import, NeedsATeamThatThereIs) {
  const auto reason = [&](const ImportPlan& plan) {
    EXPECT_EQ(plan.count(RowFate::refused), 1u);
    return plan.rows.at(0).notes.back().in(Words());
  };
  EXPECT_THAT(reason(bring({rows("9990000018,Okafor,C,1986-04-17,West,\n")})), HasSubstr("West"));
  EXPECT_THAT(reason(bring({rows("9990000018,Okafor,C,1986-04-17,,\n")}, false)),
              HasSubstr("names no team"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 0);
}

TEST_P(Import, FindsTheKeyWorkerByAddress) {
  (void)inPost("Eve", "eve@example.org");
  bring({rows("9990000018,Okafor,C,1986-04-17,north,EVE@example.org\n")});
  EXPECT_EQ(count("SELECT COUNT(*) FROM caseload WHERE key_worker IS NOT NULL"), 1);
}

TEST_P(Import, PlanningChangesNothing) {
  const std::string content = rows("9990000018,Okafor,C,1986-04-17,North,\n");
  const std::vector<ImportFile> files{{"file", content}};
  const ImportPlan plan = read(commandLineActor(trust), [&](record::Reading& reading) {
    return planImport(reading, directory, readFiles(files, londonDate(reading.now())), {});
  });
  EXPECT_EQ(plan.count(RowFate::added), 1u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 0);
}

TEST_P(Import, IsForAdministratorsAlone) {
  const access::Actor worker = staff(account("ada@example.org"), {north});
  EXPECT_EQ(faultOf([&] { (void)importCaseload(book, directory, worker, {}, {}); }),
            FaultCode::forbidden);
}

INSTANTIATE_TEST_SUITE_P(Databases, Import, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
