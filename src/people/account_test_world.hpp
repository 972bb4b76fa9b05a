// For the tests of accounts: the room's world with accounts that can sign in, and a browser that
// keeps cookies and fills in forms. Its gate does what the program's does.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/cookie.hpp"
#include "http/router.hpp"
#include "people/account_admin_store.hpp"
#include "people/account_pages.hpp"
#include "people/account_store.hpp"
#include "people/one_time_link_store.hpp"
#include "people/people_test_world.hpp"
#include "site/frame.hpp"

namespace refocus::people {

inline std::string engineName(const ::testing::TestParamInfo<database::Engine>& engine) {
  return engine.param == database::Engine::sqlite ? "Sqlite" : "Postgresql";
}

inline constexpr std::string_view kGoodPassword = "plum lantern orbit seven";

class AccountWorld : public PeopleWorld {
 protected:
  /// An account with the good password, made by the command line.
  AccountId account(const std::string& email, SecondFactor factor = SecondFactor::off,
                    std::optional<WorkerId> worker = {}) {
    const std::string hash = settings.hasher->hash(kGoodPassword);
    return write([&](record::Writing& writing) {
      const auto made = makeAccount(
          writing, {.email = email, .name = "Ada Owner", .secondFactor = factor, .worker = worker});
      setPassword(writing, made.value(), hash, "password-changed");
      return *made;
    });
  }
  AccountId administrator(const std::string& email) {
    const AccountId id = account(email);
    write([&](record::Writing& writing) {
      grantRole(writing, id, access::Role::administrator, londonDate(now));
      return true;
    });
    return id;
  }

  std::expected<Entered, Refusal> enter(std::string_view email,
                                        std::string_view password = kGoodPassword,
                                        std::string_view address = "192.0.2.7",
                                        const std::string& deviceToken = {}) {
    const auto taken =
        enterWithPassword(book, settings, {.email = email, .password = password},
                          {.address = std::string(address), .deviceToken = deviceToken});
    if (!taken) return std::unexpected(taken.error());
    return std::get<Entered>(*taken);
  }
  /// An account of the other trust.
  AccountId accountElsewhere(const std::string& email, std::string_view password = kGoodPassword,
                             SecondFactor factor = SecondFactor::off) {
    const std::string hash = settings.hasher->hash(password);
    return book.write(commandLineActor(otherTrust), [&](record::Writing& writing) {
      const auto made =
          makeAccount(writing, {.email = email, .name = "Ada Elsewhere", .secondFactor = factor});
      setPassword(writing, made.value(), hash, "password-changed");
      return *made;
    });
  }
  std::optional<LiveSession> sessionOf(std::string_view token) {
    return database->read([&](database::Read& read) {
      return readSession(read, keys, token, now, settings.session);
    });
  }

  AccountSettings settings = cheapSettings();

 private:
  static AccountSettings cheapSettings() {
    return {.hasher = std::make_shared<PasswordHasher>(HashCost{.passes = 1, .memoryBytes = 8192},
                                                       std::chrono::seconds{5})};
  }
};

/// What stands in a response's hidden field of this name; empty if there is none.
inline std::string hiddenField(const http::Response& response, std::string_view name) {
  const std::string page(response.bodyText());
  const std::string mark = "name=\"" + std::string(name) + "\" value=\"";
  const auto at = page.find(mark);
  if (at == std::string::npos) return {};
  const auto begin = at + mark.size();
  return page.substr(begin, page.find('"', begin) - begin);
}

inline bool shows(const http::Response& response, std::string_view words) {
  return response.bodyText().find(words) != std::string_view::npos;
}

class Browser {
 public:
  Browser(record::Book& book, const AccountSettings& settings, std::string publicAddress = {})
      : site_{.book = book,
              .catalogues = catalogues_,
              .serviceName = "Refocus",
              .publicAddress = std::move(publicAddress)},
        settings_(settings),
        routes_(accountRoutes(settings)),
        router_(patterns()) {}

