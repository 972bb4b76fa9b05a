#include "practice/typed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using testing::ElementsAre;

constexpr WordsRule kRule{.field = "f",
                          .whenEmpty = Msgid("Write something"),
                          .whenTooLong = Msgid("The words must be {most} characters or fewer"),
                          .most = 500};

std::string messageOf(const Problem& problem) { return problem.message.in(Words{}); }

RC_GTEST_PROP(TypedWords, AreKeptAsTheyWereTypedButForSpaceAtTheEnds, ()) {
  const auto words = *anyTypedWords();
  const auto kept = typedWords(" \r\n" + words + "\u00A0\t", kRule);
  RC_ASSERT(kept.has_value());
  RC_ASSERT(*kept == trimmed(words));
  RC_ASSERT(words.find(*kept) != std::string::npos);
}

TEST(TypedWords, SayWhatIsWrongWithThem) {
  EXPECT_EQ(messageOf(typedWords(" \n ", kRule).error()), "Write something");
  EXPECT_EQ(messageOf(typedWords("\u200B\u2060 \u3164", kRule).error()), "Write something");
  EXPECT_EQ(messageOf(typedLines("\u200B\n\uFEFF", kRule, 9).error()), "Write something");
  EXPECT_EQ(messageOf(typedWords(std::string(501, 'x'), kRule).error()),
            "The words must be 500 characters or fewer");
  EXPECT_EQ(messageOf(typedWords(std::string(100'000, 'x'), kRule).error()),
            "The words must be 500 characters or fewer");
  EXPECT_FALSE(typedWords("a\x01z", kRule));
  EXPECT_FALSE(typedWords("\xC3", kRule));
  EXPECT_EQ(typedWords("", kRule).error().field, "f");
  auto oneLine = kRule;
  oneLine.lineBreaks = LineBreaks::refused;
  EXPECT_FALSE(typedWords("a\nb", oneLine));
  EXPECT_TRUE(typedWords("a\nb", kRule));
}

TEST(TypedWords, CountCharactersAsPeopleDo) {
  std::string words;
  for (int i = 0; i < 500; ++i) words += "🙂";
  EXPECT_TRUE(typedWords(words, kRule));
  EXPECT_FALSE(typedWords(words + "🙂", kRule));
}

TEST(TypedLines, AreOneEntryEachWithEmptyOnesDropped) {
  EXPECT_THAT(typedLines(" My dog \r\n\r\n  \r\nI  cook,\tslowly\nMum\rDad", kRule, 50).value(),
              ElementsAre("My dog", "I  cook,\tslowly", "Mum", "Dad"));
  EXPECT_THAT(typedLines("one", kRule, 1).value(), ElementsAre("one"));
}

TEST(TypedLines, AreBounded) {
  EXPECT_TRUE(typedLines("a\n\nb", kRule, 2)) << "empty lines do not count";
  EXPECT_EQ(messageOf(typedLines("a\nb\nc", kRule, 2).error()), "Use 2 lines or fewer at one time");
  EXPECT_FALSE(typedLines("fine\n" + std::string(501, 'x'), kRule, 50));
  EXPECT_EQ(messageOf(typedLines("\n \n", kRule, 50).error()), "Write something");
  EXPECT_FALSE(typedLines("\xFF\na", kRule, 50));
}

RC_GTEST_PROP(TypedLines, LoseNoWord, ()) {
  const auto words = *anyTypedWords();
  const auto lines = typedLines(words, kRule, 500);
  RC_ASSERT(lines.has_value());
  std::size_t from = 0;
  for (const auto& line : *lines) {
    const auto at = words.find(line, from);
    RC_ASSERT(at != std::string::npos);
    RC_ASSERT(trimmed(std::string_view(words).substr(from, at - from)).empty());
    from = at + line.size();
  }
  RC_ASSERT(trimmed(std::string_view(words).substr(from)).empty());
}

TEST(TypedDate, SaysWhatIsWrongAtTheBoxOfItsDay) {
  const auto wrong = typedDate({.day = "31", .month = "2", .year = "2026"}, "when").error();
  EXPECT_EQ(wrong.field, "when-day");
  EXPECT_EQ(messageOf(wrong), "The date must be a real day");
}

}  // namespace
}  // namespace refocus::practice
