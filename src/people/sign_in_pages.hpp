// The pages of signing in and out. The forms here are for people who are not signed in, so they are
// guarded by a token of their own (a cookie and a field that must agree), not by a session's.
#pragma once

#include <memory>

#include "people/sign_in.hpp"
#include "people/sign_in_rescue.hpp"
#include "site/route.hpp"

namespace refocus::people {

/// The sign-in page: 200 when it was asked for, 401 when it stands in for another page.
[[nodiscard]] http::Response signInPage(site::Visit& visit, const AfterSignIn& next);

/// For a signed-in POST whose token is missing or another session's: 403. The form is there to look
/// at and send again if an earlier session of the same account made it; else nothing of it is
/// shown.
[[nodiscard]] http::Response forgedOrStalePage(const site::Visit& visit,
                                               access::Permission permission);

/// Throws Fault(forbidden) for a request that the browser says another site sent: whatever it
/// carries, nothing changes by it.
void refuseOtherSites(const site::Visit& visit);

/// The answer to signing out, here or everywhere: the browser forgets the session and its pages.
[[nodiscard]] http::Response signedOut(const site::Visit& visit);

[[nodiscard]] site::Routes signInRoutes(const std::shared_ptr<const AccountSettings>& settings);

}  // namespace refocus::people
