#include "practice/strength.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/fault.hpp"
#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

StrengthForm aForm() {
  return {.area = "leisure",
          .kind = "now",
          .words = "  I play chess, badly ,and I LOVE it ",
          .tags = {"individual", "interpersonal"},
          .mattersMost = true};
}

std::vector<std::string> fieldsOf(const Problems& problems) {
  std::vector<std::string> fields;
  for (const auto& problem : problems) fields.push_back(problem.field);
  return fields;
}

rc::Gen<std::set<Tag>> anyTags() {
  return rc::gen::map(
      rc::gen::container<std::vector<Tag>>(anyOf(kTags)),
      [](const std::vector<Tag>& tags) { return std::set<Tag>(tags.begin(), tags.end()); });
}

rc::Gen<Strength> anyStrength() {
  return rc::gen::exec([] {
    return Strength{.area = *anyArea(),
                    .kind = *anyOf(kStrengthKinds),
                    .words = *anyUtf8(),
                    .tags = *anyTags(),
                    .mattersMost = *rc::gen::arbitrary<bool>()};
  });
}

std::string refusalOf(std::string_view stored) {
  try {
    (void)decodeStrength(stored);
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::corrupt);
    return fault.what();
  }
  return "read";
}

TEST(Strength, KeepsThePersonsWordsAsTheySaidThem) {
  const auto strength = strengthFrom(aForm(), shippedGuide()).value();
  EXPECT_EQ(strength.words, "I play chess, badly ,and I LOVE it");
  EXPECT_EQ(strength.area.name, "Leisure") << "the name goes with it, should the area go";
  EXPECT_EQ(strength.tags, (std::set{Tag::individual, Tag::interpersonal}));
  EXPECT_TRUE(strength.mattersMost);
}

TEST(Strength, NamesEveryFieldThatIsWrongAtOnce) {
  const auto refused =
      strengthFrom({.area = "pets", .kind = "soon", .words = " ", .tags = {"x"}}, shippedGuide());
  ASSERT_FALSE(refused);
  EXPECT_THAT(fieldsOf(refused.error()), ElementsAre("area", "kind", "words", "tags"));
}

TEST(Strength, NeedsNoTag) {
  auto form = aForm();
  form.tags.clear();
  EXPECT_TRUE(strengthFrom(form, shippedGuide()));
}

TEST(Strength, IsAtMostAThousandCharacters) {
  auto form = aForm();
  form.words = std::string(1000, 'w');
  EXPECT_TRUE(strengthFrom(form, shippedGuide()));
  form.words += 'w';
  EXPECT_THAT(fieldsOf(strengthFrom(form, shippedGuide()).error()), ElementsAre("words"));
}

TEST(Strength, FillsItsFormInAgain) {
  const auto strength = strengthFrom(aForm(), shippedGuide()).value();
  EXPECT_EQ(strengthFrom(formOf(strength), shippedGuide()).value(), strength);
}

RC_GTEST_PROP(Strength, FromAnyWordsHasJustThoseWords, ()) {
  auto form = aForm();
  form.words = *anyTypedWords();
  const auto strength = strengthFrom(form, shippedGuide());
  RC_ASSERT(strength.has_value());
  RC_ASSERT(strength->words == trimmed(form.words));
  RC_ASSERT(decodeStrength(encode(*strength)).words == strength->words);
}

TEST(StrengthsFromLines, MakeOneOfEachLine) {
  auto form = aForm();
  form.words = "Chess\r\n\r\n  Walking my dog \r\n";
  const auto strengths = strengthsFromLines(form, shippedGuide()).value();
  ASSERT_EQ(strengths.size(), 2U);
  EXPECT_EQ(strengths[0].words, "Chess");
  EXPECT_EQ(strengths[1].words, "Walking my dog");
  EXPECT_EQ(strengths[0].tags, strengths[1].tags);
}

TEST(StrengthsFromLines, AreFiftyAtOnceAtMost) {
  auto form = aForm();
  form.words.clear();
  for (int i = 0; i < 50; ++i) form.words += "one more\n";
  EXPECT_EQ(strengthsFromLines(form, shippedGuide()).value().size(), 50U);
  form.words += "and one";
  EXPECT_THAT(fieldsOf(strengthsFromLines(form, shippedGuide()).error()), ElementsAre("words"));
}

RC_GTEST_PROP(StoredStrength, IsReadBackEqual, ()) {
  const auto strength = *anyStrength();
  RC_ASSERT(decodeStrength(encode(strength)) == strength);
}

TEST(StoredStrength, OfANewerProgramIsRefusedRatherThanHalfRead) {
  auto text = encode(strengthFrom(aForm(), shippedGuide()).value());
  EXPECT_THAT(refusalOf(text.replace(text.find("\"v\":1"), 5, "\"v\":2")),
              HasSubstr("newer program"));
}

TEST(StoredStrength, ThatDoesNotFitIsRefusedWithoutQuotingIt) {
  const auto good = encode(strengthFrom(aForm(), shippedGuide()).value());
  const auto with = [&](std::string_view old, std::string_view instead) {
    auto text = good;
    return text.replace(text.find(old), old.size(), instead);
  };
  EXPECT_EQ(refusalOf(good), "read");
  EXPECT_THAT(refusalOf(""), HasSubstr("not JSON"));
  EXPECT_THAT(refusalOf("[]"), HasSubstr("no object"));
  EXPECT_THAT(refusalOf(with("\"words\"", "\"wrods\"")), HasSubstr("words is missing"));
  EXPECT_THAT(refusalOf(with("\"now\"", "\"soon\"")), HasSubstr("kind"));
  EXPECT_THAT(refusalOf(with("\"interpersonal\"", "7")), HasSubstr("tags"));
  EXPECT_THAT(refusalOf(with("\"leisure\"", "\"Leisure!\"")), HasSubstr("no key of a guide"));
  EXPECT_THAT(refusalOf(with("\"mattersMost\":true", "\"mattersMost\":1")),
              HasSubstr("mattersMost"));
  const auto more = refusalOf(with("\"v\":1", "\"v\":1,\"secret chess\":1"));
  EXPECT_THAT(more, HasSubstr("does not know"));
  EXPECT_THAT(more, testing::Not(HasSubstr("chess")));
  EXPECT_THAT(refusalOf(with("\"v\":1", "\"v\":1,\"words\":\"other\"")), HasSubstr("not JSON"));
}

TEST(StoredStrength, CannotBeWrittenFromTextThatIsNotUtf8) {
  auto strength = strengthFrom(aForm(), shippedGuide()).value();
  strength.words = "\xFF";
  EXPECT_THROW((void)encode(strength), Fault);
}

}  // namespace
}  // namespace refocus::practice
