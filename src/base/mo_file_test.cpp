#include "base/mo_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/mo_sample.hpp"

namespace refocus {
namespace {

using namespace std::string_literals;
using sample::kHeader;
using sample::moBytes;
using sample::Pairs;
using testing::HasSubstr;

std::string reasonFor(const Pairs& pairs) {
  const auto file = MoFile::read(moBytes(pairs));
  return file ? "taken" : file.error();
}

TEST(MoFile, FindsTranslations) {
  for (const bool bigEndian : {false, true}) {
    const auto file =
        MoFile::read(moBytes({kHeader, {"Back", "Yn ôl"}, {"verb\4Record", "Cofnodi"}}, bigEndian));
    ASSERT_TRUE(file) << file.error();
    EXPECT_EQ((*file)->size(), 2U);
    EXPECT_EQ((*file)->find("Back"), "Yn ôl");
    EXPECT_EQ((*file)->find("verb\4Record"), "Cofnodi");
    EXPECT_FALSE((*file)->find("Record"));
    EXPECT_FALSE((*file)->find(""));
  }
}

TEST(MoFile, ChoosesThePluralForm) {
  const auto file = MoFile::read(
      moBytes({kHeader, {"{count} day\0{count} days"s, "un diwrnod\0{count} diwrnod"s}}));
  ASSERT_TRUE(file) << file.error();
  EXPECT_EQ((*file)->findPlural("{count} day", 1), "un diwrnod");
  EXPECT_EQ((*file)->findPlural("{count} day", 4), "{count} diwrnod");
  EXPECT_FALSE((*file)->findPlural("{count} week", 4));
}

TEST(MoFile, RefusesATranslationThatAsksForOtherValues) {
  EXPECT_THAT(reasonFor({kHeader, {"For {name}", "I {enw}"}}), HasSubstr("other placeholders"));
  EXPECT_THAT(reasonFor({kHeader, {"For {name}", "I ti"}}), HasSubstr("other placeholders"));
  EXPECT_THAT(reasonFor({kHeader, {"For {name}", "I {name"}}), HasSubstr("other placeholders"));
  EXPECT_THAT(reasonFor({kHeader, {"{count} a\0{count} b"s, "{count}\0{cyfri}"s}}),
              HasSubstr("other placeholders"));
  EXPECT_EQ(reasonFor({kHeader, {"From {a} to {b}", "{b} o {a}"}}), "taken");
}

TEST(MoFile, RefusesTheWrongNumberOfForms) {
  EXPECT_THAT(reasonFor({kHeader, {"a\0b"s, "only one"}}), HasSubstr("number of forms"));
  EXPECT_THAT(reasonFor({kHeader, {"a", "one\0two"s}}), HasSubstr("number of forms"));
}

TEST(MoFile, RefusesWhatIsNotUtf8OrThereTwice) {
  EXPECT_THAT(reasonFor({{"", "Content-Type: text/plain; charset=ISO-8859-14\n"}}),
              HasSubstr("charset=UTF-8"));
  EXPECT_THAT(reasonFor({kHeader, {"Back", "Yn \xF4l"}}), HasSubstr("not UTF-8"));
  EXPECT_THAT(reasonFor({kHeader, {"Back", "a"}, {"Back", "b"}}), HasSubstr("twice"));
}

TEST(MoFile, RefusesAFileThatIsCutShortAnywhere) {
  const auto whole = moBytes({kHeader, {"Back", "Yn ôl"}, {"a\0b"s, "c\0d"s}});
  ASSERT_TRUE(MoFile::read(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(MoFile::read(std::string_view(whole).substr(0, size))) << size;
  }
}

RC_GTEST_PROP(MoFile, SurvivesAnyDamage, ()) {
  auto bytes = moBytes({kHeader, {"Back", "Yn ôl"}, {"{count} a\0{count} b"s, "c\0d"s}});
  const auto hits = *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(
      rc::gen::pair(rc::gen::inRange<std::size_t>(0, bytes.size()), rc::gen::arbitrary<char>()));
  for (const auto& [at, byte] : hits) bytes[at] = byte;
  if (const auto file = MoFile::read(bytes)) (void)(*file)->findPlural("{count} a", 2);
}

}  // namespace
}  // namespace refocus
