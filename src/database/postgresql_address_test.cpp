#include "database/postgresql_address.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/fault.hpp"

namespace refocus::database {
namespace {

std::string refusal(const std::string& target) {
  try {
    requireTls(target);
  } catch (const Fault& fault) {
    EXPECT_EQ(fault.code(), FaultCode::configuration);
    return fault.what();
  }
  return {};
}

TEST(PostgresqlAddress, OnThisMachineNeedsNoTls) {
  for (const std::string target :
       {"postgresql:///refocus", "postgresql://refocus@localhost/refocus",
        "postgresql://refocus@127.0.0.1:5432/refocus", "postgresql://refocus@[::1]/refocus",
        "postgresql://%2Fvar%2Frun%2Fpostgresql/refocus", "postgresql:///refocus?host=/tmp",
        "postgresql://db.example.org/refocus?hostaddr=127.0.0.1"}) {
    EXPECT_EQ(refusal(target), "") << target;
  }
}

TEST(PostgresqlAddress, ElsewhereWithoutTlsIsRefusedWithWhatToAdd) {
  for (const std::string target :
       {"postgresql://refocus:secret@db.example.org/refocus", "postgresql://10.0.0.7/refocus",
        "postgresql://db.example.org/refocus?sslmode=prefer",
        "postgresql://db.example.org/refocus?sslmode=disable",
        "postgresql://localhost,db.example.org/refocus",
        "postgresql://localhost/refocus?hostaddr=10.0.0.7",
        "postgresql://127.evil.example.org/refocus"}) {
    const std::string why = refusal(target);
    EXPECT_NE(why.find("sslmode=verify-full"), std::string::npos) << target;
    EXPECT_EQ(why.find("secret"), std::string::npos);
  }
}

TEST(PostgresqlAddress, ElsewhereWithTlsIsTaken) {
  for (const std::string mode : {"require", "verify-ca", "verify-full"}) {
    EXPECT_EQ(refusal("postgresql://db.example.org/refocus?sslmode=" + mode), "") << mode;
  }
}

TEST(PostgresqlAddress, ThatLeavesTheHostToTheEnvironmentIsHeldToThatHost) {
  ::setenv("PGHOST", "db.example.org", 1);
  EXPECT_NE(refusal("postgresql:///refocus"), "");
  ::setenv("PGSSLMODE", "verify-full", 1);
  EXPECT_EQ(refusal("postgresql:///refocus"), "");
  ::unsetenv("PGHOST");
  ::unsetenv("PGSSLMODE");
}

}  // namespace
}  // namespace refocus::database
