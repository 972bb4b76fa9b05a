#include "people/account_make_pages.hpp"

#include <fmt/format.h>

#include <expected>
#include <optional>
#include <vector>

#include "base/fault.hpp"
#include "html/nhs.hpp"
#include "people/account_admin_parts.hpp"
#include "people/account_admin_store.hpp"
#include "people/account_forms.hpp"
#include "people/confirmation.hpp"
#include "people/one_time_link_store.hpp"
#include "site/choice.hpp"

namespace refocus::people {
namespace {

using html::attr;
using html::el;
using html::Html;
namespace nhs = html::nhs;

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
      .fieldset = {.legend = {.text = words("Roles in the whole trust"), .size = nhs::Size::s}},
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
       .fieldset = {.legend = {.text = words("Second factor"), .size = nhs::Size::s}},
       .items = {{.value = "required",
                  .text = words("Required"),
                  .hint = {.text = words("A code from an app, beside the password")}},
                 {.value = "off", .text = words("Not required")}},
       .value = isRequired ? "required" : "off"});
}

// An account that is no worker's sees no caseload, whatever posts somebody of that name has.
Html workersHint(const Words& words) {
  return nhs::insetText(
      {.text = html::fragment(
           el("p", words("Is it for somebody who works in a team? Make it from the worker’s own "
                         "page, so that they see their caseload.")),
           el("p", el("a", attr("href", "/admin/workers"), words("Workers"))))});
}

http::Response newAccountForm(const site::Visit& visit, const TypedAccount& typed,
                              const Problems& problems) {
  const Words& words = visit.words();
  Html fields =
      html::fragment(typed.worker.empty() ? Html{} : html::hidden("worker", typed.worker),
                     textField(visit,
                               {.id = "name",
                                .label = std::string(words("Name")),
                                .value = typed.name,
                                .autocomplete = "off"},
                               problems),
                     textField(visit,
                               {.id = "email",
                                .label = std::string(words("Email address")),
                                .hint = std::string(words("The owner signs in with it")),
                                .value = typed.email,
                                .autocomplete = "off",
                                .type = "email"},
                               problems),
                     secondFactorField(words, typed.needsSecondFactor),
                     roleField(words, typed.roles), sendButton(words("Make the account")));
  return site::formPage(visit,
                        {.title = std::string(words("Make an account")),
                         .action = fmt::format("{}/new", kAccountsPath),
                         .back = std::string(kAccountsPath),
                         .fields = std::move(fields),
                         .before = typed.worker.empty() ? workersHint(words) : Html{}},
                        problems);
}

/// For a worker who has an account: the page that was asked for would lead to a second.
http::Response hasAccountPage(const site::Visit& visit, const AccountId& account) {
  const Words& words = visit.words();
  const std::string title(words("This worker has an account already"));
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           heading(title),
           paragraph(words("A worker has one account. If they cannot sign in, make a "
                           "one-time link for it there, or enable it.")),
           nhs::actionLink({.text = words("Go to the account"), .href = accountPath(account)})),
       .back = std::string(kAccountsPath)});
}

std::optional<AccountId> accountOf(const site::Visit& visit, std::string_view worker) {
  const auto id = WorkerId::parse(worker);
  if (!id) return std::nullopt;
  return visit.read([&](record::Reading& reading) { return accountOfWorker(reading, *id); });
}

http::Response askForAccount(site::Visit& visit) {
  const http::Fields& query = visit.request().query;
  if (const auto known = accountOf(visit, query.text("worker"))) {
    return hasAccountPage(visit, *known);
  }
  TypedAccount typed{.name = std::string(query.text("name"))};
  if (const auto worker = WorkerId::parse(query.text("worker"))) typed.worker = worker->text();
  return newAccountForm(visit, typed, {});
}

TypedAccount typedAccount(const http::Fields& fields) {
  TypedAccount typed{.name = std::string(fields.text("name")),
                     .email = std::string(fields.text("email")),
                     .worker = std::string(fields.text("worker")),
                     .needsSecondFactor = site::choiceIn(fields, "second-factor",
                                                         {"required", "off"}) == "required"};
  for (const std::string_view role : fields.all("roles")) {
    if (!givenRoleNamed(role)) {
      throw Fault(FaultCode::badRequest, "the form names a role that cannot be given");
    }
    typed.roles.emplace_back(role);
  }
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
  Account account;
  std::string link;
};

NewAccount newAccount(const TypedAccount& typed) {
  return {.email = typed.email,
          .name = typed.name,
          .secondFactor = typed.needsSecondFactor ? SecondFactor::required : SecondFactor::off,
          .worker = WorkerId::parse(typed.worker)};
}

std::expected<Made, Sentence> make(record::Writing& writing, const TypedAccount& typed) {
  const auto account = makeAccount(writing, newAccount(typed));
  if (!account) return std::unexpected(account.error());
  for (const std::string& name : typed.roles) {
    grantRole(writing, *account, givenRoleNamed(name).value(), londonDate(writing.now()));
  }
  return Made{.account = findAccount(writing, *account).value(),
              .link = makeOneTimeLink(writing, *account)};
}

/// What is about to be made: the roles above all, which open the trust.
Html aboutNew(const Words& words, const TypedAccount& typed) {
  nhs::SummaryList list{
      .rows = {{.key = words("Name"), .value = typed.name},
               {.key = words("Email address"), .value = typed.email},
               {.key = words("Second factor"),
                .value = typed.needsSecondFactor ? words("Required") : words("Not required")}}};
  std::string roles;
  for (const std::string& name : typed.roles) {
    const auto role = givenRoleNamed(name);
    if (role) roles.append(roles.empty() ? "" : ", ").append(labelOf(words, *role));
  }
  if (!roles.empty()) {
    list.rows.push_back({.key = words("Roles in the whole trust"), .value = roles});
  }
  return nhs::summaryList(list);
}

http::Response takeAccount(site::Visit& visit, const AccountSettings& settings) {
  const Words& words = visit.words();
  const TypedAccount typed = typedAccount(visit.form().fields);
  if (const auto known = accountOf(visit, typed.worker)) return hasAccountPage(visit, *known);
  Problems problems = problemsOf(words, typed);
  const auto taken = visit.read(
      [&](record::Reading& reading) { return accountProblem(reading, newAccount(typed)); });
  if (taken && problems.empty()) {
    problems.push_back({.field = "email", .message = taken->in(words)});
  }
  if (!problems.empty()) return newAccountForm(visit, typed, problems);
  const std::string title(words("Make the account"));
  if (auto refused = unlessConfirmed(visit, settings,
                                     {.title = title,
                                      .about = aboutNew(words, typed),
                                      .back = fmt::format("{}/new", kAccountsPath),
                                      .button = title})) {
    return *std::move(refused);
  }
  const auto made = visit.write([&](record::Writing& writing) { return make(writing, typed); });
  if (!made) {
    return newAccountForm(visit, typed, {{.field = "email", .message = made.error().in(words)}});
  }
  return handOverPage(visit, std::string(words("The account is made")), made->account, made->link);
}

}  // namespace

site::Routes accountMakeRoutes(const std::shared_ptr<const AccountSettings>& settings) {
  using enum access::Permission;
  using http::Method;
  return {
      {Method::get, "/admin/accounts/new", manageAccounts, askForAccount, "Make an account"},
      {Method::post, "/admin/accounts/new", manageAccounts,
       [settings](site::Visit& visit) { return takeAccount(visit, *settings); },
       "Make the account and show its one-time link", 0, http::Lane::costly},
  };
}

}  // namespace refocus::people
