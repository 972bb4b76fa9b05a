#include "record/audit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/fault.hpp"
#include "record/record_test_world.hpp"

namespace refocus::record {
namespace {

class Audit : public RecordWorld {
 protected:
  void leave(int count) {
    for (int i = 0; i < count; ++i) {
      book.read(worker, [&](Reading& reading) {
        reading.note("plan-read", "person", std::to_string(i), i % 2 == 0 ? "why" : "");
        return 0;
      });
    }
  }
  void alter(std::string_view sql, std::initializer_list<database::Param> params) {
    database->setBatchMember(nullptr);
    database->write([&](database::Write& write) { write.run(sql, params); });
    database->setBatchMember(&trail);
  }
  // As putting an older copy of the database back does.
  void putBackTo(int number) {
    alter("DELETE FROM audit_entry WHERE number > $1", {number});
    alter(
        R"(UPDATE audit_head
              SET number = $1, mac = (SELECT mac FROM audit_entry WHERE number = $1))",
        {number});
  }
  FaultCode codeOfNext() {
    try {
      leave(1);
    } catch (const Fault& fault) {
      return fault.code();
    }
    ADD_FAILURE() << "it was recorded";
    return FaultCode::internal;
  }
  ChainEnd headNow() {
    return database->read([&](database::Read& read) { return headOf(read, trust).value(); });
  }
  [[nodiscard]] AuditEntry entryOf(std::string action) const {
    return {.trust = trust,
            .at = now,
            .account = {},
            .action = std::move(action),
            .person = {},
            .subject = {},
            .reason = {}};
  }
};

TEST(Deed, HasOneRowForEachCode) {
  for (const DeedRow& row : kDeeds) {
    EXPECT_EQ(std::ranges::count(kDeeds, row.code, &DeedRow::code), 1) << row.code;
    EXPECT_EQ(std::ranges::count(kDeeds, row.words, &DeedRow::words), 1) << row.code;
    EXPECT_EQ(wordsOfDeed(row.code), row.words);
  }
  EXPECT_FALSE(wordsOfDeed("a-deed-of-another-version"));
}

TEST_P(Audit, AChainThatNobodyTouchedHolds) {
  leave(25);
  const ChainReport report = verify();
  EXPECT_EQ(report.broken, std::nullopt) << report.why;
  EXPECT_EQ(report.entries, 25);
}

TEST_P(Audit, AReadIsInTheTrailWhenItReturns) {
  const PersonId person = makePerson();
  read(worker, person, [](Reading&, const PersonRecord&) { return 0; });
  const auto entries =
      database->read([&](database::Read& sql) { return auditPage(sql, keys, trust, {}); });
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.front().entry.action, "plan-read");
  EXPECT_EQ(entries.front().entry.person, person.text());
  EXPECT_EQ(entries.front().entry.account, worker.account.text());
}

TEST_P(Audit, AWriteThatFailsLeavesNoEntry) {
  const PersonId person = makePerson();
  EXPECT_THROW(write(person,
                     [](Writing&, const PersonRecord&) -> int {
                       throw Fault(FaultCode::invalid, "the test says so");
                     }),
               Fault);
  EXPECT_EQ(verify().entries, 0);
}

TEST_P(Audit, ReasonsAreSealedAndShownToThoseWhoRead) {
  leave(1);
  const auto stored = database->read([](database::Read& sql) {
    return sql.first("SELECT reason FROM audit_entry", {},
                     [](const database::Row& row) { return std::string(asText(row.bytes(0))); });
  });
  EXPECT_EQ(stored->find("why"), std::string::npos);
  const auto page =
      database->read([&](database::Read& sql) { return auditPage(sql, keys, trust, {}); });
  EXPECT_EQ(page.front().entry.reason, "why");
}

TEST_P(Audit, AnAlteredEntryIsTheFirstBrokenLink) {
  leave(20);
  alter("UPDATE audit_entry SET action = 'nothing' WHERE number = $1", {7});
  EXPECT_EQ(verify().broken, 7);
}

TEST_P(Audit, AMissingEntryIsFound) {
  leave(20);
  alter("DELETE FROM audit_entry WHERE number = $1", {7});
  EXPECT_EQ(verify().broken, 7);
}

