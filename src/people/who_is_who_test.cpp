#include "people/who_is_who.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace refocus::people {
namespace {

struct Known {
  std::string nhsNumber;
  std::vector<SystemId> ids;
  std::string given = "Ann";
  std::string family = "Lee";
  std::string born = "1958-03-09";
};

PersonEntry of(const Known& known) {
  PersonEntry entry;
  if (!known.nhsNumber.empty()) entry.nhsNumber = NhsNumber::parse(known.nhsNumber).value();
  entry.identities = known.ids;
  entry.givenNames = known.given;
  entry.familyName = known.family;
  entry.birthDate = PartialDate::parse(known.born);
  return entry;
}

Verdict verdict(const Known& one, const Known& other) { return whoIsWho(of(one), of(other)); }
Sameness sameness(const Known& one, const Known& other) { return verdict(one, other).sameness; }

constexpr auto* kOne = "943 476 5919";
constexpr auto* kOther = "999 000 0018";
const std::vector<SystemId> kRio{{"RiO", "44"}};

TEST(WhoIsWho, GoesByTheNhsNumberIfTheRestDoesNotContradictIt) {
  const Known known{.nhsNumber = kOne};
  EXPECT_EQ(sameness(known, {.nhsNumber = kOne}), Sameness::same);
  EXPECT_EQ(sameness(known, {.nhsNumber = kOne, .family = "Lee-Ray"}), Sameness::same);
  EXPECT_EQ(sameness(known, {.nhsNumber = kOne, .given = "Bob"}), Sameness::same) << "one change";
  EXPECT_EQ(sameness(known, {.nhsNumber = kOne, .born = "1958-09-03"}), Sameness::same);
  EXPECT_EQ(sameness(known, {.nhsNumber = kOne, .given = "Bob", .born = ""}), Sameness::same);
  EXPECT_EQ(verdict(known, {.nhsNumber = kOne, .given = "Bob", .born = "1958-09-03"}),
            (Verdict{Sameness::clash, Ground::differentPerson}));
  EXPECT_EQ(sameness(known, {.nhsNumber = kOther}), Sameness::different)
      << "alike in name and birthday, yet two people";
}

TEST(WhoIsWho, GoesByAnIdOfTheSameSystemNext) {
  const Known known{.nhsNumber = "", .ids = {{"RiO", "44"}, {"fhir", "1"}}};
  EXPECT_EQ(sameness(known, {.nhsNumber = kOne, .ids = kRio, .family = "Ray"}), Sameness::same);
  EXPECT_EQ(sameness(known, {.nhsNumber = "", .ids = {{"Carenotes", "44"}}, .family = "Ray"}),
            Sameness::different);
  EXPECT_EQ(sameness(known, {.nhsNumber = "", .ids = kRio, .given = "Dmitri", .born = "1999"}),
            Sameness::clash);
}

TEST(WhoIsWho, LetsNobodyMergeTwoNumbersOfOneSystem) {
  const Verdict clash{Sameness::clash, Ground::differentNumber};
  EXPECT_EQ(verdict({.nhsNumber = kOne, .ids = kRio}, {.nhsNumber = kOther, .ids = kRio}), clash);
  EXPECT_EQ(verdict({.nhsNumber = kOne, .ids = kRio}, {.nhsNumber = kOne, .ids = {{"RiO", "45"}}}),
            clash);
  EXPECT_EQ(sameness({.nhsNumber = kOne, .ids = kRio},
                     {.nhsNumber = kOne, .ids = {{"RiO", "45"}, {"RiO", "44"}}}),
            Sameness::same)
      << "a system may know somebody by two";
}

TEST(WhoIsWho, ABarePatientIdNeverOutweighsIdentifiersWithSystems) {
  const Known here{.nhsNumber = "", .ids = {{"https://a.example.org", "A-1"}, {"fhir", "101"}}};
  const std::vector<SystemId> there{{"https://b.example.org", "B-9"}, {"fhir", "101"}};
  const std::vector<SystemId> bare{{"fhir", "101"}};
  EXPECT_EQ(sameness(here, {.nhsNumber = "", .ids = there, .given = "Bo", .born = "1970-01-01"}),
            Sameness::clash);
  EXPECT_EQ(verdict(here, {.nhsNumber = "", .ids = there, .given = "Bo"}),
            (Verdict{Sameness::clash, Ground::otherSystems}))
      << "a doubt that an identifier with a system would bear";
  EXPECT_EQ(sameness(here, {.nhsNumber = "", .ids = bare, .given = "Bo"}), Sameness::same);
  EXPECT_EQ(sameness(here, {.nhsNumber = "", .ids = {{"fhir", "102"}}, .given = "Bo"}),
            Sameness::different);
  EXPECT_EQ(sameness({.nhsNumber = kOne, .ids = bare}, {.nhsNumber = kOther, .ids = bare}),
            Sameness::clash);
}

TEST(WhoIsWho, OnlySuspectsThoseAlikeInNameAndBirthday) {
  const Known nobody{};
  EXPECT_EQ(verdict(nobody, {.nhsNumber = kOne, .given = "ANN", .family = "Leé"}),
            (Verdict{Sameness::possible, Ground::nameAndBirth}));
  EXPECT_EQ(sameness(nobody, {.born = "1958-03-10"}), Sameness::different);
  EXPECT_EQ(verdict({.born = "1958"}, {.born = "1958"}),
            (Verdict{Sameness::possible, Ground::nameAlone}));
  EXPECT_EQ(sameness({.nhsNumber = kOne, .born = "1958"}, {.nhsNumber = "", .ids = kRio}),
            Sameness::different)
      << "a year is not a birthday, and each has a number";
  EXPECT_EQ(sameness({.given = "", .family = ""}, {.given = "", .family = ""}),
            Sameness::different);
}

TEST(WhoIsWho, ANameIsNotAnotherForItsOrderItsMarksOrAPartLeftOut) {
  const auto differ = [](const Known& one, const Known& other) {
    return namesDiffer(of(one), of(other));
  };
  EXPECT_FALSE(differ({.given = "Ann Mary"}, {.given = "Ann"}));
  EXPECT_FALSE(
      differ({.given = "Séan", .family = "O’Neill"}, {.given = "SEAN", .family = "O'NEILL"}));
  EXPECT_FALSE(
      differ({.given = "Séan", .family = "O’Neill"}, {.given = "Sean", .family = "ONeill"}));
  EXPECT_FALSE(differ({.given = "Lee", .family = "Ann"}, {}));
  EXPECT_FALSE(differ({.given = "", .family = ""}, {}));
  EXPECT_TRUE(differ({.family = "Ray"}, {}));
  PersonEntry called = of({});
  called.preferredName = "Nan";
  EXPECT_FALSE(namesDiffer(called, of({.given = "Nan"})));
}

// Entries made of few names, days and numbers, so that every case comes up.
PersonEntry anyEntry(std::mt19937& dice) {
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[dice() % from.size()];
  };
  Known known{.nhsNumber = pick({"", kOne, kOther}),
              .given = pick({"Ann", "Bob", ""}),
              .family = pick({"Lee", "Ray"}),
              .born = pick({"", "1958", "1958-03-09", "1961-02-03"})};
  for (const char* system : {"RiO", "Carenotes", "fhir"}) {
    const std::string value = pick({"", "1", "2"});
    if (!value.empty()) known.ids.push_back({system, value});
  }
  return of(known);
}

