// The pages of this room as the gate asks for them, for tests: a team, a worker, an administrator
// and one person.
#pragma once

#include <iterator>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "http/router.hpp"
#include "people/people_routes.hpp"
#include "people/people_test_world.hpp"
#include "site/frame.hpp"

namespace refocus::people {

class PeoplePagesWorld : public PeopleWorld {
 protected:
  TeamId north = team("North");
  AccountId ada = account("ada@example.org");
  access::Actor worker = staff(ada, {north});
  access::Actor admin = administratorActor();
  PersonId jo = person({.familyName = "Pinto",
                        .givenNames = "Joanna",
                        .preferredName = "Jo",
                        .nhsNumber = NhsNumber::parse("9990000018").value()});
  site::Site site{.book = book, .catalogues = catalogues, .serviceName = "Refocus"};
  std::shared_ptr<const AccountSettings> accounts =
      std::make_shared<const AccountSettings>(AccountSettings{
          .hasher = std::make_shared<PasswordHasher>(HashCost{.passes = 1, .memoryBytes = 8192})});
  site::Routes routes = peopleRoutes({.directory = directory, .accounts = accounts});
  http::Router router{patterns()};

  /// The pages of a room that stands on this one, beside these.
  void add(site::Routes more) {
    routes.insert(routes.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
    router = http::Router{patterns()};
  }

  /// What the gate does with a request: permission first, then the page, faults as pages.
  http::Response ask(const access::Actor& actor, http::Method method, const std::string& target,
                     const http::Fields& fields = {}) {
    http::Fields sent = fields;
    if (!sent.has("submission")) sent.add("submission", "token" + std::to_string(++tokens_));
    return ask(actor, http::requestTo(method, target,
                                      method == http::Method::get ? "" : http::urlencoded(sent)));
  }
  http::Response ask(const access::Actor& actor, const http::Request& request) {
    const auto match = router.match(request.method, request.path);
    const auto& found = std::get<http::RouteFound>(match);
    const site::Route& route = routes.at(found.index);
    site::Visit visit(site, request, found.captures,
                      site::SignedIn{.actor = actor, .csrf = "csrf", .name = "Ada"}, words_);
    try {
      access::require(actor, route.permission);
      auto response = route.page(visit);
      visit.keepRead();
      return response;
    } catch (const Fault& fault) {
      return site::faultPage(visit, fault.code());
    }
  }
  http::Response get(const access::Actor& actor, const std::string& target) {
    return ask(actor, http::Method::get, target);
  }
  std::string text(const http::Response& response) { return std::string(response.bodyText()); }
  std::string pathOf(const PersonId& who, const std::string& more = "") {
    return "/people/" + who.text() + more;
  }

 private:
  std::vector<http::RoutePattern> patterns() {
    std::vector<http::RoutePattern> all;
    for (const site::Route& route : routes) all.push_back({route.method, route.path});
    return all;
  }
  access::Actor administratorActor() {
    access::Actor actor{.account = account("admin@example.org"),
                        .trust = trust,
                        .worker = {},
                        .person = {},
                        .grants = {}};
    actor.grants.push_back(
        {.role = access::Role::administrator, .team = {}, .from = day("2020-01-01"), .until = {}});
    return actor;
  }
  Catalogues catalogues;
  Words words_;
  int tokens_ = 0;
};

}  // namespace refocus::people
