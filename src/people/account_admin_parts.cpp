#include "people/account_admin_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.hpp"
#include "html/nhs.hpp"
#include "people/account_forms.hpp"

namespace refocus::people {

using html::attr;
using html::el;

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

std::string accountPath(const AccountId& account, std::string_view rest) {
  return fmt::format("{}/{}{}", kAccountsPath, account.text(), rest);
}

http::Response handOverPage(const site::Visit& visit, const std::string& title,
                            const Account& account, std::string_view token) {
  const Words& words = visit.words();
  return site::page(
      visit,
      {.title = title,
       .content = html::fragment(
           heading(title),
           html::nhs::summaryList(
               {.rows = {{.key = words("Name"), .value = account.name},
                         {.key = words("Email address"), .value = account.email}}}),
           linkToHandOver(visit, token),
           el("p", el("a", attr("href", accountPath(account.id)), words("Go to the account"))))});
}

}  // namespace refocus::people
