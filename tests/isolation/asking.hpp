// The world of the tests that go through the site map: what a right request to each route names,
// and asking it as anybody.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include "http/hold.hpp"
#include "isolation/forms.hpp"
#include "isolation/service.hpp"
#include "isolation/trust.hpp"
#include "people/account_store.hpp"
#include "people/session.hpp"
#include "people/totp.hpp"
#include "site/route.hpp"

namespace refocus::isolation {

using access::Permission;
using access::Role;
using http::Method;

inline std::string keyOf(const site::Route& route) {
  return fmt::format("{} {}", http::nameOf(route.method), route.path);
}

inline Sent sentToRoute(const site::Route& route) {
  const auto found = sentTo().find(keyOf(route));
  if (found != sentTo().end()) return found->second;
  if (route.method == Method::post) {
    ADD_FAILURE() << keyOf(route) << " is not tried: say in forms.cpp what its form sends";
  }
  return {};
}

// The names in braces of a text: "/people/{person}/plan" has one.
inline std::set<std::string> namesIn(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    names.emplace(text.substr(at + 1, text.find('}', at) - at - 1));
  }
  return names;
}

/// What stands for each name in one request.
using Naming = std::map<std::string, std::string, std::less<>>;

inline std::string filled(std::string text, const Naming& naming) {
  for (const auto& [name, value] : naming) {
    const std::string mark = "{" + name + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

// Names that stand for nothing of a trust: a part of the guide, what an account's owner types.
inline bool isShared(const std::string& name) {
  return name == "area" || name == "password" || name == "code" || name == "own-code";
}

/// The names that a right request to the route has, in path, query and form.
inline std::set<std::string> namesOf(const site::Route& route) {
  std::set<std::string> names = namesIn(route.path);
  const Sent sent = sentToRoute(route);
  names.merge(namesIn(sent.query));
  for (const auto& [field, value] : sent.fields) {
    names.merge(namesIn(field));
    names.merge(namesIn(value));
  }
  return names;
}

inline Naming namingOf(const std::set<std::string>& names, const Trust& trust) {
  Naming naming;
  for (const std::string& name : names) {
    const auto found = trust.names.find(name);
    if (found != trust.names.end()) naming[name] = found->second;
  }
  return naming;
}

inline bool mayAsk(const Visitor& visitor, const site::Route& route) {
  return access::holds(visitor.role.value_or(Role::worker), route.permission);
}

inline bool isTried(const site::Route& route) { return route.permission != Permission::anyone; }

inline std::string shortened(std::string_view body) { return std::string(body.substr(0, 4000)); }

class Isolation : public ::testing::TestWithParam<database::Engine> {
 protected:
  [[nodiscard]] const site::Routes& routes() const { return service_->gate().routes(); }
  [[nodiscard]] const Trust& owner() const { return service_->trust(0); }
  [[nodiscard]] const Trust& other() const { return service_->trust(1); }
  Service& service() { return *service_; }

  void SetUp() override { service_ = std::make_unique<Service>(GetParam()); }

  /// `fields`: what the form has besides its own.
  http::Response ask(const Visitor& visitor, const site::Route& route, const Naming& naming,
                     http::Fields fields = {}) {
    const Sent sent = sentToRoute(route);
    std::string target = filled(route.path, naming);
    if (!sent.query.empty()) target += "?" + filled(sent.query, naming);
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
    if (sentToRoute(route).onlyLeadsOn) {
      EXPECT_EQ(answered.status, 303);
    } else if (route.method == Method::post) {
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
      if (namesIn(route.path).contains("session")) signInElsewhere(trust);
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

  /// The session of the first with an account, who may do what everybody may.
  people::LiveSession anybodysSession(const Trust& trust) {
    const auto& parts = service_->book().parts();
    const std::string& token = trust.rightful(Permission::signedIn).token;
    const auto live = parts.database.read([&](database::Read& read) {
      return people::readSession(read, parts.keys, token, theMoment(), {});
    });
    return live.value();
  }

  void startSecondFactor(Trust& trust) {
    const Visitor& visitor = trust.rightful(Permission::signedIn);
    ASSERT_EQ(ask(visitor, routeTo("POST /account/second-factor/start"), trust.names).status, 303);
    trust.names["code"] =
        people::codeAt(anybodysSession(trust).newSecret.value(), people::timeStepOf(theMoment()));
  }

  // Another session, to be ended from the first.
  void signInElsewhere(Trust& trust) {
    const access::Actor owner = anybodysSession(trust).signedIn.actor;
    trust.names["session"] = service_->book().write(owner, [&](record::Writing& writing) {
      const auto fresh = people::startSession(writing, people::SessionStage::full, {});
      const auto all = people::ownSessions(writing, fresh.index, {});
      return std::ranges::find(all, true, &people::OwnSession::isThis)->id;
    });
  }

  void setUpSecondFactor(Trust& trust) {
    const access::Actor owner = anybodysSession(trust).signedIn.actor;
    const Bytes secret(20, 7);
    service_->book().write(owner, [&](record::Writing& writing) {
      people::setSecondFactor(writing, owner.account, secret, people::timeStepOf(theMoment()) - 5);
      return true;
    });
    trust.names["own-code"] = people::codeAt(secret, people::timeStepOf(theMoment()));
  }

  std::unique_ptr<Service> service_;
};

inline std::string engineName(const ::testing::TestParamInfo<database::Engine>& engine) {
  return engine.param == database::Engine::sqlite ? "Sqlite" : "Postgresql";
}

}  // namespace refocus::isolation
