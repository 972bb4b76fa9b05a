// The gate between the server and the pages: finds the route, knows who is asking, holds them
// against the route's permission, checks the form's token, and turns every fault into a page.
//
// A route that is incomplete (no path, no page, no summary) or that two rooms both publish does not
// start: Fault(configuration).
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "app/allowance.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "people/account_pages.hpp"
#include "site/route.hpp"
#include "site/visit.hpp"

namespace refocus::app {

class Gate {
 public:
  Gate(site::Site site, site::Routes routes, people::AccountSettings accounts,
       std::string standardLanguage, std::int64_t requestsByAccount);

  /// The answer to a request, held until what it tells of a record is in the audit trail. Never
  /// throws.
  [[nodiscard]] http::Response answer(const http::Request& request) const;

  /// What the route says of a request: `standard` is the most bytes of a body where it says none.
  [[nodiscard]] http::RouteRules rules(http::Method method, std::string_view path,
                                       std::size_t standard) const;

  /// Whether a body that is not small is taken, decided by the request's head before its first
  /// byte: from whoever is signed in and may send it, as much as the route takes; from anybody else
  /// no more than a form that signing in can keep. Never throws.
  [[nodiscard]] http::BodyVerdict admit(const http::Request& head,
                                        std::optional<std::uint64_t> announced,
                                        std::size_t standard) const;

  [[nodiscard]] const site::Routes& routes() const { return routes_; }

 private:
  [[nodiscard]] http::Response answerRoute(const http::Request& request,
                                           std::optional<site::SignedIn> session,
                                           const Words& words,
                                           std::unique_ptr<database::Read> snapshot) const;
  [[nodiscard]] http::Response signInInsteadOfBody(const http::Request& head) const;
  [[nodiscard]] http::Response heldUntilKept(const site::Visit& visit,
                                             http::Response response) const;
  [[nodiscard]] http::Response answerFault(const http::Request& request,
                                           const std::optional<site::SignedIn>& session,
                                           const Words& words, std::exception_ptr what) const;
  [[nodiscard]] const Words& wordsFor(const http::Request& request,
                                      const std::optional<site::SignedIn>& session) const;

  site::Site site_;
  site::Routes routes_;
  people::AccountSettings accounts_;
  std::string standardLanguage_;
  std::unique_ptr<Allowance> allowance_;
  http::Router router_;
};

}  // namespace refocus::app