TEST_P(Audit, EntriesThatStandBeforeTheFirstAreFound) {
  leave(3);
  for (const int number : {0, -7}) {
    alter(
        R"(INSERT INTO audit_entry (trust, number, at, account, action, person, subject, mac, made)
           SELECT trust, $1, at, account, action, person, subject, mac, made
             FROM audit_entry
            WHERE number = 1)",
        {number});
    EXPECT_EQ(verify().broken, number);
  }
}

TEST_P(Audit, TwoEntriesSwappedAreFound) {
  leave(20);
  alter("UPDATE audit_entry SET number = 1000 WHERE number = $1", {7});
  alter("UPDATE audit_entry SET number = 7 WHERE number = $1", {8});
  alter("UPDATE audit_entry SET number = 8 WHERE number = $1", {1000});
  EXPECT_EQ(verify().broken, 7);
}

TEST_P(Audit, TheNewestCutOffIsFoundByTheHeadAndThenByTheAnchor) {
  leave(20);
  alter("DELETE FROM audit_entry WHERE number > $1", {15});
  EXPECT_EQ(verify().broken, 16);
  // Whoever cuts the head back as well is caught by the anchor outside the database.
  alter(
      R"(UPDATE audit_head
            SET number = 15, mac = (SELECT mac FROM audit_entry WHERE number = $1))",
      {15});
  const ChainReport report = verify();
  EXPECT_EQ(report.broken, 16);
  EXPECT_NE(report.why.find("anchor"), std::string::npos);
}

TEST_P(Audit, AChainWrittenAnewWithTheKeyItselfIsFoundByTheAnchor) {
  leave(20);
  // The forger has the key: they drop the last entries, write others with good MACs and a good
  // head, but cannot reach the anchor.
  alter("DELETE FROM audit_entry WHERE number > $1", {15});
  alter(
      R"(UPDATE audit_head
            SET number = 15, mac = (SELECT mac FROM audit_entry WHERE number = $1))",
      {15});
  Anchors elsewhere(folder.path() / "forged-anchors");
  AuditTrail forger(keys, elsewhere, [](const Fault& fault) { FAIL() << fault.what(); });
  elsewhere.set(trust, headNow());
  database->setBatchMember(&forger);
  database->write([&](database::Write&) {
    for (int i = 0; i < 8; ++i) forger.append(entryOf("forged"));
  });
  database->setBatchMember(&trail);
  const ChainReport report = verify();
  EXPECT_EQ(report.broken, 20);
  EXPECT_NE(report.why.find("anchor"), std::string::npos);
}

TEST_P(Audit, NothingIsRecordedInADatabaseThatIsBehindItsAnchor) {
  leave(20);
  putBackTo(15);
  EXPECT_EQ(codeOfNext(), FaultCode::corrupt);
  EXPECT_EQ(anchors.of(trust)->number, 20);
  const auto misplaced = misplacedTrusts(*database, anchors);
  ASSERT_EQ(misplaced.size(), 1U);
  EXPECT_EQ(misplaced.front().standing, Standing::behind);
  EXPECT_EQ(wordsOf(misplaced.front()), "ends at entry 15, but its anchor stands at entry 20");
}

TEST_P(Audit, AHeadThatIsForgedUpToTheAnchorDoesNotHideARollback) {
  leave(20);
  alter("DELETE FROM audit_entry WHERE number > $1", {15});
  const auto misplaced = misplacedTrusts(*database, anchors);
  ASSERT_EQ(misplaced.size(), 1U);
  EXPECT_EQ(misplaced.front().standing, Standing::behind);
}

TEST_P(Audit, NothingIsRecordedInADatabaseThatIsBesideItsAnchor) {
  leave(20);
  putBackTo(15);
  Anchors elsewhere(folder.path() / "forged-anchors");
  elsewhere.set(trust, headNow());
  AuditTrail forger(keys, elsewhere, [](const Fault& fault) { FAIL() << fault.what(); });
  database->setBatchMember(&forger);
  database->write([&](database::Write&) {
    for (int i = 0; i < 8; ++i) forger.append(entryOf("forged"));
  });
  database->setBatchMember(&trail);
  EXPECT_EQ(codeOfNext(), FaultCode::corrupt);
  EXPECT_EQ(misplacedTrusts(*database, anchors).front().standing, Standing::beside);
}

