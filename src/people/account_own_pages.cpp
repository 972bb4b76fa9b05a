#include "people/account_own_pages.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "html/nhs.hpp"
#include "http/cookie.hpp"
#include "people/account_own_parts.hpp"
#include "people/account_store.hpp"
#include "people/recovery_code.hpp"

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
      rowOf(words, words("Language"), languageName(account.language), "/account/details",
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

http::Response accountPage(site::Visit& visit) {
  const Words& words = visit.words();
  const auto [account, codesLeft] = visit.read([](record::Reading& reading) {
    return std::pair(ownAccount(reading), recoveryCodesLeft(reading));
  });
  const std::string title(words("Your account"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           doneBanner(newsOf(visit)), heading(title),
           nhs::summaryList({.rows = rowsOf(words, account, codesLeft)}),
           buttonForm(visit, "/account/sign-out-everywhere", words("Sign out on all devices")))});
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
      {Method::post, "/account/sign-out-everywhere", signedIn, leaveEverywhere,
       "End all one's sessions"},
  };
}

}  // namespace refocus::people
