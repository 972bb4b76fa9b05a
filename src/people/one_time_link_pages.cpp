#include "people/one_time_link_pages.hpp"

#include "html/nhs.hpp"
#include "people/account_forms.hpp"
#include "people/new_password.hpp"
#include "people/one_time_link_store.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
namespace nhs = html::nhs;
using Settings = std::shared_ptr<const AccountSettings>;

std::optional<LinkOwner> ownerOf(const site::Visit& visit) {
  const record::BookParts& parts = visit.book().parts();
  return parts.database.read([&](database::Read& read) {
    return findLink(read, parts.keys, visit.capture("token"), parts.clock());
  });
}

http::Response noSuchLink(const site::Visit& visit) {
  const Words& words = visit.words();
  const std::string title(words("This link cannot be used"));
  return site::page(
      visit, {.title = title,
              .content = html::fragment(
                  heading(title),
                  paragraph(words(
                      "A link works once, for 24 hours after it was made. Ask an administrator "
                      "of your service for a new one.")),
                  el("p", el("a", attr("href", "/sign-in"), words("Go to the sign-in page")))),
              .status = 404});
}

http::Response linkForm(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  const std::string title(words("Choose a new password"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           site::errorSummary(visit, problems), heading(title),
           site::form(visit, {.action = linkPath(visit.capture("token")),
                              .content = html::fragment(newPasswordField(visit, problems),
                                                        sendButton(words("Set the password")))})),
       .hasErrors = !problems.empty()});
}

/// Leads to a sign-in that begins with the link's own trust, however many accounts its owner has.
http::Response passwordIsSet(const site::Visit& visit, const TrustId& trust) {
  const Words& words = visit.words();
  const std::string title(words("Your password is set"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           nhs::panel({.heading = title,
                       .text = words("All devices that were signed in are signed out.")}),
           nhs::actionLink({.text = words("Sign in"), .href = "/sign-in?trust=" + trust.text()}))});
}

http::Response askForPassword(site::Visit& visit) {
  return ownerOf(visit) ? linkForm(visit, {}) : noSuchLink(visit);
}

http::Response takeNewPassword(site::Visit& visit, const AccountSettings& settings) {
  const auto owner = ownerOf(visit);
  if (!owner) return noSuchLink(visit);
  const access::Actor actor = accountActor(owner->trust, owner->account);
  const std::string password(visit.form().fields.text("password"));
  if (const auto problem = newPasswordProblem(visit, settings, actor, password)) {
    return linkForm(visit, {{.field = "password", .message = problem->in(visit.words())}});
  }
  const std::string hash = settings.hasher->hash(password);
  const bool used = visit.book().write(actor, [&](record::Writing& writing) {
    return useLink(writing, visit.capture("token"), hash);
  });
  return used ? passwordIsSet(visit, owner->trust) : noSuchLink(visit);
}

}  // namespace

site::Routes oneTimeLinkRoutes(const Settings& settings) {
  using enum access::Permission;
  using http::Method;
  return {
      {Method::get, "/link/{token}", anyone, askForPassword,
       "Choose a new password with a one-time link"},
      {Method::post, "/link/{token}", anyone,
       [settings](site::Visit& visit) { return takeNewPassword(visit, *settings); },
       "Set the password and end the link", 0, http::Lane::costly},
  };
}

}  // namespace refocus::people
