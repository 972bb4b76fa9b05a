// What is PostgreSQL's own: a server that can be lost, and that can be set up wrongly.
#include <gtest/gtest.h>

#include <array>

#include "contract/contract.hpp"
#include "database/postgresql_fault.hpp"
#include "database/postgresql_value.hpp"

namespace refocus::database {
namespace {

using refocus::testing::runOnPostgresqlServer;
using refocus::testing::TestDatabase;

class PostgresqlServer : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = std::make_unique<TestDatabase>(Engine::postgresql);
    database_ = home_->open();
    database_->runScript("CREATE TABLE entry (id BIGINT PRIMARY KEY)");
  }
  [[nodiscard]] Database& database() { return *database_; }
  [[nodiscard]] const TestDatabase& home() const { return *home_; }

  /// Ends every connection to the database under test, as a restarted server does.
  void loseConnections() const {
    runOnPostgresqlServer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + home_->name() +
        "'");
  }
  static void add(Write& writing, int id) {
    writing.run("INSERT INTO entry (id) VALUES ($1)", {id});
  }
  std::int64_t count() {
    return database().read(
        [](Read& read) { return read.number("SELECT count(*) FROM entry", {}); });
  }

 private:
  std::unique_ptr<TestDatabase> home_;
  std::unique_ptr<Database> database_;
};

TEST_F(PostgresqlServer, LostBetweenTransactionsIsNotNoticed) {
  for (int i = 1; i <= 3; ++i) {
    loseConnections();
    database().write([&](Write& writing) { add(writing, i); });
    EXPECT_EQ(count(), i);
    loseConnections();
    EXPECT_EQ(count(), i);
  }
}

TEST_F(PostgresqlServer, LostDuringAWriteUndoesItAndTheNextWorks) {
  EXPECT_EQ(faultOf([&] {
              database().write([&](Write& writing) {
                add(writing, 1);
                loseConnections();
                add(writing, 2);
              });
            }),
            FaultCode::unavailable);
  database().write([](Write& writing) { add(writing, 3); });
  EXPECT_EQ(count(), 1);
}

TEST_F(PostgresqlServer, LostDuringAReadEndsItAndTheNextWorks) {
  EXPECT_EQ(faultOf([&] {
              database().read([&](Read& read) {
                static_cast<void>(read.number("SELECT count(*) FROM entry", {}));
                loseConnections();
                static_cast<void>(read.number("SELECT count(*) FROM entry", {}));
              });
            }),
            FaultCode::unavailable);
  EXPECT_EQ(count(), 0);
}

TEST_F(PostgresqlServer, LostAtTheCommitLeavesTheOutcomeOpenAndSaysSo) {
  std::string message;
  EXPECT_EQ(faultOf(
                [&] {
                  database().write([&](Write& writing) {
                    add(writing, 1);
                    loseConnections();
                  });
                },
                &message),
            FaultCode::unavailable);
  EXPECT_NE(message.find("may or may not"), std::string::npos) << message;
  database().write([](Write& writing) { add(writing, 2); });
}

TEST_F(PostgresqlServer, LostWithSeveralJobsInABatchFailsThemAllButOnlyThatBatch) {
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(faultOf([&] {
      database().write([&](Write& writing) {
        add(writing, 1);
        loseConnections();
        add(writing, 2);
      });
    }));
    database().write([&](Write& writing) { add(writing, 10 + round); });
  }
  EXPECT_EQ(count(), 3);
}

TEST_F(PostgresqlServer, ThatSortsOtherwiseThanByBytesIsRefused) {
  for (const auto* options :
       {"TEMPLATE template0 LOCALE 'C.UTF-8'", "TEMPLATE template0 ENCODING 'SQL_ASCII'"}) {
    const TestDatabase other(Engine::postgresql, options);
    std::string message;
    EXPECT_EQ(faultOf([&] { static_cast<void>(other.open()); }, &message),
              FaultCode::configuration);
    EXPECT_NE(message.find("LOCALE 'C'"), std::string::npos) << message;
  }
}

