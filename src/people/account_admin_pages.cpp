#include "people/account_admin_pages.hpp"

#include <fmt/format.h>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "html/nhs.hpp"
#include "http/fields.hpp"
#include "people/account_admin_parts.hpp"
#include "people/account_admin_store.hpp"
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
    table.rows.push_back({{.text = account.name, .href = accountPath(account.id)},
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
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           heading(title),
           nhs::button(
               {.text = words("Make an account"), .href = fmt::format("{}/new", kAccountsPath)}),
           searchForm(visit,
                      {.action = std::string(kAccountsPath),
                       .label = std::string(words("Find an account by name or email address")),
                       .query = query}),
           accountTable(words, found, page),
           pager(visit, page, fmt::format("{}?q={}", kAccountsPath, http::percentEncoded(query)))),
       .back = "/admin"});
}

std::string_view newsOf(const site::Visit& visit) {
  const Words& words = visit.words();
  const std::string_view done = visit.request().query.text("done");
  if (done == "disabled") return words("The account is disabled and signed out everywhere");
  if (done == "active") return words("The account is active");
  if (done == "second-factor") return words("The second factor is changed");
  if (done == "roles") return words("The roles are changed");
  return {};
}

Html detailsOf(const Words& words, const Account& account) {
  return nhs::summaryList(
      {.rows = {{.key = words("Email address"), .value = account.email},
                {.key = words("State"), .value = stateText(words, account.state)},
                {.key = words("Password"),
                 .value = account.hasPassword ? words("Set") : words("Not set yet")},
                {.key = words("Second factor"), .value = secondFactorText(words, account)},
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

Html actionsOn(const site::Visit& visit, const Account& account) {
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
      html::when(!isOwn, [&] {
        const std::string state = accountPath(account.id, "/state");
        return isActive ? buttonForm(visit, state, words("Disable the account"),
                                     html::hidden("press", "disable"), nhs::ButtonVariant::warning)
                        : buttonForm(visit, state, words("Enable the account"),
                                     html::hidden("press", "enable"));
      }));
}

http::Response showAccount(site::Visit& visit, const Problems& problems) {
  const Words& words = visit.words();
  const auto id = visit.idFrom<AccountId>("account");
  const auto [account, grants] = visit.read([&](record::Reading& reading) {
    return std::pair(findAccount(reading, id), grantsOf(reading, id, londonDate(reading.now())));
  });
  if (!account) throw Fault(FaultCode::notFound, "there is no such account in this trust");
  return site::page(visit,
                    {.title = account->name,
                     .content = html::fragment(
                         site::errorSummary(visit, problems), doneBanner(newsOf(visit)),
                         heading(account->name), detailsOf(visit.words(), *account),
                         el("p", el("a", attr("href", "/admin/audit?who=" + id.text()),
                                    words("What this account did"))),
                         actionsOn(visit, *account), rolesOf(visit, *account, grants, problems)),
                     .back = std::string(kAccountsPath),
                     .hasErrors = !problems.empty()});
}

http::Response accountPage(site::Visit& visit) { return showAccount(visit, {}); }

/// Does something to the page's account and goes back to it.
template <class Work>
http::Response change(site::Visit& visit, std::string_view done, Work&& work) {
  const auto id = visit.idFrom<AccountId>("account");
  visit.write([&](record::Writing& writing) {
    work(writing, id);
    return true;
  });
  return http::redirect(accountPath(id, fmt::format("?done={}", done)));
}

http::Response takeState(site::Visit& visit) {
  if (visit.form().fields.text("press") == "disable")
    return change(visit, "disabled", disableAccount);
  return change(visit, "active", enableAccount);
}

http::Response takeSecondFactor(site::Visit& visit) {
  const std::string what(visit.form().fields.text("press"));
  return change(visit, "second-factor", [&](record::Writing& writing, const AccountId& account) {
    if (what == "reset") return resetSecondFactor(writing, account);
    setSecondFactorRule(writing, account,
                        what == "off" ? SecondFactor::off : SecondFactor::required);
  });
}

http::Response takeRole(site::Visit& visit) {
  const Words& words = visit.words();
  const auto role = givenRoleNamed(visit.form().fields.text("role"));
  if (!role) return showAccount(visit, {{"role", std::string(words("Choose a role"))}});
  return change(visit, "roles", [&](record::Writing& writing, const AccountId& account) {
    grantRole(writing, account, *role, londonDate(writing.now()));
  });
}

http::Response takeRoleAway(site::Visit& visit) {
  return change(visit, "roles", [&](record::Writing& writing, const AccountId& account) {
    endGrant(writing, account, visit.capture("grant"), londonDate(writing.now()));
  });
}

http::Response takeLinkWish(site::Visit& visit) {
  const Words& words = visit.words();
  const auto id = visit.idFrom<AccountId>("account");
  const std::string token =
      visit.write([&](record::Writing& writing) { return makeOneTimeLink(writing, id); });
  return handOverPage(visit, std::string(words("One-time link")), id, token);
}

}  // namespace

site::Routes accountAdminRoutes() {
  using enum access::Permission;
  using http::Method;
  return {
      {Method::get, "/admin/accounts", manageAccounts, listPage, "The trust's accounts"},
      {Method::get, "/admin/accounts/{account}", manageAccounts, accountPage, "One account"},
      {Method::post, "/admin/accounts/{account}/one-time-link", manageAccounts, takeLinkWish,
       "Make a one-time link and show it"},
      {Method::post, "/admin/accounts/{account}/state", manageAccounts, takeState,
       "Disable or enable the account"},
      {Method::post, "/admin/accounts/{account}/second-factor", manageAccounts, takeSecondFactor,
       "Reset the second factor, or say whether it is required"},
      {Method::post, "/admin/accounts/{account}/roles", manageAccounts, takeRole, "Give a role"},
      {Method::post, "/admin/accounts/{account}/roles/{grant}/end", manageAccounts, takeRoleAway,
       "Take a role away"},
  };
}

}  // namespace refocus::people
