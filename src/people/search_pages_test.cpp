#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/people_pages_world.hpp"
#include "site/search.hpp"

namespace refocus::people {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class SearchPages : public PeoplePagesWorld {
 protected:
  SearchPages() {
    add({{http::Method::post, "/search", access::Permission::signedIn, site::takeSearch,
          "search"}});
    onCaseload(jo, north);
    onCaseload(sam, north);
  }

  static http::Fields fieldsOf(const std::string& where, const std::string& words) {
    http::Fields fields;
    fields.add("list", where);
    fields.add("q", words);
    return fields;
  }

  std::string searched(const access::Actor& actor, const std::string& where,
                       const std::string& words) {
    return std::string(ask(actor, http::Method::post, "/search", fieldsOf(where, words))
                           .headers.find("Location")
                           .value_or(""));
  }

  PersonId sam = person({.familyName = "Okoro", .givenNames = "Sam"});
  std::string list = "/caseload?team=" + north.text();
};

TEST_P(SearchPages, KeepWhatIsTypedOutOfTheAddressAndFindIt) {
  const std::string address = searched(worker, list, "999 000 0018");
  EXPECT_THAT(address, AllOf(StartsWith(list + "&s="), Not(HasSubstr("0018"))));
  EXPECT_THAT(text(get(worker, address)),
              AllOf(HasSubstr("Jo Pinto"), Not(HasSubstr("Okoro")), HasSubstr("999 000 0018")));
}

TEST_P(SearchPages, ShowNobodyElseWhatWasTyped) {
  const std::string address = searched(worker, list, "pinto");
  const access::Actor colleague = staff(account("bo@example.org"), {north});
  EXPECT_THAT(text(get(colleague, address)),
              AllOf(HasSubstr("Jo Pinto"), HasSubstr("Okoro"), Not(HasSubstr("value=\"pinto"))));
  std::string changed = address;
  changed.back() = changed.back() == 'A' ? 'B' : 'A';
  EXPECT_THAT(text(get(worker, changed)), HasSubstr("Okoro"));
}

TEST_P(SearchPages, LeadToNoOtherSite) {
  for (const auto* elsewhere : {"https://elsewhere.example/", "//elsewhere.example", ""}) {
    EXPECT_EQ(ask(worker, http::Method::post, "/search", fieldsOf(elsewhere, "jo")).status, 400)
        << elsewhere;
  }
}

TEST_P(SearchPages, ForNothingOrTooMuchLeadToTheWholeList) {
  EXPECT_EQ(searched(worker, list, ""), list);
  EXPECT_EQ(searched(worker, list, std::string(5000, 'x')), list);
}

INSTANTIATE_TEST_SUITE_P(Databases, SearchPages, ::testing::ValuesIn(peopleEngines()));

}  // namespace
}  // namespace refocus::people
