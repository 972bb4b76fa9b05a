#include "people/caseload_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "people/whole_caseload.hpp"

namespace refocus::people {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string fileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const Date kToday = parseDate("2026-03-10").value();

WholeCaseload read(std::string_view content) {
  auto file = wholeCaseload(content, kToday);
  if (!file) throw std::runtime_error(file.error().reason.in(Words()));
  return *std::move(file);
}

std::string refusal(std::string_view content) {
  const auto file = surveyCaseload(content, kToday);
  return file ? "none" : file.error().reason.in(Words());
}

std::string warnings(const CaseloadRow& row) {
  std::string all;
  for (const auto& warning : row.warnings) all += warning.in(Words()) + "\n";
  return all;
}

constexpr std::string_view kHeader = "nhs_number,source_system,local_id,family_name,given_names\n";

std::string withHeader(std::string_view rows) { return std::string(kHeader) + std::string(rows); }

TEST(CaseloadCsv, ReadsEveryColumn) {
  const auto file = read(
      "\xEF\xBB\xBFNHS Number;Source-System;LOCAL ID;Family Name;Given "
      "Names;preferred_name;Pronouns;"
      "Date of Birth;language;interpreter;team;key_worker;from;to;phone;email;address;postcode\r\n"
      "943 476 5919;RiO;44;Lee;Ann Mary;Annie;she/her;09/03/1958;cy;Yes;North;kw@example.org;"
      "2026-01-05;2026-11-01;07700 900001;ann@example.org;\"1 High Street\r\nLeeds\";LS1 1AA\r\n");
  ASSERT_THAT(file.rows, SizeIs(1));
  const auto& row = file.rows.front();
  EXPECT_EQ(file.format, CaseloadFormat::csv);
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_THAT(row.warnings, IsEmpty());
  EXPECT_EQ(row.line, 2U);
  EXPECT_EQ(row.identity.nhsNumber.value().digits(), "9434765919");
  EXPECT_THAT(row.identity.systemIds, ElementsAre(SystemId{"RiO", "44"}));
  EXPECT_EQ(row.fullName(), "Ann Mary Lee");
  EXPECT_EQ(row.preferredName, "Annie");
  EXPECT_EQ(row.pronouns, "she/her");
  EXPECT_EQ(row.birthDate.value().text(), "1958-03-09");
  EXPECT_EQ(row.language, "cy");
  EXPECT_EQ(row.interpreter, true);
  EXPECT_EQ(row.team, "North");
  EXPECT_EQ(row.keyWorker, "kw@example.org");
  EXPECT_EQ(textOf(row.from.value()), "2026-01-05");
  EXPECT_EQ(textOf(row.to.value()), "2026-11-01");
  EXPECT_EQ(row.phone, "07700 900001");
  EXPECT_EQ(row.email, "ann@example.org");
  EXPECT_EQ(row.address, "1 High Street\nLeeds");
  EXPECT_EQ(row.postcode, "LS1 1AA");
}

TEST(CaseloadCsv, FallsBackToTheLocalIdWhenTheNhsNumberFailsItsCheck) {
  const auto file = read(withHeader("943 476 5918,RiO,44,Lee,Ann\n"));
  ASSERT_THAT(file.rows, SizeIs(1));
  EXPECT_FALSE(file.rows[0].identity.nhsNumber);
  EXPECT_THAT(file.rows[0].identity.systemIds, ElementsAre(SystemId{"RiO", "44"}));
  EXPECT_THAT(warnings(file.rows[0]), HasSubstr("last digit does not fit"));
}

TEST(CaseloadCsv, KeepsSomebodyWithoutANameAndListsNobodyAtAll) {
  const auto file = read(withHeader(",RiO,44,,\n,,,Lee,Ann\n,RiO,,,\n"));
  ASSERT_THAT(file.rows, SizeIs(2));
  EXPECT_THAT(warnings(file.rows[0]), HasSubstr("No name is recorded"));
  EXPECT_THAT(warnings(file.rows[1]), HasSubstr("only a name"));
  ASSERT_THAT(file.problems, SizeIs(1));
  EXPECT_EQ(file.problems[0].line, 4U);
  EXPECT_EQ(file.problems[0].index, 3U);
  EXPECT_THAT(file.problems[0].reason.in(Words()), HasSubstr("nobody could be known by this"));
}

TEST(CaseloadCsv, DoesNotUseALocalIdOfNobodyKnowsWhichSystem) {
  const auto row = read(withHeader(",,44,Lee,Ann\n")).rows.at(0);
  EXPECT_TRUE(row.identity.empty());
  EXPECT_THAT(warnings(row), HasSubstr("no source system"));
}

TEST(CaseloadCsv, ListsEachBadRecordAndReadsOn) {
  const auto file = read(
      withHeader("1,2,3\n,RiO,1,Lee,Ann,extra\n,RiO,2,\"Lee\"x,Ann\n,RiO,3,L\xE9,Ann\n,RiO,4," +
                 std::string(201, 'x') + ",Ann\n,,,,\n,RiO,5,Lee,Ann\n"));
  ASSERT_THAT(file.problems, SizeIs(5));
  EXPECT_THAT(file.problems[0].reason.in(Words()), HasSubstr("3 fields here, but 5 columns"));
  EXPECT_THAT(file.problems[1].reason.in(Words()), HasSubstr("6 fields here"));
  EXPECT_THAT(file.problems[2].reason.in(Words()), HasSubstr("Text follows"));
  EXPECT_THAT(file.problems[3].reason.in(Words()), HasSubstr("not UTF-8"));
  EXPECT_THAT(file.problems[4].reason.in(Words()), HasSubstr("family_name is longer than 200"));
  ASSERT_THAT(file.rows, SizeIs(1));
  EXPECT_EQ(file.rows[0].line, 8U);
  EXPECT_EQ(file.rows[0].index, 6U) << "a record of empty fields is nobody";
}

TEST(CaseloadCsv, WarnsOfWhatItCouldNotReadAndShowsIt) {
  const auto row =
      read(
          "local_id,source_system,family_name,given_names,date_of_birth,interpreter,from,to\n"
          "1,RiO,Lee,Ann,30/02/1958,perhaps,2026-01,2026-02-01\n")
          .rows.at(0);
  EXPECT_THAT(
      warnings(row),
      testing::AllOf(HasSubstr("date_of_birth says \"30/02/1958\", which cannot be read"),
                     HasSubstr("interpreter says \"perhaps"), HasSubstr("from says \"2026-01\"")));
  EXPECT_FALSE(row.birthDate);
  EXPECT_FALSE(row.from);
  EXPECT_TRUE(row.to);
}

TEST(CaseloadCsv, TakesNoDateOfBirthThatTheFormWouldNot) {
  constexpr std::string_view kColumns = "nhs_number,family_name,given_names,date_of_birth\n";
  for (const auto* born : {"2061-12-08", "0196-12-08", "9999-12-31", "2026-03-11", "1899"}) {
    const auto row = read(std::string(kColumns) + "9434765919,Lee,Ann," + born + "\n").rows.at(0);
    EXPECT_FALSE(row.birthDate) << born;
    EXPECT_THAT(row.warnings, SizeIs(1)) << born;
  }
  EXPECT_TRUE(read(std::string(kColumns) + "9434765919,Lee,Ann,2026-03-10\n").rows[0].birthDate);
}

TEST(CaseloadCsv, ReadsDatesAsPeopleWriteThem) {
  const auto born = [](const std::string& written) {
    const auto row =
        read("nhs_number,family_name,given_names,date_of_birth\n9434765919,Lee,Ann,\"" + written +
             "\"\n")
            .rows.at(0);
    return row.birthDate ? row.birthDate->text() : "none";
  };
  for (const auto* written :
       {"1958-01-09", "09/01/1958", "9/1/1958", "09-Jan-1958", "9 January 1958", "9.1.1958",
        "January 9, 1958", "1958 Jan 9", " 09 JAN 1958 "}) {
    EXPECT_EQ(born(written), "1958-01-09") << written;
  }
  EXPECT_EQ(born("Jan 1958"), "1958-01");
  EXPECT_EQ(born("01/1958"), "1958-01");
  EXPECT_EQ(born("1958"), "1958");
  for (const auto* written :
       {"09/01/58", "30/02/1958", "9 Janvier 1958", "1958-01-09-2", "58", "-", "1/2/3/1958"}) {
    EXPECT_EQ(born(written), "none") << written;
  }
}

TEST(CaseloadCsv, DoubtsEveryDateOfAColumnThatContradictsItself) {
  const std::string header = "nhs_number,family_name,given_names,date_of_birth,from\n";
  const std::string rows =
      "9434765919,Lee,Ann,03/04/1985,01/02/2026\n"
      "9990000018,Ray,Bob,25/04/1985,01/02/2026\n"
      "9990000026,Fox,Cat,1985-04-03,01/02/2026\n";
  for (const auto& row : read(header + rows).rows) EXPECT_THAT(row.warnings, IsEmpty());
  const auto file = read(header + rows + "9990000034,Day,Dan,04/25/1985,01/02/2026\n");
  ASSERT_THAT(file.rows, SizeIs(4));
  for (const std::size_t doubtful : {0U, 1U}) {
    EXPECT_THAT(warnings(file.rows[doubtful]), HasSubstr("date_of_birth can only be read month"));
    EXPECT_TRUE(file.rows[doubtful].birthDate);
  }
  EXPECT_THAT(warnings(file.rows[2]), testing::Not(HasSubstr("month before day")));
  EXPECT_FALSE(file.rows[3].birthDate);
  EXPECT_THAT(warnings(file.rows[3]),
              HasSubstr("date_of_birth says \"04/25/1985\", which cannot be read"));
}

TEST(CaseloadCsv, TakesTheSeparatorThatTheFirstLineNames) {
  for (const std::string first : {"sep=;", "SEP=;", "\"sep=;\""}) {
    const auto file = read("\xEF\xBB\xBF" + first +
                           "\r\nnhs_number;family_name;given_names\r\n9434765919;Lee, Ray;Ann\r\n");
    ASSERT_THAT(file.rows, SizeIs(1)) << first;
    EXPECT_EQ(file.rows[0].familyName, "Lee, Ray");
    EXPECT_EQ(file.rows[0].line, 3U);
    EXPECT_EQ(file.rows[0].index, 1U);
  }
  EXPECT_THAT(read("sep=|\nnhs_number|family_name|given_names\n9434765919|Lee|Ann\n").rows,
              SizeIs(1));
  EXPECT_THAT(refusal("sep=x\nnhs_numberxfamily_namexgiven_names\n"),
              HasSubstr("a sign that is not read"));
}

TEST(CaseloadCsv, LeavesOutDatesTheWrongWayRound) {
  const auto row = read(
                       "local_id,source_system,family_name,given_names,from,to\n"
                       "1,RiO,Lee,Ann,2026-02-01,2026-01-01\n")
                       .rows.at(0);
  EXPECT_FALSE(row.from);
  EXPECT_FALSE(row.to);
  EXPECT_THAT(warnings(row), HasSubstr("before the first"));
}

TEST(CaseloadCsv, TakesWhatNobodyCanSeeForNothing) {
  const auto file = read(withHeader(",RiO,1,\u200B,\u2060 \u3164\n,RiO,\u200B,Lee,Ann\n"));
  ASSERT_THAT(file.rows, SizeIs(2));
  EXPECT_FALSE(file.rows[0].hasName());
  EXPECT_TRUE(file.rows[1].identity.empty());
}

TEST(CaseloadCsv, CleansWhatNobodyTyped) {
  const auto row = read(withHeader(",RiO,1, Le\u202Ee\u00A0,\"Ann\nMary\"\n")).rows.at(0);
  EXPECT_EQ(row.familyName, "Lee");
  EXPECT_EQ(row.givenNames, "Ann Mary");
}

TEST(CaseloadCsv, SaysWhichColumnsItNeedsAndWhichItIgnores) {
  EXPECT_THAT(refusal("family_name,given_names\nLee,Ann\n"),
              HasSubstr("missing: nhs_number, local_id"));
  EXPECT_THAT(refusal("local_id,family_name,given_names\n"), HasSubstr("missing: source_system"));
  EXPECT_THAT(refusal("nhs_number,given_names\n"), HasSubstr("missing: family_name"));
  EXPECT_THAT(refusal("nhs_number,family_name\n"), HasSubstr("missing: given_names"));
  EXPECT_THAT(refusal("nhs_number,NHS number,family_name,given_names\n"),
              HasSubstr("nhs_number is there twice"));
  EXPECT_THAT(read("nhs_number,family_name,given_names,Ward,Shoe size\n").ignoredColumns,
              ElementsAre("Ward", "Shoe size"));
}

TEST(CaseloadFile, RefusesWhatIsNoCaseload) {
  EXPECT_THAT(refusal(""), HasSubstr("empty"));
  EXPECT_THAT(refusal("\xEF\xBB\xBF \n"), HasSubstr("empty"));
  EXPECT_THAT(refusal("\xFF\xFEn\0h\0"), HasSubstr("UTF-16"));
  const auto wide = [](std::string_view text, bool isBigEndian) {
    std::string units;
    for (const char c : text) units += isBigEndian ? std::string{'\0', c} : std::string{c, '\0'};
    return units;
  };
  for (const bool isBigEndian : {false, true}) {
    EXPECT_THAT(refusal(wide("nhs_number,family_name\n", isBigEndian)), HasSubstr("UTF-16"));
    EXPECT_THAT(refusal(wide(" {\"resourceType\":\"Patient\"}", isBigEndian)), HasSubstr("UTF-16"));
  }
  EXPECT_THAT(refusal(std::string("nhs\0_number\0\0", 14)), HasSubstr("no text"));
  EXPECT_THAT(refusal("PK\x03\x04 and so on"), HasSubstr("spreadsheet"));
  EXPECT_THAT(refusal("\xEF\xBB\xBF <Patient/>"), HasSubstr("XML"));
  EXPECT_THAT(refusal(std::string(kMaxCaseloadBytes + 1, 'x')), HasSubstr("64 MiB"));
}

TEST(CaseloadFile, RefusesMoreRecordsThanItHolds) {
  std::string lines;
  for (std::size_t i = 0; i <= kMaxCaseloadRecords; ++i) lines += "x\n";
  EXPECT_THAT(refusal(withHeader(lines)), HasSubstr("more than 100000 records"));
}

TEST(CaseloadFile, TellsFhirFromItsContent) {
  EXPECT_EQ(read("\n {\"resourceType\":\"Patient\",\"id\":\"a\"}").format,
            CaseloadFormat::fhirJson);
  EXPECT_EQ(read("{\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\"resourceType\":\"Patient\","
                 "\"id\":\"b\"}\n")
                .format,
            CaseloadFormat::fhirLines);
}

TEST(Examples, OfACaseloadAreReadAsTheirGuideSays) {
  const auto csv = read(fileText("examples/caseload.csv"));
  EXPECT_THAT(csv.rows, SizeIs(25));
  EXPECT_THAT(csv.problems, SizeIs(2));
  const auto bundle = read(fileText("examples/caseload.fhir.json"));
  EXPECT_EQ(bundle.format, CaseloadFormat::fhirJson);
  EXPECT_THAT(bundle.rows, SizeIs(7));
  EXPECT_THAT(bundle.problems, SizeIs(1));
  EXPECT_EQ(bundle.otherResources, 1U);
  const auto lines = read(fileText("examples/caseload.ndjson"));
  EXPECT_EQ(lines.format, CaseloadFormat::fhirLines);
  EXPECT_THAT(lines.rows, SizeIs(4));
  EXPECT_THAT(lines.problems, SizeIs(1));
}

}  // namespace
}  // namespace refocus::people
