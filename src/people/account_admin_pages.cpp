#include "people/account_admin_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/fault.hpp"
#include "base/text.hpp"
#include "html/nhs.hpp"
#include "http/fields.hpp"
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

constexpr std::string_view kListPath = "/admin/accounts";

// Roles that an administrator gives by hand. The role person comes with the person's account.
constexpr std::array kGivenRoles{access::Role::administrator, access::Role::trainer,
                                 access::Role::researcher};

std::string_view labelOf(const Words& words, access::Role role) {
  switch (role) {
    case access::Role::person:
      return words("Person who uses the service");
    case access::Role::worker:
      return words("Worker");
    case access::Role::teamLeader:
      return words("Team leader");
    case access::Role::trainer:
      return words("Trainer");
    case access::Role::researcher:
      return words("Researcher");
    case access::Role::administrator:
      return words("Administrator");
  }
  throw Fault(FaultCode::internal, "a role without a label");
}

std::optional<access::Role> givenRoleNamed(std::string_view name) {
  const auto role = access::roleNamed(name);
  if (!role || std::ranges::find(kGivenRoles, *role) == kGivenRoles.end()) return std::nullopt;
  return role;
}

std::string pathOf(const AccountId& account, std::string_view rest = {}) {
  return fmt::format("{}/{}{}", kListPath, account.text(), rest);
}

std::string_view labelOf(const Words& words, AccountState state) {
  return state == AccountState::active ? words("Active") : words("Disabled");
}

std::string_view secondFactorText(const Words& words, const Account& account) {
  if (account.hasSecondFactor) return words("An app is set up");
  return account.secondFactor == SecondFactor::required
             ? words("Required, set up at the next sign-in")
             : words("Not required");
}

// ---- the list

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
  return fmt::format("{}?{}", kListPath, http::urlencoded(fields));
}

Html searchForm(const Words& words, const AccountQuery& query) {
  return el("form", attr("method", "get"), attr("action", kListPath), attr("role", "search"),
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
    table.rows.push_back({{.text = account.name, .href = pathOf(account.id)},
                          {.text = account.email},
                          {.text = secondFactorText(words, account)},
                          {.text = labelOf(words, account.state)}});
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
  const AccountList list = visit.book().read(
      visit.actor(), [&](record::Reading& reading) { return accountList(reading, query); });
  const std::string title(words("Accounts"));
  return site::page(
      visit, {.title = title,
              .content = html::fragment(heading(title),
                                        nhs::actionLink({.text = words("Make an account"),
                                                         .href = fmt::format("{}/new", kListPath)}),
                                        searchForm(words, query), accountTable(words, list),
                                        pagesOf(words, query, list))});
}

// ---- making one

struct TypedAccount {
  std::string name = {};
  std::string email = {};
  std::string worker = {};  ///< a worker's id, from the page of the worker
  bool needsSecondFactor = true;
  std::vector<std::string> roles = {};
};

Html roleField(const Words& words, const std::vector<std::string>& chosen) {
  nhs::Checkboxes boxes{
      .name = "roles",
      .fieldset = {.legend = {.text = words("Roles in the whole trust")}},
      .hint = {.text = words("Workers and team leaders have their role by their posts.")},
      .values = chosen};
  for (const access::Role role : kGivenRoles) {
    boxes.items.push_back(
        {.value = std::string(access::nameOf(role)), .text = labelOf(words, role)});
  }
  return nhs::checkboxes(boxes);
}

Html secondFactorField(const Words& words, bool isRequired) {
  return nhs::radios(
      {.name = "second-factor",
       .fieldset = {.legend = {.text = words("Second factor")}},
       .items = {{.value = "required",
                  .text = words("Required"),
                  .hint = {.text = words("A code from an app, beside the password")}},
                 {.value = "off", .text = words("Not required")}},
       .value = isRequired ? "required" : "off"});
}

http::Response newAccountForm(const site::Visit& visit, const TypedAccount& typed,
                              const Problems& problems) {
  const Words& words = visit.words();
  const std::string title(words("Make an account"));
  const Html fields =
      html::fragment(typed.worker.empty() ? Html{} : html::hidden("worker", typed.worker),
                     textField(visit,
                               {.id = "name",
                                .label = std::string(words("Name")),
                                .value = typed.name,
                                .autocomplete = "off"},
                               problems),
                     emailField(visit,
                                {.id = "email",
                                 .label = std::string(words("Email address")),
                                 .hint = std::string(words("The owner signs in with it")),
                                 .value = typed.email,
                                 .autocomplete = "off"},
                                problems),
                     secondFactorField(words, typed.needsSecondFactor),
                     roleField(words, typed.roles), sendButton(words("Make the account")));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           site::errorSummary(visit, problems), heading(title),
           site::form(visit, {.action = fmt::format("{}/new", kListPath), .content = fields})),
       .back = std::string(kListPath),
       .hasErrors = !problems.empty()});
}

http::Response askForAccount(site::Visit& visit) {
  const http::Fields& query = visit.request().query;
  TypedAccount typed{.name = std::string(query.text("name"))};
  if (const auto worker = WorkerId::parse(query.text("worker"))) typed.worker = worker->text();
  return newAccountForm(visit, typed, {});
}

