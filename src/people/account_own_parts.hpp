// What the pages of one's own account share: the account, and forms that ask for its password
// again.
#pragma once

#include <expected>
#include <string>

#include "people/account.hpp"
#include "people/account_forms.hpp"
#include "people/sign_in.hpp"

namespace refocus::people {

[[nodiscard]] Account accountOfVisit(const site::Visit& visit);

/// A form that needs the present password first; its field is "current-password".
struct PasswordForm {
  std::string title;
  std::string action;
  html::Html before = {};
  html::Html more = {};  ///< after the present password
  std::string button;
};
[[nodiscard]] http::Response passwordForm(const site::Visit& visit, const PasswordForm& parts,
                                          const Problems& problems);

/// Whether the password that was typed is right; counted as a guess.
[[nodiscard]] std::expected<void, Refusal> checkTypedPassword(site::Visit& visit,
                                                              const AccountSettings& settings);
[[nodiscard]] site::FieldProblem wrongPassword(const Words& words);

}  // namespace refocus::people
