#include "database/sql_text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

#include "base/fault.hpp"

namespace refocus::database {
namespace {

FaultCode refusalOf(std::string_view sql) {
  try {
    static_cast<void>(countParameters(sql));
  } catch (const Fault& fault) {
    return fault.code();
  }
  ADD_FAILURE() << "was not refused: " << sql;
  return FaultCode::busy;
}

TEST(SqlText, CountsParametersOutsideQuotesAndComments) {
  EXPECT_EQ(countParameters("SELECT 1"), 0);
  EXPECT_EQ(countParameters("SELECT $1, $2 FROM t WHERE a = $1"), 2);
  EXPECT_EQ(countParameters("SELECT '$3', \"$4\", $1 -- $5\n/* $6 */"), 1);
  EXPECT_EQ(countParameters("SELECT 'it''s $2', $1;"), 1);
}

TEST(SqlText, RefusesWhatTheDatabasesReadDifferently) {
  for (const auto* sql :
       {"SELECT $1::text", "SELECT '1'::int", "SELECT ?", "SELECT :name", "SELECT @name",
        "SELECT $name", "SELECT $$text$$", "SELECT $1a", "SELECT $1$2", "SELECT a$1",
        "SELECT 1 /* a /* b */ */", "SELECT X'00'", "SELECT E'a'", "SELECT 'open", "SELECT /* open",
        "SELECT $0", "SELECT $1000"}) {
    EXPECT_EQ(refusalOf(sql), FaultCode::internal) << sql;
  }
}

TEST(SqlText, RefusesGapsInTheNumbersAndSecondStatements) {
  EXPECT_EQ(refusalOf("SELECT $2"), FaultCode::internal);
  EXPECT_EQ(refusalOf("SELECT $1, $3"), FaultCode::internal);
  EXPECT_EQ(refusalOf("SELECT 1; SELECT 2"), FaultCode::internal);
  EXPECT_EQ(refusalOf("  -- nothing\n"), FaultCode::internal);
}

TEST(SqlText, RefusesTransactionControlInEitherCase) {
  for (const auto* sql : {"BEGIN", "commit", "/* x */ Rollback", "SAVEPOINT a", "RELEASE a", "END",
                          "START TRANSACTION", "abort"}) {
    EXPECT_EQ(refusalOf(sql), FaultCode::internal) << sql;
  }
}

TEST(SqlText, DividesAScriptOnlyAtItsOwnSemicolons) {
  const auto parts = splitScript(
      "-- first; not here\nCREATE TABLE a (b TEXT DEFAULT ';');\n;\n"
      "INSERT INTO a VALUES ('x') /* ; */;  ");
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0], "CREATE TABLE a (b TEXT DEFAULT ';')");
  EXPECT_EQ(parts[1], "INSERT INTO a VALUES ('x') /* ; */");
  EXPECT_THROW(static_cast<void>(splitScript("SELECT 1; COMMIT")), Fault);
  EXPECT_THROW(static_cast<void>(splitScript("SELECT $1")), Fault);
}

TEST(SqlText, RefusesSurplusAndMissingParameters) {
  const std::array<Param, 2> two{Param(1), Param(2)};
  EXPECT_NO_THROW(checkParams(2, two, "SELECT $1, $2"));
  EXPECT_THROW(checkParams(1, two, "SELECT $1"), Fault);
  EXPECT_THROW(checkParams(3, two, "SELECT $1, $2, $3"), Fault);
}

TEST(SqlText, MessagesNeverHoldAParametersValue) {
  const std::string words("private\0words", 13);
  const std::array<Param, 1> params{Param(words)};
  try {
    checkParams(1, params, "INSERT INTO note (words) VALUES ($1)");
    FAIL() << "text with a zero byte was not refused";
  } catch (const Fault& fault) {
    const std::string what = fault.what();
    EXPECT_EQ(what.find("private"), std::string::npos) << what;
    EXPECT_NE(what.find("$1"), std::string::npos) << what;
    EXPECT_NE(what.find("INSERT INTO note"), std::string::npos) << what;
  }
}

}  // namespace
}  // namespace refocus::database
