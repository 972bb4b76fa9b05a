#include "isolation/asking.hpp"

namespace refocus::isolation {
namespace {

// What a request of another trust may name: everything the owner's, or one thing the owner's and
// the rest the intruder's own.
struct Attempt {
  std::string which;
  Naming naming;
  bool isRefused;  ///< else the request is right for the intruder, and must merely leak nothing
  bool isWhollyTheOwners;
};

std::vector<Attempt> attemptsOn(const site::Route& route, const Trust& owner, const Trust& other) {
  const auto ids = [](std::set<std::string> names) {
    std::erase_if(names, isShared);
    return names;
  };
  const std::set<std::string> all = namesOf(route);
  std::set<std::string> refusing = ids(namesIn(route.path));
  if (route.method == Method::post) refusing = ids(all);
  std::vector<Attempt> attempts{{.which = "nothing but the other trust's",
                                 .naming = namingOf(all, owner),
                                 .isRefused = !refusing.empty(),
                                 .isWhollyTheOwners = true}};
  for (const std::string& name : ids(all)) {
    Naming mixed = namingOf(all, other);
    mixed[name] = owner.names.at(name);
    attempts.push_back({.which = "the other trust's " + name,
                        .naming = std::move(mixed),
                        .isRefused = refusing.contains(name),
                        .isWhollyTheOwners = false});
  }
  return attempts;
}

TEST_P(Isolation, NothingOfOneTrustIsReadOrWrittenFromAnother) {
  for (const site::Route& route : site::Routes(routes())) {
    if (!isTried(route)) continue;
    SCOPED_TRACE(keyOf(route));
    prepare(route);
    Picture before = service().picture();
    for (const Visitor& intruder : other().visitors) {
      if (!mayAsk(intruder, route)) continue;  // refused at the gate: the next test
      for (const Attempt& attempt : attemptsOn(route, owner(), other())) {
        SCOPED_TRACE(
            fmt::format("the intruder is a {} and names {}", intruder.name, attempt.which));
        const http::Response response = ask(intruder, route, attempt.naming);
        expectNoLeak(response, attempt.naming);
        if (attempt.isRefused) EXPECT_GE(response.status, 400) << shortened(response.bodyText());
        Picture after = service().picture();
        if (before != after) {
          EXPECT_EQ(of(owner(), before), of(owner(), after));
          // On the way the intruder's own record may have been opened, or refused: that is audited.
          EXPECT_FALSE(attempt.isRefused && attempt.isWhollyTheOwners);
          EXPECT_TRUE(!attempt.isRefused || withoutAudit(before) == withoutAudit(after));
        }
        before = std::move(after);
      }
    }
    expectAnswered(route);
    if (route.method == Method::post) service().beginAnew();
  }
}

// Whether an address has an account in another trust is nothing that an administrator learns by
// trying to give it one: the answer is, but for what is random, that to an address nobody has.
TEST_P(Isolation, AnAddressOfAnotherTrustIsTakenAsAnyOther) {
  const Visitor& administrator = other().rightful(Permission::manageAccounts);
  const auto answerTo = [&](const std::string& email) {
    http::Fields fields;
    fields.add("name", "New Colleague");
    fields.add("email", email);
    fields.add("second-factor", "off");
    fields.add("current-password", std::string(kPassword));
    const Picture before = service().picture();
    const http::Response response = http::settled(service().gate().answer(
        requestOf(administrator, Method::post, "/admin/accounts/new", fields)));
    EXPECT_EQ(of(owner(), before), of(owner(), service().picture()));
    EXPECT_EQ(service().picture().at("account").size(), before.at("account").size() + 1);
    return std::pair(response.status, response.bodyText().size());
  };
  const std::string theirs = "worker@" + owner().canary + ".example.org";
  // The pages show the addresses: two of one length.
  const std::string at = "@example.org";
  const std::string nobodys = std::string(theirs.size() - at.size(), 'n') + at;
  EXPECT_EQ(answerTo(theirs), answerTo(nobodys));
}

// What no grant allows is denied: each route, asked for by each role that does not hold its
// permission, about the role's own trust.
TEST_P(Isolation, WhoLacksThePermissionIsRefusedAndNothingChanges) {
  for (const site::Route& route : site::Routes(routes())) {
    if (!isTried(route)) continue;
    SCOPED_TRACE(keyOf(route));
    prepare(route);
    const Naming naming = namingOf(namesOf(route), owner());
    const Picture before = service().picture();
    for (const Visitor& visitor : owner().visitors) {
      if (mayAsk(visitor, route)) continue;
      EXPECT_EQ(ask(visitor, route, naming).status, 403) << visitor.name;
    }
    const http::Response toNobody = ask(Visitor{}, route, naming);
    EXPECT_TRUE(toNobody.status == 303 || toNobody.status == 401) << toNobody.status;
    EXPECT_EQ(before, service().picture());
  }
}

// A colleague of another team is offered to break the glass; the attempt is in the audit trail, and
// nothing else of it is anywhere.
TEST_P(Isolation, AnotherTeamsWorkerIsOfferedBreakGlassAndTheAttemptIsAudited) {
  const auto& far = *std::ranges::find(owner().visitors, "far", &Visitor::name);
  for (const site::Route& route : site::Routes(routes())) {
    const bool opensARecord =
        route.permission == Permission::readRecord || route.permission == Permission::writeRecord;
    if (!opensARecord) continue;
    SCOPED_TRACE(keyOf(route));
    const Picture before = service().picture();
    const http::Response response = ask(far, route, namingOf(namesOf(route), owner()));
    const Picture after = service().picture();
    EXPECT_EQ(response.status, 403);
    EXPECT_EQ(response.bodyText().find("loves the sea"), std::string_view::npos);
    EXPECT_EQ(withoutAudit(before), withoutAudit(after));
    EXPECT_EQ(before.at("audit_entry").size() + 1, after.at("audit_entry").size());
  }
}

// Whoever adds a page that needs no sign-in says so here, too.
TEST_P(Isolation, ThesePagesAndNoOthersAreForAnyone) {
  std::set<std::string> open;
  for (const site::Route& route : routes()) {
    if (!isTried(route)) open.insert(keyOf(route));
  }
  EXPECT_EQ(open, (std::set<std::string>{
                      "GET /assets/{name...}", "GET /health", "GET /link/{token}", "GET /sign-in",
                      "GET /sign-in/code", "GET /sign-in/recovery-code", "GET /sign-in/trust",
                      "POST /link/{token}", "POST /sign-in", "POST /sign-in/code",
                      "POST /sign-in/recovery-code", "POST /sign-in/trust"}));
}

INSTANTIATE_TEST_SUITE_P(Engines, Isolation,
                         ::testing::Values(database::Engine::sqlite, database::Engine::postgresql),
                         engineName);

}  // namespace
}  // namespace refocus::isolation
