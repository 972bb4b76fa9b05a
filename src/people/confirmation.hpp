// Who somebody is, asked anew. A deed that decides who gets in (a new password, a new second
// factor, recovery codes, one-time links, roles, the state and rules of accounts) needs more than
// an open window: its form carries the owner's password and, where an app is set up, a code. They
// come with the deed itself, so they are good for this deed in this session and for nothing else;
// each try is counted as a guess.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "html/html.hpp"
#include "html/nhs/button.hpp"
#include "http/response.hpp"
#include "people/account_forms.hpp"
#include "people/sign_in.hpp"
#include "site/visit.hpp"

namespace refocus::people {

/// The fields that it takes: "current-password", and "code" where an app is set up.
[[nodiscard]] html::Html confirmationFields(const site::Visit& visit, const Problems& problems);

/// For a form that has those fields. Nothing where what was typed is right: the deed may be done.
/// Else the answer: what `again(problems)` makes, or that there were too many guesses.
[[nodiscard]] std::optional<http::Response> unlessConfirmed(
    site::Visit& visit, const AccountSettings& settings,
    const std::function<http::Response(const Problems&)>& again);

/// A deed that is done with one press, and what the page says that asks for it.
struct AskedDeed {
  std::string title;
  html::Html about = {};  ///< what will happen, to whom
  std::string back;
  std::string button;
  html::nhs::ButtonVariant variant = html::nhs::ButtonVariant::standard;
};
/// The same for the form of a button, which has none of those fields: it answers the page that has
/// them, with all that the form sent.
[[nodiscard]] std::optional<http::Response> unlessConfirmed(site::Visit& visit,
                                                            const AccountSettings& settings,
                                                            const AskedDeed& deed);

}  // namespace refocus::people
