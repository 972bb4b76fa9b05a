#include "people/account_admin_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "html/nhs.hpp"
#include "http/fields.hpp"
#include "people/account_admin_parts.hpp"
#include "people/account_admin_store.hpp"
#include "people/confirmation.hpp"
#include "people/one_time_link_store.hpp"
#include "people/page_parts.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::cls;
using html::el;
using html::Html;
namespace nhs = html::nhs;

std::string_view stateText(const Words& words, AccountState state) {
  return state == AccountState::active ? words("Active") : words("Disabled");
}

std::string_view secondFactorText(const Words& words, const Account& account) {
  if (account.hasSecondFactor) return words("An app is set up");
  return account.secondFactor == SecondFactor::required
             ? words("Required, set up at the next sign-in")
             : words("Not required");
}

Html accountTable(const Words& words, const std::vector<Account>& found, const ListPage& page) {
  if (found.empty()) return paragraph(words("No account was found."));
  nhs::Table table{.caption = {.text = words.plural("{count} account", "{count} accounts",
                                                    static_cast<std::int64_t>(found.size()))},
                   .head = {{.text = words("Name")},
                            {.text = words("Email address")},
                            {.text = words("Second factor")},
                            {.text = words("State")}},
                   .responsive = true};
  for (std::size_t i = page.begin; i < page.end; ++i) {
    const Account& account = found[i];
    table.rows.push_back({{.text = html::isolated(account.name), .href = accountPath(account.id)},
                          {.text = account.email},
                          {.text = secondFactorText(words, account)},
                          {.text = stateText(words, account.state)}});
  }
  return nhs::table(table);
}

http::Response listPage(site::Visit& visit) {
  constexpr std::size_t kPerPage = 25;
  const Words& words = visit.words();
  const std::string query = searchedFor(visit);
  const std::vector<Account> found =
      visit.read([&](record::Reading& reading) { return accountsMatching(reading, query); });
  const ListPage page = pageAsked(visit, found.size(), kPerPage);
  const std::string title(words("Accounts"));
  return site::page(visit, {.title = title,
                            .content = html::fragment(
                                heading(title),
                                nhs::button({.text = words("Make an account"),
                                             .href = fmt::format("{}/new", kAccountsPath)}),
                                searchForm(visit, {.action = std::string(kAccountsPath),
                                                   .label = std::string(words(
                                                       "Find an account by name or email address")),
                                                   .query = query}),
                                accountTable(words, found, page),
                                pager(visit, page, site::withSearch(visit, kAccountsPath))),
                            .back = "/admin"});
}

std::string_view newsOf(const site::Visit& visit) {
  const Words& words = visit.words();
  const std::string_view done = visit.request().query.text("done");
  if (done == "disabled") return words("The account is disabled and signed out everywhere");
  if (done == "active") return words("The account is active");
  if (done == "second-factor") return words("The second factor is changed");
  if (done == "roles") return words("The roles are changed");
  if (done == "link")
    return words("The link was made before and shown once. If nobody kept it, make another");
  if (done == "sessions") return words("The account is signed out on all devices");
  return {};
}

Html detailsOf(const Words& words, const Account& account, std::int64_t sessions) {
  return nhs::summaryList(
      {.rows = {{.key = words("Email address"), .value = account.email},
                {.key = words("State"), .value = stateText(words, account.state)},
                {.key = words("Password"),
                 .value = account.hasPassword ? words("Set") : words("Not set yet")},
                {.key = words("Second factor"), .value = secondFactorText(words, account)},
                {.key = words("Signed in now"),
                 .value = sessions == 0
                              ? std::string(words("Nowhere"))
                              : words.plural("On {count} device", "On {count} devices", sessions)},
                {.key = words("Made"), .value = londonText(account.madeAt, words.language())}}});
}

Html rolesOf(const site::Visit& visit, const Account& account, const std::vector<RoleGrant>& grants,
             const Problems& problems) {
  const Words& words = visit.words();
  const bool isOwn = account.id == visit.actor().account;
  Html rows = html::each(grants, [&](const RoleGrant& held) {
    const bool mayEnd = !(isOwn && held.grant.role == access::Role::administrator);
    return el(
        "li", labelOf(words, held.grant.role), html::when(mayEnd, [&] {
          return buttonForm(
              visit, accountPath(account.id, fmt::format("/roles/{}/end", held.id)),
              words("Take away the role {role}", arg("role", labelOf(words, held.grant.role))));
        }));
  });
  std::vector<Choice> roles{{"", std::string(words("Choose a role"))}};
  for (const access::Role role : kGivenRoles) {
    roles.push_back({std::string(access::nameOf(role)), std::string(labelOf(words, role))});
  }
  return html::fragment(
      nhs::heading({.text = words("Roles in the whole trust"), .level = 2, .size = nhs::Size::m}),
      grants.empty() ? paragraph(words("None. Workers and team leaders have their role by their "
                                       "posts."))
                     : el("ul", cls("nhsuk-list"), rows),
      buttonForm(visit, accountPath(account.id, "/roles"), words("Give the role"),
                 selectField(visit, {.id = "role", .label = std::string(words("Role to give"))},
                             roles, problems)));
}