TEST_P(Audit, GoesOnWhereSomebodySaysSoAndIsAnchoredAnew) {
  leave(20);
  putBackTo(15);
  database->write([&](database::Write&) { trail.appendAnew(entryOf("anchored-anew")); });
  EXPECT_EQ(anchors.of(trust)->number, 16);
  leave(1);
  EXPECT_TRUE(misplacedTrusts(*database, anchors).empty());
  const ChainReport report = verify();
  EXPECT_EQ(report.broken, std::nullopt) << report.why;
  EXPECT_EQ(report.entries, 17);
}

TEST_P(Audit, AnotherAuditOrIndexKeyThanTheTrustsIsRefusedAtTheStart) {
  const auto refused = [&](const Keyring& ring) {
    const auto file = folder.path() / "mixed.keys";
    ring.save(file);
    const Keys mixed(file, random);
    try {
      database->read([&](database::Read& read) { mixed.check(read); });
    } catch (const Fault& fault) {
      return std::string(fault.what());
    }
    return std::string();
  };
  const Keyring right = Keyring::load(keyFile);
  EXPECT_EQ(refused(right), "");
  Keyring mixed = right;
  mixed.audit = Key::make(random);
  EXPECT_NE(refused(mixed).find("its audit or index key"), std::string::npos);
  mixed = right;
  mixed.index = Key::make(random);
  EXPECT_NE(refused(mixed).find("its audit or index key"), std::string::npos);
}

TEST_P(Audit, AMissingAnchorIsSaidAndNothingIsRecordedWithoutIt) {
  leave(2);
  anchors.forget(trust);
  EXPECT_FALSE(verify().isAnchored);
  EXPECT_EQ(codeOfNext(), FaultCode::corrupt);
  EXPECT_EQ(misplacedTrusts(*database, anchors).front().standing, Standing::unanchored);
}

TEST_P(Audit, ATrustThatIsAnchoredAndGoneIsFound) {
  leave(1);
  const auto other = TrustId::make(now, random);
  anchors.set(other, {7, Bytes(32)});
  const auto misplaced = misplacedTrusts(*database, anchors);
  ASSERT_EQ(misplaced.size(), 1U);
  EXPECT_EQ(misplaced.front().trust, other);
  const auto trusts = trustsWithTrail(*database, anchors);
  EXPECT_EQ(std::ranges::count(trusts, other), 1);
}

TEST_P(Audit, AnAnchorThatIsBehindIsAcceptedAsAfterAPowerCut) {
  leave(5);
  const auto file = folder.path() / "anchors";
  std::ifstream in(file);
  const std::string then{std::istreambuf_iterator<char>(in), {}};
  leave(5);
  std::ofstream(file, std::ios::in | std::ios::out) << then;
  EXPECT_EQ(verify().broken, std::nullopt);
  leave(1);
  EXPECT_EQ(anchors.of(trust)->number, 11);
}

TEST(AnchorFile, IsNotMadeByWhoeverLooksAtIt) {
  const refocus::testing::TestFolder folder;
  const Anchors anchors(folder.path() / "anchors", Anchors::Use::lookedAt);
  EXPECT_TRUE(anchors.trusts().empty());
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "anchors"));
}

TEST(AnchorFile, ThatIsDamagedIsRefused) {
  const refocus::testing::TestFolder folder;
  const auto file = folder.path() / "anchors";
  const auto trust = TrustId::make(Instant::parse("2026-03-02T09:00:00.000Z"), systemRandom());
  Anchors anchors(file);
  anchors.set(trust, {7, Bytes(32)});
  std::fstream(file, std::ios::in | std::ios::out) << trust.text() << " x";
  EXPECT_THROW((void)anchors.of(trust), Fault);
  std::filesystem::resize_file(file, 100);
  EXPECT_THROW((void)anchors.trusts(), Fault);
}

TEST_P(Audit, EachTrustHasItsOwnChain) {
  const auto other = TrustId::make(now, random);
  database->write([&](database::Write& write) { makeTrust(write, other); });
  access::Actor stranger = worker;
  stranger.trust = other;
  leave(3);
  book.read(stranger, [](Reading& reading) {
    reading.note("plan-read");
    return 0;
  });
  EXPECT_EQ(verify().entries, 3);
  const auto others =
      database->read([&](database::Read& sql) { return auditPage(sql, keys, other, {}); });
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others.front().number, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Audit,
                         ::testing::Values(database::Engine::sqlite, database::Engine::postgresql));

}  // namespace
}  // namespace refocus::record
