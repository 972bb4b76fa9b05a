#include "people/sign_in_pages.hpp"

#include <algorithm>
#include <expected>
#include <variant>
#include <vector>

#include "base/fault.hpp"
#include "html/nhs.hpp"
#include "http/cookie.hpp"
#include "people/account_forms.hpp"
#include "people/account_store.hpp"
#include "people/sign_in_guard.hpp"
#include "people/sign_in_stages.hpp"
#include "people/trust.hpp"

namespace refocus::people {
namespace {

using html::el;
using html::Html;
namespace nhs = html::nhs;
using Settings = std::shared_ptr<const AccountSettings>;

constexpr std::string_view kTrustField = "trust";
constexpr std::string_view kOpenedField = "opened";
// What is sealed, and what is typed beside it.
constexpr std::size_t kBodyLimit = kMostSealedBytes + std::size_t{64} * 1024;

struct SignInForm {
  AfterSignIn next;
  std::string email = {};
  std::optional<TrustId> trust = {};  ///< whose account is tried before others
  Problems problems = {};
  int status = 200;
};

http::Response signInForm(const site::Visit& visit, const SignInForm& parts) {
  const Words& words = visit.words();
  const std::string title(words("Sign in"));
  const std::string token = guardOf(visit);
  http::Response response = site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           site::errorSummary(visit, parts.problems), heading(title), keptNote(words, parts.next),
           site::form(visit,
                      {.action = "/sign-in",
                       .content = html::fragment(
                           html::hidden(kGuardField, token), hiddenFields(parts.next),
                           parts.trust ? html::hidden(kTrustField, parts.trust->text()) : Html{},
                           textField(visit,
                                     {.id = "email",
                                      .label = std::string(words("Email address")),
                                      .value = parts.email,
                                      .autocomplete = "username",
                                      .type = "email"},
                                     parts.problems),
                           passwordField(visit,
                                         {.id = "password",
                                          .label = std::string(words("Password")),
                                          .autocomplete = "current-password"},
                                         parts.problems),
                           sendButton(words("Sign in")))}),
           nhs::details({.summary = words("I have forgotten my password"),
                         .text = words("Ask an administrator of your service for a one-time link. "
                                       "With it you can choose a new password.")})),
       .hasErrors = !parts.problems.empty(),
       .status = parts.status,
       .carriesForm = parts.next.isForm});
  setGuard(response, visit, token);
  return response;
}

/// Which of the accounts that the password opened: by the names of their trusts. Comes with a new
/// token for its form, so that the form with the password cannot be sent again by going back.
http::Response trustForm(const site::Visit& visit, const std::vector<OpenedAccount>& opened,
                         const AfterSignIn& next, const Problems& problems) {
  const Words& words = visit.words();
  const std::string title(words("Choose a trust"));
  const std::string token = freshGuard(visit);
  const auto known = visit.book().parts().database.read(trusts);
  nhs::Radios radios{.name = std::string(kTrustField),
                     .fieldset = {.legend = {.text = words("Where do you want to sign in?"),
                                             .size = nhs::Size::s}},
                     .errorMessage = site::errorFor(visit, problems, kTrustField)};
  Html tokens;
  for (const OpenedAccount& one : opened) {
    const auto name = std::ranges::find(known, one.trust, &Trust::id);
    radios.items.push_back({.value = one.trust.text(), .text = name->name});
    tokens = html::fragment(std::move(tokens), html::hidden(kOpenedField, one.token));
  }
  http::Response response = site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           site::errorSummary(visit, problems), heading(title),
           paragraph(words("You have an account in more than one trust.")),
           site::form(visit, {.action = "/sign-in/trust",
                              .content = html::fragment(html::hidden(kGuardField, token), tokens,
                                                        hiddenFields(next), nhs::radios(radios),
                                                        sendButton(words("Continue")))})),
       .hasErrors = !problems.empty(),
       .carriesForm = next.isForm});
  setGuard(response, visit, token);
  return response;
}

/// For a stage after the password that comes too late: 403.
http::Response signInAgain(site::Visit& visit) {
  const Words& words = visit.words();
  return signInForm(
      visit, {.next = readAfterSignIn(visit.form().fields),
              .problems = {{.field = "email",
                            .message = std::string(words(
                                "There was too long a pause, or this page was out of date. Sign "
                                "in again"))}},
              .status = 403});
}

