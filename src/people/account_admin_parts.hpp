// What the administrator's pages of accounts share.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "access/role.hpp"
#include "base/words.hpp"
#include "people/account.hpp"
#include "site/frame.hpp"
#include "site/visit.hpp"

namespace refocus::people {

inline constexpr std::string_view kAccountsPath = "/admin/accounts";
/// "/admin/accounts/{id}" and what comes after it.
[[nodiscard]] std::string accountPath(const AccountId& account, std::string_view rest = {});

/// Roles that an administrator gives by hand. The role person comes with the person's account.
inline constexpr std::array kGivenRoles{access::Role::administrator, access::Role::trainer,
                                        access::Role::researcher};
[[nodiscard]] std::optional<access::Role> givenRoleNamed(std::string_view name);
[[nodiscard]] std::string_view labelOf(const Words& words, access::Role role);

/// The page that shows a one-time link, once, and whose it is.
[[nodiscard]] http::Response handOverPage(const site::Visit& visit, const std::string& title,
                                          const Account& account, std::string_view token);

}  // namespace refocus::people
