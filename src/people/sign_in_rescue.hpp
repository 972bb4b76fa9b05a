// A form that was sent when nobody was signed in any more is not lost: it is carried through the
// sign-in pages, sealed for the account whose session it was (kept_form.hpp), and shown afterwards
// to that account alone, with a button that sends it again. Whoever else signs in there is told
// nothing of it. Where nobody can tell whose it was, it is not kept, and the page says so.
#pragma once

#include <optional>
#include <string>

#include "access/role.hpp"
#include "html/html.hpp"
#include "http/response.hpp"
#include "people/kept_form.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// Where signing in leads: for everybody, and for the one account that opens what is sealed.
struct AfterSignIn {
  std::string returnTo = "/";
  std::string sealed = {};
  bool isForm = false;  ///< what is sealed was sent to be saved, and is not saved yet
  bool isLost = false;  ///< what was sent is not kept
};

/// What a request that needs a sign-in leads to afterwards; its route asks for `permission`.
/// Nothing of a request that comes from another site.
[[nodiscard]] AfterSignIn afterSignIn(const site::Visit& visit, access::Permission permission);

/// The hidden fields that carry it, and reading them back.
[[nodiscard]] html::Html hiddenFields(const AfterSignIn& next);
[[nodiscard]] AfterSignIn readAfterSignIn(const http::Fields& fields);
/// What the address of a sign-in page says, which anybody can write: the page to return to alone.
[[nodiscard]] AfterSignIn returnAsked(const http::Fields& query);

/// What is left of it once it is known who signs in: without what is not theirs.
[[nodiscard]] AfterSignIn ownPartOf(const site::Visit& visit, const access::Actor& account,
                                    AfterSignIn next);

/// The form that a signed-in request sent, if it was made for the same account, in an earlier
/// session of theirs.
[[nodiscard]] std::optional<KeptForm> ownLateForm(const site::Visit& visit,
                                                  access::Permission permission);

/// The page that it leads to, where there is nothing to save: a page that was asked for, or the
/// list of a search, looked through for the account that is signed in.
[[nodiscard]] std::optional<std::string> pageOf(const site::Visit& visit, const KeptForm& kept);

/// "You were signed out before this was saved": whose record it is about, what was written, and a
/// button that sends it again with the token of the visit's session. The form's own submission
/// token goes with it, so what was saved after all is not saved twice. Of a form with files: those
/// to choose again, and the way back. What the account may not open any more is not shown. `first`
/// stands below its heading. Throws Fault(notSignedIn) where nobody is.
[[nodiscard]] http::Response unsavedFormPage(const site::Visit& visit, const KeptForm& kept,
                                             const html::Html& first = {});

}  // namespace refocus::people
