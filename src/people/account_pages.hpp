// The pages of signing in, of one's own account, of one-time links and of account administration.
//
// For the program's gate, before it calls a page that changes something: refuseOtherSites(visit).
// Before that of a route that is not for anyone:
//   nobody is signed in                          → signInPage(visit, afterSignIn(visit,
//   permission)) a POST without the token of its own session  → forgedOrStalePage(visit,
//   permission)
// Routes that are for anyone check their own forms.
#pragma once

#include "people/sign_in.hpp"
#include "people/sign_in_pages.hpp"
#include "people/sign_in_rescue.hpp"
#include "site/route.hpp"

namespace refocus::people {

[[nodiscard]] site::Routes accountRoutes(const AccountSettings& settings);

}  // namespace refocus::people
