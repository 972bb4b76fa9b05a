#include "people/import_shelf.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace refocus::people {
namespace {

constexpr std::size_t kMega = 1024 * 1024;

class Shelf : public ::testing::Test {
 protected:
  Instant now = Instant::parse("2026-03-10T12:00:00.000Z");
  Random random = seededRandom(1);
  TrustId north = TrustId::make(now, random);
  TrustId south = TrustId::make(now, random);
  TrustId west = TrustId::make(now, random);
  AccountId ada = AccountId::make(now, random);
  ImportShelf shelf{{.ofATrust = 4 * kMega, .ofAll = 7 * kMega}};

  void put(const std::string& token, const TrustId& trust, std::size_t bytes) {
    Upload upload{.trust = trust, .account = ada, .at = now};
    upload.contents = std::make_shared<const std::deque<std::string>>(1, std::string(bytes, 'x'));
    shelf.put(token, std::move(upload));
    now = now.plus(std::chrono::seconds(1));
  }
  bool isThere(const std::string& token) { return shelf.find(token, ada, now) != nullptr; }
};

TEST_F(Shelf, KeepsAsManyBytesOfATrustAsItHasRoomFor) {
  put("first", north, 2 * kMega);
  put("second", north, kMega);
  EXPECT_TRUE(isThere("first"));
  put("third", north, 2 * kMega);
  EXPECT_FALSE(isThere("first")) << "the oldest makes room";
  EXPECT_TRUE(isThere("second") && isThere("third"));
  EXPECT_GE(shelf.bytesOf(north), 3 * kMega);
  put("great", north, 6 * kMega);
  EXPECT_TRUE(isThere("great")) << "stands there alone";
  EXPECT_FALSE(isThere("second") || isThere("third"));
}

TEST_F(Shelf, LetsNoTrustPushOutAnotherThatHoldsLess) {
  put("south", south, kMega);
  for (int i = 0; i < 100; ++i) put("north" + std::to_string(i), north, kMega);
  EXPECT_TRUE(isThere("south"));
  EXPECT_TRUE(isThere("north99"));
  put("west", west, 3 * kMega);
  EXPECT_TRUE(isThere("south") && isThere("west"));
  EXPECT_LE(shelf.bytesOf(north) + shelf.bytesOf(south) + shelf.bytesOf(west), 7 * kMega);
  EXPECT_TRUE(isThere("north99"));
}

TEST_F(Shelf, LetsGoWhatIsTooOld) {
  put("old", north, kMega);
  now = now.plus(ImportShelf::kKept);
  shelf.letGo(now);
  EXPECT_EQ(shelf.bytesOf(north), 0U);
}

TEST_F(Shelf, GivesAnUploadToItsAccountAlone) {
  put("mine", north, 1);
  EXPECT_EQ(shelf.find("mine", AccountId::make(now, random), now), nullptr);
  EXPECT_EQ(shelf.find("other", ada, now), nullptr);
  EXPECT_NE(shelf.find("mine", ada, now), nullptr);
}

}  // namespace
}  // namespace refocus::people
