#include "people/name_search.hpp"

#include <gtest/gtest.h>

#include <string>

#include "people/directory.hpp"

namespace refocus::people {
namespace {

/// Whether somebody with these given and family names is found by what was typed.
bool finds(std::string_view query, std::string_view given, std::string_view family) {
  return namesMatch(searchNames({"", given, family}), searchWords(query));
}

TEST(NameSearch, GoesWithoutApostropheHyphenOrBlank) {
  for (const auto* query : {"O'Shaughnessy", "O’Shaughnessy", "o shaughnessy", "OSHAUGHNESSY",
                            "shaughnessy", "o`shaugh", "O' Shaughnessy niamh"}) {
    EXPECT_TRUE(finds(query, "Niamh", "O'Shaughnessy")) << query;
    EXPECT_TRUE(finds(query, "Niamh", "O Shaughnessy")) << query;
  }
  EXPECT_TRUE(finds("o shaughnessy", "Niamh", "OShaughnessy"));
  EXPECT_TRUE(finds("McDonough", "Tessie", "Mc Donough"));
  EXPECT_TRUE(finds("Mc Donough", "Tessie", "McDonough"));
  EXPECT_TRUE(finds("smytheharrington", "Felicity Anne", "Smythe-Harrington"));
  EXPECT_TRUE(finds("Smythe Harrington", "Felicity Anne", "Smythe-Harrington"));
  EXPECT_TRUE(finds("harr", "Felicity Anne", "Smythe-Harrington"));
  EXPECT_TRUE(finds("dsouza", "Ana", "D`Souza"));
  EXPECT_TRUE(finds("d'souza", "Ana", "D`Souza"));
  EXPECT_TRUE(finds("D´Souza", "Ana", "D`Souza"));
  EXPECT_TRUE(finds("St John Smith", "Mary-Jane", "St. John-Smith"));
  EXPECT_TRUE(finds("al-rashid", "Noor", "Al Rashid"));
  EXPECT_TRUE(finds("delapena ruiz", "José Ángel", "de la Peña Ruíz"));
  EXPECT_TRUE(finds("mary jane", "Maryjane", "Li"));
}

TEST(NameSearch, TakesTheFamilyNameFirst) {
  EXPECT_TRUE(finds("O'Shaughnessy, Niamh", "Niamh", "O'Shaughnessy"));
  EXPECT_TRUE(finds("Li,Xi", "Xi", "Li"));
  EXPECT_TRUE(finds("ruiz, jose", "José Ángel", "de la Peña Ruíz"));
}

TEST(NameSearch, FindsNobodyElse) {
  EXPECT_FALSE(finds("anna", "Ann", "Adams")) << "one name does not run on into the next";
  EXPECT_FALSE(finds("onnell", "Sean", "O'Donnell"));
  EXPECT_FALSE(finds("niamh x", "Niamh", "O'Shaughnessy"));
  EXPECT_FALSE(finds("রহমা", "রহিমা", "আক্তার"));
  EXPECT_TRUE(finds("রহিমা", "রহিমা", "আক্তার"));
  EXPECT_FALSE(finds("ann", "", ""));
}

TEST(NameSearch, AskedForNothingOrTooMuchIsHarmless) {
  EXPECT_TRUE(finds("", "Ann", "Lee"));
  EXPECT_TRUE(finds(" ,' ", "Ann", "Lee"));
  std::string long_query;
  for (int i = 0; i < 1000; ++i) long_query += "a ";
  EXPECT_FALSE(finds(long_query, "Ann", "Lee"));
  EXPECT_TRUE(namesMatch("", ""));
  EXPECT_FALSE(namesMatch("", "a"));
}

}  // namespace
}  // namespace refocus::people
