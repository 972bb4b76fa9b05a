#include "base/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/fault.hpp"
#include "base/mo_file.hpp"
#include "base/mo_sample.hpp"

namespace refocus {
namespace {

namespace fs = std::filesystem;

class Folder : public testing::Test {
 protected:
  Folder() { fs::create_directories(path_); }
  ~Folder() override { fs::remove_all(path_); }
  void put(const std::string& name, std::string_view content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  fs::path path_ =
      fs::temp_directory_path() / ("refocus_words_" + std::to_string(::getpid()) + "_" +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
};

/// A little Welsh of our own, so that a translator's pen cannot break these tests.
const Words& welsh() {
  using namespace std::string_literals;
  static const Words words(
      "cy", MoFile::read(sample::moBytes({sample::kHeader,
                                          {"Sign in", "Mewngofnodi"},
                                          {"verb\4Record", "Cofnodi"},
                                          {"For {name}", "I {name}"},
                                          {"{count} week\0{count} weeks"s,
                                           "{count} wythnos\0{count} o wythnosau"s}}))
                .value());
  return words;
}

TEST(Words, AreEnglishWithoutACatalogue) {
  const Words words;
  EXPECT_EQ(words("Sign in"), "Sign in");
  EXPECT_EQ(words("Plan for {name}", arg("name", "Ann")), "Plan for Ann");
  EXPECT_EQ(words.plural("{count} action", "{count} actions", 1), "1 action");
  EXPECT_EQ(words.plural("{count} action", "{count} actions", 0), "0 actions");
  EXPECT_EQ(words.context("verb", "Record"), "Record");
  EXPECT_EQ(words.language(), "en");
}

TEST(Words, KeepANameThatRunsFromRightToLeftFromReorderingTheSentence) {
  const Words words;
  EXPECT_EQ(words("Plan for {name}", arg("name", "أمل")), "Plan for \u2068أمل\u2069");
  EXPECT_EQ(Sentence(Msgid("For {name}"), {{"name", "שרה"}}).in(welsh()), "I \u2068שרה\u2069");
}

TEST_F(Folder, OffersALanguageOnceMoreThanNineTenthsOfItsTextsAreThere) {
  const auto catalogueOf = [](std::string_view all) {
    return sample::moBytes(
        {{"", sample::kHeader.second + "X-Texts-In-All: " + std::string(all) + "\n"},
         {"a", "A"},
         {"b", "B"},
         {"c", "C"},
         {"d", "D"},
         {"e", "E"},
         {"f", "F"},
         {"g", "G"},
         {"h", "H"},
         {"i", "I"},
         {"j", "J"}});
  };
  put("cy.mo", catalogueOf("11"));
  EXPECT_EQ(Catalogues::load(path_).of("cy").language(), "cy");
  put("cy.mo", catalogueOf("12"));
  const Catalogues tooFew = Catalogues::load(path_);
  EXPECT_EQ(tooFew.of("cy").language(), "en");
  EXPECT_THAT(tooFew.languages(), testing::ElementsAre("en"));
  put("cy.mo", catalogueOf("eleven"));
  EXPECT_THROW((void)Catalogues::load(path_), Fault);
}

TEST(Words, SayItInTheReadersLanguage) {
  const auto& words = welsh();
  EXPECT_EQ(words.language(), "cy");
  EXPECT_EQ(words("Sign in"), "Mewngofnodi");
  EXPECT_EQ(words.ofData("Sign in"), "Mewngofnodi");
  EXPECT_EQ(words.context("verb", "Record"), "Cofnodi");
  EXPECT_EQ(words("For {name}", arg("name", "Ann")), "I Ann");
}

TEST(Words, FallBackToEnglishWhereNobodyHasTranslatedYet) {
  EXPECT_EQ(welsh()("This sentence was written for a test"),
            "This sentence was written for a test");
  EXPECT_EQ(welsh().context("verb", "Sign in"), "Sign in");
  EXPECT_EQ(welsh().plural("{count} cat", "{count} cats", 2), "2 cats");
}

TEST(Words, UseTheLanguagesOwnPluralForms) {
  EXPECT_EQ(welsh().plural("{count} week", "{count} weeks", 1), "1 wythnos");
  EXPECT_EQ(welsh().plural("{count} week", "{count} weeks", 12), "12 o wythnosau");
}

TEST(Words, FillValuesAsTheyAreAndOnlyOnce) {
  const Words words;
  EXPECT_EQ(words("{one} and {two}", arg("one", "{two}"), arg("two", -3)), "{two} and -3");
  EXPECT_EQ(words.plural("{count} of {total}", "{count} of {total}", 2, arg("total", 5)), "2 of 5");
}

TEST(Words, SayWhichValueIsMissing) {
  const Words words;
  try {
    (void)words("Plan for {name}", arg("nam", "Ann"));
    FAIL() << "a placeholder went unfilled";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::internal);
    EXPECT_THAT(fault.what(), testing::HasSubstr("{name}"));
  }
  EXPECT_THROW((void)words("Plan for {name}"), Fault) << "nor may it be shown as it stands";
}

TEST(Sentence, IsSaidLaterInAnyLanguage) {
  const Sentence sentence(Msgid("For {name}"), {{"name", "Ann"}});
  EXPECT_EQ(sentence.in(Words()), "For Ann");
  EXPECT_EQ(sentence.in(welsh()), "I Ann");
}

TEST(Catalogues, ShippedOnesAreSoundAndSayHowManyTextsThereAre) {
  EXPECT_NO_THROW((void)Catalogues::load(REFOCUS_WORDS));
  std::ifstream file(fs::path(REFOCUS_WORDS) / "cy.mo", std::ios::binary);
  const auto read = MoFile::read(std::string(std::istreambuf_iterator<char>(file), {}));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ((*read)->find("Sign in"), "Mewngofnodi");
  EXPECT_GT((*read)->textsInAll(), 900U);
}

TEST_F(Folder, SiteMaySayThingsInItsOwnEnglish) {
  put("en.mo", sample::moBytes({sample::kHeader, {"Strengths", "What you are good at"}}));
  const auto catalogues = Catalogues::load(path_);
  EXPECT_EQ(catalogues.of("en")("Strengths"), "What you are good at");
  EXPECT_THAT(catalogues.languages(), testing::ElementsAre("en"));
}

TEST_F(Folder, FindsALanguageByItsTagOrAnswersEnglish) {
  put("cy.mo", sample::moBytes({sample::kHeader, {"Sign in", "Mewngofnodi"}}));
  const auto catalogues = Catalogues::load(path_);
  EXPECT_EQ(catalogues.of("cy-GB").language(), "cy");
  EXPECT_EQ(catalogues.of("tlh").language(), "en");
  EXPECT_EQ(catalogues.of("").language(), "en");
  EXPECT_THAT(catalogues.languages(), testing::ElementsAre("en", "cy"));
}

TEST(Catalogues, AreEnglishOnlyWithoutAFolder) {
  EXPECT_THAT(Catalogues::load("/nowhere/at/all").languages(), testing::ElementsAre("en"));
}

TEST_F(Folder, MalformedCatalogueStopsTheStartAndIsNamed) {
  put("cy.mo", "not a catalogue");
  put("README", "passed over");
  try {
    (void)Catalogues::load(path_);
    FAIL() << "a malformed catalogue was taken";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::configuration);
    EXPECT_THAT(fault.what(), testing::HasSubstr("cy.mo: it is no .mo file"));
  }
}

}  // namespace
}  // namespace refocus
