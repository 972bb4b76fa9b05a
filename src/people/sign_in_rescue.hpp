// A form that was sent when nobody was signed in any more is not lost: it is carried through the
// sign-in pages in hidden fields and shown afterwards, with a button that sends it again. One with
// files goes back to its own page with all that was chosen but the files, which no page can fill
// in: it names those that have to be chosen again.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "html/html.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "site/visit.hpp"

namespace refocus::people {

inline constexpr std::size_t kMostKeptBytes = std::size_t{256} * 1024;

/// A form as it was sent: a path of this site with its query, and the urlencoded body.
struct KeptForm {
  std::string path;
  std::string body;
};

/// Where signing in leads: back to a form that was not saved, or to the page that was asked for.
struct AfterSignIn {
  std::string returnTo = "/";
  std::optional<KeptForm> kept = {};
};

/// What a request that needs a sign-in leads to afterwards. A form is kept if it is urlencoded,
/// bounded, holds no password or code, and does not come from another site. Of one with files the
/// path is, with its fields and the files' names in the query.
[[nodiscard]] AfterSignIn afterSignIn(const http::Request& request);

/// The hidden fields that carry it, and reading them back from a form that this site made: what is
/// not a path of this site, too long, or no form is dropped.
[[nodiscard]] html::Html hiddenFields(const AfterSignIn& next);
[[nodiscard]] AfterSignIn readAfterSignIn(const http::Fields& fields);
/// What the address of a sign-in page says, which anybody can write: the page to return to alone,
/// never a form.
[[nodiscard]] AfterSignIn returnAsked(const http::Fields& query);

/// The files of a form that came too late: "north.csv, south.csv", from the query of its page or of
/// the path to return to; empty where there were none.
[[nodiscard]] std::string filesToChooseAgain(const http::Fields& query);
[[nodiscard]] std::string filesToChooseAgain(const AfterSignIn& next);

/// "You were signed out before this was saved": what was written, and a button that sends it again
/// with the token of the visit's session. The form's own submission token goes with it, so what was
/// saved after all is not saved twice. Throws Fault(notSignedIn) where nobody is.
/// `first` stands below its heading.
[[nodiscard]] http::Response unsavedFormPage(const site::Visit& visit, const KeptForm& kept,
                                             const html::Html& first = {});

}  // namespace refocus::people
