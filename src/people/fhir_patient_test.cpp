#include "people/fhir_patient.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "people/whole_caseload.hpp"

namespace refocus::people {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Date kToday = parseDate("2026-03-10").value();

CaseloadRow rowOf(std::string_view json) {
  auto row = caseloadRowOf(parseJson(json).value(), kToday);
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
      caseloadRowOf(Json::parse(R"({"resourceType": "Patient", "gender": "female"})"), kToday);
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
  EXPECT_EQ(row.inactive, true);
  EXPECT_EQ(row.died, true);
  EXPECT_EQ(row.diedOn, PartialDate::parse("2026-01-01"));
  EXPECT_EQ(row.identity.nhsNumber.value().digits(), "9434765919");
  EXPECT_THAT(
      warnings(row),
      testing::AllOf(HasSubstr("not parted"), HasSubstr("date of birth could not"),
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

TEST(FhirPatient, NamesEachElementOfAnotherTypeThanR4s) {
  const auto row =
      rowOf(R"({"id": "p1", "name": "Lee", "identifier": [7, {"system": 3, "value": "x"}],
      "telecom": [null, "x", {"system": "phone", "value": 7}, {"system": 1, "value": "2"},
                  {"system": "email", "value": "a@example.org", "rank": "1"}],
      "address": {}, "communication": [[], {"language": 5, "preferred": "true"}],
      "extension": ["a", {"url": 4}], "birthDate": 1958, "active": "yes", "deceasedBoolean": "true",
      "deceasedDateTime": true, "meta": [], "link": {"type": "replaced-by"}})");
  EXPECT_THAT(row.identity.systemIds, ElementsAre(SystemId{"fhir", "p1"}));
  EXPECT_FALSE(row.hasName());
  EXPECT_FALSE(row.died);
  EXPECT_FALSE(row.inactive);
  EXPECT_FALSE(row.replaced);
  for (const auto* said :
       {"name is not a list", "identifier[0] is not an object", "identifier[1].system is not text",
        "telecom[1] is not an object", "telecom[2].value is not text",
        "telecom[3].system is not text", "telecom[4].rank is not a whole number",
        "address is not a list", "communication[0] is not an object",
        "communication[1].language is not an object",
        "communication[1].preferred is not true or false", "extension[0] is not an object",
        "extension[1].url is not text", "birthDate is not text", "active is not true or false",
        "deceasedBoolean is not true or false", "deceasedDateTime is not text",
        "meta is not an object", "link is not a list"}) {
    EXPECT_THAT(warnings(row), HasSubstr(said));
  }
}

/// Every element that is read, each as something that R4 never has there: none is passed over.
TEST(FhirPatient, PassesOverNoElementOfAnotherType) {
  const auto whole = parseJson(R"({"id": "p1", "active": true, "deceasedBoolean": false,
      "deceasedDateTime": "2026", "birthDate": "1958",
      "meta": {"security": [{"system": "a", "code": "N"}]},
      "identifier": [{"use": "usual", "system": "s", "value": "1",
                      "period": {"start": "2001", "end": "2031"}}],
      "name": [{"use": "official", "family": "Lee", "given": ["Ann"], "text": "Ann Lee",
                "period": {"start": "2001", "end": "2031"}}],
      "telecom": [{"system": "phone", "use": "home", "value": "1", "rank": 1,
                   "period": {"start": "2001", "end": "2031"}}],
      "address": [{"use": "home", "line": ["1"], "city": "L", "district": "D", "state": "S",
                   "postalCode": "LS1", "period": {"start": "2001", "end": "2031"}}],
      "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "cy"}]},
                         "preferred": true}],
      "link": [{"type": "refer"}],
      "extension": [{"url": "x-pronouns", "valueString": "she"}]})")
                         .value();
  ASSERT_THAT(caseloadRowOf(whole, kToday).value().warnings, IsEmpty());
  std::vector<nlohmann::json_pointer<std::string>> places;
  for (const auto& [path, value] : whole.flatten().items()) {
    for (nlohmann::json_pointer<std::string> at(path); !at.empty(); at.pop_back()) {
      places.push_back(at);
    }
  }
  for (const auto& place : places) {
    auto other = whole;
    other[place] = 7.5;
    const auto row = caseloadRowOf(other, kToday);
    ASSERT_TRUE(row) << place;
    EXPECT_THAT(warnings(*row), HasSubstr("as it is in FHIR R4")) << place;
  }
}