http::Response askForSignIn(site::Visit& visit) {
  AfterSignIn next = returnAsked(visit.request().query);
  if (visit.session()) return http::redirect(next.returnTo);
  return signInForm(visit, {.next = std::move(next),
                            .trust = TrustId::parse(visit.request().query.text(kTrustField))});
}

Problems missingFields(const Words& words, std::string_view email, std::string_view password) {
  Problems problems;
  if (email.empty()) {
    problems.push_back(
        {.field = "email", .message = std::string(words("Enter your email address"))});
  }
  if (password.empty()) {
    problems.push_back({.field = "password", .message = std::string(words("Enter your password"))});
  }
  return problems;
}

http::Response takePassword(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const http::Fields& fields = visit.form().fields;
  SignInForm again{.email = std::string(fields.text("email"))};
  if (!isGuarded(visit)) {
    // It is no form of this browser, so nothing of it but the address is shown.
    again.problems = {{.field = "email",
                       .message = std::string(words("This page was out of date. Sign in again"))}};
    again.status = 403;
    return signInForm(visit, again);
  }
  again.next = readAfterSignIn(fields);
  again.trust = TrustId::parse(fields.text(kTrustField));
  again.problems = missingFields(words, again.email, fields.text("password"));
  if (!again.problems.empty()) return signInForm(visit, again);

  auto taken = enterWithPassword(
      visit.book(), settings,
      {.email = again.email, .password = fields.text("password"), .before = again.trust},
      callerOf(visit.request()));
  if (!taken && taken.error() == Refusal::tooMany) {
    return site::faultPage(visit, FaultCode::tooMany);
  }
  if (!taken) {
    again.problems = {
        {.field = "email",
         .message = std::string(words("The email address or the password is not right"))}};
    return signInForm(visit, again);
  }
  if (const auto* opened = std::get_if<std::vector<OpenedAccount>>(&*taken)) {
    return trustForm(visit, *opened, again.next, {});
  }
  return onward(visit, settings, std::get<Entered>(*taken), again.next);
}

/// What the form still has to choose from: those of its tokens whose session waits for it.
std::vector<OpenedAccount> openedIn(const site::Visit& visit, const AccountSettings& settings,
                                    const http::Fields& fields) {
  std::vector<OpenedAccount> opened;
  for (const std::string_view token : fields.all(kOpenedField)) {
    if (opened.size() == kMostTried) break;
    const auto live = liveSession(visit, settings, token);
    if (!live || live->stage != SessionStage::trust) continue;
    opened.push_back({live->signedIn.actor.trust, std::string(token)});
  }
  return opened;
}

http::Response takeTrust(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  if (!isGuarded(visit)) return signInAgain(visit);
  const http::Fields& fields = visit.form().fields;
  const AfterSignIn next = readAfterSignIn(fields);
  const auto opened = openedIn(visit, settings, fields);
  if (opened.empty()) return signInAgain(visit);
  const auto chosen =
      std::ranges::find(opened, TrustId::parse(fields.text(kTrustField)), &OpenedAccount::trust);
  if (chosen == opened.end()) {
    return trustForm(
        visit, opened, next,
        {{.field = std::string(kTrustField), .message = std::string(words("Choose a trust"))}});
  }
  const auto live = liveSession(visit, settings, chosen->token);
  const auto entered = live ? enterChosen(visit.book(), settings, *live, callerOf(visit.request()))
                            : std::expected<Entered, Refusal>(std::unexpected(Refusal::wrong));
  if (!entered) return signInAgain(visit);
  http::Response response = onward(visit, settings, *entered, next);
  // The forms before this one hold the password: they are worth nothing from now on.
  setGuard(response, visit, freshGuard(visit));
  return response;
}

http::Response askForCode(site::Visit& visit, const AccountSettings& settings) {
  const AfterSignIn next = returnAsked(visit.request().query);
  if (const auto pending = pendingSession(visit, settings)) {
    return codeForm(visit, *pending, next, {});
  }
  return askForSignIn(visit);
}

/// The session that waits for its code, of the form that was sent; nothing where it comes too late.
std::optional<LiveSession> pendingOfForm(site::Visit& visit, const AccountSettings& settings) {
  auto pending = pendingSession(visit, settings);
  const bool isRight = pending && carriesTokenOf(visit.form(), pending->signedIn);
  return isRight ? std::move(pending) : std::nullopt;
}

