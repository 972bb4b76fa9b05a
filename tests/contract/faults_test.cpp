#include <future>

#include "contract/contract.hpp"

namespace refocus::database {
namespace {

class Faults : public Contract {
 protected:
  void SetUp() override {
    Contract::SetUp();
    make(R"(
      CREATE TABLE team (id {int64} PRIMARY KEY, name TEXT NOT NULL UNIQUE,
                         size {int64} CHECK (size > 0)) {strict};
      CREATE TABLE worker (id {int64} PRIMARY KEY, team {int64} NOT NULL REFERENCES team (id)) {strict};
      INSERT INTO team (id, name, size) VALUES (1, 'North', 4);
      INSERT INTO worker (id, team) VALUES (1, 1);
    )");
  }
  std::optional<FaultCode> writeFault(std::string_view sql,
                                      std::initializer_list<Param> params = {}) {
    return faultOf([&] { write(sql, params); }, &message_);
  }
  std::string message_;
};
ON_BOTH_ENGINES(Faults);

TEST_P(Faults, ASecondRowWithAUniqueValueIsADuplicate) {
  EXPECT_EQ(writeFault("INSERT INTO team (id, name, size) VALUES (2, 'North', 4)"),
            FaultCode::duplicate);
  EXPECT_EQ(writeFault("INSERT INTO team (id, name, size) VALUES (1, 'South', 4)"),
            FaultCode::duplicate);
}

TEST_P(Faults, ARowThatNamesNobodyIsABrokenReference) {
  EXPECT_EQ(writeFault("INSERT INTO worker (id, team) VALUES (2, 99)"), FaultCode::brokenReference);
}

TEST_P(Faults, DeletingARowThatOthersNameIsABrokenReference) {
  EXPECT_EQ(writeFault("DELETE FROM team"), FaultCode::brokenReference);
}

TEST_P(Faults, AMissingOrForbiddenValueIsInvalid) {
  EXPECT_EQ(writeFault("INSERT INTO team (id, name, size) VALUES (2, NULL, 4)"),
            FaultCode::invalid);
  EXPECT_EQ(writeFault("INSERT INTO team (id, name, size) VALUES (2, 'South', 0)"),
            FaultCode::invalid);
}

TEST_P(Faults, AValueOfAnotherTypeThanTheColumnsIsRefused) {
  EXPECT_TRUE(writeFault("INSERT INTO team (id, name, size) VALUES ($1, 'South', 4)", {"two"}));
  EXPECT_TRUE(writeFault("INSERT INTO team (id, name, size) VALUES ($1, 'South', 4)", {Bytes{2}}));
  EXPECT_EQ(number("SELECT count(*) FROM team"), 1);
}

TEST_P(Faults, MessagesNameTheTableAndNeverAValue) {
  writeFault("INSERT INTO team (id, name, size) VALUES (2, $1, 4)", {"North"});
  EXPECT_NE(message_.find("team"), std::string::npos) << message_;
  EXPECT_EQ(message_.find("North"), std::string::npos) << message_;
  writeFault("INSERT INTO team (id, name, size) VALUES (2, 'South', $1)", {-7654321});
  EXPECT_EQ(message_.find("7654321"), std::string::npos) << message_;
}

TEST_P(Faults, AReadThatWritesIsRefused) {
  for (const auto* sql :
       {"INSERT INTO team (id, name, size) VALUES (2, 'South', 4)", "UPDATE team SET size = 5",
        "DELETE FROM worker", "CREATE TABLE other (id TEXT)", "DROP TABLE worker"}) {
    EXPECT_EQ(
        faultOf([&] { database().read([&](Read& read) { read.each(sql, {}, [](auto&) {}); }); }),
        FaultCode::readOnly)
        << sql;
  }
  EXPECT_EQ(number("SELECT sum(size) FROM team"), 4);
  EXPECT_EQ(number("SELECT count(*) FROM worker"), 1);
}

TEST_P(Faults, AStatementOverTheTimeLimitIsStoppedAndTheNextWorks) {
  reopen({.statementTimeout = std::chrono::seconds(1)});
  const auto* endless =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
      "SELECT count(*) FROM n";
  EXPECT_EQ(faultOf([&] { number(endless); }), FaultCode::busy);
  EXPECT_EQ(number("SELECT count(*) FROM team"), 1);
  EXPECT_EQ(
      faultOf([&] {
        database().write([&](Write& writing) { static_cast<void>(writing.number(endless, {})); });
      }),
      FaultCode::busy);
  EXPECT_EQ(write("UPDATE team SET size = 5"), 1);
}

TEST_P(Faults, SeveralProgramsWriteAndNoneLosesWhatAnotherDid) {
  constexpr int kEach = 50;
  const auto other = home().open();
  write("UPDATE team SET size = 1");
  const auto countUp = [](Database& database) {
    for (int i = 0; i < kEach; ++i) {
      database.write([](Write& writing) {
        const auto size = writing.number("SELECT size FROM team", {});
        writing.run("UPDATE team SET size = $1", {size + 1});
      });
    }
  };
  auto theirs = std::async(std::launch::async, [&] { countUp(*other); });
  countUp(database());
  theirs.get();
  EXPECT_EQ(number("SELECT size FROM team"), 1 + 2 * kEach);
}

TEST_P(Faults, AProgramThatWaitsTooLongForItsTurnIsBusyAndWritesWhenTheOtherHasDone) {
  reopen({.statementTimeout = std::chrono::seconds(1)});
  const auto other = home().open();
  std::promise<void> holding;
  std::promise<void> letGo;
  auto theirs = std::async(std::launch::async, [&] {
    other->write([&](Write& writing) {
      writing.run("UPDATE team SET size = 7", {});
      holding.set_value();
      letGo.get_future().wait();
    });
  });
  holding.get_future().wait();
  EXPECT_EQ(writeFault("UPDATE team SET size = 8"), FaultCode::busy);
  EXPECT_EQ(number("SELECT size FROM team"), 4);
  letGo.set_value();
  theirs.get();
  EXPECT_EQ(write("UPDATE team SET size = 9 WHERE size = 7"), 1);
}

TEST_P(Faults, OpenedForReadingOnlyItLooksOnWhileTheWriterServes) {
  const auto onlooker = Database::open({.target = home().target(), .readOnly = true});
  write("UPDATE team SET size = 11");
  EXPECT_EQ(onlooker->read([](Read& read) { return read.number("SELECT size FROM team", {}); }),
            11);
  EXPECT_EQ(faultOf([&] { onlooker->write([](Write&) {}); }), FaultCode::readOnly);
  EXPECT_EQ(faultOf([&] { onlooker->runScript("DELETE FROM worker"); }), FaultCode::readOnly);
}

TEST_P(Faults, SettingsThatCannotWorkAreRefused) {
  EXPECT_EQ(faultOf([&] { reopen({.readers = 0}); }), FaultCode::invalid);
  EXPECT_EQ(faultOf([&] { reopen({.batch = 0}); }), FaultCode::invalid);
  EXPECT_EQ(faultOf([&] { reopen({.queue = 0}); }), FaultCode::invalid);
}

}  // namespace
}  // namespace refocus::database
