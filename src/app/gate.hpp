// The gate between the server and the pages: finds the route, knows who is asking, holds them
// against the route's permission, checks the form's token, and turns every fault into a page.
//
// A route that is incomplete (no path, no page, no summary) or that two rooms both publish does not
// start: Fault(configuration).
#pragma once

#include <exception>
#include <memory>
#include <string>

#include "http/router.hpp"
#include "people/account_pages.hpp"
#include "site/route.hpp"
#include "site/visit.hpp"

namespace refocus::app {

class Gate {
 public:
  Gate(site::Site site, site::Routes routes, people::AccountSettings accounts,
       std::string standardLanguage);

  /// The answer to a request, held until what it tells of a record is in the audit trail. Never
  /// throws.
  [[nodiscard]] http::Response answer(const http::Request& request) const;

  /// The most bytes that a request to this path may have; `standard` where the route does not say.
  [[nodiscard]] std::size_t bodyLimit(http::Method method, std::string_view path,
                                      std::size_t standard) const;

  [[nodiscard]] const site::Routes& routes() const { return routes_; }

 private:
  [[nodiscard]] http::Response answerRoute(const http::Request& request,
                                           std::optional<site::SignedIn> session,
                                           const Words& words,
                                           std::unique_ptr<database::Read> snapshot) const;
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
  http::Router router_;
};

}  // namespace refocus::app