TEST(FhirPatient, TakesWhatHoldsOnTheDay) {
  const auto row = rowOf(R"({"id": "p1", "name": [
      {"family": "Oldcastle", "given": ["Bryony"], "period": {"end": "2021-06-30"}},
      {"family": "Newbury", "given": ["Bryony"], "period": {"start": "2021-07-01"}}],
    "identifier": [
      {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9995005921", "period": {"end": "2020"}},
      {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9995006294"},
      {"system": "https://rio.example.nhs.uk/id", "value": "1", "period": {"end": "2020-01-01"}}],
    "telecom": [
      {"system": "phone", "use": "mobile", "value": "07700 900111", "period": {"end": "2019-01"}},
      {"system": "phone", "use": "work", "value": "07700 900222", "rank": 2},
      {"system": "phone", "use": "work", "value": "07700 900333", "rank": 1},
      {"system": "email", "value": "a@example.org", "period": {"end": "2019"}},
      {"system": "email", "value": "b@example.org", "period": {"end": "2020"}}],
    "address": [
      {"use": "home", "line": ["1 Former Street"], "period": {"end": "2018-05-05"}},
      {"use": "home", "period": {"start": "2018"}},
      {"use": "temp", "line": ["2 Present Street"], "postalCode": "ZZ99 2BB"}]})");
  EXPECT_EQ(row.fullName(), "Bryony Newbury");
  EXPECT_EQ(row.identity.nhsNumber.value().digits(), "9995006294");
  EXPECT_THAT(row.identity.systemIds,
              ElementsAre(SystemId{"https://rio.example.nhs.uk/id", "1"}, SystemId{"fhir", "p1"}));
  EXPECT_EQ(row.phone, "07700 900333");
  EXPECT_EQ(row.email, "b@example.org") << "of those that are over, the last";
  EXPECT_EQ(row.address, "2 Present Street");
  EXPECT_EQ(row.postcode, "ZZ99 2BB");
  EXPECT_EQ(warnings(row),
            "identifier[2] is over by its period, but nothing replaces it: it was used.\n"
            "telecom[4] is over by its period, but nothing replaces it: it was used.\n");
}

TEST(FhirPatient, UsesAnEndedNameAloneButNeverAFormerOne) {
  const auto name = [](const std::string& names) {
    const auto row = rowOf("{\"id\": \"p1\", \"name\": [" + names + "]}");
    return row.fullName() + "|" + row.preferredName + "|" + warnings(row);
  };
  EXPECT_EQ(name(R"({"use": "official", "family": "Lee", "period": {"end": "2026-03-09"}})"),
            "Lee||name[0] is over by its period, but nothing replaces it: it was used.\n");
  EXPECT_EQ(name(R"({"use": "official", "family": "Lee", "period": {"end": "2026-03-10"}})"),
            "Lee||")
      << "the last day is part of the period";
  EXPECT_EQ(name(R"({"use": "official", "family": "Lee", "period": {"end": "2026"}})"), "Lee||");
  EXPECT_EQ(
      name(
          R"({"use": "official", "family": "Lee", "period": {"start": "2026-03-10T23:30:00-05:00"}})"),
      "Lee||name[0] has not begun by its period, but there is no other: it was used.\n");
  EXPECT_EQ(name(R"({"use": "official", "family": "Lee", "period": {"end": "soon"}})"),
            "Lee||A date of name[0].period could not be read: the period was taken as open.\n");
  EXPECT_EQ(name(R"({"use": "usual", "family": "Futura", "period": {"start": "2031"}},
                    {"use": "usual", "family": "Present", "period": {"end": "2030-12-31"}})"),
            "Present||");
  EXPECT_EQ(name(R"({"use": "official"}, {"family": "Seconded"})"), "Seconded||");
  EXPECT_EQ(name(R"({"use": "maiden", "family": "Ray"})"),
            "||name[0] was not taken: its use is \"maiden\".\nNo name is recorded.\n");
  EXPECT_EQ(name(R"({"use": "anonymous", "text": "Case Seven"}, {"use": "old", "text": "Ann"})"),
            "||name[0] was not taken: its use is \"anonymous\".\n"
            "name[1] was not taken: its use is \"old\".\nNo name is recorded.\n");
  EXPECT_EQ(name(R"({"use": "nickname", "given": ["Annie"]}, {"use": "old", "family": "Ray"})"),
            "Annie|Annie|name[1] was not taken: its use is \"old\".\n");
  EXPECT_EQ(name(R"({"use": "nickname", "given": ["Nan"], "period": {"end": "2020"}},
                    {"family": "Lee", "given": ["Ann"]})"),
            "Ann Lee||");
}