Html actionsOn(const site::Visit& visit, const Account& account, std::int64_t sessions) {
  const Words& words = visit.words();
  const bool isOwn = account.id == visit.actor().account;
  const bool isActive = account.state == AccountState::active;
  const bool isRequired = account.secondFactor == SecondFactor::required;
  const std::string secondFactor = accountPath(account.id, "/second-factor");
  return html::fragment(
      nhs::heading({.text = words("Sign-in"), .level = 2, .size = nhs::Size::m}),
      buttonForm(visit, accountPath(account.id, "/one-time-link"),
                 words("Make a one-time link for a new password")),
      html::when(account.hasSecondFactor,
                 [&] {
                   return buttonForm(visit, secondFactor, words("Reset the second factor"),
                                     html::hidden("press", "reset"));
                 }),
      buttonForm(
          visit, secondFactor,
          isRequired ? words("Stop requiring a second factor") : words("Require a second factor"),
          html::hidden("press", isRequired ? "off" : "required")),
      html::when(sessions > 0 && !isOwn,
                 [&] {
                   return buttonForm(visit, accountPath(account.id, "/sessions/end"),
                                     words("Sign out on all devices"));
                 }),
      html::when(!isOwn, [&] {
        const std::string state = accountPath(account.id, "/state");
        return isActive ? buttonForm(visit, state, words("Disable the account"),
                                     html::hidden("press", "disable"), nhs::ButtonVariant::warning)
                        : buttonForm(visit, state, words("Enable the account"),
                                     html::hidden("press", "enable"));
      }));
}

struct Shown {
  Account account;
  std::vector<RoleGrant> grants;
  std::int64_t sessions;
};

Shown shownOf(site::Visit& visit, const AccountSettings& settings) {
  const auto id = visit.idFrom<AccountId>("account");
  return visit.read([&](record::Reading& reading) {
    auto account = findAccount(reading, id);
    if (!account) throw Fault(FaultCode::notFound, "there is no such account in this trust");
    return Shown{.account = *std::move(account),
                 .grants = grantsOf(reading, id, londonDate(reading.now())),
                 .sessions = sessionsOf(reading, id, settings.session)};
  });
}

http::Response showAccount(site::Visit& visit, const AccountSettings& settings,
                           const Problems& problems) {
  const Words& words = visit.words();
  const auto [account, grants, sessions] = shownOf(visit, settings);
  return site::page(
      visit, {.title = account.name,
              .content = html::fragment(
                  site::errorSummary(visit, problems), doneBanner(newsOf(visit)),
                  nameHeading(account.name), detailsOf(words, account, sessions),
                  el("p", el("a", attr("href", "/admin/audit?who=" + account.id.text()),
                             words("What this account did"))),
                  actionsOn(visit, account, sessions), rolesOf(visit, account, grants, problems)),
              .back = std::string(kAccountsPath),
              .hasErrors = !problems.empty()});
}

http::Response accountPage(site::Visit& visit, const AccountSettings& settings) {
  return showAccount(visit, settings, {});
}

/// What one press on the page of an account asks for, and how it is done once the administrator has
/// shown who they are.
struct Press {
  std::string title;  ///< of the page that asks, and its button
  std::string_view done;
  std::function<void(record::Writing&, const AccountId&)> work;
  nhs::ButtonVariant variant = nhs::ButtonVariant::standard;
};

/// Whose account it is about, beside what is going to be done to it.
Html about(const Words& words, const Account& account) {
  return nhs::summaryList({.rows = {{.key = words("Name"), .value = html::isolated(account.name)},
                                    {.key = words("Email address"), .value = account.email}}});
}

std::optional<http::Response> unlessSure(
    site::Visit& visit, const AccountSettings& settings, const Account& account,
    const std::string& title, nhs::ButtonVariant variant = nhs::ButtonVariant::standard) {
  return unlessConfirmed(visit, settings,
                         {.title = title,
                          .about = about(visit.words(), account),
                          .back = accountPath(account.id),
                          .button = title,
                          .variant = variant});
}

/// Does something to the page's account and goes back to it.
http::Response change(site::Visit& visit, const AccountSettings& settings, const Press& press) {
  const Account account = shownOf(visit, settings).account;
  if (auto refused = unlessSure(visit, settings, account, press.title, press.variant)) {
    return *std::move(refused);
  }
  visit.write([&](record::Writing& writing) {
    press.work(writing, account.id);
    return true;
  });
  return http::redirect(accountPath(account.id, fmt::format("?done={}", press.done)));
}

