// What the pages of one's own account share: the account, and forms that ask anew who their owner
// is (confirmation.hpp).
#pragma once

#include <string>

#include "people/account.hpp"
#include "people/account_forms.hpp"

namespace refocus::people {

[[nodiscard]] Account accountOfVisit(const site::Visit& visit);

/// A form that needs the present password first, and a code where an app is set up.
struct PasswordForm {
  std::string title;
  std::string action;
  html::Html before = {};
  html::Html more = {};  ///< after those
  std::string button;
};
[[nodiscard]] http::Response passwordForm(const site::Visit& visit, const PasswordForm& parts,
                                          const Problems& problems);

}  // namespace refocus::people
