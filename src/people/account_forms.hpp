// What the pages of accounts share: their fields, a heading with its error summary, news of what
// was done, and the two things that are shown once (a new secret, a one-time link).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/words.hpp"
#include "html/html.hpp"
#include "site/frame.hpp"
#include "site/visit.hpp"

namespace refocus::people {

using Problems = std::vector<site::FieldProblem>;

struct FieldParts {
  std::string id;  ///< also its name
  std::string label;
  std::string hint = {};
  std::string value = {};  ///< never of a password
  std::string autocomplete = {};
};

[[nodiscard]] html::Html textField(const site::Visit& visit, const FieldParts& field,
                                   const Problems& problems);
[[nodiscard]] html::Html emailField(const site::Visit& visit, const FieldParts& field,
                                    const Problems& problems);
[[nodiscard]] html::Html passwordField(const site::Visit& visit, const FieldParts& field,
                                       const Problems& problems);
/// The field "code".
[[nodiscard]] html::Html codeField(const site::Visit& visit, const Problems& problems);
/// The field "password" of a form that sets a new one, with what is asked of it.
[[nodiscard]] html::Html newPasswordField(const site::Visit& visit, const Problems& problems);

[[nodiscard]] html::Html heading(std::string_view words);
[[nodiscard]] html::Html paragraph(std::string_view words);
[[nodiscard]] html::Html sendButton(std::string_view words);
/// A form of one button, for what is done from a page at once.
[[nodiscard]] html::Html buttonForm(const site::Visit& visit, std::string_view action,
                                    std::string_view words, const html::Html& fields = {});
[[nodiscard]] html::Html doneBanner(std::string_view words);

/// How to put a new secret into an app: picture and groups to type.
[[nodiscard]] html::Html newSecretSteps(const site::Visit& visit, ByteView secret,
                                        std::string_view email);
/// The whole address of a link, with what its maker should do.
[[nodiscard]] html::Html linkToHandOver(const site::Visit& visit, std::string_view token);

}  // namespace refocus::people
