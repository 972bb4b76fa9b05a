#include "record/seal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/fault.hpp"
#include "support/test_database.hpp"

namespace refocus::record {
namespace {

const TrustId kTrust = TrustId::make(Instant{}, seededRandom(1));

Place placeOf(std::string row, std::int64_t version) {
  return {.trust = kTrust,
          .table = "version",
          .row = std::move(row),
          .version = version,
          .column = "body"};
}

TEST(Seal, OpensInItsPlaceWithItsKeyAndShowsWhatWasSealed) {
  const Key key = Key::make(systemRandom());
  EXPECT_TRUE(rc::check([&](const std::string& words, const std::string& row) {
    const Bytes sealed = seal(key, placeOf(row, 3), words, systemRandom());
    RC_ASSERT(unsealText(key, placeOf(row, 3), sealed) == words);
    RC_ASSERT(sealed.size() == words.size() + 40);
  }));
}

TEST(Seal, DoesNotOpenInAnyOtherPlace) {
  const Key key = Key::make(systemRandom());
  const Place place = placeOf("row", 3);
  const Bytes sealed = seal(key, place, "I play the fiddle", systemRandom());
  Place other = place;
  other.trust = TrustId::make(Instant{}, seededRandom(2));
  EXPECT_THROW((void)unseal(key, other, sealed), Fault);
  EXPECT_THROW((void)unseal(key, placeOf("wor", 3), sealed), Fault);
  EXPECT_THROW((void)unseal(key, placeOf("row", 4), sealed), Fault);
  other = place;
  other.column = "words";
  EXPECT_THROW((void)unseal(key, other, sealed), Fault);
  other = place;
  other.table = "draft";
  EXPECT_THROW((void)unseal(key, other, sealed), Fault);
}

TEST(Seal, DoesNotOpenOnceAnyByteIsChangedOrCutOff) {
  const Key key = Key::make(systemRandom());
  const Place place = placeOf("row", 1);
  const Bytes sealed = seal(key, place, "I play the fiddle", systemRandom());
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes altered = sealed;
    altered[i] ^= 1;
    EXPECT_THROW((void)unseal(key, place, altered), Fault) << i;
    EXPECT_THROW((void)unseal(key, place, ByteView(sealed).first(i)), Fault) << i;
  }
  EXPECT_THROW((void)unseal(Key::make(systemRandom()), place, sealed), Fault);
}

TEST(Seal, NeverWritesTheSameBytesTwice) {
  const Key key = Key::make(systemRandom());
  EXPECT_NE(seal(key, placeOf("row", 1), "words", systemRandom()),
            seal(key, placeOf("row", 1), "words", systemRandom()));
}

TEST(BlindIndex, FindsAValueAgainButNotAcrossPurposesTrustsOrKeys) {
  const Key key = Key::make(systemRandom());
  const std::string index = blindIndex(key, "nhs", "trust", "9434765919");
  EXPECT_EQ(index, blindIndex(key, "nhs", "trust", "9434765919"));
  EXPECT_NE(index, blindIndex(key, "email", "trust", "9434765919"));
  EXPECT_NE(index, blindIndex(key, "nhs", "other", "9434765919"));
  EXPECT_NE(index, blindIndex(key, "nhst", "rust", "9434765919"));
  EXPECT_NE(index, blindIndex(Key::make(systemRandom()), "nhs", "trust", "9434765919"));
}

class KeyFile : public ::testing::Test {
 protected:
  std::string refusal() {
    try {
      (void)Keyring::load(file);
    } catch (const Fault& fault) {
      EXPECT_EQ(fault.code(), FaultCode::wrongKey);
      return fault.what();
    }
    return {};
  }
  void write(const std::string& text) {
    std::ofstream(file) << text;
    ::chmod(file.c_str(), 0600);
  }
  refocus::testing::TestFolder folder;
  std::filesystem::path file = folder.path() / "refocus.keys";
};

TEST_F(KeyFile, ReadsBackAsItWasSaved) {
  const Keyring made = Keyring::make(systemRandom());
  made.save(file);
  const Keyring read = Keyring::load(file);
  EXPECT_EQ(read.masters.front().name, made.masters.front().name);
  EXPECT_EQ(read.masters.front().key, made.masters.front().key);
  EXPECT_EQ(read.audit, made.audit);
  EXPECT_EQ(read.index, made.index);
}

TEST_F(KeyFile, NamesTheKeyOfWhichOneDigitWasChanged) {
  for (const std::string name : {"master", "audit", "index"}) {
    Keyring::make(systemRandom()).save(file);
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    std::string changed = text.str();
    const std::size_t line = changed.find("\n" + name + " ") + 1;
    char& digit = changed.at(changed.find('\n', line) - 40);  // in the key, before its check value
    digit = digit == '0' ? '1' : '0';
    write(changed);
    EXPECT_NE(refusal().find("its " + name), std::string::npos) << refusal();
    EXPECT_NE(refusal().find("damaged"), std::string::npos);
  }
}

TEST_F(KeyFile, TakesNoKeyInTheOthersPlace) {
  const Keyring made = Keyring::make(systemRandom());
  made.save(file);
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  std::string swapped = text.str();
  swapped.replace(swapped.find("\naudit "), 7, "\nother ");
  swapped.replace(swapped.find("\nindex "), 7, "\naudit ");
  swapped.replace(swapped.find("\nother "), 7, "\nindex ");
  write(swapped);
  EXPECT_NE(refusal().find("damaged"), std::string::npos);
}

TEST_F(KeyFile, IsRefusedWhenMissingMalformedOrReadableByOthers) {
  EXPECT_NE(refusal(), "");
  write("another file\n");
  EXPECT_NE(refusal().find("first line"), std::string::npos);
  write("refocus keyring 1\nmaster aa 00\n");
  EXPECT_NE(refusal(), "");
  Keyring::make(systemRandom()).save(file);
  ::chmod(file.c_str(), 0644);
  EXPECT_NE(refusal().find("chmod 600"), std::string::npos);
}

}  // namespace
}  // namespace refocus::record
