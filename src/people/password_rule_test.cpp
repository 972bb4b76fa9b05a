#include "people/password_rule.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "people/common_passwords.hpp"

namespace refocus::people {
namespace {

constexpr PasswordOwner kAda{
    .email = "ada.quist@example.org", .name = "Ada Quist-Marchbanks", .trust = "North Moor Trust"};

bool mayBeUsed(std::string_view password, std::span<const std::string> siteWords = {}) {
  return !passwordProblem(password, kAda, siteWords).has_value();
}

TEST(Password, NeedsTwelveCharactersNotTwelveBytes) {
  EXPECT_FALSE(mayBeUsed("żółwżółw"));  // 8 characters, 15 bytes
  EXPECT_FALSE(mayBeUsed("elevenchars"));
  EXPECT_TRUE(mayBeUsed("twelve chars"));
}

TEST(Password, MayBeOfAnyKindOfCharacters) {
  EXPECT_TRUE(mayBeUsed("plum lantern orbit"));
  EXPECT_TRUE(mayBeUsed("582041739265"));
  EXPECT_TRUE(mayBeUsed("żółw w kapeluszu"));
}

TEST(Password, IsRefusedWhenEverybodyTriesItFirst) {
  for (const std::string_view password :
       {"password1234", "Password2026!", "passwordpassword", "123456789012", "987654321098",
        "aaaaaaaaaaaa", "abababababab", "qwertyuiopas", "QwertyUiop123", "administrator1",
        "letmeinletmein", "Liverpool2025", "correcthorsebatterystaple", "abcdefghijklm",
        "mental health 1", "1q2w3e4r5t6y", "michaeljackson", "Michael Jackson 1958",
        "sunshine-2026-sunshine-2026"}) {
    EXPECT_FALSE(mayBeUsed(password)) << password;
  }
}

TEST(Password, IsRefusedWhenFiguresStandForItsLetters) {
  for (const std::string_view password :
       {"P@ssw0rd1234", "p455w0rd!!!!", "$un5h1ne2026", "Princes$2026", "l3tm31n-l3tm31n",
        "W3lc0me!!2026", "@dm1n1str@t0r"}) {
    EXPECT_FALSE(mayBeUsed(password)) << password;
  }
}

TEST(Password, IsNotMadeOfItsOwnersNameAddressOrTrust) {
  for (const std::string_view password :
       {"AdaQuist2026!", "quist-marchbanks", "m@rchbanks1985", "NorthMoorTrust1", "northmoor2026",
        "ada quist ada quist", "Example2026.org", "RefocusNHS2026", "marchbanks password"}) {
    EXPECT_FALSE(mayBeUsed(password)) << password;
  }
}

TEST(Password, IsNotMadeOfWordsThatTheSiteRefuses) {
  const std::vector<std::string> words{"Thornbury House", "Wren"};
  EXPECT_TRUE(mayBeUsed("thornburyhouse7"));
  EXPECT_FALSE(mayBeUsed("thornburyhouse7", words));
  EXPECT_FALSE(mayBeUsed("Wren-Thornbury-99", words));
  EXPECT_TRUE(mayBeUsed("wren kettle marsh lantern", words));
}

// Long phrases of ordinary words are what is asked for: a word in them may be common, a name, or
// one that the site refuses.
TEST(Password, MayHoldCommonWordsInALongerPhrase) {
  for (const std::string_view password :
       {"plum lantern orbit seven", "velvet harbour anchor", "heron kettle marsh lantern",
        "marsh-otter-copper-wheel", "purple monkey dishwasher", "north wind over copper hills",
        "my password is a heron", "ada likes rhubarb crumble", "recovery begins on tuesdays",
        "three blind mice ran", "summer rain and football", "organ pipes and trust funds",
        "Tr0mbone&Parsnip", "xk7-Qm2v-93hd-Lw", "the cat sat on the mat again"}) {
    EXPECT_TRUE(mayBeUsed(password)) << password;
  }
}

TEST(Password, IsRefusedWhenItIsTheEmailAddress) {
  EXPECT_FALSE(mayBeUsed("Ada.Quist@Example.org"));
  EXPECT_EQ(passwordProblem("grace@example.org", {.email = "ada@elsewhere.example"}), std::nullopt);
}

TEST(Password, HasABoundSoThatHashingHasOne) {
  EXPECT_TRUE(mayBeUsed(std::string("ab9x").append(std::string(252, 'q'))));
  EXPECT_FALSE(mayBeUsed(std::string("ab9x").append(std::string(253, 'q'))));
}

TEST(CommonPasswords, AreThoseOfTheListAndNoOthers) {
  EXPECT_GT(commonPasswords(), 40'000);
  for (const std::string_view one :
       {"password", "dragon", "1q2w3e4r5t6y", "michaeljackson", "letmein"}) {
    EXPECT_TRUE(isCommonPassword(one)) << one;
  }
  for (const std::string_view one :
       {"", "a", "plumlanternorbit", "kettlemarsh", "password1", "~~~~~~~"}) {
    EXPECT_FALSE(isCommonPassword(one)) << one;
  }
}

}  // namespace
}  // namespace refocus::people
