#include "people/caseload_row.hpp"

#include <gtest/gtest.h>

namespace refocus::people {
namespace {

struct Known {
  std::string nhsNumber;
  std::vector<SystemId> ids;
  std::string given = "Ann";
  std::string family = "Lee";
  std::string born = "1958-03-09";
};

CaseloadRow row(const Known& known) {
  CaseloadRow made;
  if (!known.nhsNumber.empty()) made.identity.nhsNumber = NhsNumber::parse(known.nhsNumber).value();
  made.identity.systemIds = known.ids;
  made.givenNames = known.given;
  made.familyName = known.family;
  made.birthDate = PartialDate::parse(known.born);
  return made;
}

constexpr auto* kOne = "943 476 5919";
constexpr auto* kOther = "999 000 0018";

TEST(Sameness, GoesByTheNhsNumberFirst) {
  EXPECT_EQ(
      sameness(row({.nhsNumber = kOne}), row({.nhsNumber = kOne, .given = "Bob", .born = ""})),
      Sameness::same);
  EXPECT_EQ(sameness(row({.nhsNumber = kOne}), row({.nhsNumber = kOther})), Sameness::different)
      << "alike in name and birthday, yet two people";
}

TEST(Sameness, GoesByAnIdOfTheSameSystemNext) {
  const Known rio{.nhsNumber = "", .ids = {{"fhir", "1"}, {"RiO", "44"}}};
  EXPECT_EQ(sameness(row(rio), row({.nhsNumber = kOne, .ids = {{"RiO", "44"}}, .family = "Ray"})),
            Sameness::same);
  EXPECT_EQ(
      sameness(row(rio), row({.nhsNumber = "", .ids = {{"Carenotes", "44"}}, .family = "Ray"})),
      Sameness::different);
}

TEST(Sameness, LetsNobodyMergeTwoNhsNumbersUnderOneLocalId) {
  EXPECT_EQ(sameness(row({.nhsNumber = kOne, .ids = {{"RiO", "44"}}}),
                     row({.nhsNumber = kOther, .ids = {{"RiO", "44"}}})),
            Sameness::clash);
}

TEST(Sameness, OnlySuspectsThoseAlikeInNameAndBirthday) {
  EXPECT_EQ(sameness(row({}), row({.nhsNumber = kOne, .given = "ANN", .family = "Leé"})),
            Sameness::possible);
  EXPECT_EQ(sameness(row({}), row({.born = "1958-03-10"})), Sameness::different);
  EXPECT_EQ(sameness(row({.born = "1958"}), row({.born = "1958"})), Sameness::different)
      << "a year is not a birthday";
  EXPECT_EQ(sameness(row({.given = "", .family = ""}), row({.given = "", .family = ""})),
            Sameness::different);
}

TEST(CaseloadRow, SaysTheFullNameFromWhatThereIs) {
  EXPECT_EQ(row({}).fullName(), "Ann Lee");
  EXPECT_EQ(row({.given = ""}).fullName(), "Lee");
  EXPECT_EQ(row({.family = ""}).fullName(), "Ann");
  auto called = row({.given = "", .family = ""});
  EXPECT_FALSE(called.hasName());
  called.preferredName = "Annie";
  EXPECT_EQ(called.fullName(), "Annie");
  EXPECT_TRUE(called.hasName());
}

}  // namespace
}  // namespace refocus::people