/// On from the code, or asked again with what was wrong with it.
http::Response afterCode(site::Visit& visit, const AccountSettings& settings,
                         const LiveSession& pending, const std::expected<Entered, Refusal>& entered,
                         site::FieldProblem whenWrong) {
  const AfterSignIn next = readAfterSignIn(visit.form().fields);
  if (entered) return onward(visit, settings, *entered, next);
  if (entered.error() == Refusal::tooMany) return site::faultPage(visit, FaultCode::tooMany);
  return codeForm(visit, pending, next, {std::move(whenWrong)});
}

http::Response takeCode(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const auto pending = pendingOfForm(visit, settings);
  if (!pending) return signInAgain(visit);
  return afterCode(visit, settings, *pending,
                   enterWithCode(visit.book(), settings, *pending, visit.form().fields.text("code"),
                                 callerOf(visit.request())),
                   {.field = "code",
                    .message = std::string(words("The code is not right, or was used "
                                                 "already. Wait for your app to show the "
                                                 "next one"))});
}

http::Response takeRecoveryCode(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const auto pending = pendingOfForm(visit, settings);
  if (!pending) return signInAgain(visit);
  return afterCode(
      visit, settings, *pending,
      enterWithRecoveryCode(visit.book(), settings, *pending,
                            visit.form().fields.text("recovery-code"), callerOf(visit.request())),
      {.field = "recovery-code",
       .message = std::string(words("This recovery code does not work. Each works only once"))});
}

http::Response leave(site::Visit& visit) {
  visit.write([&](record::Writing& writing) {
    signOut(writing, visit.session()->sessionIndex);
    return true;
  });
  return signedOut(visit);
}

}  // namespace

http::Response signedOut(const site::Visit& visit) {
  http::Response response = http::redirect("/sign-in");
  http::clearCookie(response, visit.request(), kSessionCookie);
  // Pages that the browser keeps to go back to. Not cookies: a device that is known stays known.
  response.headers.set("Clear-Site-Data", "\"cache\"");
  return response;
}

http::Response signInPage(site::Visit& visit, const AfterSignIn& next) {
  return signInForm(visit, {.next = next, .status = 401});
}

http::Response forgedOrStalePage(const site::Visit& visit, access::Permission permission) {
  const Words& words = visit.words();
  if (const auto kept = ownLateForm(visit, permission)) {
    if (const auto page = pageOf(visit, *kept)) return http::redirect(*page);
    http::Response response = unsavedFormPage(visit, *kept);
    response.status = 403;
    return response;
  }
  const std::string title(words("This page was out of date"));
  return site::page(
      visit, {.title = title,
              .content = html::fragment(
                  heading(title),
                  paragraph(words("Nothing was changed. Open the page again and send it anew.")),
                  el("p", el("a", html::attr("href", "/"), words("Go to the first page")))),
              .status = 403});
}

void refuseOtherSites(const site::Visit& visit) {
  if (isFromAnotherSite(visit.request())) {
    throw Fault(FaultCode::forbidden, "another site sent a form");
  }
}

site::Routes signInRoutes(const Settings& settings) {
  using enum access::Permission;
  using http::Method;
  return {
      {Method::get, "/sign-in", anyone, [](site::Visit& visit) { return askForSignIn(visit); },
       "Sign in with an email address and a password"},
      {Method::post, "/sign-in", anyone,
       [settings](site::Visit& visit) { return takePassword(visit, *settings); },
       "Check the password and start a session", kBodyLimit, http::Lane::costly},
      {Method::get, "/sign-in/trust", anyone, askForSignIn,
       "Sign in anew: a trust is chosen on the page after the password alone"},
      {Method::post, "/sign-in/trust", anyone,
       [settings](site::Visit& visit) { return takeTrust(visit, *settings); },
       "Go on with the chosen one of several accounts", kBodyLimit},
      {Method::get, "/sign-in/code", anyone,
       [settings](site::Visit& visit) { return askForCode(visit, *settings); },
       "Enter the code of the second factor, or set it up"},
      {Method::post, "/sign-in/code", anyone,
       [settings](site::Visit& visit) { return takeCode(visit, *settings); },
       "Check the code and complete the session", kBodyLimit},
      {Method::get, "/sign-in/recovery-code", anyone,
       [settings](site::Visit& visit) { return askForCode(visit, *settings); },
       "Enter the code of the second factor, or a recovery code"},
      {Method::post, "/sign-in/recovery-code", anyone,
       [settings](site::Visit& visit) { return takeRecoveryCode(visit, *settings); },
       "Use up a recovery code and complete the session", kBodyLimit},
      {Method::post, "/sign-out", signedIn, leave, "End the session"},
  };
}

}  // namespace refocus::people