  http::Response get(std::string_view target) {
    return send(http::requestTo(http::Method::get, target));
  }
  /// Sends a form with the hidden tokens of the page that was shown before.
  http::Response post(std::string_view target, http::Fields fields) {
    for (const std::string_view name : {"csrf", "sign-in-token"}) {
      const std::string value = hiddenField(shown, name);
      if (!value.empty() && !fields.has(name)) fields.add(std::string(name), value);
    }
    return send(http::requestTo(http::Method::post, target, http::urlencoded(fields)));
  }
  /// A deed that asks anew who somebody is: with the good password.
  http::Response confirm(std::string_view target, http::Fields fields) {
    fields.add("current-password", std::string(kGoodPassword));
    if (!fields.has("submission")) fields.add("submission", std::to_string(++confirmed_));
    return post(target, std::move(fields));
  }
  http::Response send(http::Request request) {
    std::string cookies;
    for (const http::Field& cookie : jar_) {
      cookies += (cookies.empty() ? "" : "; ") + cookie.name + "=" + cookie.value;
    }
    if (!cookies.empty()) request.headers.set("Cookie", cookies);
    request.remoteAddress = address;
    if (!userAgent.empty()) request.headers.set("User-Agent", userAgent);
    http::Response response = throughTheGate(request);
    keepCookies(response);
    if (response.status < 300 || response.status >= 400) shown = response;
    return response;
  }
  http::Response signIn(const std::string& email, std::string_view password = kGoodPassword) {
    get("/sign-in");
    return post("/sign-in", fieldsOf({{"email", email}, {"password", std::string(password)}}));
  }
  static http::Fields fieldsOf(const std::vector<std::pair<std::string, std::string>>& pairs) {
    http::Fields fields;
    for (const auto& [name, value] : pairs) fields.add(name, value);
    return fields;
  }
  [[nodiscard]] std::string cookie(std::string_view name) const {
    for (const http::Field& kept : jar_) {
      if (kept.name == name) return kept.value;
    }
    return {};
  }
  void plantCookie(const std::string& name, const std::string& value) {
    std::erase_if(jar_, [&](const http::Field& kept) { return kept.name == name; });
    if (!value.empty()) jar_.push_back({name, value});
  }

  http::Response shown;  ///< the page in the window
  std::string address = "192.0.2.7";
  std::string userAgent;

 private:
  std::vector<http::RoutePattern> patterns() const {
    std::vector<http::RoutePattern> all;
    for (const site::Route& route : routes_) all.push_back({route.method, route.path});
    return all;
  }
  http::Response kept(site::Visit& visit, const site::Route& route) const {
    const std::size_t hashed = settings_.hasher->made();
    auto response = route.page(visit);
    EXPECT_TRUE(hashed == settings_.hasher->made() || route.lane == http::Lane::costly)
        << route.path << " hashes passwords, so it waits in the queue of its own: Lane::costly";
    visit.keepRead();
    return response;
  }
  http::Response throughTheGate(const http::Request& request) {
    std::optional<site::SignedIn> session;
    std::unique_ptr<database::Read> snapshot;
    if (auto known = findSession(site_.book.parts(), request, settings_.session)) {
      session = std::move(known->signedIn);
      snapshot = std::move(known->snapshot);
    }
    const auto match = router_.match(request.method, request.path);
    const auto* found = std::get_if<http::RouteFound>(&match);
    const http::Captures none;
    site::Visit visit(site_, request, found != nullptr ? found->captures : none, session,
                      catalogues_.of("en"), std::move(snapshot));
    try {
      // A page that another room would answer: it needs somebody signed in, and says who.
      const site::Route elsewhere{request.method, "", access::Permission::signedIn,
                                  [](site::Visit& at) { return http::text(at.session()->name); },
                                  ""};
      const site::Route& route = found != nullptr ? routes_.at(found->index) : elsewhere;
      if (request.method == http::Method::post) refuseOtherSites(visit);
      if (route.permission == access::Permission::anyone) return kept(visit, route);
      if (!visit.session()) return signInPage(visit, afterSignIn(visit, route.permission));
      access::require(visit.actor(), route.permission);
      if (request.method == http::Method::post && !carriesTokenOf(visit.form(), *visit.session())) {
        http::Response response = forgedOrStalePage(visit, route.permission);
        visit.keepRead();
        return response;
      }
      return kept(visit, route);
    } catch (const Fault& fault) {
      return site::faultPage(visit, fault.code());
    }
  }
  void keepCookies(const http::Response& response) {
    for (const std::string_view header : response.headers.all("Set-Cookie")) {
      const auto pair = header.substr(0, header.find(';'));
      const auto equals = pair.find('=');
      plantCookie(std::string(pair.substr(0, equals)), std::string(pair.substr(equals + 1)));
    }
  }

  Catalogues catalogues_;
  site::Site site_;
  AccountSettings settings_;
  site::Routes routes_;
  http::Router router_;
  std::vector<http::Field> jar_;
  int confirmed_ = 0;
};

}  // namespace refocus::people