TEST(FhirPatient, LeavesOutWhatIsNotForEverybodysEyes) {
  const std::string contact = R"("telecom": [{"system": "phone", "value": "1"}],
      "address": [{"line": ["1 High Street"]}]})";
  const auto restricted = rowOf(R"({"id": "p1", "meta": {"security": [{"code": "R",
      "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"}]}, )" +
                                contact);
  EXPECT_EQ(restricted.phone + restricted.address, "");
  EXPECT_THAT(warnings(restricted), HasSubstr("marked as restricted"));
  const auto normal = rowOf(R"({"id": "p1", "meta": {"security": [{"code": "N",
      "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"}]}, )" +
                            contact);
  EXPECT_EQ(normal.phone + normal.address, "11 High Street");
  const auto withheld = rowOf(R"({"id": "p1", "telecom": [
      {"system": "phone", "value": "1", "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]},
      {"system": "email", "_value": {"extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]}}],
      "address": [{"line": ["1"], "extension": [
        {"url": "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label",
         "valueCoding": {"code": "R"}}]}]})");
  EXPECT_EQ(withheld.phone + withheld.email + withheld.address, "");
  for (const auto* element : {"telecom[0]", "telecom[1]", "address[0]"}) {
    EXPECT_THAT(warnings(withheld),
                HasSubstr(std::string(element) + " is marked as withheld and was not taken."));
  }
}

TEST(FhirPatient, IsReadOrRefusedAsTheOlderVersionThatItIs) {
  const auto dstu2 = rowOf(R"({"id": "p1", "name": [{"family": ["Lee", "Ray"], "given": ["Ann"]}],
      "link": [{"type": "replace", "other": {"reference": "Patient/2"}}]})");
  EXPECT_EQ(dstu2.fullName(), "Ann Lee Ray");
  EXPECT_TRUE(dstu2.replaced);
  EXPECT_THAT(warnings(dstu2), HasSubstr("name[0]: the family name is a list, as FHIR DSTU2"));
  const auto stu3 = rowOf(R"({"id": "p1", "extension": [{
      "url": "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSCommunication-1",
      "extension": [{"url": "language", "valueCodeableConcept": {"coding": [{"display": "French"}]}},
                    {"url": "interpreterRequired", "valueBoolean": true}]}]})");
  EXPECT_EQ(stu3.language, "French");
  EXPECT_EQ(stu3.interpreter, true);
  const auto animal =
      caseloadRowOf(Json::parse(R"({"id": "p1", "animal": {"species": {"text": "Dog"}}})"), kToday);
  EXPECT_THAT(animal.error().in(Words()), HasSubstr("animal"));
  EXPECT_THAT(wholePatients(R"({"resourceType": "Bundle", "entry": [{"title": "x", "content":
      {"resourceType": "Patient"}}]})",
                            kToday)
                  .problems.at(0)
                  .reason.in(Words()),
              HasSubstr("DSTU1"));
}

