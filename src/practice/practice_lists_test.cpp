// Long lists of this room: the versions of one thing, which are never overwritten and so only grow.
#include <gmock/gmock.h>

#include "people/people_pages_world.hpp"
#include "practice/practice_routes.hpp"
#include "practice/practice_store.hpp"
#include "practice/test_support.hpp"

namespace refocus::practice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PracticeLists : public people::PeoplePagesWorld {
 protected:
  PracticeLists() { add(practiceRoutes({shippedGuide(), risk_, directory})); }

  /// A thing with so many versions: the value that `make(version)` says.
  template <class Make>
  std::string madeTimes(std::int64_t versions, const Make& make) {
    onCaseload(jo, north);
    return book.write(worker, [&](record::Writing& writing) {
      const auto record =
          writing.open(jo, access::Permission::writeRecord, "strengths-recorded").value();
      const ThingId thing = practice::add(writing, record, make(1)).thing;
      for (std::int64_t version = 2; version <= versions; ++version) {
        EXPECT_TRUE(save(writing, record, thing, version - 1, make(version)));
      }
      return thing.text();
    });
  }

  void expectTwoPages(const std::string& address) {
    EXPECT_THAT(text(get(worker, address)),
                AllOf(HasSubstr("Version 21<"), HasSubstr("Draft 21"), HasSubstr("Version 2<"),
                      Not(HasSubstr("Version 1<")), HasSubstr("Next page")));
    EXPECT_THAT(text(get(worker, address + "?page=2")),
                AllOf(HasSubstr("Version 1<"), HasSubstr("Draft 1<"), Not(HasSubstr("Version 2<")),
                      HasSubstr("Previous page"), Not(HasSubstr("Next page"))));
  }

 private:
  RiskGuide risk_ = loadRiskGuide("guides/risk.toml");
};

std::string draft(std::int64_t version) { return "Draft " + std::to_string(version); }

TEST_P(PracticeLists, TheVersionsOfAStrengthArePaged) {
  const std::string strength = madeTimes(21, [](std::int64_t version) {
    return Strength{.area = shippedGuide().areas.front().ref(), .words = draft(version)};
  });
  expectTwoPages(pathOf(jo, "/strength/" + strength + "/history"));
}

TEST_P(PracticeLists, TheVersionsOfAnActionArePaged) {
  const std::string action = madeTimes(
      21, [](std::int64_t version) { return Action{.focus = "Walking", .words = draft(version)}; });
  expectTwoPages(pathOf(jo, "/action/" + action + "/history"));
}

INSTANTIATE_TEST_SUITE_P(Databases, PracticeLists, ::testing::ValuesIn(people::peopleEngines()));

}  // namespace
}  // namespace refocus::practice
