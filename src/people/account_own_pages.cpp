#include "people/account_own_pages.hpp"

#include <algorithm>
#include <optional>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "html/nhs.hpp"
#include "http/cookie.hpp"
#include "people/account_forms.hpp"
#include "people/account_store.hpp"
#include "people/totp.hpp"

namespace refocus::people {
namespace {

using html::Html;
namespace nhs = html::nhs;
using Settings = std::shared_ptr<const AccountSettings>;

Account accountOfVisit(const site::Visit& visit) {
  return visit.read([](record::Reading& reading) { return ownAccount(reading); });
}

/// A language's name in that language.
std::string languageName(std::string_view tag) {
  if (tag == "en") return "English";
  if (tag == "cy") return "Cymraeg";
  return std::string(tag);
}

std::string_view newsOf(const site::Visit& visit) {
  const Words& words = visit.words();
  const std::string_view done = visit.request().query.text("done");
  if (done == "details") return words("Your details are saved");
  if (done == "password") return words("Your password is changed. Other devices are signed out");
  if (done == "second-factor") return words("Your second factor is set up");
  return {};
}

nhs::SummaryListRow rowOf(const Words& words, html::Content key, html::Content value,
                          std::string_view href, std::string_view what) {
  nhs::SummaryListRow row{.key = std::move(key), .value = std::move(value)};
  if (!href.empty()) {
    row.actions.push_back({.text = words("Change"),
                           .href = std::string(href),
                           .visuallyHiddenText = std::string(what)});
  }
  return row;
}

http::Response accountPage(site::Visit& visit) {
  const Words& words = visit.words();
  const Account account = accountOfVisit(visit);
  const std::string title(words("Your account"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           doneBanner(newsOf(visit)), heading(title),
           nhs::summaryList(
               {.rows = {rowOf(words, words("Name"), account.name, "/account/details",
                               words("name")),
                         rowOf(words, words("Email address"), account.email, {}, {}),
                         rowOf(words, words("Language"), languageName(account.language),
                               "/account/details", words("language")),
                         rowOf(words, words("Password"), words("Set"), "/account/password",
                               words("password")),
                         rowOf(words, words("Second factor"),
                               account.hasSecondFactor ? words("An app is set up")
                                                       : words("Not set up"),
                               "/account/second-factor", words("second factor"))}}),
           buttonForm(visit, "/account/sign-out-everywhere", words("Sign out on all devices")))});
}

Html languageField(const site::Visit& visit, const std::string& chosen) {
  const std::vector<std::string> languages = visit.site().catalogues.languages();
  if (languages.size() < 2) return html::hidden("language", chosen);
  nhs::Radios radios{.name = "language",
                     .fieldset = {.legend = {.text = visit.words()("Language")}},
                     .value = chosen};
  for (const std::string& tag : languages) {
    radios.items.push_back(
        {.value = tag, .text = languageName(tag), .attributes = {{"lang", tag}}});
  }
  return nhs::radios(radios);
}

http::Response detailsForm(const site::Visit& visit, const std::string& name,
                           const std::string& language, const Problems& problems) {
  const Words& words = visit.words();
  const std::string title(words("Your name and language"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           site::errorSummary(visit, problems), heading(title),
           site::form(visit, {.action = "/account/details",
                              .content = html::fragment(
                                  textField(visit,
                                            {.id = "name",
                                             .label = std::string(words("Name")),
                                             .hint = std::string(words("As colleagues know you")),
                                             .value = name,
                                             .autocomplete = "name"},
                                            problems),
                                  languageField(visit, language), sendButton(words("Save")))})),
       .back = "/account",
       .hasErrors = !problems.empty()});
}

http::Response askForDetails(site::Visit& visit) {
  const Account account = accountOfVisit(visit);
  return detailsForm(visit, account.name, account.language, {});
}

