#include "people/caseload_row.hpp"

#include <gtest/gtest.h>

namespace refocus::people {
namespace {

struct Known {
  std::string given = "Ann";
  std::string family = "Lee";
};

CaseloadRow row(const Known& known) {
  CaseloadRow made;
  made.givenNames = known.given;
  made.familyName = known.family;
  return made;
}

TEST(CaseloadRow, SaysTheFullNameFromWhatThereIs) {
  EXPECT_EQ(row({}).fullName(), "Ann Lee");
  EXPECT_EQ(row({.given = ""}).fullName(), "Lee");
  EXPECT_EQ(row({.family = ""}).fullName(), "Ann");
  auto called = row({.given = "", .family = ""});
  EXPECT_FALSE(called.hasName());
  called.preferredName = "Annie";
  EXPECT_EQ(called.fullName(), "Annie");
  EXPECT_TRUE(called.hasName());
}

}  // namespace
}  // namespace refocus::people
