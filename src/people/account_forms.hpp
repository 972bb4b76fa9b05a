// What the pages of accounts share: their fields, news of what was done, and the things that are
// shown once (a new secret, recovery codes, a one-time link).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/words.hpp"
#include "html/html.hpp"
#include "html/nhs/button.hpp"
#include "site/parts.hpp"
#include "site/visit.hpp"

namespace refocus::people {

using Problems = std::vector<site::FieldProblem>;

using site::FieldParts;
using site::heading;
using site::nameHeading;

[[nodiscard]] html::Html passwordField(const site::Visit& visit, const FieldParts& field,
                                       const Problems& problems);
/// The field "code".
[[nodiscard]] html::Html codeField(const site::Visit& visit, const Problems& problems);
/// The field "password" of a form that sets a new one, with what is asked of it.
[[nodiscard]] html::Html newPasswordField(const site::Visit& visit, const Problems& problems);

[[nodiscard]] html::Html paragraph(std::string_view words);
[[nodiscard]] html::Html sendButton(std::string_view words);
/// A form of one button, for what is done from a page at once. What takes something away from
/// somebody has the warning's colour.
[[nodiscard]] html::Html buttonForm(
    const site::Visit& visit, std::string_view action, std::string_view words,
    const html::Html& fields = {},
    html::nhs::ButtonVariant variant = html::nhs::ButtonVariant::secondary);
using site::doneBanner;

/// How to put a new secret into an app: picture and groups to type.
[[nodiscard]] html::Html newSecretSteps(const site::Visit& visit, ByteView secret,
                                        std::string_view email);
/// New recovery codes, shown this once, with what their owner should do.
[[nodiscard]] html::Html codesToKeep(const site::Visit& visit,
                                     const std::vector<std::string>& codes);
/// The whole address of a link, with what its maker should do.
[[nodiscard]] html::Html linkToHandOver(const site::Visit& visit, std::string_view token);

}  // namespace refocus::people