http::Response takeDetails(site::Visit& visit) {
  const http::Fields& fields = visit.form().fields;
  const std::string name(fields.text("name"));
  std::string language(fields.text("language"));
  const auto languages = visit.site().catalogues.languages();
  if (std::ranges::find(languages, language) == languages.end()) {
    language = visit.session()->language;
  }
  if (const auto problem = nameProblem(name)) {
    return detailsForm(visit, name, language,
                       {{.field = "name", .message = problem->in(visit.words())}});
  }
  visit.write([&](record::Writing& writing) {
    changeOwnDetails(writing, name, language);
    return true;
  });
  return http::redirect("/account?done=details");
}

/// A form that needs the present password first.
struct PasswordForm {
  std::string title;
  std::string action;
  Html before = {};
  Html more = {};  ///< after the present password
  std::string button;
};

http::Response passwordForm(const site::Visit& visit, const PasswordForm& parts,
                            const Problems& problems) {
  return site::page(
      visit,
      {.title = parts.title,
       .content = html::fragment(
           site::errorSummary(visit, problems), heading(parts.title), parts.before,
           site::form(visit,
                      {.action = parts.action,
                       .content = html::fragment(
                           passwordField(visit,
                                         {.id = "current-password",
                                          .label = std::string(visit.words()("Your password now")),
                                          .autocomplete = "current-password"},
                                         problems),
                           parts.more, sendButton(parts.button))})),
       .back = "/account",
       .hasErrors = !problems.empty()});
}

std::expected<void, Refusal> checkTypedPassword(site::Visit& visit,
                                                const AccountSettings& settings) {
  return checkOwnPassword(visit.book(), settings, visit.actor(),
                          visit.form().fields.text("current-password"),
                          visit.request().remoteAddress);
}

site::FieldProblem wrongPassword(const Words& words) {
  return {.field = "current-password", .message = std::string(words("The password is not right"))};
}

http::Response changePasswordForm(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  return passwordForm(visit,
                      {.title = std::string(words("Change your password")),
                       .action = "/account/password",
                       .more = newPasswordField(visit, problems),
                       .button = std::string(words("Change the password"))},
                      problems);
}

http::Response takeChangedPassword(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const std::string password(visit.form().fields.text("password"));
  if (const auto problem = passwordProblem(password, accountOfVisit(visit).email)) {
    return changePasswordForm(visit, {{.field = "password", .message = problem->in(words)}});
  }
  const auto right = checkTypedPassword(visit, settings);
  if (!right && right.error() == Refusal::tooMany) {
    return site::faultPage(visit, FaultCode::tooMany);
  }
  if (!right) return changePasswordForm(visit, {wrongPassword(words)});

  const std::string hash = settings.hasher->hash(password);
  const NewSession session = visit.write([&](record::Writing& writing) {
    setPassword(writing, visit.actor().account, hash, "password-changed");
    endSessions(writing, visit.actor().account);
    return startSession(writing, SessionStage::full, settings.session);
  });
  http::Response response = http::redirect("/account?done=password");
  setSessionCookie(response, visit.request(), session);
  return response;
}

/// The secret that this session is setting up, if it has begun to.
std::optional<Bytes> newSecretOf(const site::Visit& visit, const AccountSettings& settings) {
  const record::BookParts& parts = visit.book().parts();
  const auto token = sessionToken(visit.request());
  if (!token) return std::nullopt;
  auto live = parts.database.read([&](database::Read& read) {
    return readSession(read, parts.keys, *token, parts.clock(), settings.session);
  });
  return live ? std::move(live->newSecret) : std::nullopt;
}

http::Response beginSecondFactorForm(const site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  const bool hasOne = accountOfVisit(visit).hasSecondFactor;
  return passwordForm(
      visit,
      {.title = std::string(words("Second factor")),
       .action = "/account/second-factor/start",
       .before = paragraph(hasOne ? words("You sign in with your password and a code from an app. "
                                          "You can move to another app or phone here. The old one "
                                          "works until the new one is set up.")
                                  : words("With a second factor you sign in with your password and "
                                          "a code from an app. So a stolen password is not "
                                          "enough.")),
       .button = std::string(hasOne ? words("Set up another app") : words("Set up an app"))},
      problems);
}