TEST(FhirPatient, IsBornByTheRuleOfTheForms) {
  EXPECT_FALSE(rowOf(R"({"id": "p1", "birthDate": "2061-12-08"})").birthDate);
  EXPECT_FALSE(rowOf(R"({"id": "p1", "birthDate": "0196-12-08"})").birthDate);
  EXPECT_TRUE(rowOf(R"({"id": "p1", "birthDate": "2026-03-10"})").birthDate);
  EXPECT_THAT(warnings(rowOf(R"({"id": "p1", "birthDate": "9999-12-31"})")),
              HasSubstr("from 1900 to 2199"));
}

/// "rows+problems+others" of a text.
std::string tally(std::string_view text) {
  const auto read = wholePatients(text, kToday);
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
  const auto read =
      wholePatients("[" + std::string(kAnn) + ",\n {\"resourceType\":\"Patient\",\n\"id\":x},\n" +
                        "{\"id\":\"no type\"},\n" + std::string(kAnn) + "]",
                    kToday);
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

constexpr auto* kBroken =
    "{\"resourceType\":\"Patient\",\"id\":\"w\",\"name\":[{\"family\":\"Brok\n";

TEST(FhirPatients, OneALineAreToldPastBlanks) {
  const std::string ann = std::string(kAnn) + "\n";
  for (const std::string before : {"", "\n", " ", "\t\r\n  \n"}) {
    EXPECT_EQ(tally(before + ann + kBroken + ann + ann), "3+1+0") << before;
    EXPECT_EQ(tally(before + kBroken + ann + ann), "2+1+0") << before;
  }
  const auto read = wholePatients("\n\r\n " + ann + kBroken + ann, kToday);
  EXPECT_EQ(read.rows[0].line, 3U);
  EXPECT_EQ(read.problems[0].line, 4U);
  EXPECT_EQ(read.rows[1].line, 5U);
  std::string old = ann + kBroken + ann;  // as old machines end their lines
  std::ranges::replace(old, '\n', '\r');
  EXPECT_EQ(tally(old), "2+1+0");
}

TEST(FhirPatients, OfABundleWrittenOneEntryALineAreOneDocument) {
  const std::string ann = "{\"resource\":" + std::string(kAnn) + "}";
  for (const std::string start :
       {"{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[", "{\"entry\":["}) {
    const std::string end =
        start.find("Bundle") == std::string::npos ? "\n],\"resourceType\":\"Bundle\"}\n" : "\n]}\n";
    EXPECT_EQ(tally(start + "\n" + ann + ",\n" + ann + end), "2+0+0") << start;
    EXPECT_EQ(tally("\n" + start + ann + "\n,\n" + ann + end), "2+0+0") << start;
    EXPECT_EQ(tally(start + "\n" + ann + ",\n" + ann.substr(0, 20)), "1+1+0") << "cut short";
  }
}

TEST(FhirPatients, OfOnePageOfSeveralAreSaidToBe) {
  const auto page = [](const std::string& about, const std::string& entries) {
    return "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"," + about + "\"entry\":[" +
           entries + "]}";
  };
  const auto said = [](const std::string& text) {
    std::string all;
    for (const auto& note : wholePatients(text, kToday).notes) all += note.in(Words());
    return all;
  };
  const std::string one = "{\"resource\":" + std::string(kAnn) + "}";
  const std::string included =
      "{\"search\":{\"mode\":\"include\"},\"resource\":" + std::string(kAnn) + "}";
  const std::string next = "\"link\":[{\"relation\":\"self\"},{\"relation\":\"next\"}],";
  EXPECT_EQ(said(page("", one)), "");
  EXPECT_EQ(said(page("\"total\":1,", one)), "");
  EXPECT_THAT(said(page("\"total\":2,", one)), HasSubstr("1 of 2 results"));
  EXPECT_THAT(said(page("\"total\":2,", one + "," + included)), HasSubstr("1 of 2 results"));
  EXPECT_THAT(said(page(next, one)), HasSubstr("links to a next one"));
  EXPECT_EQ(said(page(next + "\"total\":2,", one) + "\n" + page("\"total\":2,", one)), "")
      << "all pages in one file";
  EXPECT_THAT(said(page(next, one) + "\n" + page(next, one)), HasSubstr("next one"));
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
    const auto read =
        wholePatients(std::string(std::istreambuf_iterator<char>(stream), {}), kToday);
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