[[noreturn]] void noSuchPress() {
  throw Fault(FaultCode::badRequest, "the form asks for something that this page does not do");
}

http::Response takeState(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const std::string_view press = visit.form().fields.text("press");
  if (press == "disable") {
    return change(visit, settings,
                  {.title = std::string(words("Disable the account")),
                   .done = "disabled",
                   .work = disableAccount,
                   .variant = nhs::ButtonVariant::warning});
  }
  if (press != "enable") noSuchPress();
  return change(
      visit, settings,
      {.title = std::string(words("Enable the account")), .done = "active", .work = enableAccount});
}

http::Response takeSecondFactor(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const std::string_view press = visit.form().fields.text("press");
  const auto setRule = [&](SecondFactor rule) {
    return [rule, own = visit.session()->sessionIndex](record::Writing& writing,
                                                       const AccountId& account) {
      setSecondFactorRule(writing, account, rule, own);
    };
  };
  Press asked{.title = {}, .done = "second-factor", .work = {}};
  if (press == "reset") {
    asked.title = words("Reset the second factor");
    asked.work = resetSecondFactor;
  } else if (press == "off") {
    asked.title = words("Stop requiring a second factor");
    asked.work = setRule(SecondFactor::off);
  } else if (press == "required") {
    asked.title = words("Require a second factor");
    asked.work = setRule(SecondFactor::required);
  } else {
    noSuchPress();
  }
  return change(visit, settings, asked);
}

http::Response takeRole(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const auto role = givenRoleNamed(visit.form().fields.text("role"));
  if (!role) return showAccount(visit, settings, {{"role", std::string(words("Choose a role"))}});
  return change(visit, settings,
                {.title = words("Give the role {role}", arg("role", labelOf(words, *role))),
                 .done = "roles",
                 .work = [&](record::Writing& writing, const AccountId& account) {
                   grantRole(writing, account, *role, londonDate(writing.now()));
                 }});
}

http::Response takeRoleAway(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const auto grants = shownOf(visit, settings).grants;
  const auto held = std::ranges::find(grants, visit.capture("grant"), &RoleGrant::id);
  if (held == grants.end()) throw Fault(FaultCode::notFound, "there is no such grant");
  return change(
      visit, settings,
      {.title = words("Take away the role {role}", arg("role", labelOf(words, held->grant.role))),
       .done = "roles",
       .work = [&](record::Writing& writing, const AccountId& account) {
         endGrant(writing, account, held->id, londonDate(writing.now()));
       }});
}

http::Response takeSignOut(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  return change(visit, settings,
                {.title = std::string(words("Sign out on all devices")),
                 .done = "sessions",
                 .work = endAllSessions});
}

http::Response takeLinkWish(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const Account account = shownOf(visit, settings).account;
  const std::string wish(words("Make a one-time link for a new password"));
  if (auto refused = unlessSure(visit, settings, account, wish)) return *std::move(refused);
  // A page that is loaded anew sends its form again: that must not end the link which was shown.
  const auto token = visit.write([&](record::Writing& writing) -> std::optional<std::string> {
    if (!site::isFirstSending(writing, visit)) return std::nullopt;
    return makeOneTimeLink(writing, account.id);
  });
  if (!token) return http::redirect(accountPath(account.id, "?done=link"));
  return handOverPage(visit, std::string(words("One-time link")), account, *token);
}

}  // namespace

site::Routes accountAdminRoutes(const std::shared_ptr<const AccountSettings>& settings) {
  using enum access::Permission;
  using http::Method;
  const auto with = [&](http::Response (*page)(site::Visit&, const AccountSettings&)) {
    return [settings, page](site::Visit& visit) { return page(visit, *settings); };
  };
  return {
      {Method::get, "/admin/accounts", manageAccounts, listPage, "The trust's accounts"},
      {Method::get, "/admin/accounts/{account}", manageAccounts, with(accountPage), "One account"},
      {Method::post, "/admin/accounts/{account}/one-time-link", manageAccounts, with(takeLinkWish),
       "Make a one-time link and show it", 0, http::Lane::costly},
      {Method::post, "/admin/accounts/{account}/state", manageAccounts, with(takeState),
       "Disable or enable the account", 0, http::Lane::costly},
      {Method::post, "/admin/accounts/{account}/sessions/end", manageAccounts, with(takeSignOut),
       "End all sessions of the account", 0, http::Lane::costly},
      {Method::post, "/admin/accounts/{account}/second-factor", manageAccounts,
       with(takeSecondFactor), "Reset the second factor, or say whether it is required", 0,
       http::Lane::costly},
      {Method::post, "/admin/accounts/{account}/roles", manageAccounts, with(takeRole),
       "Give a role", 0, http::Lane::costly},
      {Method::post, "/admin/accounts/{account}/roles/{grant}/end", manageAccounts,
       with(takeRoleAway), "Take a role away", 0, http::Lane::costly},
  };
}

}  // namespace refocus::people
