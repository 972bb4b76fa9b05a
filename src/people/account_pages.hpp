// The pages of signing in, of one's own account, of one-time links and of account administration.
//
// For the program's gate, before it calls a route's page:
//   nobody signed in, and the route is not for anyone   → signInPage(visit, afterSignIn(request))
//   signed in, a POST without the session's token, and
//     the route is not for anyone                       → forgedOrStalePage(visit)
// Routes here that are for anyone check their own forms.
#pragma once

#include <string>
#include <vector>

#include "people/sign_in.hpp"
#include "people/sign_in_rescue.hpp"
#include "site/frame.hpp"
#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes accountRoutes(const AccountSettings& settings);

/// The sign-in page, status 200 when it was asked for and 401 when it stands in for another page.
[[nodiscard]] http::Response signInPage(site::Visit& visit, const AfterSignIn& next);

/// For a signed-in POST whose token is missing or another session's: the form to look at and send
/// again. Throws Fault(forbidden) when another site sent it, or when it cannot be kept.
[[nodiscard]] http::Response forgedOrStalePage(site::Visit& visit);

}  // namespace refocus::people
