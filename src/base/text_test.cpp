#include "base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text_parts.hpp"

namespace refocus {
namespace {

std::string utf8(char32_t c) {
  std::string text;
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(text);
  return text;
}

TEST(IsUtf8, TakesWellFormedTextOnly) {
  EXPECT_TRUE(isUtf8(""));
  EXPECT_TRUE(isUtf8("Siân, 日本, 🙂"));
  EXPECT_TRUE(isUtf8(std::string_view("\0", 1)));
  EXPECT_FALSE(isUtf8("\xC0\xAF")) << "overlong";
  EXPECT_FALSE(isUtf8("\xED\xA0\x80")) << "surrogate";
  EXPECT_FALSE(isUtf8("\xF4\x90\x80\x80")) << "above U+10FFFF";
  EXPECT_FALSE(isUtf8("Si\xE2n")) << "Latin-1";
  EXPECT_FALSE(isUtf8("\xF0\x9F\x99")) << "cut short";
}

TEST(Normalised, ComposesWhatWasTypedApart) {
  EXPECT_EQ(normalised("Sia\u0302n"), "Siân");
  EXPECT_EQ(normalised("Siân"), "Siân");
  EXPECT_EQ(normalised("plain"), "plain");
  EXPECT_EQ(normalised("ﬁ"), "ﬁ") << "compatibility forms are somebody's choice and stay";
}

TEST(Trimmed, TakesAwayEveryUnicodeSpaceAtTheEnds) {
  EXPECT_EQ(trimmed(" \t\r\n\u00A0\u2003Ann Lee\u3000\u00A0 "), "Ann Lee");
  EXPECT_EQ(trimmed(" \u2003 "), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("é"), "é");
}

TEST(Trimmed, LeavesNothingOfWhatNobodyCanSee) {
  for (const auto* text :
       {"\u200B", " \u200B\u200C\u200D ", "\u2060\uFEFF", "\u00AD", "\u034F",
        "\u115F\u1160\u3164\uFFA0", "\u180E", "\uFE0F", "\u2063", "\u200E\u200F\u061C",
        "\U000E0041\U000E007F", "\u2800", "\u17B4", "\uFFF9\uFFFB", "\x01\x02"}) {
    EXPECT_EQ(trimmed(text), "") << text;
  }
  EXPECT_EQ(trimmed("\u200BAnn\uFEFF"), "Ann");
  // What stands in or after something that shows is part of how it shows.
  for (const auto* text : {"❤\uFE0F", "👩\u200D👧", "\u0600", "می\u200Cخواهم", "\u0301"}) {
    EXPECT_EQ(trimmed(text), text);
  }
}

TEST(WithoutBlanks, TakesThemOutOfTheMiddleToo) {
  EXPECT_EQ(withoutBlanks(" a\u00A0b\u2009\u200Bc\t\nd\uFEFF"), "abcd");
  EXPECT_EQ(withoutBlanks("é-ü"), "é-ü");
}

TEST(BeginningOf, CutsBetweenCharacters) {
  EXPECT_EQ(beginningOf("Siân", 4), "Siân");
  EXPECT_EQ(beginningOf("Siânedd", 3), "Siâ…");
  EXPECT_EQ(beginningOf("🙂🙂", 1), "🙂…");
  EXPECT_EQ(beginningOf("", 0), "");
}

TEST(CharacterCount, CountsWhatAPersonTyped) {
  EXPECT_EQ(characterCount(""), 0U);
  EXPECT_EQ(characterCount("Sia\u0302n"), 4U);
  EXPECT_EQ(characterCount("🙂"), 1U);
  EXPECT_EQ(characterCount("one\r\ntwo"), 7U) << "browsers send two characters for a line break";
  EXPECT_EQ(characterCount("one\ntwo\r"), 8U);
}

TEST(FoldedForSearch, FindsANameHoweverItIsTyped) {
  EXPECT_EQ(foldedForSearch("  SIÂN   O’Brien "), "sian o'brien");
  EXPECT_EQ(foldedForSearch("Łukasz Wiśniewski"), "lukasz wisniewski");
  EXPECT_EQ(foldedForSearch("Straße"), "strasse");
  EXPECT_EQ(foldedForSearch("ΣΊΣΥΦΟΣ"), foldedForSearch("σίσυφος"));
  EXPECT_EQ(foldedForSearch("ﬁｒｅ"), "fire");
  EXPECT_EQ(foldedForSearch("Søren Ærø"), "soren aero");
  EXPECT_EQ(foldedForSearch("Smith\u2010Jones"), "smith-jones");
  EXPECT_EQ(foldedForSearch("a\u200Bb"), "ab") << "zero width";
}

TEST(FoldedForSearch, KeepsMarksThatAreVowelsOrConsonants) {
  EXPECT_NE(foldedForSearch("রহিমা"), foldedForSearch("রহমা")) << "Rahima and Rahma";
  EXPECT_NE(foldedForSearch("मीना"), foldedForSearch("मानी"));
  EXPECT_NE(foldedForSearch("ராணி"), foldedForSearch("ரேணு"));
  EXPECT_NE(foldedForSearch("ガ"), foldedForSearch("カ"));
  EXPECT_NE(foldedForSearch("สี"), foldedForSearch("สา"));
  EXPECT_EQ(foldedForSearch("Ελένη"), foldedForSearch("ΕΛΕΝΗ"));
  EXPECT_EQ(foldedForSearch("Алёна"), foldedForSearch("алена"));
  EXPECT_EQ(foldedForSearch("D´Souza"), "d souza") << "an accent that stands on no letter";
}

TEST(FoldedForSearch, FoldingAgainChangesNothingForAnyCharacter) {
  for (char32_t c = 1; c <= 0x1FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const auto once = foldedForSearch(utf8(c));
    ASSERT_EQ(foldedForSearch(once), once) << "U+" << std::hex << static_cast<unsigned>(c);
  }
}

TEST(HasControlCharacters, LetsThroughWhatPeopleType) {
  EXPECT_FALSE(hasControlCharacters("Siân\t🙂 👩‍👩‍👧 \u200F", LineBreaks::refused));
  EXPECT_FALSE(hasControlCharacters("one\r\ntwo\u2028three", LineBreaks::allowed));
}

TEST(HasControlCharacters, FindsWhatNobodyTypes) {
  using namespace std::string_view_literals;
  for (const auto text : {"a\0b"sv, "\x1B[2J"sv, "\x7F"sv, "\u0085"sv, "\u202Eevil"sv, "\u2066"sv,
                          "\uFFFE"sv, "\U0001FFFF"sv}) {
    EXPECT_TRUE(hasControlCharacters(text, LineBreaks::allowed)) << text;
  }
  EXPECT_TRUE(hasControlCharacters("one\ntwo", LineBreaks::refused));
  EXPECT_TRUE(hasControlCharacters("one\u2029two", LineBreaks::refused));
}

TEST(WithoutControlCharacters, KeepsTheRestAsItIs) {
  using namespace std::string_view_literals;
  EXPECT_EQ(withoutControlCharacters("Si\0ân\u202E\tLee\r\nx"sv, LineBreaks::allowed),
            "Siân\tLee\r\nx");
  EXPECT_EQ(withoutControlCharacters("Siân\nLee"sv, LineBreaks::refused), "Siân Lee");
}

TEST(CollationKey, SortsNamesAsPeopleExpect) {
  std::vector<std::string> names{"Zoë", "zoe", "O'Brien", "Ärö", "obrien",
                                 "Arp", "李",  "Łuk",     "Lux"};
  std::sort(names.begin(), names.end(), [](const auto& one, const auto& other) {
    return collationKey(one) < collationKey(other);
  });
  EXPECT_THAT(names, testing::ElementsAre("Ärö", "Arp", "Łuk", "Lux", "O'Brien", "obrien", "zoe",
                                          "Zoë", "李"));
}

TEST(CollationKey, TellsTextsApartThatCollateAlike) {
  EXPECT_NE(collationKey("a\u0001"), collationKey("a"));
  EXPECT_EQ(collationKey("Ann"), collationKey("Ann"));
}

RC_GTEST_PROP(Text, AnyBytesAreReadWithoutHarm, (const std::string& bytes)) {
  RC_ASSERT(trimmed(bytes).size() <= bytes.size());
  RC_ASSERT(characterCount(bytes) <= 3 * bytes.size());
  RC_ASSERT(isUtf8(foldedForSearch(bytes)));
  RC_ASSERT(isUtf8(normalised(bytes)));
  RC_ASSERT(collationKey(bytes).ends_with(bytes));
  (void)hasControlCharacters(bytes, LineBreaks::allowed);
}

TEST(LanguageName, IsWhatReadersCallItAndOtherWordsStayAsTheyAre) {
  EXPECT_EQ(languageName("en", "en"), "English");
  EXPECT_EQ(languageName("cy", "en"), "Welsh");
  EXPECT_EQ(languageName("cy", "cy"), "Cymraeg");
  EXPECT_EQ(languageName("Urdu, some English", "en"), "Urdu, some English");
  EXPECT_EQ(languageName("xx", "en"), "xx");
  EXPECT_EQ(languageName("", "en"), "");
}

TEST(Isolated, PutsMarksRoundTextThatRunsFromRightToLeftAndLeavesOtherText) {
  EXPECT_EQ(isolated("Siân O’Shea 3"), "Siân O’Shea 3");
  EXPECT_EQ(isolated("Ελένη, Олена, 陈"), "Ελένη, Олена, 陈");
  EXPECT_EQ(isolated("שרה (Jo)"), "\u2068שרה (Jo)\u2069");
  EXPECT_EQ(isolated("Jo أمل"), "\u2068Jo أمل\u2069");
  EXPECT_EQ(isolated("list\u202Evsc.exe\u202C"), "listvsc.exe");
  EXPECT_EQ(isolated("\u2068שרה\u2069: Jo"), "\u2068\u2068שרה\u2069: Jo\u2069");
  EXPECT_EQ(isolated(""), "");
}

}  // namespace
}  // namespace refocus
