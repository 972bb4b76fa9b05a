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
    return importCaseload(book, directory, commandLineActor(trust), readFiles(files),
                          {.team = withTeam ? std::optional(north) : std::nullopt});
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
    if (row.fate == RowFate::refused || row.fate == RowFate::possibleDuplicate) {
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
  EXPECT_EQ(plan.count(RowFate::possibleDuplicate), 1u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM person"), 1);
  // Another NHS number is another person, namesake and birthday or not.
  EXPECT_EQ(bring({rows("9990000387,Okafor,Chidinma,1986-04-17,,\n")}).count(RowFate::added), 1u);
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
  const WorkerId eve = write([](auto& w) { return makeWorker(w, "Eve", Profession::nurse); });
  (void)account("eve@example.org", eve);
  bring({rows("9990000018,Okafor,C,1986-04-17,north,EVE@example.org\n")});
  EXPECT_EQ(count("SELECT COUNT(*) FROM caseload WHERE key_worker IS NOT NULL"), 1);
}

TEST_P(Import, PlanningChangesNothing) {
  const std::string content = rows("9990000018,Okafor,C,1986-04-17,North,\n");
  const std::vector<ImportFile> files{{"file", content}};
  const ImportPlan plan = read(commandLineActor(trust), [&](record::Reading& reading) {
    return planImport(reading, directory, readFiles(files), {});
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
