#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>

#include "http/hold.hpp"
#include "isolation/forms.hpp"
#include "isolation/service.hpp"
#include "isolation/trust.hpp"
#include "people/account_store.hpp"
#include "people/session.hpp"
#include "people/totp.hpp"
#include "site/route.hpp"

namespace refocus::isolation {
namespace {

using access::Permission;
using access::Role;
using http::Method;

std::string keyOf(const site::Route& route) {
  return fmt::format("{} {}", http::nameOf(route.method), route.path);
}

Sent sentToRoute(const site::Route& route) {
  const auto found = sentTo().find(keyOf(route));
  if (found != sentTo().end()) return found->second;
  if (route.method == Method::post) {
    ADD_FAILURE() << keyOf(route) << " is not tried: say in forms.cpp what its form sends";
  }
  return {};
}

// The names in braces of a text: "/people/{person}/plan" has one.
std::set<std::string> namesIn(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    names.emplace(text.substr(at + 1, text.find('}', at) - at - 1));
  }
  return names;
}

/// What stands for each name in one request.
using Naming = std::map<std::string, std::string, std::less<>>;

std::string filled(std::string text, const Naming& naming) {
  for (const auto& [name, value] : naming) {
    const std::string mark = "{" + name + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

// Names that stand for nothing of a trust: a part of the guide, what an account's owner types.
bool isShared(const std::string& name) {
  return name == "area" || name == "password" || name == "code" || name == "own-code";
}

/// The names that a right request to the route has, in path, query and form.
std::set<std::string> namesOf(const site::Route& route) {
  std::set<std::string> names = namesIn(route.path);
  const Sent sent = sentToRoute(route);
  names.merge(namesIn(sent.query));
  for (const auto& [field, value] : sent.fields) {
    names.merge(namesIn(field));
    names.merge(namesIn(value));
  }
  return names;
}

Naming namingOf(const std::set<std::string>& names, const Trust& trust) {
  Naming naming;
  for (const std::string& name : names) {
    const auto found = trust.names.find(name);
    if (found != trust.names.end()) naming[name] = found->second;
  }
  return naming;
}

bool mayAsk(const Visitor& visitor, const site::Route& route) {
  return access::holds(visitor.role.value_or(Role::worker), route.permission);
}

bool isTried(const site::Route& route) { return route.permission != Permission::anyone; }

std::string shortened(std::string_view body) { return std::string(body.substr(0, 4000)); }

class Isolation : public ::testing::TestWithParam<database::Engine> {
 protected:
  [[nodiscard]] const site::Routes& routes() const { return service_->gate().routes(); }
  [[nodiscard]] const Trust& owner() const { return service_->trust(0); }
  [[nodiscard]] const Trust& other() const { return service_->trust(1); }
  Service& service() { return *service_; }

  void SetUp() override { service_ = std::make_unique<Service>(GetParam()); }

  http::Response ask(const Visitor& visitor, const site::Route& route, const Naming& naming) {
    const Sent sent = sentToRoute(route);
    std::string target = filled(route.path, naming);
    if (!sent.query.empty()) target += "?" + filled(sent.query, naming);
    http::Fields fields;
    for (const auto& [field, value] : sent.fields) {
      fields.add(filled(field, naming), filled(value, naming));
    }
    http::Request request = requestOf(visitor, route.method, target, fields);
    if (!sent.file.empty()) makeMultipart(request, fields, visitor, sent.file);
    return http::settled(service_->gate().answer(request));
  }

  /// The control: the same request from whom it is for is answered, and does something.
  void expectAnswered(const site::Route& route) {
    const Picture before = service().picture();
    const http::Response answered =
        ask(owner().rightful(route.permission), route, namingOf(namesOf(route), owner()));
    EXPECT_LT(answered.status, 400) << shortened(answered.bodyText());
    if (route.method == Method::post) {
      EXPECT_NE(before, service().picture()) << "the control changed nothing";
    } else if (route.path != "/") {
      EXPECT_EQ(answered.status, 200);
    }
  }

  /// No word of the owner's, and no id of theirs that the request did not name itself.
  void expectNoLeak(const http::Response& response, const Naming& named) {
    const std::string_view body = response.bodyText();
    EXPECT_EQ(body.find(owner().canary), std::string_view::npos) << shortened(body);
    for (const auto& [name, value] : owner().names) {
      const auto asked = named.find(name);
      const bool isOwnAnswer = isShared(name) || (asked != named.end() && asked->second == value);
      if (!isOwnAnswer) EXPECT_EQ(body.find(value), std::string_view::npos) << name;
    }
  }

  static Picture of(const Trust& trust, const Picture& picture) {
    Picture own;
    for (const auto& [table, rows] : picture) {
      for (const Row& row : rows) {
        if (row.trust == trust.id.text()) own[table].push_back(row);
      }
    }
    return own;
  }
  static Picture withoutAudit(Picture picture) {
    picture.erase("audit_entry");
    picture.erase("audit_head");
    return picture;
  }

  /// What a route needs that only another page can give: an uploaded file, a secret to prove.
  void prepare(const site::Route& route) {
    for (std::size_t which : {0U, 1U}) {
      Trust& trust = service_->trust(which);
      trust.names["password"] = kPassword;
      if (namesIn(route.path).contains("upload")) upload(trust);
      if (namesOf(route).contains("code")) startSecondFactor(trust);
      if (route.path == "/account/recovery-codes") setUpSecondFactor(trust);
    }
  }

 private:
  static void makeMultipart(http::Request& request, const http::Fields& fields,
                            const Visitor& visitor, const std::string& file) {
    const auto part = [](std::string_view disposition, std::string_view content) {
      return fmt::format("--edge\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", disposition,
                         content);
    };
    std::string body = part("name=\"csrf\"", visitor.csrf) +
                       part("name=\"files\"; filename=\"caseload.csv\"", file);
    for (const http::Field& field : fields) {
      body += part(fmt::format("name=\"{}\"", field.name), field.value);
    }
    request.body = body + "--edge--\r\n";
    request.headers.set("Content-Type", "multipart/form-data; boundary=edge");
  }

  const site::Route& routeTo(std::string_view key) const {
    for (const site::Route& route : routes()) {
      if (keyOf(route) == key) return route;
    }
    throw std::runtime_error("no route " + std::string(key));
  }

  void upload(Trust& trust) {
    const auto response =
        ask(trust.rightful(Permission::importCaseload), routeTo("POST /admin/import"), trust.names);
    const auto to = response.headers.find("Location");
    ASSERT_TRUE(to) << response.bodyText();
    trust.names["upload"] = std::string(to->substr(to->rfind('/') + 1));
  }

  void startSecondFactor(Trust& trust) {
    const Visitor& visitor = trust.rightful(Permission::signedIn);
    ASSERT_EQ(ask(visitor, routeTo("POST /account/second-factor/start"), trust.names).status, 303);
    const auto& parts = service_->book().parts();
    const auto live = parts.database.read([&](database::Read& read) {
      return people::readSession(read, parts.keys, visitor.token, theMoment(), {});
    });
    trust.names["code"] =
        people::codeAt(live.value().newSecret.value(), people::timeStepOf(theMoment()));
  }

  // For whoever may make recovery codes: everybody with an account, so the first.
  void setUpSecondFactor(Trust& trust) {
    const Visitor& visitor = trust.rightful(Permission::signedIn);
    const auto& parts = service_->book().parts();
    const auto live = parts.database.read([&](database::Read& read) {
      return people::readSession(read, parts.keys, visitor.token, theMoment(), {});
    });
    const access::Actor& owner = live.value().signedIn.actor;
    const Bytes secret(20, 7);
    service_->book().write(owner, [&](record::Writing& writing) {
      people::setSecondFactor(writing, owner.account, secret, people::timeStepOf(theMoment()) - 5);
      return true;
    });
    trust.names["own-code"] = people::codeAt(secret, people::timeStepOf(theMoment()));
  }

  std::unique_ptr<Service> service_;
};

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
    const Picture before = service().picture();
    const http::Response response = http::settled(service().gate().answer(
        requestOf(administrator, Method::post, "/admin/accounts/new", fields)));
    EXPECT_EQ(of(owner(), before), of(owner(), service().picture()));
    EXPECT_EQ(service().picture().at("account").size(), before.at("account").size() + 1);
    return std::pair(response.status, response.bodyText().size());
  };
  const std::string theirs = "worker@" + owner().canary + ".example.org";
  const std::string nobodys(theirs.size(), 'n');
  EXPECT_EQ(answerTo(theirs), answerTo(nobodys + "@example.org"));
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
                         [](const auto& engine) {
                           return engine.param == database::Engine::sqlite ? "Sqlite"
                                                                           : "Postgresql";
                         });

}  // namespace
}  // namespace refocus::isolation
