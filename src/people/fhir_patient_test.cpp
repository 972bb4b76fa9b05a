#include "people/fhir_patient.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace refocus::people {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

CaseloadRow rowOf(std::string_view json) {
  auto row = caseloadRowOf(parseJson(json).value());
  if (!row) throw std::runtime_error(row.error().in(Words()));
  return *std::move(row);
}

std::string warnings(const CaseloadRow& row) {
  std::string all;
  for (const auto& warning : row.warnings) all += warning.in(Words()) + "\n";
  return all;
}

TEST(FhirPatient, IsReadElementByElement) {
  const auto row = rowOf(R"({
    "resourceType": "Patient", "id": "p1", "active": true,
    "extension": [
      {"url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": true},
      {"url": "http://hl7.org/fhir/StructureDefinition/individual-pronouns", "extension": [
        {"url": "value", "valueCodeableConcept": {"coding": [{"display": "they/them"}]}}]}],
    "identifier": [
      {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "943 476 5919"},
      {"system": "https://rio.example.nhs.uk/id", "value": "44"},
      {"use": "old", "system": "https://old.example.nhs.uk/id", "value": "7"}],
    "name": [
      {"use": "nickname", "given": ["Annie"]},
      {"use": "maiden", "family": "Ray"},
      {"use": "official", "family": "Lee", "given": ["Ann", "Mary"], "prefix": ["Ms"]}],
    "telecom": [
      {"system": "phone", "use": "work", "value": "0113 496 0000"},
      {"system": "phone", "use": "mobile", "value": "07700 900001"},
      {"system": "email", "value": "ann@example.org"}],
    "birthDate": "1958-03",
    "address": [
      {"use": "old", "line": ["9 Low Road"], "postalCode": "LS9 9AA"},
      {"line": ["1 High Street", "Headingley"], "city": "Leeds", "postalCode": "LS1 1AA"}],
    "communication": [
      {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en"}]}},
      {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "cy"}]}, "preferred": true}],
    "generalPractitioner": [{"display": "Dr Who"}]})");
  EXPECT_EQ(row.identity.nhsNumber.value().digits(), "9434765919");
  EXPECT_THAT(row.identity.systemIds,
              ElementsAre(SystemId{"https://rio.example.nhs.uk/id", "44"}, SystemId{"fhir", "p1"}));
  EXPECT_EQ(row.familyName, "Lee");
  EXPECT_EQ(row.givenNames, "Ann Mary");
  EXPECT_EQ(row.preferredName, "Annie");
  EXPECT_EQ(row.pronouns, "they/them");
  EXPECT_EQ(row.birthDate.value().text(), "1958-03");
  EXPECT_EQ(row.language, "cy");
  EXPECT_EQ(row.interpreter, true);
  EXPECT_EQ(row.phone, "07700 900001");
  EXPECT_EQ(row.email, "ann@example.org");
  EXPECT_EQ(row.address, "1 High Street\nHeadingley\nLeeds");
  EXPECT_EQ(row.postcode, "LS1 1AA");
  EXPECT_THAT(row.warnings, IsEmpty());
}

TEST(FhirPatient, FallsBackToItsIdWhenTheNhsNumberFailsItsCheck) {
  const auto row = rowOf(R"({"id": "p1", "name": [{"family": "Lee"}], "identifier": [
      {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765918"}]})");
  EXPECT_FALSE(row.identity.nhsNumber);
  EXPECT_THAT(row.identity.systemIds, ElementsAre(SystemId{"fhir", "p1"}));
  EXPECT_THAT(warnings(row), HasSubstr("last digit does not fit"));
}

TEST(FhirPatient, WithoutANameIsStillSomebody) {
  const auto row = rowOf(R"({"id": "p1"})");
  EXPECT_FALSE(row.hasName());
  EXPECT_THAT(warnings(row), HasSubstr("No name is recorded"));
  const auto nobody =
      caseloadRowOf(Json::parse(R"({"resourceType": "Patient", "gender": "female"})"));
  ASSERT_FALSE(nobody);
  EXPECT_THAT(nobody.error().in(Words()), HasSubstr("nobody could be known by this"));
}

TEST(FhirPatient, TakesTheUsualNameAsThePreferredOneBesideTheOfficial) {
  const auto row =
      rowOf(R"({"id": "p1", "name": [{"use": "usual", "given": ["Jo"], "family": "Lee"},
                             {"use": "official", "given": ["Joanna"], "family": "Lee"}]})");
  EXPECT_EQ(row.givenNames, "Joanna");
  EXPECT_EQ(row.preferredName, "Jo");
}

TEST(FhirPatient, SaysWhatIsDoubtful) {
  const auto row = rowOf(R"({"id": "p1", "active": false, "deceasedDateTime": "2026-01-01",
      "name": [{"text": "Ann Lee"}], "birthDate": "about 1958", "identifier": [
      {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"},
      {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}, {"value": "3"}]})");
  EXPECT_EQ(row.fullName(), "Ann Lee");
  EXPECT_TRUE(row.inactive);
  EXPECT_TRUE(row.deceased);
  EXPECT_EQ(row.identity.nhsNumber.value().digits(), "9434765919");
  EXPECT_THAT(
      warnings(row),
      testing::AllOf(HasSubstr("no longer in use"), HasSubstr("having died"),
                     HasSubstr("not parted"), HasSubstr("date of birth could not"),
                     HasSubstr("more than one NHS number"), HasSubstr("does not say its system")));
}

