#include "people/account_admin_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "html/nhs.hpp"
#include "http/fields.hpp"
#include "people/account_admin_parts.hpp"
#include "people/account_admin_store.hpp"
#include "people/account_forms.hpp"
#include "people/one_time_link_store.hpp"

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

std::size_t pageAsked(const http::Fields& query) {
  constexpr std::size_t kMostPages = 100'000;
  const std::string_view text = query.text("page");
  std::size_t page = 1;
  std::from_chars(text.data(), text.data() + text.size(), page);
  return std::clamp<std::size_t>(page, 1, kMostPages);
}

std::string listPath(const AccountQuery& query, std::size_t page) {
  http::Fields fields;
  if (!query.search.empty()) fields.add("q", query.search);
  fields.add("page", fmt::to_string(page));
  return fmt::format("{}?{}", kAccountsPath, http::urlencoded(fields));
}

Html searchForm(const Words& words, const AccountQuery& query) {
  return el("form", attr("method", "get"), attr("action", kAccountsPath), attr("role", "search"),
            nhs::input({.label = {.text = words("Name or email address")},
                        .id = "q",
                        .name = "q",
                        .value = query.search,
                        .type = "search",
                        .spellcheck = false}),
            nhs::button({.text = words("Search"), .variant = nhs::ButtonVariant::secondary}));
}

Html accountTable(const Words& words, const AccountList& list) {
  if (list.accounts.empty()) return paragraph(words("No account was found."));
  nhs::Table table{.caption = {.text = words.plural("{count} account", "{count} accounts",
                                                    static_cast<std::int64_t>(list.found))},
                   .head = {{.text = words("Name")},
                            {.text = words("Email address")},
                            {.text = words("Second factor")},
                            {.text = words("State")}},
                   .responsive = true};
  for (const Account& account : list.accounts) {
    table.rows.push_back({{.text = account.name, .href = accountPath(account.id)},
                          {.text = account.email},
                          {.text = secondFactorText(words, account)},
                          {.text = stateText(words, account.state)}});
  }
  return nhs::table(table);
}

Html pagesOf(const Words& words, const AccountQuery& query, const AccountList& list) {
  const std::size_t last =
      std::max<std::size_t>(1, (list.found + query.pageSize - 1) / query.pageSize);
  if (last == 1) return {};
  const auto step = [&](std::string_view text, std::size_t page) {
    return nhs::PaginationStep{
        .href = listPath(query, page),
        .text = text,
        .label = words("Page {page} of {last}", arg("page", page), arg("last", last))};
  };
  nhs::Pagination pages{.ariaLabel = std::string(words("Pages of accounts"))};
  if (query.page > 1) pages.previous = step(words("Previous page"), query.page - 1);
  if (query.page < last) pages.next = step(words("Next page"), query.page + 1);
  return nhs::pagination(pages);
}

http::Response listPage(site::Visit& visit) {
  const Words& words = visit.words();
  const AccountQuery query{.search = std::string(visit.request().query.text("q").substr(0, 200)),
                           .page = pageAsked(visit.request().query)};
  const AccountList list =
      visit.read([&](record::Reading& reading) { return accountList(reading, query); });
  const std::string title(words("Accounts"));
  return site::page(visit, {.title = title,
                            .content = html::fragment(
                                heading(title),
                                nhs::actionLink({.text = words("Make an account"),
                                                 .href = fmt::format("{}/new", kAccountsPath)}),
                                searchForm(words, query), accountTable(words, list),
                                pagesOf(words, query, list))});
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

Html rolesOf(const site::Visit& visit, const Account& account,
             const std::vector<RoleGrant>& grants) {
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
  nhs::Select select{.label = {.text = words("Role to give")}, .id = "role", .name = "role"};
  for (const access::Role role : kGivenRoles) {
    select.items.push_back(
        {.value = std::string(access::nameOf(role)), .text = std::string(labelOf(words, role))});
  }
  return html::fragment(
      nhs::heading({.text = words("Roles in the whole trust"), .level = 2, .size = nhs::Size::m}),
      grants.empty() ? paragraph(words("None. Workers and team leaders have their role by their "
                                       "posts."))
                     : el("ul", cls("nhsuk-list"), rows),
      buttonForm(visit, accountPath(account.id, "/roles"), words("Give the role"),
                 nhs::select(select)));
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
                                     html::hidden("do", "reset"));
                 }),
      buttonForm(
          visit, secondFactor,
          isRequired ? words("Stop requiring a second factor") : words("Require a second factor"),
          html::hidden("do", isRequired ? "off" : "required")),
      html::when(!isOwn, [&] {
        return buttonForm(visit, accountPath(account.id, "/state"),
                          isActive ? words("Disable the account") : words("Enable the account"),
                          html::hidden("state", isActive ? "disabled" : "active"));
      }));
}

http::Response accountPage(site::Visit& visit) {
  const auto id = visit.idFrom<AccountId>("account");
  const auto [account, grants] = visit.read([&](record::Reading& reading) {
    return std::pair(findAccount(reading, id), grantsOf(reading, id, londonDate(reading.now())));
  });
  if (!account) throw Fault(FaultCode::notFound, "there is no such account in this trust");
  return site::page(visit, {.title = account->name,
                            .content = html::fragment(
                                doneBanner(newsOf(visit)), heading(account->name),
                                detailsOf(visit.words(), *account), actionsOn(visit, *account),
                                rolesOf(visit, *account, grants)),
                            .back = std::string(kAccountsPath)});
}

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
  if (visit.form().fields.text("state") == "disabled")
    return change(visit, "disabled", disableAccount);
  return change(visit, "active", enableAccount);
}

http::Response takeSecondFactor(site::Visit& visit) {
  const std::string what(visit.form().fields.text("do"));
  return change(visit, "second-factor", [&](record::Writing& writing, const AccountId& account) {
    if (what == "reset") return resetSecondFactor(writing, account);
    setSecondFactorRule(writing, account,
                        what == "off" ? SecondFactor::off : SecondFactor::required);
  });
}

http::Response takeRole(site::Visit& visit) {
  const auto role = givenRoleNamed(visit.form().fields.text("role"));
  if (!role) throw Fault(FaultCode::badRequest, "the form names no role that can be given");
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
  const auto id = visit.idFrom<AccountId>("account");
  const std::string token =
      visit.write([&](record::Writing& writing) { return makeOneTimeLink(writing, id); });
  return handOverPage(visit, std::string(visit.words()("One-time link")), id, token);
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
