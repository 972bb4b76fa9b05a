#include "people/account_own_pages.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "html/nhs.hpp"
#include "people/account_own_parts.hpp"
#include "people/account_store.hpp"
#include "people/confirmation.hpp"
#include "people/new_password.hpp"
#include "people/recovery_code.hpp"
#include "people/sign_in_pages.hpp"
#include "site/choice.hpp"

namespace refocus::people {
namespace {

using html::Html;
namespace nhs = html::nhs;
using Settings = std::shared_ptr<const AccountSettings>;

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
  if (done == "session") return words("The device is signed out");
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

std::vector<nhs::SummaryListRow> rowsOf(const Words& words, const Account& account,
                                        std::int64_t codesLeft) {
  std::vector<nhs::SummaryListRow> rows{
      rowOf(words, words("Name"), account.name, "/account/details", words("name")),
      rowOf(words, words("Email address"), account.email, {}, {}),
      rowOf(words, words("Language"), languageName(words.language()), "/account/details",
            words("language")),
      rowOf(words, words("Password"), words("Set"), "/account/password", words("password")),
      rowOf(words, words("Second factor"),
            account.hasSecondFactor ? words("An app is set up") : words("Not set up"),
            "/account/second-factor", words("second factor"))};
  if (account.hasSecondFactor) {
    rows.push_back(rowOf(words, words("Recovery codes"),
                         words.plural("{count} left", "{count} left", codesLeft),
                         "/account/recovery-codes", words("recovery codes")));
  }
  return rows;
}

/// "Firefox on Windows", of what is stored as "Firefox/Windows".
std::string deviceText(const Words& words, std::string_view kind) {
  const std::size_t slash = kind.find('/');
  const std::string_view browser = kind.substr(0, slash);
  const std::string_view system =
      slash == std::string_view::npos ? std::string_view{} : kind.substr(slash + 1);
  if (browser.empty() && system.empty()) return std::string(words("Another browser"));
  if (browser.empty() || system.empty()) return std::string(browser.empty() ? system : browser);
  return words("{browser} on {system}", arg("browser", browser), arg("system", system));
}

/// The form that ends a session: small, one stands in each row.
Html signOutButton(const site::Visit& visit, const OwnSession& session, const std::string& device) {
  const Words& words = visit.words();
  return site::form(visit,
                    {.action = "/account/sessions/" + session.id + "/end",
                     .content = nhs::button(
                         {.text = html::fragment(
                              words("Sign out"),
                              html::el("span", html::cls("nhsuk-u-visually-hidden"), " ", device)),
                          .variant = nhs::ButtonVariant::secondary,
                          .small = true,
                          .preventDoubleClick = true,
                          .classes = "nhsuk-u-margin-bottom-0"})});
}

Html sessionsTable(const site::Visit& visit, const std::vector<OwnSession>& sessions) {
  const Words& words = visit.words();
  nhs::Table table{.caption = {.text = words("Where you are signed in"), .size = nhs::Size::m},
                   .head = {{.text = words("Device")},
                            {.text = words("Since")},
                            {.text = words("Last used")},
                            {.text = words("Sign out")}},
                   .responsive = true};
  for (const OwnSession& one : sessions) {
    const std::string device = deviceText(words, one.deviceKind);
    table.rows.push_back({{.text = device},
                          {.text = londonText(one.madeAt, words.language())},
                          {.text = londonText(one.seenAt, words.language())},
                          {.text = one.isThis ? html::el("strong", words("This device"))
                                              : signOutButton(visit, one, device)}});
  }
  return nhs::table(table);
}

struct OwnPage {
  Account account;
  std::int64_t codesLeft;
  std::vector<OwnSession> sessions;
  std::int64_t devices;
};

http::Response accountPage(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const OwnPage own = visit.read([&](record::Reading& reading) {
    return OwnPage{
        .account = ownAccount(reading),
        .codesLeft = recoveryCodesLeft(reading),
        .sessions = ownSessions(reading, visit.session()->sessionIndex, settings.session),
        .devices = ownDevices(reading)};
  });
  const std::string title(words("Your account"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           doneBanner(newsOf(visit)), heading(title),
           nhs::summaryList({.rows = rowsOf(words, own.account, own.codesLeft)}),
           sessionsTable(visit, own.sessions),
           paragraph(words.plural(
               "{count} device is known from signing in before. When others guess at your "
               "password, "
               "you can still sign in from it.",
               "{count} devices are known from signing in before. When others guess at your "
               "password, you can still sign in from them.",
               own.devices)),
           paragraph(words("Is one of them not yours? Sign out on all devices: they are then "
                           "forgotten. Change your password, too.")),
           buttonForm(visit, "/account/sign-out-everywhere", words("Sign out on all devices")))});
}

http::Response endSessionAsked(site::Visit& visit) {
  visit.write([&](record::Writing& writing) {
    endOwnSession(writing, visit.capture("session"));
    return true;
  });
  return http::redirect("/account?done=session");
}

Html languageField(const site::Visit& visit, const std::string& chosen) {
  const Words& words = visit.words();
  const std::vector<std::string> languages = visit.site().catalogues.languages();
  if (languages.size() < 2) return html::hidden("language", chosen);
  nhs::Radios radios{.name = "language",
                     .fieldset = {.legend = {.text = words("Language"), .size = nhs::Size::s}},
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
  return site::formPage(
      visit,
      {.title = std::string(words("Your name and language")),
       .action = "/account/details",
       .back = "/account",
       .fields = html::fragment(textField(visit,
                                          {.id = "name",
                                           .label = std::string(words("Name")),
                                           .hint = std::string(words("As colleagues know you")),
                                           .value = name,
                                           .autocomplete = "name"},
                                          problems),
                                languageField(visit, language), sendButton(words("Save")))},
      problems);
}

http::Response askForDetails(site::Visit& visit) {
  const Account account = accountOfVisit(visit);
  return detailsForm(visit, account.name, account.language, {});
}

http::Response takeDetails(site::Visit& visit) {
  const http::Fields& fields = visit.form().fields;
  const std::string name(fields.text("name"));
  const std::string language(
      site::choiceIn(fields, "language", visit.site().catalogues.languages()));
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
  if (const auto problem = newPasswordProblem(visit, settings, visit.actor(), password)) {
    return changePasswordForm(visit, {{.field = "password", .message = problem->in(words)}});
  }
  if (auto refused = unlessConfirmed(visit, settings, [&](const Problems& problems) {
        return changePasswordForm(visit, problems);
      })) {
    return *std::move(refused);
  }
  const std::string hash = settings.hasher->hash(password);
  const NewSession session = visit.write([&](record::Writing& writing) {
    const std::string_view index = visit.session()->sessionIndex;
    setPassword(writing, visit.actor().account, hash, "password-changed");
    endSessions(writing, visit.actor().account, index);
    return renewSession(writing, index, settings.session);
  });
  http::Response response = http::redirect("/account?done=password");
  setSessionCookie(response, visit.request(), session);
  return response;
}

http::Response leaveEverywhere(site::Visit& visit) {
  visit.write([](record::Writing& writing) {
    signOutEverywhere(writing);
    return true;
  });
  return signedOut(visit);
}

}  // namespace

site::Routes ownAccountRoutes(const Settings& settings) {
  using enum access::Permission;
  using http::Method;
  const auto with = [&](http::Response (*page)(site::Visit&, const AccountSettings&)) {
    return [settings, page](site::Visit& visit) { return page(visit, *settings); };
  };
  return {
      {Method::get, "/account", signedIn, with(accountPage),
       "One's own account, and where one is signed in"},
      {Method::get, "/account/details", signedIn, askForDetails, "One's name and language"},
      {Method::post, "/account/details", signedIn, takeDetails, "Save name and language"},
      {Method::get, "/account/password", signedIn,
       [](site::Visit& visit) { return changePasswordForm(visit, {}); }, "Change one's password"},
      {Method::post, "/account/password", signedIn, with(takeChangedPassword),
       "Check the old password and a code, and set the new one; other sessions end", 0,
       http::Lane::costly},
      {Method::post, "/account/sessions/{session}/end", signedIn, endSessionAsked,
       "End one of one's sessions"},
      {Method::post, "/account/sign-out-everywhere", signedIn, leaveEverywhere,
       "End all one's sessions"},
  };
}

}  // namespace refocus::people
