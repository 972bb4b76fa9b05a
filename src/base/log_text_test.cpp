#include "base/log_text.hpp"

#include <gtest/gtest.h>

namespace refocus {
namespace {

TEST(LogText, LeavesWhatPeopleReadAsItIs) {
  EXPECT_EQ(forLog("GET /person/1 200, Llŷr Ó Briain 日本 🌱"),
            "GET /person/1 200, Llŷr Ó Briain 日本 🌱");
}

TEST(LogText, KeepsALineALineAndATerminalATerminal) {
  EXPECT_EQ(forLog("a\nb\r\tc"), "a\\u{000A}b\\u{000D}\\u{0009}c");
  EXPECT_EQ(forLog("\x1b[31mred\x7f"), "\\u{001B}[31mred\\u{007F}");
  EXPECT_EQ(forLog("\xC2\x9B"
                   "31m"),
            "\\u{009B}31m")
      << "C1: a CSI of one character";
  EXPECT_EQ(forLog("\xC2\x85 \xE2\x80\xA8"), "\\u{0085} \\u{2028}") << "other ends of a line";
}

TEST(LogText, WritesOutWhatTurnsTheDirectionOfText) {
  EXPECT_EQ(forLog("\xE2\x80\xAE"
                   "gnp.exe"),
            "\\u{202E}gnp.exe");
  EXPECT_EQ(forLog("\xE2\x81\xA6x\xE2\x81\xA9\xD8\x9C\xE2\x80\x8F"),
            "\\u{2066}x\\u{2069}\\u{061C}\\u{200F}");
}

TEST(LogText, WritesOutBytesThatAreNoText) {
  EXPECT_EQ(forLog("a\xFF\xC3z"), "a\\xFF\\xC3z");
  EXPECT_EQ(forLog("\xED\xA0\x80"), "\\xED\\xA0\\x80") << "half of a surrogate pair";
}

TEST(LogText, OfACommandKeepsItsLines) {
  EXPECT_EQ(forTerminal("y ~ \\x\n    ^\x1b[2J"), "y ~ \\x\n    ^\\u{001B}[2J");
}

TEST(LogText, CannotBeMadeToLookAsIfItHadBeenWrittenOut) {
  EXPECT_EQ(forLog("\\u{000A}"), "\\\\u{000A}");
}

}  // namespace
}  // namespace refocus
