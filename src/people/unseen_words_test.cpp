// A field that must be filled in is not filled in by what nobody can see.
#include <gmock/gmock.h>

#include "people/people_pages_world.hpp"

namespace refocus::people {
namespace {

using ::testing::HasSubstr;

constexpr auto* kUnseen = "\u200B \u2060\u3164\u2800\u00AD";

class UnseenWords : public PeoplePagesWorld {
 protected:
  /// What comes of a form in which the one field holds nothing that can be seen.
  void expectRefused(const access::Actor& actor, const std::string& address,
                     const std::string& field,
                     std::initializer_list<std::pair<std::string, std::string>> others,
                     const std::string& said) {
    http::Fields sent;
    sent.add(field, kUnseen);
    for (const auto& [name, value] : others) sent.add(name, value);
    const auto answer = ask(actor, http::Method::post, address, sent);
    EXPECT_EQ(answer.status, 422) << address;
    EXPECT_THAT(text(answer), HasSubstr(said)) << address;
  }
};

TEST_P(UnseenWords, AreNoNameAndNoReason) {
  const auto made = [&] {
    return count("SELECT COUNT(*) FROM team") + count("SELECT COUNT(*) FROM worker") +
           count("SELECT COUNT(*) FROM person") + count("SELECT COUNT(*) FROM break_glass");
  };
  const auto before = made();
  expectRefused(admin, "/admin/teams/new", "name", {{"kind", "psychosis"}},
                "Enter the name of the");
  expectRefused(admin, "/admin/teams/" + north.text() + "/change", "name", {}, "Enter the name of");
  expectRefused(admin, "/admin/workers/new", "name", {{"profession", "nurse"}},
                "Enter the worker’s name");
  expectRefused(admin, "/admin/people/new", "family-name", {{"team", north.text()}},
                "Enter a name");
  expectRefused(admin, "/admin/people/" + jo.text() + "/erase", "reason", {{"sure", "yes"}},
                "Enter why the record is erased");
  expectRefused(worker, pathOf(jo, "/break-glass"), "reason", {}, "reason");
  EXPECT_EQ(made(), before);
}

TEST_P(UnseenWords, AreNoNameOfATeamAtTheCommandLineEither) {
  EXPECT_EQ(faultOf([&] { (void)team(kUnseen); }), FaultCode::invalid);
}

INSTANTIATE_TEST_SUITE_P(Databases, UnseenWords, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
