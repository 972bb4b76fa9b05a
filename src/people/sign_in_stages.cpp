#include "people/sign_in_stages.hpp"

#include <algorithm>

#include "base/fault.hpp"
#include "html/nhs.hpp"
#include "people/account_store.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::Html;
namespace nhs = html::nhs;

constexpr std::string_view kRecoveryCode = "recovery-code";

// Which of the two forms of the page problems are about.
bool isOfRecovery(const Problems& problems) {
  return std::ranges::count(problems, kRecoveryCode, &site::FieldProblem::field) > 0;
}

Html codeFields(const site::Visit& visit, const LiveSession& pending, const AfterSignIn& next,
                const Html& field) {
  const Words& words = visit.words();
  return html::fragment(html::hidden(site::kCsrfField, pending.signedIn.csrf), hiddenFields(next),
                        field, sendButton(words("Continue")));
}

// For those who cannot get a code from their app.
Html otherWays(const site::Visit& visit, const LiveSession& pending, const AfterSignIn& next,
               const Problems& problems) {
  const Words& words = visit.words();
  const Html toAdministrator =
      paragraph(words("Ask an administrator of your service to reset your second factor. You then "
                      "set it up anew."));
  const bool isSetUp = pending.newSecret.has_value();
  if (isSetUp)
    return nhs::details({.summary = words("I cannot get a code"), .text = toAdministrator});
  const Html field = nhs::input(
      {.label = {.text = words("Recovery code"), .size = nhs::Size::s},
       .hint = {.text = words("One of the ten that you were given with your second factor")},
       .errorMessage = site::errorFor(visit, problems, kRecoveryCode),
       .id = std::string(kRecoveryCode),
       .name = std::string(kRecoveryCode),
       .width = 20,
       .code = true,
       .autocomplete = "off",
       .autocapitalize = "none",
       .spellcheck = false});
  return nhs::details({.summary = words("I cannot get a code"),
                       .text = html::fragment(
                           site::form(visit, {.action = "/sign-in/recovery-code",
                                              .content = codeFields(visit, pending, next, field)}),
                           paragraph(words("If you have no recovery code left:")), toAdministrator),
                       .open = isOfRecovery(problems)});
}

// New recovery codes on the way in: with the form that was not saved, or the way to the next page.
http::Response codesOnTheWay(const site::Visit& visit, const std::vector<std::string>& codes,
                             const std::optional<KeptForm>& unsaved, std::string_view returnTo) {
  const Words& words = visit.words();
  const std::string title(words("Keep your recovery codes"));
  const Html kept = codesToKeep(visit, codes);
  if (unsaved) {
    return unsavedFormPage(
        visit, *unsaved,
        html::fragment(nhs::heading({.text = title, .level = 2, .size = nhs::Size::m}), kept));
  }
  return site::page(visit,
                    {.title = title,
                     .content = html::fragment(heading(title), kept,
                                               nhs::button({.text = words("I have kept them"),
                                                            .href = std::string(returnTo)}))});
}

// The first page of somebody who has signed in wholly: what they had not saved, else the page that
// they asked for.
http::Response firstPage(const site::Visit& visit, const Entered& entered,
                         const AfterSignIn& next) {
  auto kept = openedBy(visit, visit.actor(), next.sealed);
  std::string returnTo = next.returnTo;
  if (auto page = kept ? pageOf(visit, *kept) : std::nullopt) {
    returnTo = *std::move(page);
    kept.reset();
  }
  if (!entered.recoveryCodes.empty()) {
    return codesOnTheWay(visit, entered.recoveryCodes, kept, returnTo);
  }
  return kept ? unsavedFormPage(visit, *kept) : http::redirect(returnTo);
}

}  // namespace

Html keptNote(const Words& words, const AfterSignIn& next) {
  if (next.isForm) {
    return nhs::insetText({.text = words("You were signed out before your form was saved. What you "
                                         "wrote is kept for you alone: sign in with the same "
                                         "account to look at it and save it.")});
  }
  if (!next.isLost) return {};
  return nhs::insetText({.text = words("Your form was not saved, and nothing of it is kept. Sign "
                                       "in, open its page and fill it in again.")});
}

std::optional<LiveSession> liveSession(const site::Visit& visit, const AccountSettings& settings,
                                       std::string_view token) {
  const record::BookParts& parts = visit.book().parts();
  return parts.database.read([&](database::Read& read) {
    return readSession(read, parts.keys, token, parts.clock(), settings.session);
  });
}

std::optional<LiveSession> pendingSession(const site::Visit& visit,
                                          const AccountSettings& settings) {
  const auto token = sessionToken(visit.request());
  if (!token) return std::nullopt;
  auto live = liveSession(visit, settings, *token);
  if (!live || live->stage != SessionStage::secondFactor) return std::nullopt;
  return live;
}

http::Response codeForm(const site::Visit& visit, const LiveSession& pending,
                        const AfterSignIn& asked, const Problems& problems) {
  const Words& words = visit.words();
  const AfterSignIn next = ownPartOf(visit, pending.signedIn.actor, asked);
  const bool isSetUp = pending.newSecret.has_value();
  const std::string title(isSetUp ? words("Set up your second factor") : words("Enter your code"));
  const auto email = [&] {
    return visit.book().read(pending.signedIn.actor,
                             [](record::Reading& reading) { return ownAccount(reading).email; });
  };
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           site::errorSummary(visit, problems), heading(title), keptNote(words, next),
           isSetUp ? html::fragment(
                         paragraph(words("From now on you sign in with your password and a code "
                                         "from an app. So a stolen password is not enough.")),
                         newSecretSteps(visit, *pending.newSecret, email()))
                   : paragraph(words("Open the app that you set up for signing in. Type the code "
                                     "that it shows for this service.")),
           site::form(visit,
                      {.action = "/sign-in/code",
                       .content = codeFields(visit, pending, next, codeField(visit, problems))}),
           otherWays(visit, pending, next, problems)),
       .hasErrors = !problems.empty(),
       .carriesForm = next.isForm});
}

http::Response onward(site::Visit& visit, const AccountSettings& settings, const Entered& entered,
                      const AfterSignIn& next) {
  if (visit.session()) {
    visit.write([&](record::Writing& writing) {
      signOut(writing, visit.session()->sessionIndex);
      return true;
    });
  }
  const auto live = liveSession(visit, settings, entered.session.token);
  if (!live) throw Fault(FaultCode::retry, "the session ended while it was being made");
  const http::Captures none;
  const auto answer = [&] {
    if (entered.stage == SessionStage::secondFactor) {
      // Whoever was signed in before is no longer: the form is not theirs, nor is its token.
      const site::Visit nobody(visit.site(), visit.request(), none, std::nullopt, visit.words());
      return codeForm(nobody, *live, next, {});
    }
    const site::Visit signedIn(visit.site(), visit.request(), none, live->signedIn,
                               visit.site().catalogues.of(live->signedIn.language));
    http::Response first = firstPage(signedIn, entered, next);
    signedIn.keepRead();
    return first;
  };
  http::Response response = answer();
  setSessionCookie(response, visit.request(), entered.session);
  if (!entered.deviceToken.empty()) {
    setDeviceCookie(response, visit.request(), entered.deviceToken);
  }
  return response;
}

}  // namespace refocus::people
