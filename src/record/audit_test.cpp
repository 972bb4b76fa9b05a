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
  database->setBatchMember(&forger);
  database->write([&](database::Write&) {
    for (int i = 0; i < 8; ++i) {
      forger.append({.trust = trust,
                     .at = now,
                     .account = "",
                     .action = "forged",
                     .person = "",
                     .subject = "",
                     .reason = ""});
    }
  });
  database->setBatchMember(&trail);
  const ChainReport report = verify();
  EXPECT_EQ(report.broken, 20);
  EXPECT_NE(report.why.find("anchor"), std::string::npos);
}

TEST_P(Audit, AnAnchorThatIsBehindIsAcceptedAsAfterAPowerCut) {
  leave(5);
  const auto file = folder.path() / "anchors";
  std::ifstream in(file);
  const std::string then{std::istreambuf_iterator<char>(in), {}};
  leave(5);
  std::ofstream(file, std::ios::in | std::ios::out) << then;
  EXPECT_EQ(verify().broken, std::nullopt);
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
