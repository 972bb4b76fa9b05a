// The small grounds that everything stands on: faults, bytes, checks, randomness and ids.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/bytes.hpp"
#include "base/checks.hpp"
#include "base/fault.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"

namespace refocus {
namespace {

using testing::HasSubstr;

TEST(Faults, EachHasAMeaningThatEveryReaderCanUse) {
  std::set<std::string_view> names;
  for (const auto& meaning : faultMeanings()) {
    EXPECT_EQ(&meaningOf(meaning.code), &meaning);
    EXPECT_TRUE(names.insert(meaning.name).second) << meaning.name;
    EXPECT_GE(meaning.httpStatus, 400) << meaning.name;
    EXPECT_LT(meaning.httpStatus, 600) << meaning.name;
    EXPECT_FALSE(meaning.fhirIssue.empty()) << meaning.name;
    EXPECT_TRUE(meaning.plainWords.ends_with('.')) << meaning.name;
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(FaultCode::internal) + 1);
}

TEST(Faults, CarryTheirCode) {
  const Fault fault(FaultCode::diskFull, "no room");
  EXPECT_EQ(meaningOf(fault.code()).httpStatus, 507);
  EXPECT_STREQ(fault.what(), "no room");
}

TEST(Checks, NameWhatTheyCheck) {
  const auto reason = [](auto&& check) -> std::string {
    try {
      check();
    } catch (const Fault& fault) {
      EXPECT_EQ(fault.code(), FaultCode::invalid);
      return fault.what();
    }
    return "none";
  };
  EXPECT_EQ(reason([] { checkPresent("reason", ""); }), "reason is empty");
  EXPECT_EQ(reason([] { checkPresent("reason", "x"); }), "none");
  EXPECT_EQ(reason([] { checkLength("note", "abcd", 4); }), "none");
  EXPECT_EQ(reason([] { checkLength("note", "abcde", 4); }), "note has 5 bytes; the most is 4");
  EXPECT_EQ(reason([] { checkRange("port", 1, 1, 9); }), "none");
  EXPECT_EQ(reason([] { checkRange("port", 9, 1, 9); }), "none");
  EXPECT_EQ(reason([] { checkRange("port", 0, 1, 9); }), "port is 0; it must be from 1 to 9");
  EXPECT_EQ(reason([] { checkRange("port", 10, 1, 9); }), "port is 10; it must be from 1 to 9");
}

RC_GTEST_PROP(Bytes, Base64UrlReadsBack, (const Bytes& bytes)) {
  RC_ASSERT(fromBase64Url(toBase64Url(bytes)) == bytes);
}

TEST(Bytes, Base64UrlRefusesAnythingElse) {
  for (const auto* text : {"A", "+/AA", "AAAA=", "AA A", "AAAA\n", "ä"}) {
    EXPECT_FALSE(fromBase64Url(text)) << text;
  }
}

RC_GTEST_PROP(Bytes, HexReadsBack, (const Bytes& bytes)) {
  RC_ASSERT(fromHex(toHex(bytes)) == bytes);
}

TEST(Bytes, HexRefusesAnythingElse) {
  EXPECT_EQ(fromHex("00fFA9"), (Bytes{0x00, 0xFF, 0xA9}));
  for (const auto* text : {"0", "0g", "0 1", "0x00", "00 ", "é"})
    EXPECT_THROW((void)fromHex(text), Fault);
}

TEST(Bytes, Base64IsSafeInAddresses) {
  EXPECT_EQ(toBase64Url({}), "");
  EXPECT_EQ(toBase64Url(Bytes{0xFB, 0xEF, 0xFF, 0x00}), "--__AA");
}

std::vector<std::uint8_t> some(const Random& random, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  random(bytes);
  return bytes;
}

TEST(SeededRandom, RepeatsItself) {
  const auto one = seededRandom(7);
  const auto other = seededRandom(7);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(some(one, 40), some(other, 40));
  EXPECT_NE(some(one, 40), some(one, 40)) << "each call is new";
  EXPECT_NE(some(seededRandom(7), 40), some(seededRandom(8), 40));
}

TEST(SeededRandom, ACallDoesNotDependOnHowMuchTheLastOneTook) {
  const auto one = seededRandom(7);
  const auto other = seededRandom(7);
  (void)some(one, 1);
  (void)some(other, 1000);
  EXPECT_EQ(some(one, 40), some(other, 40));
}

TEST(SystemRandom, IsNewEachTime) { EXPECT_NE(some(systemRandom(), 32), some(systemRandom(), 32)); }

Instant at(std::int64_t milliseconds) {
  return Instant(Instant::Milliseconds(std::chrono::milliseconds(milliseconds)));
}

RC_GTEST_PROP(Uuid, ReadsBackInEitherCase, (std::uint64_t seed)) {
  const auto uuid = Uuid::make(at(1'795'000'000'000), seededRandom(seed));
  auto text = uuid.text();
  RC_ASSERT(text.size() == 36U);
  RC_ASSERT(text[14] == '7');
  RC_ASSERT(std::string_view("89ab").find(text[19]) != std::string_view::npos);
  RC_ASSERT(Uuid::parse(text) == uuid);
  for (auto& c : text) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  RC_ASSERT(Uuid::parse(text) == uuid);
}

TEST(Uuid, RefusesEveryOtherForm) {
  const std::string good = "019abc00-1234-7abc-8def-0123456789ab";
  ASSERT_TRUE(Uuid::parse(good));
  for (const auto& text :
       {std::string(), good.substr(1), good + "0", "{" + good.substr(2) + "}", "g" + good.substr(1),
        std::string("019abc001-234-7abc-8def-0123456789ab")}) {
    EXPECT_FALSE(Uuid::parse(text)) << text;
  }
}

RC_GTEST_PROP(Uuid, LaterOnesSortLaterAsValueAndAsText, (std::uint64_t seed)) {
  const auto early = *rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000);
  const auto later = early + *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
  const auto random = seededRandom(seed);
  const auto first = Uuid::make(at(early), random);
  const auto second = Uuid::make(at(later), random);
  RC_ASSERT(first < second);
  RC_ASSERT(first.text() < second.text());
}

TEST(Id, IsNilUntilMadeAndFitsInAHashSet) {
  EXPECT_TRUE(PersonId().uuid().isNil());
  std::unordered_set<PersonId> ids;
  const auto random = seededRandom(1);
  for (int i = 0; i < 1000; ++i) ids.insert(PersonId::make(at(0), random));
  EXPECT_EQ(ids.size(), 1000U);
}

TEST(Id, StoredTextThatIsNoIdIsCorrupt) {
  const auto id = TeamId::make(at(5), seededRandom(2));
  EXPECT_EQ(TeamId::stored(id.text()), id);
  try {
    (void)TeamId::stored("team-1");
    FAIL() << "taken as an id";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::corrupt);
    EXPECT_THAT(fault.what(), testing::Not(HasSubstr("team-1")));
  }
}

}  // namespace
}  // namespace refocus