template <class Check>
void forManyPairs(Check&& check) {
  std::mt19937 dice(20261130);
  for (int i = 0; i < 2000; ++i) {
    const PersonEntry one = anyEntry(dice);
    const PersonEntry other = anyEntry(dice);
    ASSERT_NO_FATAL_FAILURE(check(one, other)) << bodyOf(one) << '\n' << bodyOf(other);
  }
}

TEST(WhoIsWhoProperties, TheOrderOfTheTwoMakesNoDifference) {
  forManyPairs([](const PersonEntry& one, const PersonEntry& other) {
    ASSERT_EQ(whoIsWho(one, other), whoIsWho(other, one));
  });
}

TEST(WhoIsWhoProperties, EverybodyWithANumberIsThemselves) {
  forManyPairs([](const PersonEntry& one, const PersonEntry&) {
    const bool isKnownByANumber = one.nhsNumber || !one.identities.empty();
    if (isKnownByANumber) ASSERT_EQ(whoIsWho(one, one).sameness, Sameness::same);
  });
}

TEST(WhoIsWhoProperties, NoNumberPutsANameAndABirthdayOverOthers) {
  forManyPairs([](const PersonEntry& one, const PersonEntry& other) {
    if (namesDiffer(one, other) && birthsDiffer(one, other)) {
      ASSERT_NE(whoIsWho(one, other).sameness, Sameness::same);
    }
  });
}

TEST(WhoIsWhoProperties, TwoNhsNumbersOrTwoOfOneSystemAreNeverTakenForOnePerson) {
  forManyPairs([](const PersonEntry& one, const PersonEntry& other) {
    bool differ = one.nhsNumber && other.nhsNumber && one.nhsNumber != other.nhsNumber;
    for (const SystemId& id : one.identities) {
      for (const SystemId& theirs : other.identities) {
        differ = differ || (!isBare(id) && id.system == theirs.system && id.value != theirs.value);
      }
    }
    if (differ) ASSERT_NE(whoIsWho(one, other).sameness, Sameness::same);
  });
}

TEST(WhoIsWhoProperties, NobodyIsTheSameWithoutANumberInCommon) {
  forManyPairs([](const PersonEntry& one, const PersonEntry& other) {
    bool share = one.nhsNumber && one.nhsNumber == other.nhsNumber;
    for (const SystemId& id : one.identities) {
      share = share || std::ranges::count(other.identities, id) > 0;
    }
    const Sameness found = whoIsWho(one, other).sameness;
    ASSERT_EQ(share, found == Sameness::same || found == Sameness::clash);
  });
}

TEST(WhoIsWhoProperties, WhatAFileBringsIsTheSameTheNextTime) {
  forManyPairs([](const PersonEntry& one, const PersonEntry& other) {
    if (whoIsWho(one, other).sameness != Sameness::same) return;
    // The entry with what the other says put over it, as an import does.
    CaseloadRow row;
    row.identity = {other.nhsNumber, other.identities};
    row.givenNames = other.givenNames;
    row.familyName = other.familyName;
    row.birthDate = other.birthDate;
    ASSERT_EQ(whoIsWho(merged(one, row), other).sameness, Sameness::same);
  });
}

}  // namespace
}  // namespace refocus::people