TEST(FhirPatient, FindsTheInterpreterWhereUkCoreHasIt) {
  const auto row = rowOf(R"({"id": "p1", "communication": [{
      "extension": [{"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSCommunication",
        "extension": [{"url": "interpreterRequired", "valueBoolean": false}]}],
      "language": {"text": "Sylheti"}}]})");
  EXPECT_EQ(row.interpreter, false);
  EXPECT_EQ(row.language, "Sylheti");
}

TEST(FhirPatient, SurvivesElementsOfTheWrongShape) {
  const auto row =
      rowOf(R"({"id": "p1", "name": "Lee", "identifier": [7, {"system": 3, "value": []}],
      "telecom": [null, "x"], "address": {}, "communication": [[], {"language": 5}],
      "extension": ["a", {"url": 4}], "birthDate": 1958, "active": "yes"})");
  EXPECT_THAT(row.identity.systemIds, ElementsAre(SystemId{"fhir", "p1"}));
  EXPECT_FALSE(row.hasName());
}

/// "rows+problems+others" of a text.
std::string tally(std::string_view text) {
  const auto read = readFhirPatients(text);
  return std::to_string(read.rows.size()) + "+" + std::to_string(read.problems.size()) + "+" +
         std::to_string(read.otherResources);
}

constexpr std::string_view kAnn = R"({"resourceType":"Patient","id":"a"})";
constexpr std::string_view kOrganisation = R"({"resourceType":"Organization","id":"o"})";

std::string bundle(std::string_view entries) {
  return R"({"id":"b","entry":[)" + std::string(entries) + R"(],"resourceType":"Bundle"})";
}

std::string entry(std::string_view resource) {
  return R"({"fullUrl":"urn:[{\"","resource":)" + std::string(resource) + "}";
}

TEST(FhirPatients, AreFoundInEveryWrapping) {
  const std::string ann(kAnn);
  EXPECT_EQ(tally(ann), "1+0+0");
  EXPECT_EQ(tally("[" + ann + ",\n" + ann + "]"), "2+0+0");
  EXPECT_EQ(tally(bundle(entry(ann) + "," + entry(kOrganisation))), "1+0+1");
  EXPECT_EQ(tally(bundle(entry(bundle(entry(ann))))), "1+0+0");
  EXPECT_EQ(tally("[" + bundle(entry(ann)) + "]"), "1+0+0");
  EXPECT_EQ(tally(ann + "\n" + bundle(entry(ann)) + "\r\n\n" + ann), "3+0+0");
  EXPECT_EQ(tally("{\n\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\n\"resourceType\":\"Patient\","
                  "\"id\":\"b\"}"),
            "2+0+0");
  EXPECT_EQ(tally("[]"), "0+0+0");
  EXPECT_EQ(tally(R"({"resourceType":"Bundle"})"), "0+0+0");
}

TEST(FhirPatients, SayLineAndPlaceOfWhatIsBroken) {
  const auto read = readFhirPatients("[" + std::string(kAnn) +
                                     ",\n {\"resourceType\":\"Patient\",\n\"id\":x},\n" +
                                     "{\"id\":\"no type\"},\n" + std::string(kAnn) + "]");
  ASSERT_THAT(read.rows, SizeIs(2));
  EXPECT_EQ(read.rows[1].line, 5U);
  EXPECT_EQ(read.rows[1].index, 4U);
  ASSERT_THAT(read.problems, SizeIs(2));
  EXPECT_EQ(read.problems[0].line, 3U);
  EXPECT_EQ(read.problems[0].index, 2U);
  EXPECT_THAT(read.problems[1].reason.in(Words()), HasSubstr("no resourceType"));
}

TEST(FhirPatients, BeforeACutAreKept) {
  const std::string ann(kAnn);
  EXPECT_EQ(tally("[" + ann + "," + ann + ",{\"resourceType\":\"Pat"), "2+1+0");
  const auto whole = bundle(entry(ann) + "," + entry(ann));
  EXPECT_EQ(tally(whole.substr(0, whole.find("],\"resourceType\":\"Bundle"))), "2+1+0");
  EXPECT_EQ(tally(ann + "\n{\"resourceType\":\"Pati\n" + ann), "2+1+0");
  EXPECT_EQ(tally("{"), "0+1+0");
}

TEST(FhirPatients, OfUkCoreAreEachImportedOrListed) {
  const std::filesystem::path folder = "../shared/data/uk-core";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the UK Core examples are not here";
  std::size_t files = 0;
  std::size_t numbers = 0;
  std::size_t nameless = 0;
  std::string said;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().filename().string().find("-Patient-") == std::string::npos) continue;
    std::ifstream stream(file.path());
    const auto read = readFhirPatients(std::string(std::istreambuf_iterator<char>(stream), {}));
    ASSERT_THAT(read.rows, SizeIs(1)) << file.path();
    ++files;
    numbers += read.rows[0].identity.nhsNumber ? 1 : 0;
    nameless += read.rows[0].hasName() ? 0 : 1;
    said += warnings(read.rows[0]);
  }
  EXPECT_EQ(files, 6U);
  EXPECT_EQ(numbers, 1U);
  EXPECT_EQ(nameless, 1U);
  EXPECT_THAT(said, HasSubstr("last digit does not fit"));
}

}  // namespace
}  // namespace refocus::people