TEST_F(PostgresqlServer, ThatIsNotThereIsUnavailableAndAWrongAddressABadSetting) {
  const auto openFault = [](const std::string& target, std::string* message) {
    return faultOf([&] { static_cast<void>(Database::open({.target = target})); }, message);
  };
  std::string message;
  EXPECT_EQ(openFault("postgresql://u:hidden@127.0.0.1:1/none", &message), FaultCode::unavailable);
  EXPECT_EQ(message.find("hidden"), std::string::npos) << message;
  EXPECT_EQ(openFault("postgresql://u:hidden@127.0.0.1:port/none", &message),
            FaultCode::configuration);
  EXPECT_EQ(message.find("hidden"), std::string::npos) << message;
  EXPECT_EQ(openFault("postgresql://[u:hidden", &message), FaultCode::configuration);
  EXPECT_EQ(message.find("hidden"), std::string::npos) << message;
  EXPECT_EQ(openFault(home().target() + "_absent", &message), FaultCode::configuration);
}

TEST_F(PostgresqlServer, OnlyChangesOfTheSchemaMakeReadersPrepareAnew) {
  database().write([](Write& writing) { add(writing, 1); });
  const auto columns = [&] {
    return database().read([](Read& read) {
      return read.first("SELECT * FROM entry", {}, [](const Row& row) { return row.isNull(1); });
    });
  };
  database().runScript("ALTER TABLE entry ADD COLUMN words TEXT");
  EXPECT_EQ(columns(), true);
  database().runScript(
      "ALTER TABLE entry DROP COLUMN words; ALTER TABLE entry ADD COLUMN n BIGINT");
  EXPECT_EQ(columns(), true);
}

TEST(PostgresqlStates, EachMeansOneKindOfFault) {
  using enum FaultCode;
  EXPECT_EQ(postgresqlFaultCode("23505"), duplicate);
  EXPECT_EQ(postgresqlFaultCode("23503"), brokenReference);
  EXPECT_EQ(postgresqlFaultCode("23502"), invalid);
  EXPECT_EQ(postgresqlFaultCode("23514"), invalid);
  EXPECT_EQ(postgresqlFaultCode("22003"), invalid);
  EXPECT_EQ(postgresqlFaultCode("40001"), retry);
  EXPECT_EQ(postgresqlFaultCode("40P01"), retry);
  EXPECT_EQ(postgresqlFaultCode("53100"), diskFull);
  EXPECT_EQ(postgresqlFaultCode("53300"), busy);
  EXPECT_EQ(postgresqlFaultCode("57014"), busy);
  EXPECT_EQ(postgresqlFaultCode("57P01"), unavailable);
  EXPECT_EQ(postgresqlFaultCode("08006"), unavailable);
  EXPECT_EQ(postgresqlFaultCode("58030"), unavailable);
  EXPECT_EQ(postgresqlFaultCode(""), unavailable);
  EXPECT_EQ(postgresqlFaultCode("25006"), readOnly);
  EXPECT_EQ(postgresqlFaultCode("XX001"), corrupt);
  EXPECT_EQ(postgresqlFaultCode("54000"), tooLarge);
  EXPECT_EQ(postgresqlFaultCode("28P01"), configuration);
  EXPECT_EQ(postgresqlFaultCode("42601"), internal);
}

TEST(PostgresqlNumeric, IsReadAsItsDecimalText) {
  const auto text = [](std::initializer_list<std::uint16_t> words) {
    std::string binary;
    for (const auto word : words) {
      binary += static_cast<char>(word >> 8);
      binary += static_cast<char>(word & 0xff);
    }
    return decimalText(binary);
  };
  EXPECT_EQ(text({0, 0, 0, 0}), "0");
  EXPECT_EQ(text({1, 0, 0, 0, 7}), "7");
  EXPECT_EQ(text({1, 1, 0x4000, 0, 12}), "-120000");
  EXPECT_EQ(text({2, 1, 0, 0, 12, 34}), "120034");
  EXPECT_EQ(text({2, 0, 0, 2, 3, 1400}), "3.14");
  EXPECT_EQ(text({1, 0xFFFF, 0, 6, 50}), "0.005");
  EXPECT_EQ(text({1, 0xFFFE, 0x4000, 8, 5}), "-0.00000005");
  EXPECT_EQ(text({2, 0, 0, 4, 3, 0}), "3");
}

}  // namespace
}  // namespace refocus::database
