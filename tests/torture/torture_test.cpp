#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include "base/fault.hpp"
#include "torture/faulty_disk.hpp"
#include "torture/ledger.hpp"

namespace refocus::torture {
namespace {

using database::Database;

/// How many seeded points a test tries.
std::uint64_t points() {
  const char* wanted = std::getenv("REFOCUS_TORTURE_POINTS");
  const std::string_view text = wanted == nullptr ? "200" : wanted;
  std::uint64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  if (count == 0) throw std::runtime_error("REFOCUS_TORTURE_POINTS is not a number above 0");
  return count;
}

/// A log of some pages only, so that a short test sees many checkpoints.
std::unique_ptr<Database> openOn(const FaultyDisk& disk) {
  return Database::open(
      {.target = "refocus.db", .readers = 2, .sqliteVfs = disk.vfs(), .sqliteCheckpoint = 20});
}

/// Works until the power goes. The odd seeds have four clients, so that batches hold several jobs;
/// the even ones, with one, do the same each time they are run.
void workUntilCut(FaultyDisk& disk, Ledger& ledger, std::uint64_t seed) {
  try {
    const auto database = openOn(disk);
    Ledger::prepare(*database);
    const int clients = seed % 2 == 0 ? 1 : 4;
    std::vector<std::jthread> threads;
    for (int client = 0; client < clients; ++client) {
      threads.emplace_back([&, client] {
        while (!disk.isCut()) {
          ledger.work(*database, seed * 10 + static_cast<std::uint64_t>(client), /*jobs=*/4);
        }
      });
    }
  } catch (const Fault& fault) {
    EXPECT_TRUE(disk.isCut()) << fault.what();
  }
}

TEST(PowerCut, LosesNothingAcknowledgedAndLeavesNothingHalfDone) {
  std::size_t acknowledged = 0;
  for (std::uint64_t seed = 1; seed <= points(); ++seed) {
    FaultyDisk disk(seed);
    Ledger ledger;
    std::mt19937_64 random(seed);
    for (int life = 1; life <= 3; ++life) {
      disk.cutPowerAfter(random() % 400);
      workUntilCut(disk, ledger, seed + static_cast<std::uint64_t>(life) * 1'000'000);
      disk.restart();
      const auto database = openOn(disk);
      Ledger::prepare(*database);
      ASSERT_EQ(ledger.check(*database), "") << "seed " << seed << ", life " << life;
    }
    acknowledged += ledger.acknowledged();
  }
  EXPECT_GT(acknowledged, points()) << "the cuts came before there was anything to lose";
}

TEST(PowerCut, IsNoticedByTheseTestsWhenTheDiskLiesAboutItsSyncs) {
  int noticed = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    FaultyDisk disk(seed);
    Ledger ledger;
    disk.setSyncsLie();
    disk.cutPowerAfter(200);
    workUntilCut(disk, ledger, seed);
    disk.restart();
    try {
      const auto database = openOn(disk);
      Ledger::prepare(*database);
      noticed += ledger.check(*database).empty() ? 0 : 1;
    } catch (const Fault& fault) {
      // What a lying disk leaves may be no database at all, or one with a null where none can be.
      const bool isDamage =
          fault.code() == FaultCode::corrupt || fault.code() == FaultCode::internal;
      EXPECT_TRUE(isDamage) << fault.what();
      ++noticed;
    }
  }
  EXPECT_GT(noticed, 10);
}

TEST(FailingDisk, IsSurvivedAndWhatWasAcknowledgedKept) {
  int failures = 0;
  for (std::uint64_t seed = 1; seed <= points(); ++seed) {
    FaultyDisk disk(seed);
    Ledger ledger;
    std::mt19937_64 random(seed);
    auto database = openOn(disk);
    Ledger::prepare(*database);
    ledger.work(*database, seed, /*jobs=*/5);
    for (const auto operation :
         {Operation::write, Operation::sync, Operation::read, Operation::truncate}) {
      disk.failAfter(operation, random() % 40, 1 + static_cast<int>(random() % 3));
      ledger.work(*database, seed + 1, /*jobs=*/10);
    }
    disk.failAfter(Operation::read, 0, 0);
    ASSERT_EQ(ledger.work(*database, seed + 2, /*jobs=*/3), 0) << "seed " << seed;
    ASSERT_EQ(ledger.check(*database), "") << "seed " << seed;
    failures += disk.failures();
    disk.cutPowerAfter(0);
    database.reset();
    disk.restart();
    ASSERT_EQ(ledger.check(*openOn(disk)), "") << "seed " << seed << ", after a power cut";
  }
  EXPECT_GT(failures, static_cast<int>(points())) << "the disk hardly failed";
}

TEST(FullDisk, RefusesWritesKeepsTheRestAndGoesOnWhenThereIsRoom) {
  int refused = 0;
  for (std::uint64_t seed = 1; seed <= points() / 4 + 1; ++seed) {
    FaultyDisk disk(seed);
    Ledger ledger;
    std::mt19937_64 random(seed);
    auto database = openOn(disk);
    Ledger::prepare(*database);
    disk.setCapacity(50'000 + random() % 400'000);
    refused += ledger.work(*database, seed, /*jobs=*/40);
    ASSERT_EQ(ledger.check(*database), "") << "seed " << seed;
    disk.setCapacity(std::nullopt);
    ASSERT_EQ(ledger.work(*database, seed + 1, /*jobs=*/3), 0) << "seed " << seed;
    disk.cutPowerAfter(0);
    database.reset();
    disk.restart();
    ASSERT_EQ(ledger.check(*openOn(disk)), "") << "seed " << seed << ", after a power cut";
  }
  EXPECT_GT(refused, 10) << "the disk was hardly full";
}

TEST(FullDisk, IsSaidPlainly) {
  FaultyDisk disk(1);
  const auto database = openOn(disk);
  Ledger::prepare(*database);
  disk.setCapacity(10'000);
  try {
    database->write([](database::Write& write) {
      write.run("INSERT INTO piece (job, part, words) VALUES (1, 1, $1)",
                {std::string(100'000, 'w')});
    });
    FAIL() << "a full disk took a write";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::diskFull) << fault.what();
  }
}

TEST(ReadOnlyDisk, IsRefusedForWritingAndReadOtherwise) {
  FaultyDisk disk(1);
  Ledger ledger;
  {
    const auto database = openOn(disk);
    Ledger::prepare(*database);
    ledger.work(*database, 1, /*jobs=*/5);
  }
  disk.setReadOnly();
  try {
    static_cast<void>(openOn(disk));
    FAIL() << "a file that may not be written was opened for writing";
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::readOnly) << fault.what();
  }
  const auto database =
      Database::open({.target = "refocus.db", .sqliteVfs = disk.vfs(), .readOnly = true});
  EXPECT_EQ(ledger.check(*database), "");
}

}  // namespace
}  // namespace refocus::torture