http::Response newSecretForm(const site::Visit& visit, ByteView secret, const Problems& problems) {
  const Words& words = visit.words();
  const std::string title(words("Set up your second factor"));
  return site::page(
      visit, {.title = title,
              .content = html::fragment(
                  site::errorSummary(visit, problems), heading(title),
                  newSecretSteps(visit, secret, accountOfVisit(visit).email),
                  site::form(visit, {.action = "/account/second-factor",
                                     .content = html::fragment(codeField(visit, problems),
                                                               sendButton(words("Continue")))})),
              .back = "/account",
              .hasErrors = !problems.empty()});
}

http::Response secondFactorPage(site::Visit& visit, const AccountSettings& settings) {
  const auto secret = newSecretOf(visit, settings);
  return secret ? newSecretForm(visit, *secret, {}) : beginSecondFactorForm(visit, {});
}

http::Response startSecondFactor(site::Visit& visit, const AccountSettings& settings) {
  const auto right = checkTypedPassword(visit, settings);
  if (!right && right.error() == Refusal::tooMany) {
    return site::faultPage(visit, FaultCode::tooMany);
  }
  if (!right) return beginSecondFactorForm(visit, {wrongPassword(visit.words())});
  visit.write([&](record::Writing& writing) {
    keepNewSecret(writing, visit.session()->sessionIndex, makeTotpSecret(writing.random()));
    return true;
  });
  return http::redirect("/account/second-factor");
}

http::Response takeFirstCode(site::Visit& visit, const AccountSettings& settings) {
  const auto secret = newSecretOf(visit, settings);
  if (!secret) return http::redirect("/account/second-factor");
  const bool proved = visit.write([&](record::Writing& writing) {
    const auto step =
        stepOfCode(*secret, visit.form().fields.text("code"), writing.now(), /*lastUsed=*/0);
    if (!step) return false;
    setSecondFactor(writing, visit.actor().account, *secret, *step);
    dropNewSecret(writing, visit.session()->sessionIndex);
    return true;
  });
  if (proved) return http::redirect("/account?done=second-factor");
  return newSecretForm(
      visit, *secret,
      {{.field = "code",
        .message = std::string(visit.words()("The code is not right. Type the code "
                                             "that the app shows now"))}});
}

http::Response leaveEverywhere(site::Visit& visit) {
  visit.write([](record::Writing& writing) {
    signOutEverywhere(writing);
    return true;
  });
  http::Response response = http::redirect("/sign-in");
  http::clearCookie(response, visit.request(), kSessionCookie);
  return response;
}

}  // namespace

site::Routes ownAccountRoutes(const Settings& settings) {
  using enum access::Permission;
  using http::Method;
  const auto with = [&](http::Response (*page)(site::Visit&, const AccountSettings&)) {
    return [settings, page](site::Visit& visit) { return page(visit, *settings); };
  };
  return {
      {Method::get, "/account", signedIn, accountPage, "One's own account"},
      {Method::get, "/account/details", signedIn, askForDetails, "One's name and language"},
      {Method::post, "/account/details", signedIn, takeDetails, "Save name and language"},
      {Method::get, "/account/password", signedIn,
       [](site::Visit& visit) { return changePasswordForm(visit, {}); }, "Change one's password"},
      {Method::post, "/account/password", signedIn, with(takeChangedPassword),
       "Check the old password and set the new one; other sessions end"},
      {Method::get, "/account/second-factor", signedIn, with(secondFactorPage),
       "The second factor, and a new one while it is being set up"},
      {Method::post, "/account/second-factor/start", signedIn, with(startSecondFactor),
       "Check the password and make a new secret"},
      {Method::post, "/account/second-factor", signedIn, with(takeFirstCode),
       "Check the first code of the new secret"},
      {Method::post, "/account/sign-out-everywhere", signedIn, leaveEverywhere,
       "End all one's sessions"},
  };
}

}  // namespace refocus::people
