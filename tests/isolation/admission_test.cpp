// Bodies that are not small, before their first byte: the gate takes them from whoever is signed in
// and may send them, and from nobody else more than a form that signing in can keep.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "isolation/service.hpp"
#include "isolation/trust.hpp"
#include "people/sign_in_rescue.hpp"
#include "site/route.hpp"

namespace refocus::isolation {
namespace {

using access::Permission;
using http::BodyKind;
using http::Method;

constexpr std::size_t kStandard = std::size_t{1024} * 1024;
constexpr std::uint64_t kLarge = std::uint64_t{65} * 1024 * 1024;

class Admission : public ::testing::Test {
 protected:
  [[nodiscard]] const Trust& trust() const { return service_.trust(0); }

  /// Each route that takes forms of those who are signed in, with a path of the trust's own.
  template <class Work>
  void forEachForm(const Work& work) {
    for (const site::Route& route : service_.gate().routes()) {
      if (route.method != Method::post || route.permission == Permission::anyone) continue;
      std::string path = route.path;
      for (auto at = path.find('{'); at != std::string::npos; at = path.find('{', at)) {
        const auto end = path.find('}', at);
        const auto known = trust().names.find(path.substr(at + 1, end - at - 1));
        path.replace(at, end - at + 1, known == trust().names.end() ? "one" : known->second);
      }
      SCOPED_TRACE(path);
      work(route, path);
    }
  }
  [[nodiscard]] http::BodyVerdict verdict(const Visitor& visitor, const std::string& path,
                                          std::optional<std::uint64_t> announced) const {
    http::Request head = requestOf(visitor, Method::post, path, {});
    head.body.clear();
    return service_.gate().admit(head, announced, kStandard);
  }
  [[nodiscard]] static int statusOf(const http::BodyVerdict& verdict) {
    return verdict.instead ? verdict.instead->status : 0;
  }

  Service service_{database::Engine::sqlite};
};

TEST_F(Admission, OfWhoMaySendItIsAsMuchAsTheRouteTakes) {
  forEachForm([&](const site::Route& route, const std::string& path) {
    const bool isUpload = route.bodyLimit > kStandard;
    const auto taken = verdict(trust().rightful(route.permission), path, kStandard);
    EXPECT_EQ(statusOf(taken), 0);
    EXPECT_EQ(taken.mostBytes, route.bodyLimit == 0 ? kStandard : route.bodyLimit);
    EXPECT_EQ(taken.kind, isUpload ? BodyKind::upload : BodyKind::form);
  });
}

TEST_F(Admission, OfStrangersIsNoMoreThanSigningInCanKeep) {
  const Picture before = service_.picture();
  forEachForm([&](const site::Route& route, const std::string& path) {
    EXPECT_EQ(statusOf(verdict({}, path, kLarge)), 401);
    if (route.bodyLimit > kStandard) {
      EXPECT_EQ(statusOf(verdict({}, path, std::nullopt)), 401) << "an upload of any length";
      return;
    }
    const auto form = verdict({}, path, people::kMostKeptBytes);
    EXPECT_EQ(statusOf(form), 0);
    EXPECT_EQ(form.mostBytes, people::kMostKeptBytes);
    EXPECT_EQ(form.kind, BodyKind::stranger);
  });
  EXPECT_EQ(before, service_.picture());
}

TEST_F(Admission, IsRefusedToWhoLacksThePermission) {
  int refused = 0;
  forEachForm([&](const site::Route& route, const std::string& path) {
    for (const Visitor& visitor : trust().visitors) {
      if (access::holds(visitor.role.value_or(access::Role::worker), route.permission)) continue;
      EXPECT_EQ(statusOf(verdict(visitor, path, kLarge)), 403) << visitor.name;
      ++refused;
    }
  });
  EXPECT_GT(refused, 0);
}

TEST_F(Admission, LeadsWhoWasSignedOutBackToThePageOfTheForm) {
  const auto refused = verdict({}, "/admin/import", kLarge);
  ASSERT_TRUE(refused.instead);
  EXPECT_NE(refused.instead->bodyText().find("name=\"return\" value=\"/admin/import\""),
            std::string_view::npos);
}

TEST_F(Admission, LeadsNobodyToWhatAnotherWasAt) {
  int tried = 0;
  forEachForm([&](const site::Route& route, const std::string& path) {
    if (route.path.find('{') == std::string::npos) return;
    const auto refused = verdict({}, path, kLarge);
    ASSERT_TRUE(refused.instead);
    EXPECT_EQ(refused.instead->bodyText().find("value=\"" + path), std::string_view::npos);
    EXPECT_NE(refused.instead->bodyText().find("name=\"return\" value=\"/\""),
              std::string_view::npos);
    ++tried;
  });
  EXPECT_GT(tried, 20);
}

TEST_F(Admission, IsNoneWhereThereIsNoPage) {
  EXPECT_EQ(statusOf(verdict(trust().rightful(Permission::signedIn), "/nowhere", kLarge)), 404);
  EXPECT_EQ(statusOf(verdict({}, "/caseload", kLarge)), 405);
}

}  // namespace
}  // namespace refocus::isolation