TypedAccount typedAccount(const http::Fields& fields) {
  TypedAccount typed{.name = std::string(fields.text("name")),
                     .email = std::string(fields.text("email")),
                     .worker = std::string(fields.text("worker")),
                     .needsSecondFactor = fields.text("second-factor") != "off"};
  for (const std::string_view role : fields.all("roles")) typed.roles.emplace_back(role);
  return typed;
}

Problems problemsOf(const Words& words, const TypedAccount& typed) {
  Problems problems;
  if (const auto problem = nameProblem(typed.name)) {
    problems.push_back({.field = "name", .message = problem->in(words)});
  }
  if (const auto problem = emailProblem(typed.email)) {
    problems.push_back({.field = "email", .message = problem->in(words)});
  }
  return problems;
}

struct Made {
  AccountId account;
  std::string link;
};

std::expected<Made, Sentence> make(record::Writing& writing, const TypedAccount& typed) {
  const auto account = makeAccount(
      writing,
      {.email = typed.email,
       .name = typed.name,
       .secondFactor = typed.needsSecondFactor ? SecondFactor::required : SecondFactor::off,
       .worker = WorkerId::parse(typed.worker)});
  if (!account) return std::unexpected(account.error());
  for (const std::string& name : typed.roles) {
    if (const auto role = givenRoleNamed(name)) {
      grantRole(writing, *account, *role, londonDate(writing.now()));
    }
  }
  return Made{.account = *account, .link = makeOneTimeLink(writing, *account)};
}

http::Response handOverPage(const site::Visit& visit, const std::string& title,
                            const AccountId& account, std::string_view token) {
  return site::page(visit,
                    {.title = title,
                     .content = html::fragment(heading(title), linkToHandOver(visit, token),
                                               el("p", el("a", attr("href", pathOf(account)),
                                                          visit.words()("Go to the account"))))});
}

http::Response takeAccount(site::Visit& visit) {
  const Words& words = visit.words();
  const TypedAccount typed = typedAccount(visit.form().fields);
  const Problems problems = problemsOf(words, typed);
  if (!problems.empty()) return newAccountForm(visit, typed, problems);
  const auto made = visit.book().write(
      visit.actor(), [&](record::Writing& writing) { return make(writing, typed); });
  if (!made) {
    return newAccountForm(visit, typed, {{.field = "email", .message = made.error().in(words)}});
  }
  return handOverPage(visit, std::string(words("The account is made")), made->account, made->link);
}

// ---- one account

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
                {.key = words("State"), .value = labelOf(words, account.state)},
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
    return el("li", labelOf(words, held.grant.role), html::when(mayEnd, [&] {
                return buttonForm(visit, pathOf(account.id, fmt::format("/roles/{}/end", held.id)),
                                  words("Take away the role {role}",
                                        arg("role", labelOf(words, held.grant.role))));
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
      buttonForm(visit, pathOf(account.id, "/roles"), words("Give the role"), nhs::select(select)));
}

Html actionsOn(const site::Visit& visit, const Account& account) {
  const Words& words = visit.words();
  const bool isOwn = account.id == visit.actor().account;
  const bool isActive = account.state == AccountState::active;
  const bool isRequired = account.secondFactor == SecondFactor::required;
  const std::string secondFactor = pathOf(account.id, "/second-factor");
  return html::fragment(
      nhs::heading({.text = words("Sign-in"), .level = 2, .size = nhs::Size::m}),
      buttonForm(visit, pathOf(account.id, "/one-time-link"),
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
        return buttonForm(visit, pathOf(account.id, "/state"),
                          isActive ? words("Disable the account") : words("Enable the account"),
                          html::hidden("state", isActive ? "disabled" : "active"));
      }));
}

http::Response accountPage(site::Visit& visit) {
  const auto id = visit.idFrom<AccountId>("account");
  const auto [account, grants] = visit.book().read(visit.actor(), [&](record::Reading& reading) {
    return std::pair(findAccount(reading, id), grantsOf(reading, id, londonDate(reading.now())));
  });
  if (!account) throw Fault(FaultCode::notFound, "there is no such account in this trust");
  return site::page(visit, {.title = account->name,
                            .content = html::fragment(
                                doneBanner(newsOf(visit)), heading(account->name),
                                detailsOf(visit.words(), *account), actionsOn(visit, *account),
                                rolesOf(visit, *account, grants)),
                            .back = std::string(kListPath)});
}

/// Does something to the page's account and goes back to it.
template <class Work>
http::Response change(site::Visit& visit, std::string_view done, Work&& work) {
  const auto id = visit.idFrom<AccountId>("account");
  visit.book().write(visit.actor(), [&](record::Writing& writing) {
    work(writing, id);
    return true;
  });
  return http::redirect(pathOf(id, fmt::format("?done={}", done)));
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
  const std::string token = visit.book().write(
      visit.actor(), [&](record::Writing& writing) { return makeOneTimeLink(writing, id); });
  return handOverPage(visit, std::string(visit.words()("One-time link")), id, token);
}

}  // namespace

site::Routes accountAdminRoutes() {
  using enum access::Permission;
  using http::Method;
  return {
      {Method::get, "/admin/accounts", manageAccounts, listPage, "The trust's accounts"},
      {Method::get, "/admin/accounts/new", manageAccounts, askForAccount, "Make an account"},
      {Method::post, "/admin/accounts/new", manageAccounts, takeAccount,
       "Make the account and show its one-time link"},
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
